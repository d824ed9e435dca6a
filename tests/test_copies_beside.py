"""Copies that a shared folder makes of a log are noticed: what stands in them alone is never passed over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from neglect_triage.chronology.erased import add_erased, read_erased
from neglect_triage.copies_beside import refuse_copies_with_more
from neglect_triage.disclosure.earlier import Published
from neglect_triage.errors import BadInput
from neglect_triage.governance.release.ledger import add_to_ledger, read_ledger
from neglect_triage.sealed_log import append, read_log, read_whole_log
from neglect_triage.wording.logs import log_lines

NAMES = (
    "approvals (1).jsonl", "approvals-LAPTOP-7.jsonl", "approvals 2.jsonl", "approvals.sync-conflict-20261129-101500-ABC.jsonl",
    "approvals (JS's conflicted copy 2026-11-29).jsonl", "approvals~1.jsonl",
)  # fmt: skip
"""As OneDrive, iCloud, Syncthing, Dropbox and Windows name them."""


def in_two_places(folder: Path, name: str) -> Path:
    """A log that two people added to at once: each has the first line, and another second one."""
    log = folder / "approvals.jsonl"
    append(log, {"decision": "approved"})
    elsewhere = Path(shutil.copy(log, folder.parent / "approvals.jsonl"))
    append(log, {"decision": "approved-with-conditions"})
    append(elsewhere, {"decision": "withdrawn"})
    shutil.copy(elsewhere, folder / name)
    return log


@pytest.mark.parametrize("name", NAMES)
def test_a_log_is_not_read_past_a_copy_that_holds_another_entry(tmp_path: Path, name: str) -> None:
    log = in_two_places(tmp_path / "shared", name)
    with pytest.raises(BadInput, match="holds lines that it lacks") as stopped:
        read_log(log)
    assert name in stopped.value.where


def test_nor_is_it_added_to(tmp_path: Path) -> None:
    log = in_two_places(tmp_path / "shared", NAMES[0])
    before = log.read_bytes()
    with pytest.raises(BadInput, match="holds lines that it lacks"):
        append(log, {"decision": "approved"})
    assert log.read_bytes() == before
    (log.parent / NAMES[0]).rename(tmp_path / NAMES[0])
    append(log, {"decision": "withdrawn"})
    assert len(read_log(log)) == 3


def test_a_log_that_was_renamed_as_a_copy_is_not_taken_for_no_log(tmp_path: Path) -> None:
    append(tmp_path / "approvals.jsonl", {"decision": "refused"})
    (tmp_path / "approvals.jsonl").rename(tmp_path / "approvals (1).jsonl")
    with pytest.raises(BadInput, match="holds lines that it lacks"):
        read_log(tmp_path / "approvals.jsonl")


def test_a_copy_that_holds_nothing_more_is_named_and_stops_nobody(tmp_path: Path) -> None:
    log = tmp_path / "approvals.jsonl"
    append(log, {"decision": "approved"})
    shutil.copy(log, tmp_path / "approvals (1).jsonl")
    append(log, {"decision": "withdrawn"})
    assert len(read_log(log)) == 2
    assert any("approvals (1).jsonl" in line for line in log_lines(read_whole_log(log)))


@pytest.mark.parametrize("name", ["approvals.jsonl.bak", "my approvals (1).jsonl", "approvals_of_others.jsonl", "approvals.json"])
def test_files_that_are_called_otherwise_are_no_copies(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("other")
    refuse_copies_with_more(tmp_path / "approvals.jsonl")


def test_the_ledger_of_releases_and_the_list_of_the_erased_are_watched_too(tmp_path: Path) -> None:
    add_to_ledger(tmp_path / "releases-LAPTOP.jsonl", [], Published({("a",): 7}, {("a",): (6, 14)}))
    with pytest.raises(BadInput, match="holds lines that it lacks"):
        read_ledger(tmp_path / "releases.jsonl")
    add_erased(["c1"], tmp_path / "erased.json")
    shutil.copy(tmp_path / "erased.json", tmp_path / "erased (1).json")
    add_erased(["c2"], tmp_path / "erased.json")
    assert len(read_erased(tmp_path / "erased.json").hashes) == 2
    add_erased(["c3"], tmp_path / "erased (1).json")
    with pytest.raises(BadInput, match="holds lines that it lacks"):
        read_erased(tmp_path / "erased.json")
