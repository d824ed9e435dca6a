"""What each source can support is published, and what it cannot is refused by name."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from neglect_triage.errors import BadInput
from neglect_triage.extracts.formats.specification import FORMATS, load_format
from neglect_triage.extracts.reconciliation.capability import capabilities_needed, refuse_unsupported, supported
from neglect_triage.extracts.reconciliation.page import sources_page
from neglect_triage.params import Cohort, Split
from tests.extracts.extracts import annex_a, census, child, chronology, episode

CONTACTS = Cohort(kind="contacts", reporting_lag_days=65, enough_history_days=730)


def split(family: Any = "households") -> Split:
    return Split(folds=5, largest_family_share=0.01, seed=1, family=family, cut_1=dt.date(2020, 1, 1), cut_2=dt.date(2021, 1, 1))


def test_what_a_format_supports_with_all_its_tables() -> None:
    every = {name: supported(load_format(name).tables.values()) for name in FORMATS}
    can = {name: {one for one, holds in every[name].items() if holds} for name in FORMATS}
    assert can["ssd"] == {"contacts", "decisions", "plan", "factor", "protective", "families"}
    assert can["cin_census"] == {"plan", "factor"}
    assert can["annex_a"] == {"contacts", "plan", "protective"}
    assert can["multi_agency"] == {"families"}


def test_sources_complete_each_other() -> None:
    tables = [table for name in ("annex_a", "cin_census") for table in load_format(name).tables.values()]
    assert {one for one, holds in supported(tables).items() if not holds} == {"decisions", "families"}


def test_referrals_that_stand_for_contacts_carry_them() -> None:
    tables = list(load_format("cin_census").tables.values())
    assert not supported(tables)["contacts"]
    assert supported(tables, referrals_as_contacts=True)["contacts"]


def test_annex_a_alone_is_refused_for_the_label_factor_with_what_to_add(tmp_path: Path) -> None:
    annex_a(tmp_path, "2024-03-31.xlsx", contacts=[{"child": "A", "date": dt.date(2024, 2, 1)}], child_protection=[])
    about = {"extracts": chronology(tmp_path).extracts}
    with pytest.raises(BadInput) as raised:
        refuse_unsupported(about, capabilities_needed(CONTACTS.model_copy(update={"label": "factor"}), split("person")))
    assert "cohort.label: factor" in raised.value.where
    assert "children in need census" in raised.value.do
    assert "Ofsted Annex A" in raised.value.expected
    refuse_unsupported(about, capabilities_needed(CONTACTS.model_copy(update={"label": "plan"}), split("person")))


def test_without_families_intervals_are_refused_unless_each_person_is_one(tmp_path: Path) -> None:
    census(tmp_path, 2024, child("A", episode("2023-05-02")))
    about = {"extracts": chronology(tmp_path, referrals_as_contacts=True).extracts}
    with pytest.raises(BadInput, match=r"split\.family"):
        refuse_unsupported(about, {"families": capabilities_needed(CONTACTS, split())["families"]})
    assert "families" not in capabilities_needed(CONTACTS, split("person"))


def test_a_chronology_that_was_not_read_from_extracts_is_not_asked() -> None:
    refuse_unsupported({"kind": "canonical"}, capabilities_needed(CONTACTS, split()))


def test_the_page_of_sources_says_what_was_taken_for_what_and_shows_no_value(tmp_path: Path) -> None:
    row = {"child": "SECRET1", "date": dt.date(2024, 2, 1), "source": "the lady next door to number nine"}
    annex_a(tmp_path, "2024-03-31.xlsx", contacts=[row, {"child": "SECRET2", "date": "soon"}])
    found = chronology(tmp_path)
    html = sources_page({"kind": "extracts", "synthetic": False, "extracts": found.extracts}, home="index.html")
    for expected in (
        "Ofsted Annex A, as of 31 March 2024",
        "Date of Contact",
        "not a code of the list agency",
        "not a date",
        "List 1!3",
    ):
        assert expected in html
    for value in ("SECRET", "lady", "soon<"):
        assert value not in html
    assert "SYNTHETIC" not in html


def test_the_page_of_a_simulated_world_says_that_no_file_was_read() -> None:
    html = sources_page({"kind": "simulate", "synthetic": True}, home="index.html")
    assert "made by a simulation" in html
    assert "SYNTHETIC DATA" in html
