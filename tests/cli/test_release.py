"""The command `release`: it writes the edition and prints what was done to the figures, what is left out, and the attack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from neglect_triage.cli import release as command
from neglect_triage.cli.main import app
from neglect_triage.disclosure.earlier import Published
from neglect_triage.files import read_json
from neglect_triage.governance.release.controlled_run import Controlled
from neglect_triage.governance.release.edition import stays_inside
from neglect_triage.paths import DataFolder
from tests.governance.release.test_edition import facts

ROOT = Path(__file__).resolve().parents[2]
RUN = Controlled(
    facts(),
    {"rows": {"numbers": 1234, "hidden": 5, "rounded": 1200, "withheld": 7}},
    {"hidden": 12, "narrowest": 18, "earlier": 0},
    Published({}, {}),
)
INSIDE = stays_inside(RUN.facts.vocabulary, {})


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The lines that the command prints for a run whose control is made up."""

    def controlled_run(data: DataFolder, params: Any, earlier: Any) -> Controlled:
        assert data == DataFolder(tmp_path / "data")
        return RUN

    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(command, "controlled_run", controlled_run)
    done = CliRunner().invoke(app, ["release", "--data", str(tmp_path / "data"), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()


def test_the_numbers_hidden_rounded_and_withheld_are_printed_by_part(printed: list[str]) -> None:
    assert printed[0] == "rows: of 1,234 numbers 5 hidden, 1,200 rounded, 7 withheld"


def test_everything_that_is_not_released_is_named_with_its_reason(printed: list[str]) -> None:
    assert [line for line in printed if line.startswith("not in it: ")] == [
        f"not in it: {name} ({why})" for name, why in INSIDE.items()
    ]


def test_the_result_of_the_attack_comes_before_the_folder(printed: list[str], tmp_path: Path) -> None:
    assert printed[-2].startswith("Of 12 hidden counts, none can be worked out: what each may be spans 18 at the least.")
    assert printed[-1] == f"written: {tmp_path / 'out'}"


def test_the_pages_and_what_was_done_are_in_the_folder(printed: list[str], tmp_path: Path) -> None:
    assert {"index.html", "model_card.html", "model_card.md", "evaluation.html", "decisions.html"} <= {
        path.name for path in (tmp_path / "out").iterdir()
    }
    written = read_json(tmp_path / "out/release.json")
    assert written == {"done": RUN.done, "attack": RUN.attack, "absent": INSIDE}


def test_an_archive_is_refused_among_the_pages_that_may_leave(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    out = tmp_path / "out"
    done = CliRunner().invoke(
        app, ["release", "--data", str(tmp_path / "data"), "--out", str(out), "--archive", str(out / "m.zip")]
    )
    assert done.exit_code != 0
    assert not out.exists()
