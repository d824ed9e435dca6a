"""How well each feature alone ranks the test contacts: one that ranks nearly as well as a model needs an explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from ..models.design_checks import areas_alone
from ..models.evaluation.estimates import Stated, stated
from ..models.evaluation.ranking import rank
from ..models.resampling import Draws

NEEDS_EXPLANATION = 0.70
SHOWN = 5


@dataclass(frozen=True)
class Single:
    """One feature, its meaning, whether more or less of it goes with the outcome, and its area in that direction."""

    feature: str
    means: str
    direction: Literal["more", "less"]
    area: Stated
    needs_explanation: bool


def best_features(features: pd.DataFrame, means: Mapping[str, str], labels: np.ndarray, draws: Draws) -> list[Single]:
    """Return the features that rank best alone, best first: SHOWN of them, or all that need an explanation if these are more.

    Parameters
    ----------
    features : points x features; unknown values are replaced by the median of the known ones.
    means : what each feature means.
    labels : 1 or 0 for each point.
    draws : of the families of these points.

    The features are chosen because they rank best, so that their intervals are too high.
    """
    values = features.fillna(features.median()).fillna(0.0).to_numpy(np.float32)
    areas = areas_alone(values, labels)
    best = np.maximum(areas, 1 - areas)
    shown = max(SHOWN, int((best > NEEDS_EXPLANATION).sum()))
    singles = []
    for column in np.argsort(-best, kind="stable")[:shown]:
        more = areas[column] >= 0.5
        area = rank(values[:, column] if more else -values[:, column], labels, draws).auc
        name, above = str(features.columns[column]), bool(best[column] > NEEDS_EXPLANATION)
        singles.append(Single(name, means[name], "more" if more else "less", stated(area), above))
    return singles
