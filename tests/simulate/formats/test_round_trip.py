"""What is written in a format and read back is what the format can hold: nothing more, nothing less, whatever the quirks."""

from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.chronology.extracts.spec import FORMATS
from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.simulate.formats.quirks import all_quirks
from neglect_triage.simulate.formats.write import Wanted
from tests.simulate.formats.extract_samples import LAST_DAY, Tables, as_read, differences, told, written_and_read

QUIRKS = [(name, quirk) for quirk, spec in all_quirks().items() if not spec.loses for name in spec.of]
HALF_A_YEAR_AGO = pd.Timestamp("2024-09-30")


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_gives_back_what_it_can_hold(name: str, children_chosen: Tables, vocabulary: Vocabulary, tmp_path: Path) -> None:
    wanted = Wanted((HALF_A_YEAR_AGO, LAST_DAY), formats=(name,))
    found = written_and_read(children_chosen, tmp_path, wanted, vocabulary)
    expected = told(children_chosen, wanted, vocabulary)
    assert len(expected) > 50
    assert differences(expected, as_read(found)) == []
    assert len(found.quarantine) == 0


@pytest.mark.parametrize(("name", "quirk"), QUIRKS)
def test_a_quirk_alone_changes_nothing(
    name: str, quirk: str, children_chosen: Tables, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    wanted = Wanted((LAST_DAY,), quirks=(quirk,), formats=(name,))
    found = written_and_read(children_chosen, tmp_path, wanted, vocabulary)
    assert differences(told(children_chosen, wanted, vocabulary), as_read(found)) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_all_formats_together_with_the_usual_quirks_give_each_fact_once(
    seed: int, children_chosen: Tables, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    wanted = Wanted((HALF_A_YEAR_AGO, LAST_DAY), quirks="usual", seed=seed)
    found = written_and_read(children_chosen, tmp_path, wanted, vocabulary)
    assert differences(told(children_chosen, wanted, vocabulary), as_read(found)) == []
