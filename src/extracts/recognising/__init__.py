"""Matching files, sheets and columns to the tables of a format, and the report in which a user corrects the matching."""
