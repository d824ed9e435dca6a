"""Checks of a chronology: fatal errors, quarantine of rows, checks within and across rows, and the page on quality."""
