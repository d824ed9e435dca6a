"""A sealed log as it was written before seals covered salted commitments."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from neglect_triage.files import write_text
from neglect_triage.sealed_log import FIRST


def old_form(path: Path, *contacts: str) -> list[str]:
    """Write a log of the old form, whose seals cover the words themselves, and return its seals."""
    seals, text = [FIRST], ""
    for number, contact in enumerate(contacts, 1):
        entry = {"contact": contact, "reason": "late \u00e9", "number": number, "before": seals[-1]}
        seals.append(hashlib.sha256(json.dumps(entry, sort_keys=True, ensure_ascii=False).encode()).hexdigest())
        text += json.dumps(entry | {"seal": seals[-1]}, sort_keys=True, ensure_ascii=False) + "\n"
    write_text(path, text)
    return seals[1:]
