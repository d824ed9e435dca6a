"""Words of the pictures of the evaluation page."""

from __future__ import annotations

LOOKED_AT = "Looked at, of 100 that were followed"
BY_WAY = (
    "Of 100 that were followed, how many each way of scoring would look at with the {per_week} highest of every week; the table "
    "holds the same"
)
IN_BAND = "In the attention band, of 100 that were followed"
BY_GROUP = "By {kind}: of 100 that were followed, how many are in the attention band; the table holds the same"
