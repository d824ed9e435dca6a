"""The harness of the benchmarks, at a tiny size, for our own engine beside a plain count. Peers are not needed."""

from __future__ import annotations

import io
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from benchmarks import files
from benchmarks.compare import Bench, Row, agreeing_cells, side_by_side, timed
from benchmarks.contenders import CONTENDERS, FILE_TO_FILE, FLOOR, OURS
from benchmarks.growth import exponent, growth
from benchmarks.picture import draw
from benchmarks.table import show
from benchmarks.work import FIRST_DAY, KINDS, MEASURES, WINDOWS, Work, complete, lean, work_of

EVENTS = 600
ENGINE = CONTENDERS[0]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("bench"), sys.executable, "", 100)


def plain_count(world: Path, work: Work) -> list[list[float]]:
    """Return the matrix by going through all events of the child for each cell."""
    events = pd.read_parquet(world / "events.parquet", columns=["child_id", "event_type", "event_date", "value"])
    records = list(events.itertuples(index=False, name=None))
    points = pd.read_parquet(world / "points.parquet")[["child_id", "as_of"]].itertuples(index=False, name=None)
    return [[plain_cell(records, *point, *column.split(".")) for column in work.columns] for point in points]


def plain_cell(records: list[tuple[Any, ...]], child: str, asof: Any, kind: str, measure: str, window: str) -> float:
    """Return one cell; of events on the same day any may be the last, for they carry one value."""
    ages = [((asof - day).days, value) for who, what, day, value in records if who == child and what == kind]
    found = sorted(((age, value) for age, value in ages if 0 < age <= WINDOWS[window]), key=lambda pair: pair[0])
    values = [value for _, value in found]
    if measure == "count":
        return len(found)
    if not found:
        return (asof - FIRST_DAY.astype(object)).days if measure == "days_since" else math.nan
    answers = {"days_since": found[0][0], "last": values[0], "min": min(values), "max": max(values)}
    return float(answers.get(measure, sum(values) / len(values)))


@pytest.fixture(scope="module")
def rows(bench: Bench) -> dict[str, tuple[Row, np.ndarray]]:
    """Our engine's row and matrix in each case."""
    found = {}
    for case in MEASURES:
        (row,) = side_by_side([ENGINE], case, EVENTS, 1, bench)
        found[case] = row, np.load(bench.scratch / f"{OURS}.npy")
    return found


@pytest.mark.parametrize("case", MEASURES)
def test_our_engine_agrees_with_a_plain_count(case: str, bench: Bench, rows: dict[str, tuple[Row, np.ndarray]]) -> None:
    row, matrix = rows[case]
    work = work_of(case, bench.world(EVENTS))
    plain = np.array(plain_count(bench.world(EVENTS), work), np.float32)
    np.testing.assert_allclose(matrix, plain, rtol=1e-6)
    assert row["cells_that_agree"] == plain.size == EVENTS // 10 * len(work.columns)
    assert 0 < row["best"] <= row["median"]


def test_numbers_that_differ_stop_the_run() -> None:
    ours = np.array([[1, 2], [np.nan, 4]], np.float32)
    assert agreeing_cells("peer", ours + 1e-8, ours, ["a", "b"]) == 4
    for wrong in ([[1, 2], [np.nan, 4.001]], [[1, 2], [np.nan, np.nan]]):
        with pytest.raises(RuntimeError, match="peer differs in 1 cells of b"):
            agreeing_cells("peer", np.array(wrong), ours, ["a", "b"])


def test_a_contender_over_the_budget_has_no_time(bench: Bench) -> None:
    hasty = Bench(bench.scratch, bench.ours, bench.peers, 0)
    assert timed(ENGINE, "counts", bench.world(EVENTS), hasty) is None
    with pytest.raises(RuntimeError, match="nothing to compare"):
        side_by_side([ENGINE], "counts", EVENTS, 1, hasty)


def test_file_to_file_gives_the_same_and_the_floor_writes_the_very_same_file(bench: Bench) -> None:
    world = bench.world(EVENTS)
    work = work_of("counts", world)
    floor = files.prepare_floor(world, work)
    written = floor.features.read_bytes()
    found = pd.read_parquet(floor.features)[work.columns].to_numpy()
    np.testing.assert_array_equal(found, np.array(plain_count(world, work), np.float32))
    floor.features.unlink()
    files.floor(floor)
    assert floor.features.read_bytes() == written


def test_peers_are_given_the_events_of_the_work_alone(bench: Bench) -> None:
    events, points = lean(bench.world(EVENTS), work_of("values", bench.world(EVENTS)))
    assert set(events["kind"]) == set(range(KINDS["values"]))
    assert events["value"].notna().all()
    assert len(points) == EVENTS // 10


def test_what_a_peer_leaves_empty_is_filled_by_our_definitions() -> None:
    work = Work("counts", ("a",))
    points = pd.DataFrame({"day": [FIRST_DAY.astype(int) + 12]})
    filled = complete(np.full((1, 7), np.nan), points, work)
    assert filled.tolist() == [[0, 0, 0, 0, 0, 0, 12]]


def test_the_exponent_is_that_of_the_growth() -> None:
    assert exponent([1, 2, 4], [3, 6, 12]) == pytest.approx(1)
    assert exponent([1, 10, 100], [1, 100, 10_000]) == pytest.approx(2)


def test_results_are_shown_and_drawn(bench: Bench, rows: dict[str, tuple[Row, np.ndarray]], tmp_path: Path) -> None:
    compared = [row for row, _ in rows.values()]
    compared.append({"contender": "slow", "case": "counts", "events": EVENTS, "points": 60, "over_budget_seconds": 100})
    through = side_by_side([FLOOR, FILE_TO_FILE], "counts", EVENTS, 1, bench)
    results = {"comparison": compared, "files": through, "growth": growth((500, 1_000), bench), "large": None}
    written = io.StringIO()
    show(results, Console(file=written, width=120))
    draw(results, tmp_path / "results.svg")
    assert "over 100" in written.getvalue()
    drawn = (tmp_path / "results.svg").read_text()
    assert f"{EVENTS} events, 60 points" in drawn
    assert f"{through[1]['ratio_of_best']:.1f} times as long" in drawn
