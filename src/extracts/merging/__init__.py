"""Merging the facts of several extracts and sources into the canonical tables of one chronology."""
