"""The fairness page: where the model performs less well stands first, every figure has its words, and many can read it."""

from __future__ import annotations

import copy
import html
import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from neglect_triage.fairness.figures.definitions import figures
from neglect_triage.fairness.page import fairness_page
from neglect_triage.fairness.summary import comparisons, names_of, summary, worse_off
from neglect_triage.pages import colours
from neglect_triage.wording.fairness import Comparisons, WorseOff, summary_sentences
from tests.explain.small_run import VOCABULARY
from tests.explain.test_reading import too_hard
from tests.fairness.small_audit import small_audit, small_fairness_page
from tests.models.worlds import CATALOGUE

PAGE = small_fairness_page()
NAMES = names_of(VOCABULARY)


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.split("<main")[1])).split())


def test_the_group_that_is_worse_off_stands_first_with_both_figures_and_the_gap() -> None:
    gap = next(line for line in small_audit()["groups"]["deprivation_quintile"] if line["name"] == "5")
    share = round(100 * gap["figures"]["recall"]["value"])
    first = summary(small_audit(), NAMES)[0]
    assert first.startswith("Deprivation of the area: Least deprived fifth. Of 100 that were followed by a recorded step-up")
    assert f"{share} (" in first
    assert "Most deprived fifth: " in first
    band = sorted(abs(round(100 * gap["differences"]["recall"][end])) for end in ("band_low", "band_high"))
    assert f"Among all gaps looked at, it could be {band[0]} to {band[1]} fewer." in first
    assert PAGE.index("Least deprived fifth") < PAGE.index("What was compared")


def test_only_gaps_that_hold_among_all_and_are_for_the_worse_are_named_first() -> None:
    named = [(each.kind, each.group, each.figure) for each in worse_off(small_audit(), NAMES.titles)]
    assert ("deprivation_quintile", "5", "recall") in named
    assert {kind for kind, _, _ in named} == {"deprivation_quintile"}
    assert all(name in ("recall", "false_positive_rate", "precision", "auc") for _, _, name in named)


def test_a_gap_that_holds_for_the_better_is_not_named_as_worse() -> None:
    audit = copy.deepcopy(small_audit())
    line = next(line for line in audit["groups"]["deprivation_quintile"] if line["name"] == "5")
    line["differences"]["recall"]["value"] *= -1
    assert ("deprivation_quintile", "5", "recall") not in [
        (each.kind, each.group, each.figure) for each in worse_off(audit, NAMES.titles)
    ]


def test_a_group_that_two_characteristics_name_is_given_once() -> None:
    audit = copy.deepcopy(small_audit())
    audit["groups"]["sex"] = copy.deepcopy(audit["groups"]["deprivation_quintile"])
    audit["references"]["sex"] = audit["references"]["deprivation_quintile"]
    twice, once = ([(each.group, each.figure) for each in worse_off(given, NAMES.titles)] for given in (audit, small_audit()))
    assert sorted(twice) == sorted(once)


def test_where_none_holds_the_strongest_that_stand_out_alone_are_told_and_said_to_be_perhaps_chance() -> None:
    audit = copy.deepcopy(small_audit())
    for line in (line for lines in audit["groups"].values() for line in lines):
        for gap in line["differences"].values():
            gap["differs"] = False
    audit["together"] = {question: numbers | {"differ": 0} for question, numbers in audit["together"].items()}
    alone = worse_off(audit, NAMES.titles, alone=True)
    first, *others = summary(audit, NAMES)
    assert "No gap for the worse holds among all of them" in first
    assert f"{len(alone)} stand out when looked at alone. Some of these will be chance." in first
    named = [line for line in others if "On its own, the gap could be" in line or "rank less well" in line]
    assert len(named) == min(len(alone), 5)
    assert any("Least deprived fifth" in line for line in named)


def test_every_gap_that_holds_is_counted_in_one_direction() -> None:
    compared = comparisons(small_audit())
    assert compared.worse + compared.better + compared.neither == sum(
        each["differ"] for each in small_audit()["together"].values()
    )
    assert compared.worse
    turned = copy.deepcopy(small_audit())
    for gap in (gap for lines in turned["groups"].values() for line in lines for gap in line["differences"].values()):
        if gap["value"] is not None:
            gap["value"] *= -1
    assert comparisons(turned).better == compared.worse
    assert "where the group does better" in " ".join(summary(turned, NAMES))


def test_one_picture_shows_every_gap_and_which_of_them_hold() -> None:
    picture = next(drawn for drawn in re.findall(r"<svg.*?</svg>", PAGE, flags=re.DOTALL) if "in widths of the band" in drawn)
    dots = re.findall(r'<circle cx="([\d.]+)"[^>]* fill="(#\w+)" stroke="(#\w+)"', picture)
    compared = comparisons(small_audit())
    assert len(dots) == compared.gaps
    assert sum(stroke == colours.RED for *_, stroke in dots) == compared.worse + compared.better + compared.neither
    limits = [float(x) for x in re.findall(r'<text x="([\d.]+)"[^>]*>holds beyond this line', picture)]
    outside = [x for x, *_ in dots if not limits[0] <= float(x) <= limits[1]]
    assert len(outside) == sum(stroke == colours.RED for *_, stroke in dots)
    worse = [x for x, fill, _ in dots if fill == colours.RED and float(x) > limits[1]]
    assert len(worse) == compared.worse
    assert f"Of {compared.gaps} gaps, " in text_of(PAGE)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_gap_lies_beyond_its_limit_by_the_end_of_its_band_that_is_nearer_to_zero(sign: int) -> None:
    audit = copy.deepcopy(small_audit())
    low, high = sorted((sign * 0.05, sign * 0.9))
    for gap in (gap for lines in audit["groups"].values() for line in lines for gap in line["differences"].values()):
        if gap["value"] is not None:
            gap |= {"value": sign * 0.2, "low": low, "high": high, "band_low": low, "band_high": high, "differs": True}
    page = fairness_page(audit, CATALOGUE, VOCABULARY, True, [])
    picture = next(drawn for drawn in re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL) if "in widths of the band" in drawn)
    limits = [float(x) for x in re.findall(r'<text x="([\d.]+)"[^>]*>holds beyond this line', picture)]
    places = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', picture)]
    assert places
    assert all(not limits[0] <= place <= limits[1] for place in places)


@given(share=st.tuples(st.integers(20, 979), st.integers(20, 979)))
@example(share=(127, 84))
def test_a_reader_who_subtracts_two_shares_finds_the_gap(share: tuple[int, int]) -> None:
    own, reference = (each / 1000 for each in share)
    assume(abs(own - reference) >= 0.011)
    gap = {"value": own - reference, "band_low": 0.01, "band_high": 0.5}
    values = [{"value": each, "low": None, "high": None} for each in (own, reference)]
    found = WorseOff("sex", "female", "male", "recall", values[0], values[1], gap)
    sentence = next(
        line for line in summary_sentences([found], [], [], Comparisons(1, 1, 1, 0, 0, 2, 0), NAMES) if "That is" in line
    )
    shown = re.findall(r"step-up for neglect, ([\d.]+) are.*: ([\d.]+)\. That is ([\d.]+)", sentence)[0]
    first, second, between = map(float, shown)
    assert abs(abs(first - second) - between) < (0.11 if "." in "".join(shown) else 1e-6)


def test_without_a_gap_nobody_is_said_to_be_well_served() -> None:
    alike = small_audit() | {"groups": {}}
    text = " ".join(summary(alike, NAMES))
    assert "That is no proof that none is" in text


def test_without_families_the_page_says_that_nothing_can_be_compared() -> None:
    text = text_of(small_fairness_page(intervals=False))
    assert "No gap between groups could be detected" in text
    assert "Nobody said who belongs to which family" in text


def test_every_figure_says_what_it_means_and_what_it_cannot_tell() -> None:
    text = text_of(PAGE)
    for one in figures().values():
        assert NAMES.fill(one.means) in text
        assert NAMES.fill(one.cannot_tell) in text


def test_small_groups_are_named_as_such_and_what_is_not_recorded_is_listed() -> None:
    text = text_of(PAGE)
    assert "Too small to tell: Not recorded." in text
    assert "not estimable" in text
    assert "These data hold nothing of: Age at the contact, Ethnicity" in text


def test_the_groups_of_each_characteristic_add_up_to_all_that_is_audited() -> None:
    text, every = text_of(PAGE), small_audit()["all"]["counts"]["contacts"]
    for kind, account in small_audit()["accounts"].items():
        counted = {line["name"]: line["counts"]["contacts"] for line in small_audit()["groups"][kind]}
        assert account["groups"] == counted
        assert sum(account["groups"].values()) + account["none"] == account["points"] == every
    assert f"{every:,} contacts = " in text
    assert "+ 0 in no group." in text


def test_each_characteristic_has_one_picture_that_words_stand_for() -> None:
    shown = PAGE.rsplit("People's own decisions", 1)[0]
    pictures = re.findall(r'<svg[^>]*role="img" aria-label="([^"]*)"', shown)
    assert len([words for words in pictures if "the table holds the same" in words]) == 3
    assert shown.count("SYNTHETIC DATA") >= 4


def test_the_verdict_on_each_gap_says_what_is_known() -> None:
    table = PAGE.split("gaps to Most deprived fifth</caption>")[1].split("</table>")[0]
    verdicts = re.findall(r"<td>([^<]*)</td>\s*</tr>", table)
    assert {"yes"} < set(verdicts) <= {"yes", "on its own, but not among so many", "not shown", "not estimable"}


def test_every_paragraph_can_be_read_by_many_and_nothing_is_called_fair() -> None:
    assert too_hard(PAGE) == []
    assert not re.search(r"\bfair|unbiased|low risk", text_of(PAGE), flags=re.IGNORECASE)
