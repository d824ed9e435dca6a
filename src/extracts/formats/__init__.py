"""The formats as data: tables, columns, codes, and the facts recorded in each row."""
