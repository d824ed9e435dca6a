"""The table of the measures for a dashboard: what each row says, and what rests on too few."""

from __future__ import annotations

import pandas as pd
import pytest

from neglect_triage.files import csv_for_people
from neglect_triage.params import StrategyChoices
from neglect_triage.strategy.run import Figures, strategy_figures
from neglect_triage.strategy.table import BY_RULE, COLUMNS, FEW, measures_table
from tests.features.chronologies import WORDS
from tests.strategy.made import SMALL, many_children, with_a_drop


@pytest.fixture(scope="module")
def found() -> Figures:
    return strategy_figures(with_a_drop(many_children(300, 1)), SMALL, WORDS, StrategyChoices())


@pytest.fixture(scope="module")
def table(found: Figures) -> pd.DataFrame:
    return measures_table(found.page, found.quarters, SMALL)


def test_every_dot_year_and_group_of_the_page_has_a_row(found: Figures, table: pd.DataFrame) -> None:
    assert list(table) == COLUMNS
    each, rows = found.page["measures"]["missed"], table[table["measure"] == "missed"]
    of_all = rows[rows["by"] == "all"]
    dots = of_all[of_all["period"].isin(["month", "quarter"])]
    assert list(dots["from"]) == [dot["from"] for dot in each["dots"]]
    assert list(dots["matured"] == "yes") == [dot["matured"] for dot in each["dots"]]
    assert (of_all["period"] == "twelve months").sum() == len(each["years"])
    latest = rows[(rows["period"] == "latest") & (rows["by"] == "area")]
    assert latest["group"].tolist() == ["north"]
    assert latest["counted"].tolist() == [each["latest"]["counted"]]


def test_figures_are_in_the_unit_that_their_row_names(found: Figures, table: pd.DataFrame) -> None:
    latest = table[(table["period"] == "latest") & (table["by"] == "all")].set_index("measure")
    shown = {name: each["latest"] for name, each in found.page["measures"].items()}
    assert latest.loc["missed", "figure"] == pytest.approx(100 * shown["missed"]["value"])
    assert latest.loc["rate", "figure"] == pytest.approx(12_000 * shown["rate"]["value"])
    assert latest["unit"].to_dict() == {"missed": "of 100", "rate": "a year for each 1,000 known children"}


def test_a_change_is_named_in_the_twelve_months_in_which_the_chart_names_it(found: Figures, table: pd.DataFrame) -> None:
    years = table[(table["measure"] == "missed") & (table["period"] == "twelve months")]
    expected = ["fewer" if year["outside"] == -1 else "no" for year in found.page["measures"]["missed"]["years"]]
    assert years["change"].tolist() == expected
    assert {"fewer", "no"} == set(expected)
    assert years["from"].iloc[0] == "2019-01"


def test_quarters_of_a_group_add_up_to_what_its_months_hold(table: pd.DataFrame) -> None:
    rows = table[
        (table["measure"] == "rate") & (table["from"].str.startswith("2019")) & (table["period"].isin(["month", "quarter"]))
    ]
    by_area, everybody = (rows[rows["by"] == by] for by in ("area", "all"))
    assert by_area["from"].tolist() == ["2019-01", "2019-04", "2019-07", "2019-10"]
    assert by_area["counted"].sum() == everybody["counted"].sum() > 0
    assert by_area["of"].sum() == everybody["of"].sum()


def test_what_rests_on_too_few_has_neither_counts_nor_a_figure() -> None:
    few = strategy_figures(many_children(25, 1), SMALL, WORDS, StrategyChoices())
    table = measures_table(few.page, few.quarters, SMALL)
    assert set(table["note"]) == {FEW}
    assert table[["counted", "of", "families", "figure"]].isna().all(axis=None)


def test_records_whose_day_rests_on_a_rule_have_rows_of_their_own() -> None:
    tables = many_children(300, 1)
    events = tables["events"]
    ruled = tables | {"events": events.assign(known_basis=events["known_basis"].mask(events["child_id"] < "c00150", "rule"))}
    found = strategy_figures(ruled, SMALL, WORDS, StrategyChoices())
    table = measures_table(found.page, found.quarters, SMALL)
    apart = table[(table["note"] == BY_RULE) & (table["measure"] == "missed")]
    assert len(apart)
    assert set(apart["matured"]) == {"no"}
    dots = {dot["from"]: dot["by_rule"] for dot in found.page["measures"]["missed"]["dots"]}
    expected = [(dots[first]["counted"], dots[first]["of"]) for first in apart["from"]]
    assert list(zip(apart["counted"], apart["of"], strict=True)) == expected


def test_as_csv_its_empty_cells_are_empty_and_its_counts_are_whole(table: pd.DataFrame) -> None:
    lines = csv_for_people(table).splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert not any("<NA>" in line or "nan" in line for line in lines)
    assert any(",month,1,2017-04,all,all," in line for line in lines)
    assert not any(line.split(",month,")[-1].split(",")[4].endswith(".0") for line in lines if ",month," in line)


def test_a_measure_of_which_there_is_no_record_has_no_quarters() -> None:
    tables = many_children(300, 1)
    found = strategy_figures(tables | {"events": tables["events"].assign(event_type="visit")}, SMALL, WORDS, StrategyChoices())
    assert "missed" not in set(found.quarters["measure"])
    assert "missed" in set(measures_table(found.page, found.quarters, SMALL)["measure"])
