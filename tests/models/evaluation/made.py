"""Test points with scores, made so that what must come out of them is known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from neglect_triage.models.evaluation.scores import MODEL, RULE


def rows(families: int, positive_families: int, size: int = 2) -> pd.DataFrame:
    """Return test points of some families, some of which have a positive; the model ranks well, the rule does not."""
    family = np.repeat(np.arange(families), size)
    label = (family < positive_families).astype(float)
    draw = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "point_id": [f"p{place}" for place in range(len(family))],
            "child_id": [f"c{number}" for number in family],
            "family": family,
            "review_unit": family.astype(str),
            "stratum": "headline",
            "label": label,
            MODEL: label + draw.normal(0, 0.8, len(family)),
            "time split": label + draw.normal(0, 0.8, len(family)),
            RULE: draw.integers(0, 2, len(family)).astype(float),
            "probability": 0.1,
            "period": "test",
            "attention": label > 0,
            "agencies": "",
            "as_of": pd.Timestamp("2020-01-01") + pd.to_timedelta(np.arange(len(family)), unit="D"),
        }
    )
