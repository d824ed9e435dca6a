"""The command move-log: two people witness, and checking the log says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from neglect_triage.cli.move_log import move_a_log
from neglect_triage.errors import BadInput
from neglect_triage.sealed_log import read_whole_log
from neglect_triage.wording.logs import log_lines
from tests.old_log import old_form


def test_it_says_who_witnessed_how_many_lines_moved_and_both_seals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seals = old_form(tmp_path / "log", "k0", "k1")
    move_a_log(tmp_path / "log", ["lead-2", "JS"])
    words = capsys.readouterr().out
    log = read_whole_log(tmp_path / "log")
    assert "witnessed by JS and lead-2: 2 lines, the last seal " + seals[-1] in words
    assert log.seal in words
    assert words.splitlines()[1:] == log_lines(log)


@pytest.mark.parametrize("named", [None, ["JS"], ["JS", "JS"], ["JS", "lead-2", "AB"], ["JS", "a full name"]])
def test_two_different_people_witness(tmp_path: Path, named: list[str] | None) -> None:
    old_form(tmp_path / "log", "k0")
    before = (tmp_path / "log").read_bytes()
    with pytest.raises(BadInput, match="--witness"):
        move_a_log(tmp_path / "log", named)
    assert (tmp_path / "log").read_bytes() == before
