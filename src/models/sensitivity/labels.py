"""Labels that the cohort does not hold: other outcomes, and a longer time, for the points that were followed for it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from ...chronology.vocabulary import Vocabulary
from ...features.matching import matches
from ...yamls import read_model
from ..labels import Chronology, Label, final, first_outcome, followed, load_definitions, outcomes, tables_of


class Other(Label):
    """A label that counts other events; `with_own`: beside the run's own label."""

    with_own: bool = False


class Others(BaseModel):
    """The content of labels.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    labels: dict[str, Other]


def other_labels() -> dict[str, Other]:
    """Return the other labels by name."""
    return read_model(Path(str(files(__package__) / "labels.yaml")), Others).labels


def labels_of_others(
    points: pd.DataFrame, chronology: Chronology, vocabulary: Vocabulary, horizon_days: int
) -> dict[str, np.ndarray]:
    """Return, by name, 1 or 0 a point for every other label; NaN for points without a label of their own."""
    events = final(chronology["events"], vocabulary.withdrawal)
    told = {}
    for name, label in other_labels().items():
        chosen = [matches(its, events, chronology["event_codes"], vocabulary) for its in label.events]
        rows = events[np.logical_or.reduce(chosen)]
        found = pd.DataFrame({"child_id": rows["child_id"], "date": rows["event_date"]})
        dates = first_outcome(points, found, horizon_days)
        followed_by = dates.notna() | (label.with_own & (points["label"] == 1))
        told[name] = followed_by.astype(float).where(points["label"].notna()).to_numpy()
    return told


def within_longer(
    points: pd.DataFrame, chronology: Chronology, vocabulary: Vocabulary, days: int, lag_days: int, before: pd.Timestamp
) -> np.ndarray:
    """Return 1 or 0 for the label of any part within a longer time; NaN for points that were not followed for it.

    Training points whose longer time ends after the day `before` are left out: what followed them was not known yet.
    """
    definitions = load_definitions(vocabulary)
    dates = first_outcome(points, outcomes(chronology, definitions, vocabulary), days)
    complete = followed(points, chronology["coverage"], tables_of(definitions, vocabulary)["either"], days + lag_days)
    late = (points["period"] == "train") & (points["as_of"] + pd.Timedelta(days=days) >= before)
    return dates.notna().astype(float).where(complete & ~late & points["label"].notna()).to_numpy()
