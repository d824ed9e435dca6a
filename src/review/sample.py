"""A sample of contacts for a second look by people: random within strata, with weights, so that rates can be estimated."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from ..chronology.joins import account_of_joins, join_of
from ..chronology.one_run import check_nothing_else
from ..errors import BadInput
from ..explain.decisions.contact_rows import NOT_RECORDED
from ..models.bands import standing
from ..models.cohort import scored_points
from ..params import Params
from ..paths import DATA

STRATA = ["decided", "standing", "knowledge"]
LEAST = 2
KEY = ["point_id", "family", *STRATA, "contacts_in_stratum", "weight"]
COVER_THE_TEST_PERIOD = (
    "choose explain.decisions_from and decisions_to in params.yaml so that they cover the test period, then: dvc repro; if "
    "so few are right, lower source.least_link_rate"
)


def to_draw_from(
    lines: pd.DataFrame, points: pd.DataFrame, scores: pd.DataFrame, params: Params, named: str
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Return the rows of the decision audit, the points that the run scored, and what is said of those not in both.

    Parameters
    ----------
    lines, points, scores : what the stages explain, cohort and train wrote. named : the project's word for points.

    Raises
    ------
    BadInput : no decisions are recorded, or the tables are of different runs.
    """
    if "decided" not in lines:
        raise BadInput(
            "No decisions are recorded.",
            where=str(DATA.decision_lines),
            do="add a source of decisions, then: dvc repro",
        )
    check_nothing_else(lines, points["point_id"], "decision audit")
    scored = scored_points(points, scores, params.train.view)
    ids = lines["point_id"], scored["point_id"]
    audited = join_of(DATA.decision_lines.name, f"audited {named}", f"the scored {named}", "point_id", *ids)
    also = f"{len(scored) - audited.met:,} of {len(scored):,} scored {named} are not in the decision audit, and cannot be drawn."
    account = account_of_joins([audited], params.source.least_link_rate, COVER_THE_TEST_PERIOD)
    return lines, scored, [*account, *([also] if audited.met < len(scored) else [])]


def draw_sample(lines: pd.DataFrame, scored: pd.DataFrame, number: int, seed: int) -> pd.DataFrame:
    """Return a sample in random order.

    Parameters
    ----------
    lines : the rows of the decision audit. scored : the points that the run scored: point_id, enough_history, attention.
    number : how many contacts; strata are what was decided, by standing (attention band or not), by what was knowable.

    Returns
    -------
    pandas.DataFrame : the columns of KEY with child_id, as_of and decision. `weight` is how many contacts each represents:
        weights sum to the number of contacts that could have been drawn.

    Raises
    ------
    BadInput : no contact has a decision and a score, or fewer are wanted than two of each stratum.
    """
    frame = _with_strata(lines, scored)
    sizes, least = frame.groupby(STRATA).size(), fewest_to_draw(lines, scored)
    if frame.empty or number < least:
        raise BadInput(
            "The sample is too small for its strata." if len(frame) else "There is nothing to draw.",
            where=f"--contacts {number}",
            expected=f"at least {least}: {LEAST} of each kind of decision, standing and knowledge",
        )
    frame = frame.assign(random_order=np.random.default_rng(seed).permutation(len(frame)))
    rank_in_stratum = frame.groupby(STRATA)["random_order"].rank()
    wanted = frame[STRATA].merge(allocate(sizes, number).rename("wanted").reset_index(), on=STRATA)["wanted"]
    drawn = frame[(rank_in_stratum <= wanted).to_numpy()]
    in_stratum, drawn_of_stratum = (part.groupby(STRATA)["point_id"].transform("size") for part in (frame, drawn))
    drawn = drawn.assign(contacts_in_stratum=in_stratum.loc[drawn.index])
    drawn = drawn.assign(weight=drawn["contacts_in_stratum"] / drawn_of_stratum)
    order = np.random.default_rng([seed, 1]).permutation(len(drawn))
    return drawn.iloc[order].reset_index(drop=True)[[*KEY, "child_id", "as_of", "decision"]]


def fewest_to_draw(lines: pd.DataFrame, scored: pd.DataFrame) -> int:
    """Return the size of the smallest sample of two of each stratum, or all of a smaller one (parameters as of `draw_sample`)."""
    return int(np.minimum(_with_strata(lines, scored).groupby(STRATA).size(), LEAST).sum())


def _with_strata(lines: pd.DataFrame, scored: pd.DataFrame) -> pd.DataFrame:
    known = scored[["point_id", "enough_history", "attention"]]
    frame = lines.merge(known, on="point_id", validate="one_to_one")
    frame = frame.assign(standing=standing(frame), decided=frame["decided"].fillna(NOT_RECORDED))
    return frame.sort_values("point_id", kind="stable", ignore_index=True)


def allocate(sizes: pd.Series, number: int) -> pd.Series:
    """Return how many to draw from each stratum: two from each, and the others by the square root of its size, up to its size.

    That is a compromise between equal numbers, best for rates of strata, and numbers by size, best for rates of all contacts
    (Bankier, Journal of the American Statistical Association 83, 1988).
    """
    allocated = np.minimum(sizes.to_numpy(), LEAST)
    for _ in range(min(number, int(sizes.sum())) - int(allocated.sum())):
        not_exhausted = allocated < sizes.to_numpy()
        allocated[np.argmax(np.where(not_exhausted, np.sqrt(sizes.to_numpy()) / (allocated + 0.5), -1))] += 1
    return pd.Series(allocated, sizes.index)


def sample_id(sample: pd.DataFrame, seed: int) -> str:
    """Return a fingerprint of a sample, which shows whether workbooks belong together."""
    return hashlib.sha256("\n".join([str(seed), *sample["point_id"]]).encode()).hexdigest()[:12]
