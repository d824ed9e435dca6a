"""Limits: conditions of an approval that the program checks."""

from __future__ import annotations

import pytest

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.governance.limits import LIMITS, check_limits, in_words, limits_of

NOUNS = load_vocabulary().nouns.model_dump()
SECRET = "Zebedee"


def test_limits_are_kept_as_days_numbers_and_words() -> None:
    assert limits_of(["contacts_until = 2027-03-31", "oldest=12", "areas=North,South"]) == {
        "contacts_until": "2027-03-31", "oldest": 12, "areas": "North,South",
    }  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [["until=2027-03-31"], ["oldest"], ["oldest="], ["oldest=5", "oldest=6"], [f"oldest={SECRET}"], ["oldest=-1"], ["oldest=٣"],
     ["contacts_until=31/03/2027"], ["contacts_until=2027-02-30"]],
)  # fmt: skip
def test_a_limit_that_cannot_be_checked_is_refused_without_its_value(given: list[str]) -> None:
    with pytest.raises(BadInput) as stop:
        limits_of(given)
    assert "--limit" in str(stop.value)
    assert SECRET not in str(stop.value)


def test_every_limit_has_words() -> None:
    says = in_words(dict.fromkeys(LIMITS, 5), NOUNS)
    assert len(set(says)) == len(LIMITS)
    assert "contacts up to 5" in says


def test_nothing_stops_where_every_limit_holds() -> None:
    check_limits({"oldest": 12}, {}, NOUNS, "line 1")


def test_a_broken_limit_is_named_with_what_was_found() -> None:
    with pytest.raises(BadInput) as stop:
        check_limits({"oldest": 12, "youngest": 1}, {"oldest": "3 of 40 contacts"}, NOUNS, "line 1")
    assert "oldest: 3 of 40 contacts" in str(stop.value)
    assert "children of 12 years or less" in str(stop.value)
    assert "1 years" not in str(stop.value)
