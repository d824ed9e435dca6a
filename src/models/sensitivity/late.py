"""Features if records had become known some working days later than their dates say (England's working days)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...chronology.one_run import are_among
from ...chronology.vocabulary import Vocabulary
from ...chronology.working_days import working_days_later
from ...features.catalogue import Catalogue
from ...features.engine.compute import compute_features
from ...params import Sensitivity, View
from ...progress import steps
from ..families import families
from .variants import AS_DATED


def late_features(
    points: pd.DataFrame,
    features: pd.DataFrame,
    chronology: dict[str, pd.DataFrame],
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    settings: Sensitivity,
    view: View,
) -> dict[str, pd.DataFrame]:
    """Return the features of a share of the families, as dated and with records known some working days later, by name.

    Parameters
    ----------
    points, features : rows in the same order. chronology : canonical tables by name.

    Returns
    -------
    dict : empty where `settings.late_working_days` is.
    """
    if not settings.late_working_days:
        return {}
    part = sample_families(chronology, settings.late_family_share, settings.seed)
    sampled = points[points["child_id"].isin(part["children"]["child_id"])]
    found = {AS_DATED: features[features["point_id"].isin(sampled["point_id"])]}
    for days in steps(settings.late_working_days, "features of later records", len(settings.late_working_days)):
        later = part | {"events": later_by(part["events"], days)}
        found[f"{days} working days later"] = compute_features(sampled, later, catalogue, vocabulary, view)
    return found


def later_by(events: pd.DataFrame, working_days: int) -> pd.DataFrame:
    """Return the events with their known and shared dates moved on by a number of working days.

    Only dates that a rule gave are moved; where there are none, all are. A record made on a day off counts from the working
    day before it.
    """
    by_rule = (events["known_basis"] != "recorded").to_numpy()
    moved = by_rule if by_rule.any() else np.ones(len(events), bool)
    names = ("known_date", "shared_date")
    return events.assign(**{name: events[name].mask(moved, working_days_later(events[name], working_days)) for name in names})


def sample_families(chronology: dict[str, pd.DataFrame], share: float, seed: int) -> dict[str, pd.DataFrame]:
    """Return the chronology of a share of the families, chosen at random: children who shared a home stay together."""
    children = chronology["children"]["child_id"]
    family = families(children, chronology["households"])
    order = np.random.Generator(np.random.PCG64(seed)).permutation(family.max() + 1)
    chosen = set(family.index[order[family.to_numpy()] < share * len(order)])
    kept = {name: table[table["child_id"].isin(chosen)] for name, table in chronology.items() if "child_id" in table}
    codes = chronology["event_codes"]
    return chronology | kept | {"event_codes": codes[are_among(codes["event_id"], kept["events"]["event_id"])]}
