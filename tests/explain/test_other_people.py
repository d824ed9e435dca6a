"""Pages of another project say its own words and leave out what only fits a contact about a child."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.explain.contact_page import content
from neglect_triage.explain.record import sources_for
from neglect_triage.explain.render import contact_page
from neglect_triage.features.catalogue import load_catalogue
from tests.explain.small_run import PRINTS, ROOT, chronology, event, small_params
from tests.explain.test_contact_page import text_of

OULAD = ROOT / "examples" / "oulad"


def students_page(standing: str) -> str:
    vocabulary = load_vocabulary(OULAD / "vocabulary.yaml")
    catalogue = load_catalogue(vocabulary, OULAD / "catalogue.yaml")
    submitted = event("1", "s", "2020-01-10", "submit_TMA", agency="assessment", value=35.0, value_unit="score")
    tables = chronology([submitted])
    covered = tables["coverage"].iloc[:2].assign(table=list(vocabulary.allowed("coverage_table"))[:2])
    tables |= {"coverage": covered, "households": tables["households"].iloc[:0]}
    sources = sources_for(tables, ["s"], catalogue, vocabulary, "partnership")
    point: dict[Hashable, Any] = {
        "point_id": "file.parquet:7", "child_id": "s", "as_of": pd.Timestamp("2020-03-01"),
        "contacts_in_window": 0, "rule": False, "standing": standing, "frequency_low": 0.5, "frequency_high": 0.6,
    }  # fmt: skip
    words = content(point, dict.fromkeys(catalogue.indicators, 0.5), sources, small_params())
    return text_of(contact_page(words | {"fingerprints": PRINTS, "worked_example": None}, vocabulary, False))


def test_a_students_page_says_nothing_of_children_contacts_or_emergencies() -> None:
    shown = students_page("attention").lower()
    assert [word for word in ("child", "999", "front door", "brothers", "local rules", "contact ") if word in shown] == []


def test_a_students_page_gives_reasons_and_frequency_in_its_own_words() -> None:
    shown = students_page("attention")
    assert "One piece of work was submitted in the four months before this prediction point; the latest score was 35." in shown
    assert (
        "Of 100 past prediction points with records like these, between 50 and 60 were followed by the end of the module" in shown
    )


def test_below_the_band_a_students_page_gives_no_number() -> None:
    shown = students_page("not in attention")
    assert "That is no evidence that the student's needs are met." in shown
    assert "Of 100" not in shown
