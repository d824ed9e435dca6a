"""The formats as data: tables, columns, codes, and the facts that a row tells."""
