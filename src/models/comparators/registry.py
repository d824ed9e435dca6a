"""Every comparator of the model, in the order in which tables list them (design section 5).

To add one, write a module with a `COMPARATOR` and add the module to the list.
"""

from __future__ import annotations

import warnings

import pandas as pd
from sklearn.exceptions import ConvergenceWarning

from ...params import Way
from ..crossfit import fold_margins
from . import boosted, boosting_machine, logistic, prevalence, prior_contacts, time_split, unconstrained
from .comparator import Comparator, Run

COMPARATORS = (
    time_split.COMPARATOR,
    boosted.COMPARATOR,
    logistic.COMPARATOR,
    boosting_machine.COMPARATOR,
    unconstrained.COMPARATOR,
    prior_contacts.COMPARATOR,
    prevalence.COMPARATOR,
)
NAMES = tuple(comparator.name for comparator in COMPARATORS)


def comparators_of(way: Way) -> list[Comparator]:
    """Return the comparators of a model that is fitted in this way, which stands for itself."""
    return [comparator for comparator in COMPARATORS if comparator.way != way]


def comparator_scores(run: Run) -> pd.DataFrame:
    """Return point_id, margin and model (the comparator's name), in the order of `COMPARATORS`.

    A comparator that cannot be fitted in some fold is left out.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=ConvergenceWarning)  # near convergence is enough for a comparison
        methods = {comparator.name: comparator.method(run) for comparator in comparators_of(run.train.way)}
        to_fit = {name: method for name, method in methods.items() if not isinstance(method, pd.DataFrame)}
        fitted = fold_margins(run.points, run.features, to_fit)
    scores = {name: method if isinstance(method, pd.DataFrame) else fitted[name] for name, method in methods.items()}
    complete = {name: part for name, part in scores.items() if part["margin"].notna().all()}
    return pd.concat([part.assign(model=name) for name, part in complete.items()], ignore_index=True)
