"""Words of the reasons on a contact page, other than an indicator's own sentence.

The sentence of each indicator is its entry in `features/catalogue.yaml` (`says`, `says_none`, `ask`); `sentences.py` fills it.
"""

from __future__ import annotations

# The time that a sentence is about.
SINCE_BIRTH = "since birth"
BEFORE_THIS_POINT = "in the {window} before this {point}"

# What follows an indicator's `says_none`, where nothing of its kind is recorded.
LAST_RECORDED = "The last one recorded was on {date}."
HELD_FROM = "Records of this kind are held from {date}."

# How the model used a kind of record against its plain meaning; the keys are those of `explain/reasons.py`.
# In braces stand nouns of the vocabulary.
AGAINST_MEANING = {
    "no sentence": "These raised the score, and no plain sentence says why:",
    "good news": "These are good news, and yet raised the score:",
    "lowered": "More of these should add to the score, and yet the model made less of them. They count all the same:",
}

# How much of what raised the score the reasons shown account for.
MOST, PART, SMALL_PART = "most", "part", "a small part"
