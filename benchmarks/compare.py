"""Compare contenders: time each in a separate process, in alternating rounds, and compare their answers."""

from __future__ import annotations

import json
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .contenders import CONTENDERS, OURS, Contender
from .generate import write_world
from .plans import Plan
from .work import Work, work_of

Row = dict[str, Any]


@dataclass(frozen=True)
class Bench:
    """Where files may lie, the Python of each environment, and how long a contender may take for one round."""

    scratch: Path
    ours: str
    peers: str
    budget_seconds: int

    def world(self, events: int, points: int | None = None) -> Path:
        """Return the folder of the tables of that size, written if it is not there."""
        points = points or events // 10
        folder = self.scratch / f"{events}-{points}"
        if not folder.exists():
            write_world(folder, events, points)
        return folder


def compare(case: str, plan: Plan, bench: Bench) -> list[Row]:
    """Return a row for each contender that can do the case, with ours beside it at each size that is measured."""
    rows = []
    able = [contender for contender in CONTENDERS if case in contender.functions]
    for events in sorted({plan.events, *plan.slower.values()}, reverse=True):
        here = [each for each in able if each.name == OURS or plan.slower.get(each.name, plan.events) == events]
        if len(here) > 1:
            rows += side_by_side(here, case, events, plan.rounds, bench)
    return rows


def side_by_side(contenders: Sequence[Contender], case: str, events: int, rounds: int, bench: Bench) -> list[Row]:
    """Time the contenders in turn, `rounds` times over; the first is the one to which the others are compared.

    Raises
    ------
    RuntimeError : a contender fails, its numbers differ from those of the first, or the first goes over the budget.
    """
    measured: dict[str, list[Row]] = {contender.name: [] for contender in contenders}
    for turn in range(rounds):
        for contender in contenders:
            if (found := timed(contender, case, bench.world(events), bench)) is not None:
                measured[contender.name].append(found)
            _say(case, events, f"round {turn + 1} of {rounds}", contender.name, found)
            if turn == 0 and found is not None:
                found["cells"] = _checked(contender, contenders[0], work_of(case, bench.world(events)), bench)
    if not measured[contenders[0].name]:
        raise RuntimeError(f"{contenders[0].name} went over the budget: there is nothing to compare with")
    rows = [_row(name, case, events, runs, bench) for name, runs in measured.items()]
    return [_with_ratios(row, rows[0]) for row in rows]


def timed(contender: Contender, case: str, world: Path, bench: Bench) -> Row | None:
    """Run a contender once in a fresh process; None if it went over the budget."""
    python = bench.ours if contender.ours else bench.peers
    places = [str(place) for place in (world, bench.world(100), bench.scratch / contender.slug)]
    command = [python, "-m", "benchmarks.worker", contender.name, case, *places]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=bench.budget_seconds)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        raise RuntimeError(f"{contender.name} failed at {case}:\n{done.stderr}")
    found: Row = json.loads((bench.scratch / f"{contender.slug}.json").read_text(encoding="utf-8"))
    return found


def agreeing_cells(name: str, theirs: np.ndarray, ours: np.ndarray, columns: Sequence[str]) -> int:
    """Return how many cells two matrices share, if all of them agree to six digits; NaN agrees with NaN."""
    same = np.isclose(theirs, ours, rtol=1e-6, atol=0, equal_nan=True)
    if not same.all():
        where = [column for column, agrees in zip(columns, same.all(axis=0), strict=True) if not agrees]
        raise RuntimeError(f"{name} differs in {(~same).sum()} cells of {', '.join(where)}")
    return int(same.size)


def _checked(contender: Contender, first: Contender, work: Work, bench: Bench) -> int | None:
    """Compare what a contender left with what the first one left; None where it leaves no matrix."""
    theirs, ours = (bench.scratch / f"{each.slug}.npy" for each in (contender, first))
    if not theirs.exists():
        return None
    cells = agreeing_cells(contender.name, np.load(theirs, mmap_mode="r"), np.load(ours, mmap_mode="r"), work.columns)
    if contender is not first:
        theirs.unlink()
    return cells


def _row(name: str, case: str, events: int, runs: Sequence[Row], bench: Bench) -> Row:
    row: Row = {"contender": name, "case": case, "events": events, "points": events // 10}
    if not runs:
        return row | {"over_budget_seconds": bench.budget_seconds}
    seconds = [second for run in runs for second in run["seconds"]]
    return row | {
        "seconds": seconds,
        "best": min(seconds),
        "median": statistics.median(seconds),
        "best_processor": min(second for run in runs for second in run["processor_seconds"]),
        "peak_bytes": max(run["peak_bytes"] for run in runs),
        "cells_that_agree": runs[0]["cells"],
    }


def _with_ratios(row: Row, first: Row) -> Row:
    if "best" not in row:
        return row
    return row | {f"ratio_of_{kind}": row[kind] / first[kind] for kind in ("best", "median", "best_processor")}


def _say(case: str, events: int, turn: str, name: str, found: Row | None) -> None:
    took = f"{min(found['seconds']):.3g} s" if found else "over the budget"
    print(f"{case}, {events:,} events, {turn}: {name} {took}", flush=True)
