"""The ledger of releases: it keeps what was shown, and a line that cannot be read stops the next release."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from neglect_triage.disclosure.cells import Path as Cell
from neglect_triage.disclosure.earlier import Published
from neglect_triage.errors import BadInput
from neglect_triage.governance.release.ledger import add_to_ledger, read_ledger

ONE: Published[Cell] = Published(
    {("rows", 0, "read"): 6, ("flow",): 400}, {("rows", 0, "read"): (6, 14), ("flow",): (1, math.inf)}
)
OTHER: Published[Cell] = Published({("flow",): 410}, {("flow",): (405, 414)})


def test_a_project_that_has_released_nothing_has_no_earlier_release(tmp_path: Path) -> None:
    assert read_ledger(tmp_path / "releases.jsonl") == []


def test_releases_are_read_back_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "releases.jsonl"
    for release in (ONE, OTHER):
        add_to_ledger(path, read_ledger(path), release)
    assert read_ledger(path) == [ONE, OTHER]


def test_the_same_figures_are_recorded_once(tmp_path: Path) -> None:
    path = tmp_path / "releases.jsonl"
    for release in (ONE, OTHER, ONE):
        add_to_ledger(path, read_ledger(path), release)
    assert read_ledger(path) == [ONE, OTHER]


@pytest.mark.parametrize("line", ["", "{", "[1, 2]", '[[["a"], "six", 1, 5]]'])
def test_a_line_that_cannot_be_read_stops_the_release_and_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "releases.jsonl"
    add_to_ledger(path, [], ONE)
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(BadInput) as stopped:
        read_ledger(path)
    assert "releases.jsonl, line 2" in str(stopped.value)
