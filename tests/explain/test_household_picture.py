"""The picture of a household draws what could be read before the day about everybody in the home, and nothing else."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from neglect_triage.explain.household import residents
from neglect_triage.explain.household_picture import household_picture
from neglect_triage.explain.record import record_of
from tests.explain.small_run import START, chronology, event, sources_of

DAY = pd.Timestamp("2022-03-10")
RATING = {"scope": "household", "value": 4.0, "value_unit": "grade"}


def stay(child: str, home: str = "h", **more: Any) -> dict[str, Any]:
    return {"child_id": child, "household_id": home, "start": START, "known_date": START, "kind": "private"} | more


def picture(*events: dict[str, Any], stays: tuple[dict[str, Any], ...] = (stay("a"), stay("b")), **born: str) -> dict[str, Any]:
    sources = sources_of(chronology(list(events), stays=list(stays), born=born))
    found = household_picture(residents(record_of(sources, "a", DAY), sources), sources)
    assert found is not None
    return found


def rows(found: dict[str, Any]) -> dict[tuple[str, str], Any]:
    return {(block["title"].partition(",")[0], row["label"]): row for block in found["blocks"] for row in block["rows"]}


def marks(found: dict[str, Any]) -> dict[tuple[str, str], Any]:
    return {name: row["marks"] for name, row in rows(found).items() if row["marks"]}


def test_the_home_has_rows_and_so_has_each_child() -> None:
    found = picture(
        event("1", "a", "2021-09-01", "contact"),
        event("2", "b", "2021-09-05", "appointment", outcome="was_not_brought"),
        event("3", "b", "2021-09-07", "appointment", outcome="attended"),
        event("4", "b", "2021-10-01", "sign"),
        event("5", "b", "2021-10-09", "sign"),
        event("6", "a", "2021-11-01", "fire_concern", scope="household"),
        event("7", "b", "2021-12-01", "home_condition", **RATING),
    )
    assert [block["title"] for block in found["blocks"]] == [
        "Home and carers", "a, age not recorded (this page)", "b, age not recorded"
    ]  # fmt: skip
    assert marks(found) == {
        ("Home and carers", "home rated"): [["2021-12-01", 4.0, 0]],
        ("Home and carers", "worries"): [["2021-11-01", 1, 0]],
        ("a", "contacts"): [["2021-09-01", 1, 0]],
        ("b", "not brought"): [["2021-09-01", 1, 0]],
        ("b", "worries"): [["2021-10-01", 2, 0]],
    }


@pytest.mark.parametrize("child", ["a", "b"])
@pytest.mark.parametrize("kind", ["contact", "appointment", "sign", "home_condition"])
@pytest.mark.parametrize(("happened", "known"), [(0, 0), (0, 9), (-30, 0), (-30, 5), (3, 3), (-2000, -2000)])
def test_what_could_not_be_read_before_the_day_or_is_older_than_five_years_is_not_drawn(
    child: str, kind: str, happened: int, known: int
) -> None:
    day, more = DAY + pd.Timedelta(days=happened), RATING if kind == "home_condition" else {}
    late = {"known_date": DAY + pd.Timedelta(days=known), "shared_date": DAY + pd.Timedelta(days=known)}
    earlier = event("1", "b", "2021-10-01", "sign")
    unknown = event("2", child, day, kind, outcome="was_not_brought" if kind == "appointment" else None, **late, **more)
    assert picture(earlier, unknown) == picture(earlier)


def test_a_mark_counts_what_had_not_reached_the_hub() -> None:
    never = {"shared_date": pd.NaT}
    found = picture(
        event("1", "b", "2021-10-01", "sign"),
        event("2", "b", "2021-10-05", "sign", **never),
        event("3", "a", "2021-10-05", "home_condition", **RATING, **never),
    )
    assert marks(found) == {
        ("b", "worries"): [["2021-10-01", 2, 1]],
        ("Home and carers", "home rated"): [["2021-10-05", 4.0, 1]],
    }
    assert rows(found)["b", "worries"]["says"] == {
        "count": "two", "days": "1 October 2021 to 5 October 2021", "not_in_hub": "one"
    }  # fmt: skip


def test_a_row_without_a_record_says_that_none_is_recorded() -> None:
    assert {row["says"]["count"] for row in rows(picture()).values()} == {"none recorded"}


def test_ratings_are_told_in_the_order_of_time() -> None:
    found = picture(
        event("1", "a", "2021-09-01", "home_condition", **RATING),
        event("2", "a", "2021-12-01", "home_condition", **RATING | {"value": 2.0}),
    )
    assert rows(found)["Home and carers", "home rated"]["says"]["values"] == "4 in September 2021 and 2 in December 2021"


def test_a_line_begins_at_birth_and_where_the_child_is_known_to_have_lived() -> None:
    found = picture(stays=(stay("a", start=pd.Timestamp("2019-05-01")), stay("b")), a="2019-05-01", b="2012-01-01")
    since = {name: row["since"] for name, row in rows(found).items()}
    assert since["a", "worries"] == since["Home and carers", "worries"] == "2019-05-01"
    assert since["b", "worries"] == found["start"] == "2017-03-10"


def test_a_child_alone_in_a_home_has_a_picture_too() -> None:
    found = picture(event("1", "a", "2021-10-01", "sign"), stays=(stay("a"), stay("b", "elsewhere")))
    assert [block["title"].partition(",")[0] for block in found["blocks"]] == ["Home and carers", "a"]


def bands(*events: dict[str, Any], label: str = "early help") -> Any:
    row = rows(picture(*events)).get(("b", label))
    return row and row["marks"]


def test_help_is_a_band_from_its_start_to_its_end_or_to_the_day() -> None:
    start, end = event("1", "b", "2021-02-01", "early_help_start"), event("2", "b", "2021-06-01", "early_help_end")
    again = event("3", "b", "2021-09-01", "early_help_start", shared_date=pd.NaT)
    assert bands(start) == [["2021-02-01", "", 0]]
    assert bands(start, end, again) == [["2021-02-01", "2021-06-01", 0], ["2021-09-01", "", 1]]
    says = rows(picture(start, end, again))["b", "early help"]["says"]
    assert says == {
        "count": "two",
        "days": "1 February 2021 to 1 June 2021; since 1 September 2021, no end recorded",
        "not_in_hub": "one",
    }


def test_help_that_is_not_recorded_or_of_which_only_an_end_is_or_that_is_over_for_years_has_no_row() -> None:
    end = event("2", "b", "2021-06-01", "early_help_end")
    over = event("1", "b", "2015-02-01", "early_help_start"), event("3", "b", "2015-06-01", "early_help_end")
    assert bands() is bands(end) is bands(*over) is None
    assert bands(over[0], end) == [["2015-02-01", "2021-06-01", 0]]


def test_help_recorded_about_another_child_is_not_drawn_as_ones_own() -> None:
    of_the_home = event("1", "a", "2021-02-01", "early_help_start", scope="household")
    found = rows(picture(of_the_home))
    assert ("a", "early help") in found
    assert ("b", "early help") not in found


def test_a_second_start_and_a_plan_that_follows_another_on_one_day_leave_the_band_as_it_is() -> None:
    start, again = event("1", "b", "2021-02-01", "cp_plan_start"), event("2", "b", "2021-04-01", "cp_plan_start")
    end, follows = event("3", "b", "2021-06-01", "cp_plan_end"), event("4", "b", "2021-06-01", "cp_plan_start")
    assert bands(start, again, end, follows, label="protection") == [["2021-02-01", "", 0]]


@pytest.mark.parametrize("kind", ["early_help_start", "early_help_end"])
def test_a_start_or_an_end_that_could_not_be_read_before_the_day_changes_no_band(kind: str) -> None:
    known = event("1", "b", "2021-02-01", "early_help_start")
    late = event("2", "b", "2021-06-01", kind, known_date=DAY, shared_date=DAY)
    assert bands(known, late) == bands(known)


def test_a_worry_about_the_home_from_before_the_child_lived_there_is_not_drawn() -> None:
    moved = stay("a", start=pd.Timestamp("2021-06-01"), known_date=pd.Timestamp("2021-06-01"))
    before = event("1", "b", "2021-05-01", "home_condition", **RATING)
    after = event("2", "b", "2021-07-01", "home_condition", **RATING)
    found = picture(before, after, stays=(moved, stay("b")))
    assert marks(found) == {("Home and carers", "home rated"): [["2021-07-01", 4.0, 0]]}


def test_an_adult_is_named_as_one_stands_last_and_has_rows_for_what_is_recorded_alone() -> None:
    stays, worry = (stay("a"), stay("aa"), stay("b")), event("1", "aa", "2021-10-01", "sign")
    found = picture(worry, stays=stays, aa="2003-05-01")
    titles = [block["title"] for block in found["blocks"]]
    assert titles[2:] == ["b, age not recorded", "aa, 18 years (adult)"]
    assert [row["label"] for row in found["blocks"][-1]["rows"]] == ["worries"]
    assert found["adults"]
    without = picture(stays=stays, aa="2003-05-01")
    assert [block["title"] for block in without["blocks"]] == titles[:-1]
    assert not picture(worry, stays=stays, aa="2010-05-01")["adults"]
