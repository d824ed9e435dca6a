"""The figures that this repository carries in git: an attacker with those of every commit cannot tell a small count."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from neglect_triage.disclosure.attack import intervals, narrowest
from neglect_triage.disclosure.cells import Path as Cell
from neglect_triage.disclosure.cells import counts_of, shown_counts, sums_of
from neglect_triage.disclosure.figures import SETTINGS
from neglect_triage.disclosure.rounding import HIDDEN, LEAST_SPREAD

ROOT = Path(__file__).resolve().parents[2]
EARLIER = (
    "data/reports/quality.json", "data/reports/features.json", "data/evaluation/metrics.json", "data/audit/metrics.json",
    "data/explanations/metrics.json", "data/explanations/faithfulness_metrics.json",
)  # fmt: skip
"""What runs gave to git before there was one headline: its commits still hold them."""
CHECKS = SETTINGS | {"errors", "warnings", "leaks"}
COMMITS = 4


def released() -> list[str]:
    """Return the files that a run gives to git."""
    stages = YAML(typ="safe").load(ROOT / "dvc.yaml")["stages"].values()
    metrics = [name for stage in stages for each in stage.get("metrics", []) for name, one in each.items() if not one["cache"]]
    assert metrics == ["data/metrics.json"]
    return [*metrics, *EARLIER]


def of_commits(name: str) -> Iterator[Any]:
    """Give a file as the latest commits that changed it hold it, the oldest first."""

    def git(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)

    for commit in reversed(git("log", f"-{COMMITS}", "--format=%H", "--", name).stdout.split()):
        found = git("show", f"{commit}:{name}")
        if found.returncode == 0:
            yield json.loads(found.stdout)


@pytest.mark.parametrize("project", ["", "examples/oulad/"])
def test_an_attacker_with_the_figures_of_every_commit_cannot_tell_a_small_count(project: str) -> None:
    """Each file as control lets it leave; what changed from one commit to the next is a cell that nobody shows."""
    shown: dict[Cell, int | str | None] = {}
    sums: list[tuple[Cell, list[Cell]]] = []
    for name in released():
        before: dict[Cell, int] = {}
        for number, content in enumerate(of_commits(project + name)):
            counts = dict(counts_of(content, CHECKS))
            shown |= {(name, number, *path): each for path, each in shown_counts(content, CHECKS).items()}
            own = [(whole, parts) for whole, parts in sums_of(counts)]
            sums += [((name, number, *whole), [(name, number, *part) for part in parts]) for whole, parts in own]
            for path, count in counts.items():
                if 1 <= count - before.get(path, count) <= 5:
                    grew = (name, number, "grew", *path)
                    shown[grew] = None
                    sums.append(((name, number, *path), [(name, number - 1, *path), grew]))
            before = counts
    shown |= {part: None for _, parts in sums for part in parts if part not in shown}
    assert len(shown) > 50
    small = [cell for cell, each in shown.items() if each == HIDDEN or (each is None and "grew" in cell)]
    assert narrowest(intervals(shown, sums, wanted=small)) >= LEAST_SPREAD
