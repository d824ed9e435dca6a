"""How hard a text is to read: the Flesch-Kincaid grade, with syllables counted by rule of thumb."""

from __future__ import annotations

import re


def grade(text: str) -> float:
    """Return 0.39 x words in a sentence + 11.8 x syllables in a word - 15.59; a semicolon or colon ends a sentence too."""
    sentences = [part for part in re.split(r"[.!?;:]+(?:\s|$)", text) if part.strip()]
    words = re.findall(r"[A-Za-z0-9']+", text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """Return the groups of vowels of a word, without a silent e at its end."""
    spoken = re.sub(r"'s$", "", word.lower())
    if len(spoken) > 3:
        spoken = re.sub(r"(?:[^laeiouy]es|[^aeiouydt]ed|[^aeiouyl]e)$", "x", spoken)
    return max(1, len(re.findall(r"[aeiouy]+", spoken)))
