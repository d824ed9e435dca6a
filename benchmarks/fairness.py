"""The audit's group metrics beside aequitas's and a count by hand, and how long the audit of 100,000 contacts takes.

Run: python benchmarks/fairness.py [PYTHON OF THE PEERS' ENVIRONMENT]
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit
from threadpoolctl import threadpool_limits

from neglect_triage.fairness.figures.by_group import group_figures, summarise
from neglect_triage.fairness.figures.counts import RATES, confusion_counts, membership_of
from neglect_triage.models.resampling import draw_families

ROWS, FAMILIES, DRAWS = 100_000, 40_000, 2000
GROUPS = {"age": 6, "sex": 3, "ethnicity": 6, "disability": 2, "special needs": 2, "young carer": 2, "unborn": 2,
          "deprivation": 5, "area": 4, "source": 17}  # fmt: skip
CLOSE = 1e-9
PEER = Path(__file__).parent / "peers/with_aequitas.py"
Figures = dict[str, dict[str, float]]


def made_table(rows: int, seed: int = 1) -> pd.DataFrame:
    """Return contacts of families: label, flagged, score, probability, and one column of groups for each characteristic."""
    generator = np.random.default_rng(seed)
    family = generator.integers(0, FAMILIES, rows)
    score = generator.normal(-3, 1, rows)
    table = pd.DataFrame({"family": family, "score": score, "probability": expit(score)})
    table["label"] = (generator.random(rows) < table["probability"]).astype(int)
    table["flagged"] = score >= np.quantile(score, 0.9)
    for name, number in GROUPS.items():
        table[name] = np.array([f"group {place}" for place in range(number)])[generator.choice(number, FAMILIES)][family]
    return table


def ours(table: pd.DataFrame) -> Figures:
    """Return the rates of each group as the audit counts them."""
    names = [(kind, name) for kind in GROUPS for name in sorted(table[kind].unique())]
    members = membership_of([(table[kind] == name).to_numpy() for kind, name in names])
    rates = confusion_counts(
        table, members, draw_families(table["family"].to_numpy(), 0, 1).of(table["family"].to_numpy())
    ).rates()
    return {f"{kind}: {name}": {rate: float(rates[rate][0, at]) for rate in RATES} for at, (kind, name) in enumerate(names)}


def by_hand(table: pd.DataFrame) -> Figures:
    """Return the same from a count of rows, group by group."""
    found = {}
    for kind in GROUPS:
        for name, part in table.groupby(kind):
            picked, followed = part["flagged"], part["label"] == 1
            found[f"{kind}: {name}"] = {
                "selection_rate": picked.sum() / len(part),
                "recall": (picked & followed).sum() / followed.sum(),
                "false_negative_rate": (~picked & followed).sum() / followed.sum(),
                "false_positive_rate": (picked & ~followed).sum() / (~followed).sum(),
                "precision": (picked & followed).sum() / picked.sum(),
            }
    return found


def by_aequitas(table: pd.DataFrame, python: str) -> Figures:
    """Return the same by aequitas, which runs in its own environment."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        table.assign(score=table["flagged"].astype(int), label_value=table["label"]).drop(columns="flagged").to_csv(
            path, index=False
        )
        done = subprocess.run([python, str(PEER), str(path), *GROUPS], capture_output=True, text=True, check=True)
    found: Figures = json.loads(done.stdout)
    return found


def furthest(one: Figures, other: Figures) -> float:
    """Return the largest difference between two sets of figures of the same groups."""
    if one.keys() != other.keys():
        raise ValueError("the groups differ")
    return max(abs(one[group][rate] - other[group][rate]) for group in one for rate in one[group])


def timed(table: pd.DataFrame) -> dict[str, float]:
    """Return seconds of the processor on one core: rates alone, and every figure with its gaps held together."""
    masks = [(table[kind] == name).to_numpy() for kind in GROUPS for name in sorted(table[kind].unique())]
    families, members = table["family"].to_numpy(), membership_of(masks)
    clock = time.process_time

    def rates() -> Any:
        return confusion_counts(table, members, draw_families(families, DRAWS, 1).of(families)).rates()

    def everything() -> Any:
        drawn = group_figures(table, members, draw_families(families, DRAWS, 1).of(families))
        return summarise(drawn, [0] * len(masks), ["all"] * len(masks))

    found = {}
    with threadpool_limits(1):
        for name, work in (("rates alone", rates), ("every figure", everything)):
            spent = []
            for _ in range(3):
                start = clock()
                work()
                spent.append(clock() - start)
            found[name] = min(spent)
    return found


def main() -> None:
    """Compare, time, and print; end with an error if a figure differs."""
    table = made_table(ROWS)
    mine = ours(table)
    apart = {"a count by hand": furthest(mine, by_hand(table))}
    if len(sys.argv) > 1:
        apart["aequitas"] = furthest(mine, by_aequitas(table, sys.argv[1]))
    for name, most in apart.items():
        print(f"{len(mine)} groups, {len(RATES)} rates each: largest difference from {name} {most:.1e}")
    for name, seconds in timed(table).items():
        print(
            f"{ROWS:,} contacts, {FAMILIES:,} families, {DRAWS:,} draws, {len(mine)} groups, {name}: {seconds:.1f} s of one core"
        )
    if max(apart.values()) > CLOSE:
        sys.exit("figures differ")


if __name__ == "__main__":
    main()
