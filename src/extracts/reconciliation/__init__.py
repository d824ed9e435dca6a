"""Reports on a reading: what happened to every row, what each file was matched to, and what the sources can support."""
