"""The procedure in docs/how-to/erasure.md for the day an objection comes, line by line."""

from __future__ import annotations

import re
from pathlib import Path

GUIDE = Path(__file__).resolve().parents[2] / "docs/how-to/erasure.md"


def procedure(**instead: str) -> dict[int, list[str]]:
    """Return the commands of each line; none where the line is an act of a person. `instead`: what to put for a placeholder."""
    found = {}
    for number, cells in re.findall(r"(?m)^\| (\d+) \| (.*) \|$", GUIDE.read_text(encoding="utf-8")):
        commands = re.findall(r"`((?:neglect-triage|git|dvc) [^`]*)`", cells.split(" | ")[1])
        for placeholder, word in instead.items():
            commands = [command.replace(placeholder, word) for command in commands]
        found[int(number)] = commands
    return found
