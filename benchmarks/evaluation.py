"""How long it takes to evaluate 100,000 contacts by ten ways of scoring with 1,000 draws of families, every metric included.

Run: python benchmarks/evaluation.py
"""

import time

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from neglect_triage.models.comparators.registry import NAMES
from neglect_triage.models.evaluation.scores import MODEL, RULE
from neglect_triage.models.evaluation.summary import evaluate_run
from neglect_triage.params import Evaluate

POINTS, FAMILIES, CHILDREN = 100_000, 35_000, 60_000
SETTINGS = Evaluate.model_validate({"capacity": [0.05, 0.1, 0.2, 0.25], "bootstrap_draws": 1000, "seed": 1})


def made_points(seed: int) -> pd.DataFrame:
    """Return test points of one stratum with scores by every way, about one in fourteen followed."""
    draw = np.random.default_rng(seed)
    child = np.sort(draw.integers(0, CHILDREN, POINTS))
    pull = draw.normal(size=POINTS)
    chance = 1 / (1 + np.exp(3.2 - pull))
    label = (draw.random(POINTS) < chance).astype(float)
    day = pd.Timestamp("2021-04-01") + pd.to_timedelta(draw.integers(0, 730, POINTS), unit="D")
    days = pd.to_timedelta(np.where(label == 1, draw.integers(1, 366, POINTS), np.nan), unit="D")
    points = pd.DataFrame({"child_id": child, "family": child * FAMILIES // CHILDREN, "as_of": day, "outcome_date": day + days})
    points["point_id"] = np.arange(POINTS).astype(str)
    points["review_unit"] = points["family"].astype(str) + "@" + points["as_of"].astype(str)
    points = points.assign(label=label, probability=chance, attention=pull > 1.5, stratum="headline", period="test")
    scores = {way: pull + draw.normal(0, 1, POINTS) for way in (MODEL, "hub view", *NAMES)}
    agencies = draw.choice(["police", "school", "gp", "police;school"], POINTS)
    rule = (draw.random(POINTS) < 0.14).astype(float)
    return points.assign(agencies=agencies, taken_forward=pd.array(label == 1, dtype="boolean"), **scores, **{RULE: rule})


def main() -> None:
    """Print the seconds that the whole evaluation takes."""
    test = made_points(1)
    born = pd.Timestamp("2008-01-01") + pd.to_timedelta(np.arange(CHILDREN) % 4000, unit="D")
    children = pd.DataFrame({"child_id": np.arange(CHILDREN), "birth_month": born})
    children["area"] = np.array(["north", "south", "east", "west"])[np.arange(CHILDREN) % 4]
    with threadpool_limits(1):
        evaluate_run(test[:2000], test, children, SETTINGS, True, [], 0.1)  # compiles
        start, of_processor = time.perf_counter(), time.process_time()
        evaluate_run(test, test, children, SETTINGS, True, [], 0.1)
    seconds, of_processor = time.perf_counter() - start, time.process_time() - of_processor
    print(f"{POINTS:,} points, {FAMILIES:,} families, {SETTINGS.bootstrap_draws:,} draws, every metric")
    print(f"{of_processor:.1f} s of the processor, {seconds:.1f} s of the clock")


if __name__ == "__main__":
    main()
