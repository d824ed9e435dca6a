"""What is written in a format and read back is what the format can hold: nothing more, nothing less, whatever the quirks."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.extracts.formats.specification import FORMATS
from neglect_triage.simulate.writers.quirks import all_quirks
from neglect_triage.simulate.writers.write import Wanted
from tests.simulate.writers.extract_samples import LAST_DAY, Tables, as_read, differences, expected_events, written_and_read

HALF_A_YEAR_AGO = pd.Timestamp("2024-09-30")
Expected = Callable[[Wanted], pd.DataFrame]


@pytest.fixture(scope="module")
def expected_of(children_chosen: Tables, vocabulary: Vocabulary) -> Expected:
    """What must be read back of extracts, worked out once for their days and formats: quirks change nothing of it."""

    @cache
    def of(days: tuple[pd.Timestamp, ...], formats: tuple[str, ...]) -> pd.DataFrame:
        return expected_events(children_chosen, Wanted(days, formats=formats), vocabulary)

    return lambda wanted: of(wanted.days, wanted.formats)


def bundles(name: str) -> list[tuple[str, ...]]:
    """Return sets of quirks of a format in which each stands once, of a group one at most."""
    groups: dict[str, list[str]] = {}
    for quirk, spec in all_quirks().items():
        if name in spec.of and not spec.loses:
            groups.setdefault(spec.group or "alone", []).append(quirk)
    alone = groups.pop("alone")
    number = max((len(members) for members in groups.values()), default=1)
    found: list[list[str]] = [[] for _ in range(number)]
    for members in groups.values():
        for at, quirk in enumerate(members):
            found[at].append(quirk)
    for at, quirk in enumerate(alone):
        found[at % number].append(quirk)
    return [tuple(bundle) for bundle in found]


BUNDLES = [(name, bundle) for name in FORMATS for bundle in bundles(name)]


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_gives_back_what_it_can_hold(
    name: str, children_chosen: Tables, expected_of: Expected, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    wanted = Wanted((HALF_A_YEAR_AGO, LAST_DAY), formats=(name,))
    found = written_and_read(children_chosen, tmp_path, wanted, vocabulary)
    expected = expected_of(wanted)
    assert len(expected) > 40
    assert differences(expected, as_read(found)) == []
    assert len(found.quarantine) == 0


@pytest.mark.parametrize(("name", "quirks"), BUNDLES)
def test_quirks_change_nothing(
    name: str, quirks: tuple[str, ...], children_chosen: Tables, expected_of: Expected, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    wanted = Wanted((LAST_DAY,), quirks, formats=(name,))
    found = written_and_read(children_chosen, tmp_path, wanted, vocabulary)
    assert differences(expected_of(wanted), as_read(found)) == []


def test_all_formats_together_with_the_usual_quirks_give_each_fact_once(
    children_chosen: Tables, expected_of: Expected, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    wanted = Wanted((HALF_A_YEAR_AGO, LAST_DAY), "usual", seed=1)
    found = written_and_read(children_chosen, tmp_path, wanted, vocabulary)
    assert differences(expected_of(wanted), as_read(found)) == []


def test_the_tables_of_another_system_lose_the_source_of_contacts_and_the_families_alone(
    children_chosen: Tables, expected_of: Expected, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    wanted = Wanted((LAST_DAY,), ("mosaic",), formats=("ssd",))
    found = written_and_read(children_chosen, tmp_path, wanted, vocabulary)
    events, expected = as_read(found), expected_of(wanted)
    contacts = expected["event_type"] == "contact"
    assert set(events.loc[events["event_type"] == "contact", "agency"]) == {"unknown"}
    assert differences(expected[~contacts], events[events["event_type"] != "contact"]) == []
    # Two contacts of one day are told apart by their ids, also without their sources.
    days = expected.loc[contacts, ["child_id", "event_date"]]
    assert days.duplicated().any()
    assert len(days) == (events["event_type"] == "contact").sum()
    assert found.tables["households"].empty
