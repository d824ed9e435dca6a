"""Plots: the same numbers give the same bytes, nothing is asked of a network, and synthetic data are said to be."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from matplotlib.figure import Figure

from neglect_triage.models.evaluation import plots
from neglect_triage.models.evaluation.scores import scoring_methods
from neglect_triage.models.evaluation.summary import details, note_of
from tests.models.worlds import CHILDREN, EVALUATE, compared, world

TEST = compared(*world(300, 100))
DETAILS = details(TEST.assign(recurring=False), CHILDREN, EVALUATE, intervals=True, audited_share=0.1)
NOTE = note_of(TEST, ["headline"], synthetic=True, families="families")
DRAWN: dict[str, Callable[[pd.DataFrame, str], Figure]] = {
    "roc": plots.roc,
    "precision_recall": plots.precision_recall,
    "capacity": plots.capacity,
    "calibration": lambda test, note: plots.calibration(DETAILS["agreement"], note),
    "decision": lambda test, note: plots.decision(DETAILS["decision_curve"], note),
}


@pytest.fixture(params=DRAWN)
def picture(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    once, again = tmp_path / "once.svg", tmp_path / "again.svg"
    plots.save(DRAWN[request.param](TEST, NOTE), once)
    plots.save(DRAWN[request.param](TEST, NOTE), again)
    assert once.read_bytes() == again.read_bytes()
    return once.read_text(encoding="utf-8")


def test_a_second_drawing_has_the_same_bytes_and_is_svg(picture: str) -> None:
    assert ElementTree.fromstring(picture).tag == "{http://www.w3.org/2000/svg}svg"


def test_it_holds_no_date(picture: str) -> None:
    assert not re.search(r"\d{4}-\d\d-\d\d|<dc:date>", picture)


def test_it_names_no_address_but_in_namespace_declarations(picture: str) -> None:
    assert "://" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", picture)
    assert "<!DOCTYPE" not in picture
    assert not [link for link in re.findall(r'href="([^"]*)"', picture) if not link.startswith("#")]


def test_it_says_that_the_data_are_synthetic(picture: str) -> None:
    assert "SYNTHETIC DATA" in picture


def test_every_way_of_scoring_has_a_name_in_the_picture(tmp_path: Path) -> None:
    plots.save(plots.roc(TEST, NOTE), tmp_path / "roc.svg")
    text = (tmp_path / "roc.svg").read_text(encoding="utf-8")
    assert len(scoring_methods(TEST)) == 6
    for way in scoring_methods(TEST):
        assert way in text


def test_a_rule_that_names_everybody_is_no_obstacle(tmp_path: Path) -> None:
    everybody = TEST.assign(**{"local rule": 1.0})
    for name in ("roc", "precision_recall", "capacity"):
        plots.save(DRAWN[name](everybody, NOTE), tmp_path / f"{name}.svg")
