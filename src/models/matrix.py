"""The features of a model as numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..features.catalogue import Catalogue


def matrix(features: pd.DataFrame, catalogue: Catalogue) -> np.ndarray:
    """Return the columns of the catalogue, in its order, as points x features (float32)."""
    return features[[feature.name for feature in catalogue.features]].to_numpy(np.float32)
