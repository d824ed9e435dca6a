"""How well each feature ranks the test contacts alone: one that ranks nearly as well as a model needs an explanation."""

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
    """One feature, what it means, whether more or less of it goes with the outcome, and its area under the curve that way."""

    feature: str
    means: str
    direction: Literal["more", "less"]
    area: Stated
    needs_explanation: bool


def best_features(features: pd.DataFrame, means: Mapping[str, str], labels: np.ndarray, draws: Draws) -> list[Single]:
    """Return the features that rank best alone, best first: SHOWN of them, or all that need an explanation if these are more.

    Parameters
    ----------
    features : points x features; unknown stands in the middle, at the median of what is known.
    means : what each feature means.
    labels : 1 or 0 a point.
    draws : of the families of these points.

    The intervals are those of features chosen because they rank best, and so lie too high.
    """
    values = _filled(features)
    areas = areas_alone(values, labels)
    best = np.maximum(areas, 1 - areas)
    shown = max(SHOWN, int((best > NEEDS_EXPLANATION).sum()))
    found = []
    for place in np.argsort(-best, kind="stable")[:shown]:
        up = areas[place] >= 0.5
        area = rank(values[:, place] if up else -values[:, place], labels, draws).auc
        name, above = str(features.columns[place]), bool(best[place] > NEEDS_EXPLANATION)
        found.append(Single(name, means[name], "more" if up else "less", stated(area), above))
    return found


def _filled(features: pd.DataFrame) -> np.ndarray:
    return features.fillna(features.median()).fillna(0.0).to_numpy(np.float32)
