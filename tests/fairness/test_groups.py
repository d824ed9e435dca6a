"""Which rows belong to which group: every row in one of each characteristic, and nothing known after the day counts."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.chronology.declared import words_of
from neglect_triage.chronology.vocabulary import Vocabulary, load_vocabulary
from neglect_triage.fairness.audit import areas_as_declared
from neglect_triage.fairness.characteristics import UNKNOWN
from neglect_triage.fairness.groups import comparable, groups_of_points, pairs_of, recorded_before
from neglect_triage.fairness.summary import account_lines, names_in_messages, names_of
from neglect_triage.models.groups import account_of

DAY = pd.Timestamp("2020-06-01")
POINTS = pd.DataFrame(
    {"point_id": ["p", "q", "r"], "child_id": ["a", "b", "a"], "as_of": [DAY, DAY, pd.Timestamp("2021-06-01")],
     "agencies": ["school;police", "", "gp"]}
)  # fmt: skip


def records(*rows: tuple[str, str, str, str, str | None]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return events (event_id, child_id, event_date, known_date, replaces), and a code that names each child a young carer."""
    events = pd.DataFrame(rows, columns=["event_id", "child_id", "event_date", "known_date", "replaces"])
    dates = {name: pd.to_datetime(events[name]) for name in ("event_date", "known_date")}
    named = events.loc[events["replaces"].isna(), "event_id"]
    return events.assign(**dates), pd.DataFrame({"event_id": named, "system": "circumstance", "code": "young_carer"})


def carers(*rows: tuple[str, str, str, str, str | None]) -> list[str]:
    return list(recorded_before(POINTS, *records(*rows), {"circumstance": ["young_carer"], "factor": ["7A"]}))


def test_a_record_counts_from_the_day_after_it_could_be_read() -> None:
    assert carers(("e", "a", "2020-05-01", "2020-05-31", None)) == ["yes", "no", "yes"]
    assert carers(("e", "a", "2020-05-01", "2020-06-01", None)) == ["no", "no", "yes"]


def test_a_record_that_was_taken_back_counts_until_then() -> None:
    given = ("e", "a", "2020-05-01", "2020-05-01", None)
    assert carers(given, ("w", "a", "2020-05-01", "2020-09-01", "e")) == ["yes", "no", "no"]


def test_other_codes_tell_nothing() -> None:
    events, codes = records(("e", "a", "2020-05-01", "2020-05-01", None))
    assert list(recorded_before(POINTS, events, codes.assign(code="other"), {"circumstance": ["young_carer"]})) == ["no"] * 3


SEX = st.sampled_from(["female", "male", "unknown"])


def groups_by(protected: pd.DataFrame, ids: list[str], vocabulary: Vocabulary) -> dict[str, dict[str, np.ndarray]]:
    """Return the groups of one point about each person; the first is not yet born, and nothing else is recorded."""
    points = pd.DataFrame({"point_id": ids, "child_id": ids, "as_of": DAY, "agencies": "school;gp"})
    born = pd.to_datetime(["2020-09-01", *["2010-01-01"] * (len(ids) - 1)])
    children = pd.DataFrame({"child_id": ids, "birth_month": born, "area": "east"})
    events, codes = records()
    return groups_of_points(points, protected, {"children": children, "events": events, "event_codes": codes}, vocabulary)


def with_words(**words: dict[str, str]) -> Vocabulary:
    """Return the project's vocabulary with other words in some of its lists."""
    vocabulary = load_vocabulary()
    return vocabulary.model_copy(update={"words": vocabulary.words | words})


def table(ids: list[str], **columns: list[str]) -> pd.DataFrame:
    """Return the protected characteristics of some people; of the columns that are not given, nothing is recorded."""
    every = dict.fromkeys(("sex", "ethnicity", "disability", "special_needs", "deprivation_quintile"), ["unknown"] * len(ids))
    return pd.DataFrame(every | columns, index=pd.Index(ids, name="child_id"))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(SEX, st.sampled_from("12345")), min_size=3, max_size=8))
def test_every_row_is_in_one_group_of_each_characteristic_but_the_source(people: list[tuple[str, str]]) -> None:
    ids = [f"c{place}" for place in range(len(people))]
    sex, fifth = (list(column) for column in zip(*people, strict=True))
    found = comparable(groups_by(table(ids, sex=sex, deprivation_quintile=fifth), ids, load_vocabulary()))
    for name, by_name in found.items():
        expected = 2 if name == "source" else 1
        assert (np.sum(list(by_name.values()), axis=0) == expected).all(), name
    assert "ethnicity" not in found  # nothing is recorded of it
    assert list(found["unborn"]["yes"]) == [True] + [False] * (len(ids) - 1)
    pairs = list(pairs_of(found))
    assert all(rows.any() for _, rows in pairs)
    assert not [pair for pair, _ in pairs if {pair[0][0], pair[1][0]} == {"age", "unborn"}]


WORDS = st.lists(st.text("abcde", min_size=1, max_size=3), min_size=1, max_size=5, unique=True)


@settings(max_examples=30, deadline=None)
@given(WORDS, WORDS, st.data())
def test_whatever_the_words_of_a_vocabulary_every_point_is_in_a_group_or_counted_as_in_none(
    known: list[str], foreign: list[str], data: st.DataObject
) -> None:
    ids = [f"c{place}" for place in range(8)]
    with_row = ids[: data.draw(st.integers(1, 8))]
    of = [data.draw(st.sampled_from([*known, *foreign, "unknown"])) for _ in with_row]
    groups = groups_by(table(with_row, ethnicity=of, sex=of, disability=of), ids, with_words(ethnicity={w: w for w in known}))
    for kind, account in account_of(groups, len(ids)).items():
        assert account["points"] == len(ids) == sum(account["groups"].values()) - account["again"] + account["none"], kind
    account = account_of(groups, len(ids))["ethnicity"]
    assert set(known) | {UNKNOWN} == set(account["groups"])
    assert account["none"] == sum(word not in {*known, UNKNOWN} for word in of)


def test_a_group_that_only_this_vocabulary_has_is_in_the_audit_under_its_own_name() -> None:
    ids = ["a", "b", "c", "d"]
    vocabulary = with_words(
        ethnicity={"white": "White", "islander": "from the islands", "unknown": "not recorded", "roma": "Roma"}
    )
    groups = groups_by(table(ids[:3], ethnicity=["white", "islander", "islander"]), ids, vocabulary)
    assert list(groups["ethnicity"]) == ["white", "islander", "roma", "unknown"]
    assert list(comparable(groups)["ethnicity"]["islander"]) == [False, True, True, False]
    lines = account_lines({"accounts": account_of(groups, 4)}, names_of(vocabulary))
    assert (
        "Ethnicity: 4 contacts = 1 White + 2 From the islands + 1 Not recorded + 0 in no group. "
        "Nobody here is in these groups: Roma." in lines
    )
    assert "Who made the contact: 4 contacts = 4 GP + 4 school + 0 in no group - 4 that count in a further group." in lines


def test_an_area_that_nobody_declared_is_in_no_message() -> None:
    account = {"area": {"points": 9, "groups": {"leeds": 4, "Quux": 5}, "again": 0, "none": 0}}
    areas = areas_as_declared({"groups": {}, "accounts": account}, words_of(["leeds"]))
    names = names_of(load_vocabulary())
    assert "5 Quux" in " ".join(account_lines({"accounts": account}, names))
    (line,) = account_lines({"accounts": account}, names_in_messages(names, areas))
    assert "9 contacts = 4 leeds + 5 [withheld] + 0 in no group" in line
