from copy import deepcopy
from typing import Any

import pytest

from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.yamls import checked
from tests.chronology.samples import vocabulary


def changed(**parts: Any) -> Vocabulary:
    content = deepcopy(vocabulary().model_dump())
    for place, value in parts.items():
        *way, last = place.split("__")
        part = content
        for step in way:
            part = part[step]
        if value is None:
            del part[last]
        else:
            part[last] = value
    return checked(content, Vocabulary, "own.yaml")


@pytest.mark.parametrize("name", ["scope", "known_basis", "household_kind", "coverage_table", "yes_no"])
def test_every_list_that_a_canonical_column_draws_on_is_there(name: str) -> None:
    with pytest.raises(BadInput, match=f"words.{name}: this list is needed"):
        changed(**{f"words__{name}": None})


def test_a_vocabulary_without_families_names_families_as_people() -> None:
    nouns = changed(nouns__family=None, nouns__families=None).nouns
    assert (nouns.family, nouns.families) == (nouns.person, nouns.people)


def test_a_list_may_be_empty() -> None:
    assert changed(words__consent={}).allowed("consent") == []


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"event_types__visit__table": "visit"}, 'event_types.visit.table: .*did you mean "visits"'),
        ({"event_types__sign__codes": "signs"}, 'event_types.sign.codes: .*did you mean "sign"'),
        ({"index": "contacts"}, 'index: no such event type, did you mean "contact"'),
        ({"withdrawal": "withdraw"}, 'withdrawal: no such event type, did you mean "withdrawn"'),
        ({"nowns": {}}, 'nearest valid key: "nouns"'),
    ],
)
def test_what_one_part_names_another_holds(parts: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        changed(**parts)


def test_pages_say_the_horizon_of_the_label() -> None:
    assert vocabulary().for_horizon(180).nouns.within == "within 180 days"
    assert changed(nouns__within="by the end of the module").for_horizon(180).nouns.within == "by the end of the module"
