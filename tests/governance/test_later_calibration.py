"""A calibration learnt from later contacts is one of the documents of an approval, and the model scores with it alone."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from neglect_triage.errors import BadInput
from neglect_triage.files import bytes_of_folder, read_json, write_json, write_text
from neglect_triage.governance.approvals import decide, seen_by, standing_approval, with_calibration
from neglect_triage.models.calibration import Calibration
from tests.governance.test_approvals import AT, decided, project, refusal

__all__ = ["project"]


@pytest.fixture
def learnt(project: Path) -> Path:
    own = {field.name: 0 for field in fields(Calibration)}
    manifest = seen_by(project / "model", project)["model"]["manifest"]
    write_json(project / "later.json", {"model": manifest, "learnt_from": {}, "calibration": own})
    return Path("later.json")


def approve(project: Path, calibration: Path) -> None:
    seen = with_calibration(seen_by(project / "model", project), calibration, project)
    decide(project / "log.jsonl", seen, "approved", "chair of the board", "JS", (), AT)


def calibration(project: Path) -> tuple[str, bytes] | None:
    model = project / "model"
    return standing_approval(model, bytes_of_folder(model), project / "log.jsonl", project).calibration


def test_it_is_in_force_with_the_approval_that_names_it_and_with_no_other(project: Path, learnt: Path) -> None:
    decided(project)
    assert calibration(project) is None
    approve(project, learnt)
    assert calibration(project) == ("later.json", (project / learnt).read_bytes())
    decided(project)
    assert calibration(project) is None


@pytest.mark.parametrize("gone", [True, False])
def test_once_it_is_gone_or_changed_nothing_scores(project: Path, learnt: Path, gone: bool) -> None:
    approve(project, learnt)
    (project / learnt).unlink() if gone else write_text(project / learnt, "{}")
    assert "later.json" in refusal(project)


@pytest.mark.parametrize(
    ("name", "says"),
    [("absent.json", "There is no such"), ("../other.json", "not in the project"), ("model/model.txt", "not a")],
)
def test_what_is_absent_elsewhere_or_something_else_is_refused(project: Path, name: str, says: str) -> None:
    write_text(project.parent / "other.json", "{}")
    with pytest.raises(BadInput, match=says):
        with_calibration(seen_by(project / "model", project), Path(name), project)


def test_one_of_another_model_is_refused(project: Path, learnt: Path) -> None:
    write_json(project / learnt, read_json(project / learnt) | {"model": "0" * 64})
    with pytest.raises(BadInput, match="learnt for another model"):
        with_calibration(seen_by(project / "model", project), learnt, project)
