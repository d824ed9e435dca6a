"""Cells as dates, codes and identifiers."""
