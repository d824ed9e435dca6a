"""Documents for those who govern the use of a model."""
