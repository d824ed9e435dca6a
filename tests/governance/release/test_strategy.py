"""The strategy in a release: whole years after control, and no month, no small count and no overlapping year."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from neglect_triage.disclosure.figures import as_published, attacked, controlled
from neglect_triage.disclosure.rounding import LEAST_SPREAD
from neglect_triage.governance.release.edition import release_pages
from neglect_triage.governance.release.strategy import CHOSEN, after_control, before_control
from neglect_triage.params import StrategyChoices
from neglect_triage.strategy.definitions import load_strategy
from neglect_triage.strategy.released import released_page, released_table
from neglect_triage.strategy.run import strategy_figures
from tests.features.chronologies import WORDS
from tests.governance.documents.made import BLANK
from tests.governance.release.test_edition import facts
from tests.strategy.made import SMALL, many_children, with_a_drop


def figures_of(tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    return strategy_figures(tables, SMALL, WORDS, StrategyChoices()).page


def released(figures: dict[str, Any]) -> dict[str, Any]:
    shown = controlled(before_control(figures, SMALL.measures), CHOSEN)
    return figures | {"measures": after_control(shown)}


@pytest.fixture(scope="module")
def inside() -> dict[str, Any]:
    return figures_of(with_a_drop(many_children(300, 1)))


@pytest.fixture(scope="module")
def shown(inside: dict[str, Any]) -> dict[str, Any]:
    return released(inside)


def test_counts_are_to_the_nearest_ten_and_no_numerator_of_a_share_is_left(shown: dict[str, Any]) -> None:
    for name, each in shown["measures"].items():
        for span in [*each["years"], each["last"], *each["last"]["groups"]["area"]]:
            assert all(span[key] % 10 == 0 for key in ("of", "records", "families") if isinstance(span.get(key), int))
            assert ("records" in span) == (name == "rate")
            assert ("of" in span) == (name == "missed")


def test_figures_agree_with_those_inside_to_their_steps(inside: dict[str, Any], shown: dict[str, Any]) -> None:
    last = inside["measures"]["missed"]["whole_years"]["spans"][-1]
    assert shown["measures"]["missed"]["last"]["value"] == pytest.approx(last["value"], abs=0.02)
    rate = inside["measures"]["rate"]["whole_years"]["spans"][0]
    assert shown["measures"]["rate"]["years"][0]["value"] == pytest.approx(12_000 * rate["value"], rel=0.05)


def test_no_month_and_no_overlapping_year_is_in_it(shown: dict[str, Any]) -> None:
    assert "dots" not in json.dumps(shown["measures"])
    assert "latest" not in json.dumps(shown["measures"])
    table = released_table(shown, SMALL)
    assert set(table["period"]) == {"baseline", "year"}
    of_all = table[(table["measure"] == "missed") & (table["by"] == "all")]
    starts = [pd.Period(first, "M").ordinal for first in of_all["from"]]
    assert all(one + months <= other for one, months, other in zip(starts, of_all["months"], starts[1:], strict=False))


def test_a_figure_on_too_few_is_withheld_with_its_limits_and_its_change() -> None:
    few = released(figures_of(many_children(25, 1)))
    for each in few["measures"].values():
        for span in [*each["years"], each["last"]]:
            assert span["value"] is None
            assert "outside" not in span
    table = released_table(few, SMALL)
    assert set(table["note"]) == {"too few"}


def test_no_small_count_can_be_told_here_or_after_another_release() -> None:
    now, later = (before_control(figures_of(many_children(number, 1)), SMALL.measures) for number in (60, 61))
    for content, earlier in ((now, []), (later, [as_published(now, CHOSEN)])):
        ranges = attacked(content, CHOSEN, earlier)
        assert all(high - low >= LEAST_SPREAD for low, high in ranges.values())


def test_the_page_names_the_changes_of_the_last_whole_year_and_what_stays_inside(shown: dict[str, Any]) -> None:
    html = released_page(shown, SMALL, [], WORDS, "SYNTHETIC DATA")
    assert "Of 2 measures 2 changed in the last whole year by more than chance gives:" in html
    assert "Missed appointments: fewer than chance gives, January 2022 to December 2022, which is what is wanted" in html
    assert "Months and quarters stay inside" in html
    assert "<svg viewBox" not in html
    assert "strategy.csv" in html


def test_the_release_edition_holds_the_page_and_its_table(shown: dict[str, Any]) -> None:
    name = next(iter(load_strategy().measures))
    made = replace(facts(), strategy=shown | {"measures": {name: shown["measures"]["rate"]}, "left_out": []})
    built, _ = release_pages(made, BLANK)
    assert "Is the strategy working?" in str(built["strategy.html"])
    assert str(built["strategy.csv"]).startswith("objective,measure,")
    assert f",{name}," in str(built["strategy.csv"])
    assert "[withheld]" not in str(built["strategy.csv"])


def test_groups_are_left_out_where_one_of_them_rests_on_too_few(inside: dict[str, Any]) -> None:
    content = before_control(inside, SMALL.measures)["missed"]["last"]["groups"]
    assert set(content) == {"age", "area"}
    whole = inside["measures"]["missed"]["whole_years"]
    group = {"name": "13 to 17", "counted": 0, "of": 3, "families": 3, "value": 0.0, "low": 0.0, "high": 0.0, "few": True}
    few = whole | {"groups": whole["groups"] | {"age": [*whole["groups"]["age"], group]}}
    figures = inside | {"measures": {"missed": inside["measures"]["missed"] | {"whole_years": few}}}
    assert set(before_control(figures, SMALL.measures)["missed"]["last"]["groups"]) == {"area"}
