"""What must hold of a chronology: checks, quarantine and quality."""
