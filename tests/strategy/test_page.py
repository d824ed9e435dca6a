"""The strategy page: which charts name a change, what they rest on, and what they cannot tell."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from neglect_triage.params import PolicyChange, StrategyChoices
from neglect_triage.strategy.page import summary
from neglect_triage.strategy.run import strategy_figures
from tests.features.chronologies import WORDS, chronology, covered, frames
from tests.strategy.made import SMALL, appointment, many_children, page_of, small_strategy_page, with_a_drop

HTML = small_strategy_page()
TEXT = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<style.*?</style>", "", HTML, flags=re.DOTALL)))


def test_the_changes_that_charts_name_stand_first_with_their_side_and_whether_it_is_wanted() -> None:
    assert "2 of 2 charts name a change:" in TEXT
    assert re.search(
        r"Missed appointments: fewer than chance gives, first in the twelve months to \w+ 2021, which is what is wanted", TEXT
    )
    assert "It still is." in TEXT


def test_where_nothing_changed_the_page_says_that_none_is_named() -> None:
    assert "None of the 2 charts names a change." in page_of(many_children(300, 1))


def test_a_picture_marks_the_months_outside_and_says_in_words_what_it_shows() -> None:
    pictures = re.findall(r'<svg viewBox[^>]*aria-label="([^"]*)"', HTML)
    assert len(pictures) == 2
    assert all("The chart names a change: fewer than chance gives." in about for about in pictures)
    assert HTML.count("schools closed</text>") == 2
    assert "SYNTHETIC DATA</text>" in HTML


def test_figures_carry_their_counts_and_interval_and_measures_say_what_they_cannot_tell() -> None:
    assert re.search(r"In the twelve months from \w+ \d{4} to \w+ \d{4}: \d+ of [\d,]+, [\d.]+ \([\d.]+ to [\d.]+\) of 100", TEXT)
    assert re.search(r"\d{4}: [\d,]+ records, [\d.]+ \([\d.]+ to [\d.]+\) a year for each 1,000 known children", TEXT)
    assert "Much." in TEXT
    assert "92 days after it" in TEXT


def test_groups_stand_beside_the_baseline() -> None:
    assert "Missed appointments: by age" in TEXT
    assert "Missed appointments: by area" in TEXT
    assert re.search(r"North \d+ of [\d,]+: ", TEXT)


def test_rates_name_what_they_are_of() -> None:
    assert "a year for each 1,000 known children" in TEXT
    people = {str(year): 2400 for year in range(2015, 2025)}
    html = page_of(many_children(300, 1), StrategyChoices(population=people))
    assert "for each 10,000 children in the area" in html
    assert "Missed, for each child: by area, a year for each 1,000 known children" in html


def test_what_has_no_words_is_named_and_not_counted() -> None:
    assert "Not counted, because the vocabulary has no words for it: Clicks." in TEXT


def test_records_of_few_families_have_no_figures() -> None:
    text = page_of(many_children(25, 1))
    assert "Too few to say: fewer than 30 families" in text


def test_records_too_short_to_count_leave_a_note_alone() -> None:
    short = covered(dt.date(2021, 1, 1), dt.date(2022, 1, 1))
    text = page_of(frames(chronology([appointment(1, dt.date(2021, 3, 1))], coverage=short)))
    assert "There is nothing to show." in text
    assert "<svg viewBox" not in text


@pytest.mark.parametrize("word", ["low risk", "safe", "score of"])
def test_it_reassures_nobody(word: str) -> None:
    assert not re.search(rf"\b{word}\b", TEXT.lower())


GROUPS = {"missed": {"Disability": [{"group": "Disabled", "counted": 12, "of": 80, "value": 0.15, "low": 0.1, "high": 0.2}]}}
COUNTS = {"children": 1000, "neglected": 100, "recorded": 60, "found": 20, "named_otherwise": 40}
TRUTH = {
    "by_year": [{"year": 2020, **COUNTS}, {"year": 2021, **COUNTS, "recorded": 90}],
    "by_watch": [{"watched": name, **COUNTS, "found": found} for name, found in (("fewest", 10), ("some", 20), ("most", 30))],
}


def test_protected_groups_stand_on_it_as_the_audit_summed_them() -> None:
    html = page_of(many_children(300, 1), by_group=GROUPS)
    assert "Missed appointments: by disability" in html
    assert "12 of 80: 15.0 (10.0 to 20.0)" in html


def test_in_a_simulated_world_it_says_how_far_records_follow_the_truth() -> None:
    text = page_of(many_children(300, 1), truth=TRUTH)
    assert "In truth, 100 to 100 of 1,000 children were neglected" in text
    assert "A record named neglect of 60 to 90." in text
    assert "Of those who were, 10 and 30 of 100 had a record that names it." in text
    assert "10 of 100" in text
    assert "live with</h2>" not in HTML


def test_every_measure_stands_in_one_table_in_the_order_of_the_file() -> None:
    table = HTML[HTML.index("All measures at a glance</h2>") :].split("</table>")[0]
    assert re.findall(r'<th scope="row">([^(<]*) \(', table) == ["Missed appointments", "Missed, for each child"]
    assert table.count("<td>fewer</td>") == 2
    few = page_of(many_children(25, 1)).split("All measures at a glance</h2>")[1].split("</table>")[0]
    assert "<td>too few</td>" in few


def test_records_whose_day_rests_on_a_rule_are_crosses_and_the_page_says_so() -> None:
    tables = many_children(300, 1)
    events = tables["events"]
    html = page_of(
        tables | {"events": events.assign(known_basis=events["known_basis"].mask(events["child_id"] < "c00100", "rule"))}
    )
    assert "They are the crosses, and in no figure." in html
    crosses = "l6 6m0 -6l-6 6"
    assert html.count(crosses) > 10
    assert crosses not in HTML


def test_where_every_day_rests_on_a_rule_there_is_a_picture_of_crosses_and_no_judgement() -> None:
    tables = many_children(300, 1)
    html = page_of(tables | {"events": tables["events"].assign(known_basis="rule")})
    assert html.count("<svg viewBox") == 2
    assert "None of the 2 charts names a change." in html
    assert "No baseline can be compared" in html


def test_where_nothing_counts_and_every_day_rests_on_a_rule_the_picture_lies_at_nought() -> None:
    tables = many_children(300, 1)
    html = page_of(tables | {"events": tables["events"].assign(known_basis="rule", outcome="attended")})
    assert html.count("<svg viewBox") == 1, "a rate without any record has no picture"
    assert "nan" not in html.split("<svg viewBox")[1].split("</svg>")[0]


def test_a_change_names_the_policies_that_held_in_its_months_and_no_others() -> None:
    assert "In some of the months outside" not in TEXT, "schools closed before the drop"
    figures = strategy_figures(with_a_drop(many_children(300, 1)), SMALL, WORDS, StrategyChoices()).page
    names = ("before it", "within it", "after the records")
    changes = [
        PolicyChange(name=name, start=dt.date(year, 5, 1), end=dt.date(year, 6, 1))
        for name, year in zip(names, (2018, 2022, 2026), strict=True)
    ]
    line = summary(figures, SMALL, changes)[1]
    assert line.endswith("In some of the months outside, a change of policy held: within it.")


def test_that_records_are_not_children_stands_before_how_to_read_the_charts() -> None:
    assert TEXT.index("every measure counts records") < TEXT.index("How to read this A dot")
