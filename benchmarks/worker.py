"""Time one contender in a separate process: `python -m benchmarks.worker NAME CASE WORLD WARM_UP OUT`."""

from __future__ import annotations

import gc
import importlib
import json
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from .contenders import EVERY
from .machine import peak_bytes
from .work import Work, complete, lean, work_of

ENOUGH_SECONDS, MOST_REPETITIONS = 30, 3


def main(name: str, case: str, world: str, warm_up: str, out: str) -> None:
    """Time the contender `name` on WORLD, after a run on WARM_UP, and write OUT.json; and OUT.npy, its matrix, if it returns one.

    Its first repetition pays for fresh memory; others follow while they are short.
    """
    contender = next(each for each in EVERY if each.name == name)
    module = importlib.import_module(f".{contender.module}", __package__)
    function, prepare = getattr(module, contender.functions[case]), getattr(module, contender.prepare)
    function(prepare(Path(warm_up), work_of(case, Path(warm_up))))
    work = work_of(case, Path(world))
    given = prepare(Path(world), work)
    seconds: list[float] = []
    processor_seconds: list[float] = []
    while len(seconds) < MOST_REPETITIONS and sum(seconds) < ENOUGH_SECONDS:
        found = None
        gc.collect()
        begun, worked = time.perf_counter(), time.process_time()
        found = function(given)
        seconds.append(time.perf_counter() - begun)
        processor_seconds.append(time.process_time() - worked)
    measured = {"seconds": seconds, "processor_seconds": processor_seconds, "peak_bytes": peak_bytes()}
    Path(f"{out}.json").write_text(json.dumps(measured), encoding="utf-8")
    if found is not None:
        np.save(f"{out}.npy", matrix_of(found, work, Path(world)))


def matrix_of(found: Any, work: Work, world: Path) -> np.ndarray:
    """Return what a contender found as points x columns (float32), in the order of the points."""
    points = lean(world, work)[1]
    if isinstance(found, np.ndarray):
        return complete(found, points, work)
    matrix = np.full((len(points), len(work.columns)), np.nan, np.float32)
    names = set(getattr(found, "column_names", found.columns))
    # Our own engine keeps the order of the points, and does not name them.
    rows = np.asarray(found["point"]) if "point" in names else points["point"].to_numpy()
    for place, column in enumerate(work.columns):
        if column in names:
            matrix[rows, place] = np.asarray(found[column])
    return complete(matrix, points, work)


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # peers warn of their own libraries
    main(*sys.argv[1:])
