"""The canonical chronology: tables, vocabulary, readers of a user's tables, checks, and refusal of identifiers."""
