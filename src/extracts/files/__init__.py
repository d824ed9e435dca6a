"""Listing a folder and opening its files: workbooks, CSV, Parquet and XML, none of which can harm the reader."""
