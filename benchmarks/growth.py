"""Growth of time and memory with the number of events, file to file; and the largest run."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import Any

import numpy as np

from .compare import Bench, timed
from .contenders import FILE_TO_FILE


def growth(sizes: Sequence[int], bench: Bench) -> dict[str, Any]:
    """Return seconds and peak memory at each size, each in a fresh process, and the exponent fitted to the best seconds."""
    steps = [_step(events, events // 10, bench) for events in sizes]
    done = [step for step in steps if "best" in step]
    peaks = [step["peak_bytes"] for step in done]
    return {
        "steps": steps,
        "exponent": exponent([step["events"] for step in done], [step["best"] for step in done]),
        "peak_memory_largest_by_smallest": max(peaks) / min(peaks),
    }


def large(size: tuple[int, int], bench: Bench) -> dict[str, Any]:
    """Return seconds and peak memory of the largest run."""
    return _step(*size, bench)


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """Return b of seconds = a * events ** b, fitted by least squares to the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def _step(events: int, points: int, bench: Bench) -> dict[str, Any]:
    world = bench.world(events, points)
    found = timed(FILE_TO_FILE, "counts", world, bench)
    shutil.rmtree(world)
    step = {"events": events, "points": points}
    if found is None:
        return step | {"over_budget_seconds": bench.budget_seconds}
    step |= {"best": min(found["seconds"]), **found}
    print(f"growth, {events:,} events: {step['best']:.3g} s, {step['peak_bytes'] / 2**20:,.0f} MiB", flush=True)
    return step
