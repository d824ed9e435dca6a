"""The pages of the decision audit: true sentences, both views, nothing small, no blame and no ranking."""

from __future__ import annotations

import re
from typing import Any

import pytest

from neglect_triage.explain.decisions.audit import NO_DECISIONS
from neglect_triage.explain.decisions.definitions import sentence_values
from neglect_triage.explain.decisions.page import decisions_page, summary_sentences
from neglect_triage.explain.decisions.second_look import second_look, second_look_page
from tests.explain.decisions.small_audit import DEFINITIONS, drawn_lines, figures_of
from tests.explain.small_run import VOCABULARY

ROWS = drawn_lines(700)
FIGURES = figures_of(ROWS)


def page_of(figures: dict[str, Any]) -> str:
    return decisions_page(figures, DEFINITIONS, VOCABULARY, True, 3)


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<(style|svg).*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL).split())


def small_lists() -> str:
    lists = second_look(ROWS, DEFINITIONS, 5, 1)
    first = lists[0]["entries"][0]["point_id"]
    return second_look_page(lists, DEFINITIONS, {first: "one.html"}, VOCABULARY, True, "", 1)


def cell(count: int | None, of: int | None = None, share: float | None = None) -> dict[str, Any]:
    return {"count": count, "of": of, "share": None if share is None else {"value": share, "low": share, "high": share}}


def sentences_on(**closed: dict[str, Any]) -> list[str]:
    """The sentences on some closed contacts of those not passed on, with 12 taken forward where records showed little."""
    passed_on = {"name": "passed on", "hub": cell(60, 160, 0.375), "partners": cell(10, 110, 0.091), "all": cell(70, 570, 0.123)}
    decided = [{"name": "closed"} | closed, passed_on | {"neither": cell(0, 300, 0.0)}]
    line = {"line": "forward_with_little", "all": cell(12, 30, 0.4)}
    figures = {"contacts": 570, "people": 400, "period": ["1 May 2021", "2 June 2022"], "decided": decided, "lines": [line]}
    return summary_sentences(figures | {"fair": closed}, DEFINITIONS, sentence_values(DEFINITIONS, VOCABULARY))


def test_the_first_sentences_compare_what_is_alike_and_say_what_is_left_out() -> None:
    sentences = sentences_on(
        hub=cell(16, 100, 0.155), partners=cell(41, 100, 0.41), neither=cell(180, 300, 0.6), all=cell(237, 500, 0.474)
    )  # fmt: skip
    assert sentences == [
        "This looks at 570 contacts about 400 children, from 1 May 2021 to 2 June 2022. 237 were closed.",
        "Where the Front Door's own records held a repeated pattern of possible neglect, 16 of 100 contacts were closed (16 %). "
        "Where there was one only with the records of partners, which asking could have shown, 41 of 100 were (41 %). Where "
        "there was none, 180 of 300 were (60 %).",
        "This leaves out 70 contacts that were passed on to people who already worked with the child: 60 of 160 where the Front "
        "Door held a pattern, 10 of 110 where only partners did, and 0 of 300 where there was none.",
        "12 contacts were taken forward although all records together showed little. That is professional judgement, not an "
        "error.",
    ]


def test_a_count_that_may_not_be_shown_is_not_said_and_no_share_of_it() -> None:
    sentences = sentences_on(hub=cell(None), partners=cell(41, 100, 0.41), neither=cell(None), all=cell(237, 500, 0.474))
    assert sentences[1].startswith("A number too small to show contacts were closed while the Front Door's own records")
    assert len(sentences) == 3


def test_the_page_defines_the_pattern_and_says_that_nobody_is_judged() -> None:
    words = words_of(page_of(FIGURES))
    assert "four or more days, by two or more agencies, in the 12 months before the contact" in words
    assert "Nobody is judged by records that they never had." in words
    assert "no score of any model enters it" in words
    assert "By team: no team is recorded for these contacts." in words


def test_every_table_has_a_column_for_each_view_or_is_of_all_that_are_compared() -> None:
    html = page_of(FIGURES)
    tables = re.findall(r"<caption>(.*?)</caption>\s*<thead><tr>(.*?)</tr>", html, flags=re.DOTALL)
    assert len(tables) == 15
    for caption, heads in tables:
        both = "Front Door&#39;s own records" in heads and "One only with the records of partners" in heads
        assert both or "contacts that were not passed on" in caption, caption


def test_a_worry_is_what_the_vocabulary_says_and_nothing_else() -> None:
    words = words_of(page_of(FIGURES))
    named = words.partition("A worry is one of these records: ")[2].partition(".")[0]
    assert all(VOCABULARY.event_types[name].says in named for name in VOCABULARY.worries)
    assert len(re.split(", | or ", named)) == len(VOCABULARY.worries)


def test_what_no_record_says_is_never_said_as_not_done() -> None:
    words = words_of(page_of(FIGURES)) + words_of(small_lists())
    assert not re.search(r"[Nn]obody saw|[Nn]ot asked\b|no assessment followed", words)


def test_groups_stand_in_a_fixed_order_and_never_in_that_of_their_shares() -> None:
    html = page_of(FIGURES)
    part = html[html.index("<caption>By source: contacts that were not passed on</caption>") :]
    names = re.findall(r'<th scope="row">(.*?)</th>', part[: part.index("</table>")])
    assert names == ["School", "GP", "Police"]  # as in the vocabulary


def test_no_word_blames_or_reassures() -> None:
    words = (words_of(page_of(FIGURES)) + words_of(small_lists())).lower()
    for banned in ("case", "failed", "failure", "wrongly", "low risk", "mistake", "missed", "refused", "worst", "best", "safe "):
        assert not re.search(rf"\b{banned}", words), banned


def test_without_decisions_both_pages_say_so() -> None:
    assert NO_DECISIONS in page_of({"note": NO_DECISIONS})
    assert NO_DECISIONS in decisions_page({"note": NO_DECISIONS}, None, VOCABULARY, False, 3)
    assert NO_DECISIONS in second_look_page([], None, {}, VOCABULARY, False, NO_DECISIONS, 1)


def test_a_listed_contact_leads_to_its_page_or_says_how_to_make_one() -> None:
    html = small_lists()
    in_agenda = html[html.index("<caption>Agenda") : html.rindex("What the lists hold")].count('href="contacts/one.html"')
    assert html.count('href="contacts/one.html"') == 1 + in_agenda
    assert html.count("<code>neglect-triage explain</code>") == 1


def test_pages_escape_what_the_source_says() -> None:
    rows = ROWS.assign(area=ROWS["area"].replace("north", "<b>north"), point_id="<i>" + ROWS["point_id"])
    assert "<b>north" not in page_of(figures_of(rows))
    lists = second_look(rows, DEFINITIONS, 5, 1)
    assert "<i>k0" not in second_look_page(lists, DEFINITIONS, {}, VOCABULARY, True, "", 1)


def test_how_to_read_it_says_what_records_do_not_reach_back_and_whether_there_are_intervals() -> None:
    words = words_of(page_of(FIGURES | {"not_covered": ["police"]}))
    assert "Records of these kinds do not reach back so far before every contact: police." in words
    assert "Brackets hold the interval that covers 95 % of 40 samples of whole families" in words
    assert "when their records reached the Front Door" not in words
    without = words_of(page_of(figures_of(ROWS, estimable=False)))
    assert "do not reach back" not in without
    assert "The families are too few or not known, so that no interval can be estimated." in without


def test_sources_that_do_not_say_when_their_records_reached_the_hub_are_counted() -> None:
    some = words_of(page_of(FIGURES | {"sources": 3, "sources_without_shared_dates": 2}))
    assert "2 of 3 sources do not say when their records reached the Front Door." in some
    none = words_of(page_of(FIGURES | {"sources": 3, "sources_without_shared_dates": 3}))
    assert "No source says when its records reached the Front Door." in none


def test_each_line_of_the_audit_is_drawn_with_its_shares_and_intervals_and_the_table_is_folded() -> None:
    html = page_of(FIGURES)
    shown = [line for line in FIGURES["lines"] if any(line[known]["share"] for known in ("hub", "partners", "neither"))]
    drawn = re.findall(r'aria-label="([^"]*): the share by what could be known', html)
    assert len(drawn) == len(shown) + 1  # what was closed, of those not passed on, is the first
    table = html.index("<caption>Were partners asked?</caption>")
    assert html.rindex("<details", 0, table) > html.rindex("</details>", 0, table)


def test_a_share_is_drawn_where_its_counts_put_it() -> None:
    part = cell(30, 60, 0.5) | {"share": {"value": 0.5, "low": 0.25, "high": 1.0}}
    even = {"hub": part, "partners": part, "neither": part, "all": part, "unknown": None}
    html = page_of(FIGURES | {"lines": [{"line": line["line"]} | even for line in FIGURES["lines"]], "fair": even})
    picture = next(drawn for drawn in re.findall(r"<svg.*?</svg>", html, flags=re.DOTALL) if "the share by what could" in drawn)
    ((left, right),) = set(re.findall(r'<line x1="([\d.]+)" x2="([\d.]+)" y1="[\d.]+" y2="[\d.]+" stroke="#1d70b8"', picture))
    (middle,) = set(re.findall(r'<circle cx="([\d.]+)"', picture))
    assert float(middle) - float(left) == pytest.approx((float(right) - float(left)) / 3, abs=0.3)


def test_a_share_that_may_not_be_shown_is_in_no_picture() -> None:
    hidden = {known: cell(None) for known in ("hub", "partners", "neither", "all")} | {"unknown": None}
    lines = [{"line": line["line"]} | hidden for line in FIGURES["lines"]]
    html = page_of(FIGURES | {"lines": lines, "fair": hidden})
    assert ": the share by what could be known" not in html
    assert "not shown" in html
