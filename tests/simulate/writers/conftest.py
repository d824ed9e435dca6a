"""Tens of children, chosen from a small world, who are written in all formats."""

import pandas as pd
import pytest

from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.simulate.world import simulate
from tests.simulate.writers.extract_samples import PLACE, some_children


@pytest.fixture(scope="session")
def children_chosen(vocabulary: Vocabulary) -> dict[str, pd.DataFrame]:
    return some_children(simulate(PLACE, vocabulary), 24)
