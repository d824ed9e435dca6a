"""Simulate a world in memory and score its test contacts, in the form that an audit takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.features.catalogue import Catalogue
from neglect_triage.features.engine.compute import compute_features
from neglect_triage.models.cohort import contact_cohort
from neglect_triage.models.crossfit import fit_folds, in_period, score
from neglect_triage.models.groups import Groups
from neglect_triage.params import Params, World
from neglect_triage.simulate.world import simulate

MINORITY, WHITE = "minority", "white or not recorded"
"""A characteristic of two groups: recorded ethnicity is not White; it is, or is not recorded."""


@dataclass(frozen=True)
class ScoredWorld:
    """The test contacts of the headline with their scores, and by child_id the protected characteristics and the area."""

    contacts: pd.DataFrame
    people: pd.DataFrame

    @property
    def rows(self) -> pd.DataFrame:
        """Return the contacts with the columns that an audit takes: label, flagged, family, score, probability."""
        named = {"margin": "score", "attention": "flagged"}
        return self.contacts.rename(columns=named)[["label", "flagged", "family", "score", "probability"]]


def scored_world(world: World, params: Params, catalogue: Catalogue, vocabulary: Vocabulary) -> ScoredWorld:
    """Simulate a world and score its test contacts by models that never saw their families, as the pipeline does.

    Parameters
    ----------
    world : with its seed and its numbers. params : cohort, split and train.
    """
    tables = simulate(world, vocabulary)
    points, _ = contact_cohort(tables, vocabulary, params.cohort, params.split)
    features = compute_features(points, tables, catalogue, vocabulary, params.train.view)
    fitted = fit_folds(points, features, catalogue, params.train)
    scores = pd.concat([score(one, points, features, catalogue) for one in fitted], ignore_index=True)
    headline = points.loc[
        in_period(points, "test") & (points["stratum"] == "headline"), ["point_id", "child_id", "family", "label"]
    ]
    scored = headline.merge(scores[["point_id", "margin", "probability", "attention"]], on="point_id", validate="one_to_one")
    people = tables["protected"].merge(tables["children"][["child_id", "area"]], on="child_id").set_index("child_id")
    people["deprivation_quintile"] = people["deprivation_quintile"].astype("Int64")
    return ScoredWorld(scored, people.astype("str"))


def groups_of(contacts: pd.DataFrame, people: pd.DataFrame) -> Groups:
    """Return the groups of the contacts by every column of `people`, and by whether ethnicity is recorded as not White."""
    about = people.reindex(contacts["child_id"])
    named = {str(name): about[name].to_numpy(object) for name in about.columns}
    minority = ~np.isin(named["ethnicity"], ["white", "unknown"])
    named[MINORITY] = np.where(minority, "not White", WHITE).astype(object)
    return {kind: {str(name): values == name for name in sorted(set(values))} for kind, values in named.items()}
