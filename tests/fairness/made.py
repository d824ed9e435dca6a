"""Made-up rows for the audit: contacts of families, with a score, a stated chance, a flag and a label."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import expit

from neglect_triage.models.groups import Groups


def made_rows(number: int = 4000, families: int = 1500, seed: int = 1) -> tuple[pd.DataFrame, Groups]:
    """Return rows whose chances hold, and groups (two that part the rows, two that overlap) that have nothing to do with them."""
    generator = np.random.default_rng(seed)
    family = generator.integers(0, families, number)
    score = generator.normal(-2, 1, number) + generator.normal(0, 0.7, families)[family]
    label = generator.random(number) < expit(score)
    flagged = score >= np.quantile(score, 0.9)
    frame = pd.DataFrame({"family": family, "score": score, "probability": expit(score), "label": label.astype(int)})
    colour = generator.choice(["red", "green", "blue"], families, p=[0.6, 0.3, 0.1])[family]
    masks = {name: colour == name for name in ("red", "green", "blue")}
    seen_by = {name: generator.random(number) < share for name, share in {"one": 0.5, "other": 0.3}.items()}
    return frame.assign(flagged=flagged), {"colour": masks, "seen by": seen_by}
