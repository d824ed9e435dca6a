"""Sentences about batches of new contacts: what a batch is for, and why an earlier page is recalled."""

from __future__ import annotations

AUDIT, LIVE = "audit", "live"
USES = {
    AUDIT: "This batch is for audit. Its pages are read after people have decided, to look again at what was decided.",
    LIVE: (
        "This batch is for live use. Each page is opened after a person has written down their own judgement, and before the "
        "outcome is known. What follows may be influenced by it, so these {points} are marked wherever a model is fitted or "
        "tested later."
    ),
}

ALARMS = {
    "feature": "Features of the model whose values changed",
    "unknown feature": "Features that became known or unknown",
    "score": "Scores, or the share in the attention band",
    "mix": "Where they come from, ages and areas",
    "source that began or stopped": "Tables of records that began or stopped in that time",
}
"""What an alarm is about, by its kind in `compare_periods`; outcomes are not known yet, so that calibration has none."""

RECALLED = {
    "corrected": "A record on this page was corrected or taken back.",
    "gone": "The record of the {point} was moved or taken back, so that this {point} is no longer counted on that day.",
    "came late": "Records that could be read before that day came after the page was written. It would say something else now.",
}
