"""The figures of the page, from canonical tables."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from neglect_triage.errors import BadInput
from neglect_triage.params import StrategyChoices
from neglect_triage.strategy.definitions import load_strategy, with_words
from neglect_triage.strategy.run import Figures, strategy_figures
from neglect_triage.strategy.table import measures_table
from tests.features.chronologies import WORDS
from tests.strategy.made import SMALL, many_children, measure, with_a_drop


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return many_children(300, 1)


@pytest.fixture(scope="module")
def found(tables: dict[str, pd.DataFrame]) -> Figures:
    return strategy_figures(tables, SMALL, WORDS, StrategyChoices())


def test_the_measures_that_come_with_the_program_have_words_for_all_they_count() -> None:
    measures = load_strategy().measures
    assert with_words(measures, WORDS) == measures


def test_a_measure_without_words_is_left_out_and_named(found: Figures) -> None:
    assert list(found.page["measures"]) == ["missed", "rate"]
    assert found.page["left_out"] == ["foreign"]


def test_what_nothing_changed_stays_within_what_chance_gives(found: Figures) -> None:
    for each in found.page["measures"].values():
        assert each["baseline"]
        assert each["years"]
        assert not any(year["outside"] for year in each["years"])
    assert found.page["measures"]["missed"]["baseline"]["value"] == pytest.approx(0.2, abs=0.02)
    assert found.page["measures"]["rate"]["baseline"]["value"] == pytest.approx(0.2 * 365 / 91 / 12, rel=0.1)


@pytest.mark.parametrize(
    ("start", "end", "counts"),
    [("2015-01-01", "2024-01-01", True), ("2015-01-01", "2023-08-01", True), ("2018-01-01", "2024-01-01", False),
     ("2015-01-01", "2022-01-01", False)],
)  # fmt: skip
def test_children_whom_only_records_that_begin_later_or_end_much_sooner_tell_of_are_no_denominator(
    start: str, end: str, counts: bool, tables: dict[str, pd.DataFrame], found: Figures
) -> None:
    """A new source makes many children known; a rate for each known child would fall, and nothing has changed."""
    others = tables["children"]["child_id"] + "x"
    signs = tables["events"].drop_duplicates("child_id").assign(
        event_id=lambda rows: rows["event_id"] + "x", child_id=others.to_numpy(), event_type="sign", outcome=None,
        event_date=pd.Timestamp("2020-05-01"), known_date=pd.Timestamp("2020-05-01"),
    )  # fmt: skip
    coverage = tables["coverage"]
    of_signs = coverage["table"] == WORDS.event_types["sign"].table
    more = tables | {
        "events": pd.concat([tables["events"], signs], ignore_index=True),
        "children": pd.concat([tables["children"], tables["children"].assign(child_id=others)], ignore_index=True),
        "coverage": coverage.assign(
            start=coverage["start"].mask(of_signs, pd.Timestamp(start)), end=coverage["end"].mask(of_signs, pd.Timestamp(end))
        ),
    }

    def of(figures: Figures) -> dict[str, int]:
        return {dot["from"]: dot["of"] for dot in figures.page["measures"]["rate"]["dots"]}

    then, before = of(strategy_figures(more, SMALL, WORDS, StrategyChoices())), of(found)
    assert then["2019-06"] == before["2019-06"]
    assert then["2021-06"] == before["2021-06"] * (2 if counts else 1)


def test_half_of_what_followed_came_within_the_days_that_are_stated(tables: dict[str, pd.DataFrame]) -> None:
    """Each child has an appointment a quarter; each is followed by support, after 10 days before 2021, and 20 later."""
    events = tables["events"]
    late = (events["event_date"] >= "2021-01-01").to_numpy()
    days = pd.to_timedelta(np.where(late, 20, 10), unit="D")
    support = events.assign(
        event_id=events["event_id"] + "s", event_type="practical_support", outcome=None,
        event_date=(events["event_date"] + days).astype(events["event_date"].dtype), known_date=events["known_date"],
    )  # fmt: skip
    support["known_date"] = support["event_date"]
    every = [{"type": "appointment"}]
    helped = measure(kind="followed", among=every, events=[{"type": "practical_support"}], within_days=28)
    short = helped.model_copy(update={"within_days": 27})
    around = helped.model_copy(update={"from_days": -10})
    strategy = SMALL.model_copy(update={"measures": {"helped": helped, "short": short, "around": around}})
    more = tables | {"events": pd.concat([events, support], ignore_index=True)}
    found = strategy_figures(more, strategy, WORDS, StrategyChoices()).page["measures"]
    assert found["helped"]["waits"] == {"latest": 20, "before": 10}
    assert found["short"]["waits"] == found["around"]["waits"] == {"latest": None, "before": None}


def test_dots_of_the_last_months_are_not_complete_and_all_records_of_a_dot_are_counted(
    tables: dict[str, pd.DataFrame], found: Figures,
) -> None:  # fmt: skip
    dots = found.page["measures"]["missed"]["dots"]
    assert [dot["matured"] for dot in dots[-5:]] == [True, True, False, False, False]
    months = tables["events"]["event_date"].dt.strftime("%Y-%m")
    each = [dot for dot in dots if dot["months"] == 1]
    assert all(dot["of"] == int((months == dot["from"]).sum()) for dot in each if dot["matured"])


def test_what_children_add_sums_to_the_latest_year(found: Figures) -> None:
    figures, of_children = found.page, found.of_children
    for name, each in figures["measures"].items():
        sums = of_children[of_children["measure"] == name][["counted", "of"]].sum()
        assert (round(sums["counted"]), round(sums["of"])) == (each["latest"]["counted"], each["latest"]["of"])
        assert sum(row["counted"] for row in each["groups"]["area"]) == each["latest"]["counted"]


def test_a_drop_is_named(tables: dict[str, pd.DataFrame]) -> None:
    figures = strategy_figures(with_a_drop(tables), SMALL, WORDS, StrategyChoices()).page
    assert [each["years"][-1]["outside"] for each in figures["measures"].values()] == [-1, -1]


def test_rates_are_of_the_population_where_it_is_given_for_every_year(tables: dict[str, pd.DataFrame]) -> None:
    people = {str(year): 2400 for year in range(2015, 2025)}
    figures = strategy_figures(tables, SMALL, WORDS, StrategyChoices(population=people)).page
    known = strategy_figures(tables, SMALL, WORDS, StrategyChoices()).page
    of_all, of_known = (each["measures"]["rate"]["baseline"]["value"] for each in (figures, known))
    assert of_all == pytest.approx(of_known / 8, rel=0.01)
    latest, known_latest = (each["measures"]["rate"]["latest"]["value"] for each in (figures, known))
    assert latest == pytest.approx(known_latest / 8, rel=0.01)
    assert figures["measures"]["rate"]["groups"] == known["measures"]["rate"]["groups"], "no population of a group is given"
    with pytest.raises(BadInput) as error:
        strategy_figures(tables, SMALL, WORDS, StrategyChoices(population={"2019": 2400}))
    assert "2020" in str(error.value)
    assert "2019," not in str(error.value)
    assert error.value.do == "add these years, or take the population away to count for each 1,000 known children"
    assert strategy_figures(tables, SMALL, WORDS, StrategyChoices(population={})).page["measures"]["rate"]["baseline"]


def test_a_baseline_can_be_chosen(tables: dict[str, pd.DataFrame]) -> None:
    figures = strategy_figures(tables, SMALL, WORDS, StrategyChoices(baseline_from=dt.date(2018, 3, 1))).page
    assert figures["measures"]["missed"]["baseline"]["from"] == "2018-03"
    assert figures["measures"]["missed"]["baseline"]["to"] == "2020-02"


def test_a_chronology_of_another_field_has_no_measures(tables: dict[str, pd.DataFrame]) -> None:
    only = SMALL.model_copy(update={"measures": {"foreign": SMALL.measures["foreign"]}})
    found = strategy_figures(tables, only, WORDS, StrategyChoices())
    assert found.page["measures"] == {}
    assert found.of_children.empty
    assert measures_table(found.page, found.quarters, only).empty


def test_limits_of_a_share_stay_between_none_and_all(tables: dict[str, pd.DataFrame]) -> None:
    events = tables["events"]
    nearly_all = events.assign(outcome=["attended" if place % 60 == 0 else "was_not_brought" for place in range(len(events))])
    figures = strategy_figures(tables | {"events": nearly_all}, SMALL, WORDS, StrategyChoices()).page
    shares, rates = (figures["measures"][name]["years"] for name in ("missed", "rate"))
    assert {year["high"] for year in shares} == {1.0}
    assert all(year["low"] >= 0 for year in [*shares, *rates])


def test_a_measure_that_holds_too_little_is_not_judged(tables: dict[str, pd.DataFrame]) -> None:
    few = tables["events"].assign(outcome=["was_not_brought" if place % 1000 == 0 else "attended" for place in range(10_800)])
    figures = strategy_figures(tables | {"events": few}, SMALL, WORDS, StrategyChoices()).page
    assert [(each["baseline"], each["years"]) for each in figures["measures"].values()] == [(None, []), (None, [])]


def test_twelve_months_with_nothing_to_count_among_have_no_figure(tables: dict[str, pd.DataFrame]) -> None:
    events = tables["events"]
    stopped = events[~events["event_date"].between("2020-01-01", "2022-06-30")]
    figures = strategy_figures(tables | {"events": stopped}, SMALL, WORDS, StrategyChoices()).page
    years = [year["to"] for year in figures["measures"]["missed"]["years"]]
    assert "2019-12" in years
    assert "2021-06" not in years
    assert years[-1] == "2023-09"


def test_records_whose_day_rests_on_a_rule_are_counted_apart_and_in_no_other_figure(tables: dict[str, pd.DataFrame]) -> None:
    events = tables["events"]
    by_rule = events["child_id"] < "c00100"
    ruled = tables | {"events": events.assign(known_basis=events["known_basis"].mask(by_rule, "rule"))}
    each = strategy_figures(ruled, SMALL, WORDS, StrategyChoices()).page["measures"]["missed"]
    assert each["by_rule"] == pytest.approx(1 / 3, abs=0.02)
    without = strategy_figures(tables | {"events": events[~by_rule]}, SMALL, WORDS, StrategyChoices()).page["measures"]["missed"]
    assert (each["latest"]["counted"], each["latest"]["of"]) == (without["latest"]["counted"], without["latest"]["of"])
    dot = next(dot for dot in each["dots"] if dot["from"] == "2021-01")
    assert dot["months"] == 3, "what is left is few"
    months = events["event_date"].between("2021-01-01", "2021-03-31")
    apart = events[by_rule & months]
    assert dot["by_rule"] == {"counted": int((apart["outcome"] == "was_not_brought").sum()), "of": len(apart)}
    assert dot["of"] == int((~by_rule & months).sum())
