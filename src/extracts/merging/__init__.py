"""One chronology from the facts of several extracts and sources."""
