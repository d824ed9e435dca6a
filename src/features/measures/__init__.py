"""What can be measured of an indicator: each measure with its definition, its compiled code and its figures."""
