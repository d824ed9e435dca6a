"""One child's chronology in full: every record once, in time order, and as of a day nothing from later."""

from __future__ import annotations

import pandas as pd
import pytest

from neglect_triage.errors import BadInput
from neglect_triage.explain.full_chronology import full_chronology, headings
from neglect_triage.explain.record import Sources, sources_for
from tests.explain.small_run import CATALOGUE, VOCABULARY, chronology, event, small_sources, sources_of

DAY, STAY_KNOWN = pd.Timestamp("2020-06-01"), pd.Timestamp("2019-01-10")
BOTH = ("known_date", "shared_date")
HOME = {"household_id": "h", "start": pd.Timestamp("2019-01-01"), "known_date": STAY_KNOWN, "kind": "private"}
ENDS = {"end": pd.Timestamp("2020-05-20"), "end_known_date": pd.Timestamp("2020-07-01")}


def rows_of(sources: Sources, child: str = "k", as_of: pd.Timestamp | None = None) -> list[dict[str, str]]:
    """The records of a child by heading."""
    return [dict(zip(headings(VOCABULARY.nouns), row, strict=True)) for row in full_chronology(sources, child, as_of).records]


def some_sources() -> Sources:
    """A child with a sibling; records that were late, shared late or never, corrected, taken back, or about the household."""
    late = pd.Timestamp("2020-06-20")
    events = [
        event("a", "k", "2020-01-07", "appointment", outcome="was_not_brought", known_date=pd.Timestamp("2020-01-09")),
        event("b", "k", "2020-02-04", "sign", known_date=late, shared_date=late),
        event("c", "k", "2020-03-03", "visit", seen="no", basis="parents_account", shared_date=pd.NaT),
        event("d", "k", "2020-04-07", "consent_recorded", consent_to_service="declined", shared_date=late),
        event("e", "k", "2020-05-05", "home_condition", value=2, value_unit="grade"),
        event("f", "k", "2020-05-05", "home_condition", value=4, value_unit="grade", replaces="e", **dict.fromkeys(BOTH, late)),
        event("g", "l", "2020-05-12", "police_notification", scope="household", agency="police"),
        event("h", "k", DAY, "contact", concern="neglect", agency="school"),
        event("i", "k", "2020-06-02", "contact_decision", outcome="nfa", agency="csc"),
    ]
    codes = [("a", "original", "did not attend"), ("b", "sign", "hunger")]
    stays = [{"child_id": "k", **HOME}, {"child_id": "l", **HOME, **ENDS}]
    return sources_of(chronology(events, codes, {"k": "2012-03-01"}, stays))


def test_every_record_stands_once_in_time_order_with_its_days_and_words() -> None:
    rows = rows_of(some_sources())
    assert [row["date"] for row in rows] == [
        "7 Jan 2020", "4 Feb 2020", "3 Mar 2020", "7 Apr 2020", "5 May 2020", "5 May 2020", "12 May 2020",
        "1 Jun 2020", "2 Jun 2020",
    ]  # fmt: skip
    missed, sign, visit, consent, wrong, right, police, contact, decision = rows
    assert (missed["known"], missed["outcome"]) == ("9 Jan 2020", "was not brought")
    assert "did not attend" in missed["record"]
    assert (sign["known"], sign["at the Front Door"], sign["record"]) == (
        "20 Jun 2020",
        "20 Jun 2020",
        "Sign in the child: food worry",
    )
    assert (visit["at the Front Door"], visit["seen, account"]) == ("never", "not seen, a parent's account")
    assert consent["consent"] == "to a service declined"
    assert "corrected or taken back on 20 Jun 2020" in wrong["record"]
    assert "4 (grade" in right["record"]
    assert "corrected" not in right["record"]
    assert police["record"].endswith("(about the household or a carer)")
    assert (contact["known"], contact["agency"]) == ("same day", "school")
    assert contact["record"] == "Contact with the Front Door: neglect"
    assert decision["outcome"] == "no further action"


def test_as_of_a_day_stands_only_what_could_be_read_before_it_and_its_own_contact() -> None:
    rows = rows_of(some_sources(), as_of=DAY)
    assert [row["date"] for row in rows] == ["7 Jan 2020", "3 Mar 2020", "7 Apr 2020", "5 May 2020", "12 May 2020", "1 Jun 2020"]
    assert not any("20 Jun" in cell for row in rows for cell in row.values())
    assert [row["at the Front Door"] for row in rows] == ["same day", *["not by then"] * 2, *["same day"] * 3]


def test_the_hubs_view_leaves_out_what_had_not_reached_it() -> None:
    own = some_sources()
    hub = sources_for(own.chronology, ["k"], CATALOGUE, VOCABULARY, "hub")
    assert [row["date"] for row in rows_of(hub, as_of=DAY)] == ["7 Jan 2020", "5 May 2020", "12 May 2020", "1 Jun 2020"]


def test_a_source_that_copies_its_shared_dates_says_nothing_of_when_records_reached_the_hub() -> None:
    events = [
        event("a", "k", "2020-01-07", "appointment", source="gp list"),
        event("b", "k", "2020-02-04", "sign", known_date=STAY_KNOWN, shared_date=STAY_KNOWN, source="gp list"),
        event("c", "k", "2020-03-03", "visit", source="social care"),
        event("d", "l", "2020-03-03", "visit", source="social care", shared_date=pd.NaT),
    ]
    sources = sources_of(chronology(events, born={"k": "2012-03-01"}))
    for as_of in (None, DAY):
        assert [row["at the Front Door"] for row in rows_of(sources, as_of=as_of)] == ["not recorded", "not recorded", "same day"]


def test_the_household_stands_first_with_who_lived_there_as_far_as_was_known() -> None:
    whole = full_chronology(some_sources(), "k")
    assert whole.stays == [("h", "private", "1 Jan 2019", "goes on", "l to 20 May 2020")]
    assert full_chronology(some_sources(), "k", DAY).stays == [("h", "private", "1 Jan 2019", "goes on", "l")]
    assert full_chronology(some_sources(), "k", STAY_KNOWN).stays == []
    assert whole.about == ["Child k, 9 records", "Born: March 2012"]
    assert full_chronology(some_sources(), "k", DAY).about[-1] == "Age on that day: eight years"


def test_a_child_without_a_record_is_shown_as_having_none_and_an_unknown_child_is_an_error() -> None:
    alone = sources_of(chronology([event("a", "k", "2020-01-07", "visit")], born={"k": "2012-03-01", "m": "2013-01-01"}))
    assert full_chronology(alone, "m").records == []
    with pytest.raises(BadInput, match="no child of that id") as error:
        full_chronology(alone, "somebody")
    assert "somebody" not in str(error.value)
    with pytest.raises(BadInput, match="1 would be it if letter case"):
        full_chronology(alone, "M")


def test_as_of_the_end_of_time_nothing_is_missing_but_what_was_corrected() -> None:
    sources = small_sources()
    for child in ("k00", "k07"):
        everything = full_chronology(sources, child).records
        assert len(everything) > 30
        assert len(full_chronology(sources, child, pd.Timestamp("2090-01-01")).records) == len(everything)
