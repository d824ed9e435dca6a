"""Labels that the cohort does not have: other outcomes, and longer horizons for the points that were followed long enough."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from ...chronology.vocabulary import Vocabulary
from ...features.matching import matches
from ...params import Params
from ...yamls import read_model
from ..labels import Chronology, Label, final, first_outcome, followed, load_definitions, outcomes, tables_of


class OtherLabel(Label):
    """A label that counts other events; `with_own`: in addition to those of the run's own label."""

    with_own: bool = False


class OtherLabels(BaseModel):
    """The content of labels.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    labels: dict[str, OtherLabel]


def other_labels() -> dict[str, OtherLabel]:
    """Return the other labels by name."""
    return read_model(Path(str(files(__package__) / "labels.yaml")), OtherLabels).labels


def added_labels(points: pd.DataFrame, chronology: Chronology, vocabulary: Vocabulary, params: Params) -> dict[str, np.ndarray]:
    """Return, by name of the variant, 1, 0 or NaN for each point: the other labels, and the longer horizons.

    Parameters
    ----------
    points : of a cohort of contacts. chronology : canonical tables by name.
    """
    cohort, before = params.cohort, pd.Timestamp(str(params.split.cut_1))
    others = labels_of_others(points, chronology, vocabulary, cohort.horizon_days)
    found = {f"label: {name}": label for name, label in others.items()}
    for days in params.sensitivity.longer_horizons:
        lag = cohort.reporting_lag_days
        found[f"within {days} days"] = within_longer(points, chronology, vocabulary, days, lag, before)
    return found


def labels_of_others(
    points: pd.DataFrame, chronology: Chronology, vocabulary: Vocabulary, horizon_days: int
) -> dict[str, np.ndarray]:
    """Return, by name of every other label, 1 or 0 for each point; NaN for points without a label."""
    events = final(chronology["events"], vocabulary.withdrawal)
    found = {}
    for name, label in other_labels().items():
        matching = [matches(selection, events, chronology["event_codes"], vocabulary) for selection in label.events]
        rows = events[np.logical_or.reduce(matching)]
        dated = pd.DataFrame({"child_id": rows["child_id"], "date": rows["event_date"]})
        dates = first_outcome(points, dated, horizon_days)
        positive = dates.notna() | (label.with_own & (points["label"] == 1))
        found[name] = positive.astype(float).where(points["label"].notna()).to_numpy()
    return found


def within_longer(
    points: pd.DataFrame, chronology: Chronology, vocabulary: Vocabulary, days: int, lag_days: int, before: pd.Timestamp
) -> np.ndarray:
    """Return 1 or 0 for the label of any part within a longer horizon; NaN for points that were not followed so long.

    Training points whose longer horizon ends on or after the day `before` are NaN: what followed them was not known then.
    """
    definitions = load_definitions(vocabulary)
    dates = first_outcome(points, outcomes(chronology, definitions, vocabulary), days)
    complete = followed(points, chronology["coverage"], tables_of(definitions, vocabulary)["either"], days + lag_days)
    late = (points["period"] == "train") & (points["as_of"] + pd.Timedelta(days=days) >= before)
    return dates.notna().astype(float).where(complete & ~late & points["label"].notna()).to_numpy()
