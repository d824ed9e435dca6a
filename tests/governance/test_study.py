"""The study says what a truth says, on points few enough to count by hand, and nothing where there is none."""

import numpy as np
import pytest

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.governance.study import CONTACT_ALONE, ORACLE, Study
from neglect_triage.governance.world_page import world_metrics, world_page
from neglect_triage.models.evaluation import MODEL
from neglect_triage.simulate.calibration import Line, published
from tests.governance.study_facts import ROOT, small_study


@pytest.fixture
def found() -> Study:
    return small_study()


def test_the_ceiling_ranks_by_true_care_and_the_model_beside_it_on_the_same_contacts(found: Study) -> None:
    assert found.contacts == 5, "a child not yet born has no truth"
    assert found.areas[ORACLE]["value"] == 1
    assert found.areas[MODEL]["value"] == pytest.approx(5 / 6, abs=1e-4)
    assert found.areas[CONTACT_ALONE]["value"] == 0.5
    assert found.apart["gain by the cumulative pattern"]["value"] == pytest.approx(1 / 3, abs=1e-4)
    assert found.areas[ORACLE]["low"] is None


def test_the_recorded_label_stands_beside_true_neglect_where_the_truth_is_known(found: Study) -> None:
    everyone = found.label["all contacts"]
    assert everyone["contacts"] == 4
    assert everyone["sensitivity"] == 0.5
    assert everyone["specificity"] == 0.5
    assert found.label["taken forward"]["contacts"] == 2
    assert found.label["closed"]["sensitivity"] is None


def test_the_page_holds_every_figure_and_is_marked_synthetic(found: Study) -> None:
    figures = published()
    lines = [Line(figure, float(np.mean(figure.accept)), 500, True) for figure in figures.rows]
    html = world_page(found, lines, figures, load_vocabulary())
    assert "SYNTHETIC DATA" in html
    for figure in figures.rows:
        assert figure.name in html
    assert "1.000" in html
    assert world_metrics(found, lines)["contacts"] == 5


def test_without_a_truth_nothing_is_estimable() -> None:
    html = world_page(None, [], published(), load_vocabulary())
    assert "Not estimable" in html
    assert "SYNTHETIC DATA" not in html
    assert world_metrics(None, []) == {"study": "not estimable"}


def test_no_stage_but_study_reads_the_truth() -> None:
    readers = {path.stem for path in (ROOT / "pipelines").glob("*.py") if "truth/" in path.read_text(encoding="utf-8")}
    assert readers == {"study"}
    rooms = ("chronology", "features", "models", "explain", "pages")
    code = [path for room in rooms for path in (ROOT / "src" / room).rglob("*.py") if path.name != "store.py"]
    assert not [path.name for path in code if "truth_contacts" in path.read_text(encoding="utf-8")]
