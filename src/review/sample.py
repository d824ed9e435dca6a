"""A sample of contacts for a second look by people: by lot within strata, with weights, so that rates can be estimated."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from ..errors import BadInput
from ..explain.decisions.contact_rows import NOT_RECORDED
from ..models.bands import standing

STRATA = ["decided", "standing", "knowledge"]
LEAST = 2
KEY = ["point_id", "family", *STRATA, "contacts_in_stratum", "weight"]


def draw_sample(lines: pd.DataFrame, points: pd.DataFrame, scores: pd.DataFrame, number: int, seed: int) -> pd.DataFrame:
    """Return a sample, its order by lot.

    Parameters
    ----------
    lines : the lines of the decision audit. points : point_id, enough_history. scores : point_id, attention.
    number : how many contacts; strata are what was decided, by standing beside the attention band, by what was knowable.

    Returns
    -------
    pandas.DataFrame : the columns of KEY with child_id, as_of and decision. `weight` is how many contacts each stands for:
        weights sum to the number of contacts that could have been drawn.

    Raises
    ------
    BadInput : no contact has a decision and a score, or fewer are wanted than two of each stratum.
    """
    known = points[["point_id", "enough_history"]].merge(scores[["point_id", "attention"]], on="point_id")
    frame = lines.merge(known, on="point_id")
    frame = frame.assign(standing=standing(frame), decided=frame["decided"].fillna(NOT_RECORDED))
    frame = frame.sort_values("point_id", ignore_index=True)
    sizes = frame.groupby(STRATA).size()
    least = int(np.minimum(sizes, LEAST).sum())
    if frame.empty or number < least:
        raise BadInput(
            "The sample is too small for its strata." if len(frame) else "There is no contact to draw.",
            where=f"--contacts {number}",
            expected=f"at least {least}: {LEAST} of each kind of decision, standing and knowledge",
        )
    frame = frame.assign(lot=np.random.default_rng(seed).permutation(len(frame)))
    place = frame.groupby(STRATA)["lot"].rank()
    wanted = frame[STRATA].merge(shared_out(sizes, number).rename("wanted").reset_index(), on=STRATA)["wanted"]
    drawn = frame[(place <= wanted).to_numpy()]
    there, taken = (part.groupby(STRATA)["point_id"].transform("size") for part in (frame, drawn))
    drawn = drawn.assign(contacts_in_stratum=there.loc[drawn.index])
    drawn = drawn.assign(weight=drawn["contacts_in_stratum"] / taken)
    order = np.random.default_rng([seed, 1]).permutation(len(drawn))
    return drawn.iloc[order].reset_index(drop=True)[[*KEY, "child_id", "as_of", "decision"]]


def shared_out(sizes: pd.Series, number: int) -> pd.Series:
    """Return how many to draw of each stratum: two of each, and the others by the square root of its size, as far as there are.

    That is between the same number of each, which is best for rates of strata, and shares of size, which is best for rates
    of all (Bankier, Journal of the American Statistical Association 83, 1988).
    """
    given = np.minimum(sizes.to_numpy(), LEAST)
    for _ in range(min(number, int(sizes.sum())) - int(given.sum())):
        open_still = given < sizes.to_numpy()
        given[np.argmax(np.where(open_still, np.sqrt(sizes.to_numpy()) / (given + 0.5), -1))] += 1
    return pd.Series(given, sizes.index)


def sample_id(sample: pd.DataFrame, seed: int) -> str:
    """Return a fingerprint of a sample, by which workbooks that belong together are known."""
    return hashlib.sha256("\n".join([str(seed), *sample["point_id"]]).encode()).hexdigest()[:12]
