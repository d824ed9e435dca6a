"""What a user may choose about reading extracts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Choices:
    """What a user may choose about reading extracts.

    Attributes
    ----------
    matching : an edited matching report.
    crosswalk : a table of identifiers (source, id, child_id).
    working_days_late : by how much later than the rules say facts became known (0, 5 or 20: a sensitivity).
    least_link_rate : two sources that share a smaller part of their children than this are warned about.
    referrals_as_contacts : where there are no contacts, let each referral stand for one.
    identifiers : refuse what could name a person, or read on without it (inside the data controller's boundary alone).
    """

    matching: Path | None = None
    crosswalk: Path | None = None
    working_days_late: int = 0
    least_link_rate: float = 0.5
    referrals_as_contacts: bool = False
    identifiers: Literal["refuse", "drop"] = "refuse"
