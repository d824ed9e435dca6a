"""Records that pages cite beside what the truth says of them, on pages small enough to count by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.models.evaluation.estimates import NONE
from neglect_triage.params import Evaluate, load_params
from neglect_triage.simulate.calibration import published
from neglect_triage.study.true_records import (
    BEST,
    BY_KIND,
    CEILING,
    CHOSEN,
    FIRST,
    LATEST,
    RANDOM,
    TrueRecords,
    _of_pages,
    adverse_records,
    gains_by_group,
    records_of_pages,
    true_records,
)
from neglect_triage.study.true_records_page import true_records_part
from neglect_triage.study.world_page import world_figures, world_page
from neglect_triage.wording.estimates import NOT_ESTIMABLE
from tests.explain.small_run import ROOT
from tests.explain.test_contact_page import text_of
from tests.governance.study_facts import small_calibration, small_study

IN_BAND, BELOW = "in the attention band", "below the band"


def settings() -> Evaluate:
    return load_params(ROOT / "params.yaml").evaluate.model_copy(update={"bootstrap_draws": 60})


def page(point: str, lines: list[str], standing: str = "attention", **changed: Any) -> dict[str, Any]:
    """A page of three lines; its records are p-1, p-2 and so on."""
    records = [
        {"source_ref": f"{point}-{number}", "number": number, "lines": of, "today": False} for number, of in enumerate(lines, 1)
    ]
    return {
        "point_id": point,
        "iso_date": "2023-05-01",
        "standing": standing,
        "worked_example": None,
        "first": [],
        "records": records,
    } | changed


def events_of(refs: list[str], kinds: list[tuple[str, str | None]]) -> pd.DataFrame:
    """Events with these references, a day apart; kinds are those of a page (event type, outcome)."""
    number = len(refs) // len(kinds)
    events = pd.DataFrame({"event_id": [f"E{ref}" for ref in refs], "source_ref": refs, "agency": "school"}, dtype="str")
    events[["event_type", "outcome"]] = pd.DataFrame(kinds * number, dtype="str")
    return events.assign(value=np.nan, event_date=pd.date_range("2022-01-01", periods=len(refs), unit="s"))


def tables(
    pages: list[dict[str, Any]], due: list[float], kinds: list[tuple[str, str | None]], with_ceiling: bool = True
) -> TrueRecords:
    """What is known of the records of some pages, each page with these shares and kinds (event type, outcome)."""
    refs = [record["source_ref"] for each in pages for record in each["records"]]
    number = len(refs) // len(due)
    events = events_of(refs, kinds)
    shares = np.array(due * number)
    truth = events[["event_id"]].assign(due=shares, due_without_shocks=np.minimum(shares + 0.1, 1))
    codes = pd.DataFrame({"event_id": ["Enone"], "system": ["sign"], "code": ["hygiene"]}, dtype="str")
    folds = pd.Series({each["point_id"]: place % 2 for place, each in enumerate(pages)})
    return adverse_records(records_of_pages(pages), events, codes, truth, folds if with_ceiling else None)


def figures(pages: list[dict[str, Any]], due: list[float], kinds: list[tuple[str, str | None]] | None = None) -> dict[str, Any]:
    found = tables(pages, due, kinds or [("sign", None)] * len(due))
    return true_records(found, families_of(pages), settings(), True)


def by_area(pages: list[dict[str, Any]], due: list[float]) -> list[dict[str, Any]]:
    """The gain on every other page, and on the first page."""
    half = pd.Series([each["point_id"] for each in pages[::2]], dtype="str")
    groups = {"area": {"north": half, "west": half[:1]}}
    kinds: list[tuple[str, str | None]] = [("sign", None), ("context", None)] * 5
    return gains_by_group(tables(pages, due, kinds, False), families_of(pages), settings(), True, groups)


def families_of(pages: list[dict[str, Any]]) -> pd.Series:
    return pd.Series({each["point_id"]: each["point_id"] for each in pages})


def test_the_cited_records_are_compared_with_as_many_others_of_the_page() -> None:
    kinds: list[tuple[str, str | None]] = [("sign", None), ("context", None), ("sign", None), ("police_notification", None)]
    found = figures([page("p", ["1", "", "2, 3", ""])], [0.8, 0.9, 0.2, 0.1], kinds)["bands"][IN_BAND]["due"]
    assert (found["pages"], found["adverse_records"], found["chosen_records"]) == (1, 4, 2)
    value = {name: stated["value"] for name, stated in found["due"].items() if name != CEILING}
    assert value == pytest.approx({CHOSEN: 0.5, RANDOM: 0.5, LATEST: 0.15, BY_KIND: 0.85, BEST: 0.85})
    assert found["due"][CEILING]["value"] is None, "there is no other page that could teach it"
    assert found["share_of_the_reachable"][LATEST]["value"] == pytest.approx(-1)
    assert found["share_of_the_reachable"][BY_KIND]["value"] == pytest.approx(1)


def test_what_poor_care_cannot_make_what_follows_and_the_contact_itself_are_not_counted() -> None:
    kinds: list[tuple[str, str | None]] = [
        ("sign", None), ("strength", None), ("appointment", "attended"), ("appointment", "was_not_brought"), ("visit", None),
        ("contact", None),
    ]  # fmt: skip
    one = page("p", ["1"] * 6)
    one["records"][5]["today"] = True
    found = figures([one], [0.8, 0.0, 0.0, 0.4, np.nan, 0.7], kinds)["bands"][IN_BAND]["due"]
    assert found["adverse_records"] == found["chosen_records"] == 2
    assert found["due"][CHOSEN]["value"] == pytest.approx(0.6)


def test_bands_are_kept_apart_and_worked_examples_and_pages_that_cite_nothing_are_left_out() -> None:
    pages = [
        page("a", ["1", ""]),
        page("b", ["", "1"], standing="not in attention"),
        page("c", ["", ""]),
        page("d", ["1", "1"], worked_example={"id": "vignette"}),
    ]
    bands = figures(pages, [0.9, 0.1])["bands"]
    assert [bands[band]["due"]["pages"] for band in (IN_BAND, BELOW)] == [1, 1]
    assert [bands[band]["due"]["due"][CHOSEN]["value"] for band in (IN_BAND, BELOW)] == [0.9, 0.1]
    assert bands[IN_BAND]["due_without_shocks"]["due"][CHOSEN]["value"] == 1.0


def test_all_five_places_count_and_one_without_a_truth_or_left_empty_has_the_mean_of_the_page() -> None:
    kinds: list[tuple[str, str | None]] = [("sign", None), ("sign", None), ("sign", None), ("visit", None)]
    one = page("p", ["1", "", "", ""], first=[{"number": 1}, {"number": 4}])
    below = page("q", ["", "1", "", ""], standing="not in attention")
    found = figures([one, below], [0.9, 0.5, 0.1, np.nan], kinds)["first"]["due"]
    assert (found["pages"], found["chosen_records"]) == (1, 5)
    value = {name: stated["value"] for name, stated in found["due"].items() if name != CEILING}
    assert value == pytest.approx({CHOSEN: 0.58, RANDOM: 0.5, LATEST: 0.5, BY_KIND: 0.5, BEST: 0.5})


def test_a_repeated_record_counts_once() -> None:
    found = tables([page("p", [""] * 3, first=[{"number": 3}])], [0.9, 0.9, 0.3], [("sign", None)] * 3).rows
    same = found.assign(repeats=[True, False, False])
    value = _of_pages(same, "due", FIRST).iloc[0]
    assert value[RANDOM] == pytest.approx(0.6)
    assert value[BEST] == pytest.approx(0.6), "the first two records and three places that stay empty"


def test_the_ceiling_ranks_by_what_pages_show_as_the_pages_of_other_families_taught_it() -> None:
    kinds: list[tuple[str, str | None]] = [("sign", None), ("context", None)] * 5
    pages = [page(f"p{number}", [""] * 10, first=[{"number": 2}]) for number in range(60)]
    found = figures(pages, [0.9, 0.1] * 5, kinds)
    value = {name: stated["value"] for name, stated in found["first"]["due"]["due"].items()}
    assert value[CEILING] == pytest.approx(0.9)
    assert value[CHOSEN] == pytest.approx(0.42)
    assert found["first"]["due"]["share_of_the_ceiling"][CHOSEN]["value"] == pytest.approx(-0.2)


def test_each_group_has_the_gain_of_its_pages_and_too_few_families_have_none() -> None:
    pages = [page(f"p{number}", [""] * 10, first=[{"number": 2}]) for number in range(60)]
    north, west = by_area(pages, [0.9, 0.1] * 5)
    assert (north["characteristic"], north["group"], west["group"]) == ("area", "north", "west")
    assert north["due"]["above_random"]["value"] == pytest.approx(-0.08)
    assert west["due"] == {"pages": 1, "due": NONE, "above_random": NONE}, "one family is too few"
    opened = figures([page("p", ["1", "", ""], first=[{"number": 1}])], [0.9, 0.5, 0.1])
    shown = true_records_part(opened, [north, west])["group_table"]
    assert shown.rows == [
        ["Area: north", "30", "-8.0 (-8.0 to -8.0)", "-8.0 (-8.0 to -8.0)"],
        ["Area: west", "1", *[NOT_ESTIMABLE] * 2],
    ]


def test_records_without_a_truth_are_counted() -> None:
    pages = [page("a", ["1", ""])]
    known = events_of(["a-1"], [("sign", None)])
    truth = pd.DataFrame({"event_id": ["Ea-1"], "due": [0.5], "due_without_shocks": [0.5]})
    codes = pd.DataFrame({"event_id": [], "system": [], "code": []}, dtype="str")
    join = adverse_records(records_of_pages(pages), known, codes, truth, pd.Series({"a": 0})).join
    assert (join.rows, join.met) == (2, 1)


@pytest.mark.parametrize(
    ("cited", "says"),
    [
        (["1", "", ""], "the records that the lines cite reach 100.0 % (100.0 to 100.0) of what a choice can add to chance"),
        (["", "", "1"], "the records that the lines cite are worse than records at random"),
        (["1", "1", "1"], "the records that the lines cite are no better than records at random by more than chance"),
    ],
)
def test_the_page_says_whether_lines_choose_better_than_chance(cited: list[str], says: str) -> None:
    records = figures([page(f"p{number}", cited) for number in range(40)], [0.9, 0.5, 0.1])
    part = true_records_part(records, [])
    assert any(says in sentence for sentence in part["sentences"])
    assert not any("elow the band" in sentence for sentence in part["sentences"]), "no page is below it"
    assert [len(row) for row in part["table"].rows] == [len(part["table"].columns)] * len(part["table"].rows)


def test_the_page_and_the_metrics_hold_the_figures() -> None:
    records = figures([page("p", ["1", "", ""])], [0.9, 0.5, 0.1])
    shown = text_of(world_page(small_study(), small_calibration(), published(), load_vocabulary(), {}, records))
    assert "Pages in the attention band whose lines cite such a record: 1. They have 3.0 such records on average" in shown
    assert "In the attention band, 90.0 % of the records that the lines cite is due to care, 50.0 % of as many at random" in shown
    assert "The best possible 90.0 % 100.0 %" in shown
    assert "to open first" not in shown, "no page names any"
    kept = world_figures(small_study(), small_calibration(), records)["true_records"]
    assert kept == records
    named = figures([page("p", ["1", "", ""], first=[{"number": 1}])], [0.9, 0.5, 0.1])
    assert "In the attention band, 58.0 % of the records to open first is due to care" in " ".join(
        true_records_part(named, [])["first_sentences"]
    )


def test_without_a_truth_the_figures_are_not_estimable_and_the_page_is_silent() -> None:
    assert "because of the" not in world_page(None, None, published(), load_vocabulary(), {}, {})
    assert world_figures(None, None, {}) == {"study": "not estimable"}
