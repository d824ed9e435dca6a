"""What a data scientist calls from a notebook: functions of the stages, in the order in which they are used.

Settings are those of `params.yaml`, section by section: `load_params().cohort` is a `Cohort`.
"""

from __future__ import annotations

from .chronology.tables import read_table
from .chronology.vocabulary import load_vocabulary
from .errors import BadInput
from .explain.attribution import contributions
from .fairness.table_audit import audit_scores
from .features.catalogue import load_catalogue
from .features.own_tables import features_of
from .models.cohort import contact_cohort
from .models.triage import fit, margins
from .params import Cohort, Split, Train, World, load_params
from .simulate.world import simulate

__all__ = [
    "BadInput",
    "Cohort",
    "Split",
    "Train",
    "World",
    "audit_scores",
    "contact_cohort",
    "contributions",
    "features_of",
    "fit",
    "load_catalogue",
    "load_params",
    "load_vocabulary",
    "margins",
    "read_table",
    "simulate",
]
