"""What became of every row, and what each source can support."""
