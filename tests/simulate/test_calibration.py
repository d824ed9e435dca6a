"""The calibration sets a world beside published figures, and its gate stops a world that is off them by more than chance."""

import dataclasses

import pandas as pd
import pytest

from neglect_triage.errors import BadInput
from neglect_triage.simulate.calibration import (
    NEEDED,
    Line,
    Published,
    Rate,
    _line,
    by_type,
    calibrate_world,
    names_neglect,
    published,
    repeated_within_a_year,
    stop_if_off,
)

FIGURE = next(row for row in published().rows if row.rate == "plans with neglect")


def line(value: float, of: int) -> Line:
    return _line(FIGURE, Rate(value, of))


def test_every_published_figure_is_measured_and_says_where_it_comes_from(simulated: dict[str, pd.DataFrame]) -> None:
    lines = calibrate_world(simulated).lines
    assert [one.figure for one in lines] == published().rows
    for row in published().rows:
        assert row.accept[0] < row.accept[1]
        assert len(row.source) > 10
    assert published().not_found


def test_the_calibration_reads_no_more_than_it_says(simulated: dict[str, pd.DataFrame]) -> None:
    few = {name: simulated[name][columns] for name, columns in NEEDED.items()} | {"truth_people": simulated["truth_people"]}
    assert calibrate_world(few) == calibrate_world(simulated)


@pytest.mark.parametrize("row", published().rows, ids=lambda row: row.rate)
def test_a_published_number_is_the_one_in_its_words_and_lies_in_its_range(row: Published) -> None:
    for number in row.figures:
        assert f"{number * row.per:,.10g}".rstrip("0").rstrip(".") in row.published or f"{number * row.per:.1f}" in row.published
        assert row.accept[0] <= number <= row.accept[1]


def test_a_gate_stops_a_rate_outside_its_range_and_names_it() -> None:
    assert line(0.5, 400).inside is True
    assert line(0.7, 400).inside is False
    with pytest.raises(BadInput, match="off 1 published figure") as stopped:
        stop_if_off([line(0.5, 400), line(0.7, 400)])
    assert FIGURE.name in str(stopped.value)
    assert f"{FIGURE.name}: 70.0" in str(stopped.value)
    assert "45.0 to 55.0" in str(stopped.value)


def test_a_gate_does_not_stop_for_chance_in_a_small_world_nor_where_nothing_is_there() -> None:
    assert line(0.7, 20).inside is None
    assert line(float("nan"), 0).value is None
    stop_if_off([line(0.7, 20), line(float("nan"), 0)])


def test_a_range_forgives_less_in_a_rate_of_children_than_its_own_chance() -> None:
    plans = next(row for row in published().rows if row.rate == "children on a plan per child")
    assert _line(plans, Rate(0.006, 400_000)).inside is False
    assert _line(plans, Rate(0.006, 400_000, telling=20_000)).inside is None, "few of them tell of chance"


def test_a_row_without_a_gate_stops_nothing() -> None:
    free = FIGURE.model_copy(update={"gate": False})
    stop_if_off([dataclasses.replace(line(0.7, 400), figure=free)])


def test_rates_are_counted_as_they_are_named() -> None:
    rows = [
        ("A", "2018-06-01", "contact", None, "school", None), ("A", "2018-06-02", "referral", None, "school", None),
        ("A", "2018-06-03", "referral_decision", "assessment", "csc", None),
        ("A", "2018-06-03", "assessment_start", None, "csc", None),
        ("A", "2018-07-01", "assessment_end", "icpc", "csc", None), ("A", "2018-06-20", "s47_start", None, "csc", None),
        ("A", "2018-07-10", "icpc", "cp_plan", "csc", None), ("A", "2018-07-10", "cp_plan_start", None, "csc", "S1"),
        ("A", "2019-07-01", "cp_plan_end", "closed", "csc", "S1"),
        ("B", "2019-05-01", "contact", None, "police", None), ("B", "2019-05-02", "referral", None, "police", None),
        ("B", "2019-05-03", "referral_decision", "nfa", "csc", None), ("B", "2019-12-01", "referral", None, "police", None),
    ]  # fmt: skip
    names = ["child_id", "event_date", "event_type", "outcome", "agency", "spell_id"]
    events = pd.DataFrame(rows, columns=names).astype({name: "str" for name in names if name != "event_date"})
    events["event_date"] = pd.to_datetime(events["event_date"])
    missed = pd.DataFrame({"child_id": "A", "event_date": pd.date_range("2018-09-03", periods=8, freq="7D"), "value": 5.0})
    missed = missed.assign(event_type="attendance_week", agency="school")
    events = pd.concat([events, missed.astype({"child_id": "str", "event_type": "str", "agency": "str"})], ignore_index=True)
    events = events.assign(event_id=[f"E{k}" for k in range(len(events))], concern="neglect", replaces=None)
    events["event_date"] = pd.to_datetime(events["event_date"]).astype("datetime64[s]")
    born, whole = pd.Timestamp("2010-01-01"), [pd.Timestamp("2017-04-01")] * 2
    calibration = calibrate_world({
        "events": events.assign(known_date=events["event_date"]),
        "event_codes": pd.DataFrame({"event_id": ["E4"], "system": ["factor"], "code": ["16A"]}),
        "children": pd.DataFrame({"child_id": ["A", "B"], "birth_month": born, "death_month": pd.NaT}),
        "households": pd.DataFrame({"child_id": ["A", "B"], "start": whole, "end": pd.NaT}),
        "truth_people": pd.DataFrame({"child_id": ["A", "B"], "disability": ["yes", "no"], "ethnicity": ["white", "black"]}),
        "coverage": pd.DataFrame({"start": [pd.Timestamp("2017-04-01")], "end": [pd.Timestamp("2020-04-01")]}),
    })  # fmt: skip
    found = {one.figure.rate: (one.value, one.of) for one in calibration.lines}
    assert found["referrals per contact-day"] == (3 / 2, 2)
    assert found["referrals from police"] == (2 / 3, 3)
    assert found["referrals within 12 months of the last"] == (1 / 3, 3)
    assert found["conferences per section 47 enquiry"] == (1, 1)
    assert found["plans that lasted 6 to 12 months"] == (1, 1)
    assert found["plans per child in need"] == (1, 1), "only on 31 March 2019 was anything open, and it was a plan"
    assert found["children in need with a disability"] == (1, 1)
    assert found["children in need white"] == (1, 1)
    assert found["children in need per child"] == (1 / 4, 4), "one of two children on one of two 31 Marches"
    assert found["children on a plan per child"] == (1 / 4, 4)
    assert found["referrals per child a year"][0] == pytest.approx(3 / (2 * 1096 / 365.25))
    assert found["children in need persistently absent"] == (1, 1), "40 of 380 sessions, in the year from September 2018"
    assert (calibration.population.children, calibration.population.known) == (2, 3 / 4)


REFERRALS = pd.DataFrame({
    "child_id": ["A", "B", "B", "C", "C", "D"],
    "event_date": pd.to_datetime(["2019-03-02", "2020-02-28", "2019-03-02", "2018-06-01", "2019-02-01", "2018-05-01"]),
    "event_type": "referral",
})  # fmt: skip


def test_a_referral_is_repeated_if_the_child_was_referred_in_the_12_months_before() -> None:
    repeated = repeated_within_a_year(REFERRALS, pd.Timestamp("2018-01-01"))
    assert repeated.groupby(REFERRALS["child_id"]).agg(list).to_dict() == {"A": [False], "B": [False, True], "C": [True]}


def test_referrals_of_the_first_year_are_not_counted_but_make_later_ones_repeated() -> None:
    repeated = repeated_within_a_year(REFERRALS, pd.Timestamp("2018-01-01"))
    assert sorted(repeated.index) == [0, 1, 2, 4]


def test_neglect_is_named_where_it_is_one_of_the_concerns() -> None:
    events = pd.DataFrame({"concern": pd.Series(["neglect", "neglect;physical", "emotional", None], dtype="str")})
    assert names_neglect(events).tolist() == [True, True, False, False]


def test_a_type_that_does_not_occur_has_no_rows() -> None:
    types = by_type(REFERRALS)
    assert len(types["referral"]) == len(REFERRALS)
    assert list(types["contact"].columns) == list(REFERRALS.columns)
    assert types["contact"].empty
