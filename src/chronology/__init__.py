"""The canonical chronology: tables, vocabulary, readers, quality, pseudonymity."""
