"""User files as they are: workbooks, CSV files and census XML, opened safely and read cell by cell."""
