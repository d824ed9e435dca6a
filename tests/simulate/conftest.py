"""One small world for all tests of this room."""

import datetime as dt

import pandas as pd
import pytest

from neglect_triage.chronology.vocabulary import Vocabulary, load_vocabulary
from neglect_triage.params import World
from neglect_triage.simulate.world import simulate


@pytest.fixture(scope="session")
def place() -> World:
    return World(seed=7, children=600, start=dt.date(2015, 4, 1), end=dt.date(2020, 4, 1))


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="session")
def simulated(place: World, vocabulary: Vocabulary) -> dict[str, pd.DataFrame]:
    return simulate(place, vocabulary)
