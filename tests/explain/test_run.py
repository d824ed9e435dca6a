"""What pages need besides their records: who is in the attention band, version details, and which pages are written."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from neglect_triage.chronology.store import WorkedExample
from neglect_triage.explain.record import Flagged
from neglect_triage.explain.run import Run, fingerprints, flagged, pages_to_write
from neglect_triage.explain.selection import file_name
from neglect_triage.features.seen import day_of
from neglect_triage.models.bands import STANDINGS
from neglect_triage.models.cohort import WORKED_EXAMPLE
from tests.explain.small_run import CATALOGUE, VOCABULARY, small_params, small_points, small_tables


def test_only_points_in_the_attention_band_are_flagged() -> None:
    days = pd.to_datetime(["2022-01-01", "2022-02-01", "2022-03-01"])
    points = pd.DataFrame({"point_id": ["p1", "p2", "p3"], "child_id": "k", "as_of": days, "standing": STANDINGS})
    assert flagged(points) == {"k": [Flagged(day_of(days[0]), file_name("p1"))]}


def test_fingerprints_change_with_the_file_they_are_of_and_with_no_other(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("events", "catalogue", "model")]
    for file in files:
        file.write_text(file.name)
    before = fingerprints(*files)
    files[1].write_text("another catalogue")
    after = fingerprints(*files)
    assert all(len(digits) == 12 for digits in before.values())
    assert {name for name in before if before[name] != after[name]} == {"catalogue"}


def test_pages_are_written_of_worked_examples_first_and_then_of_a_sample_of_the_others() -> None:
    child = small_points()["child_id"].iloc[0]
    period = (small_points()["child_id"] == child).map({True: WORKED_EXAMPLE, False: "test"})
    points = small_points().assign(period=period, enough_history=True, attention=False)
    settings = small_params().explain.model_copy(update={"pages": 4})
    example = WorkedExample(id="e", title="", source="", see="", children=[child])
    params = small_params().model_copy(update={"explain": settings})
    chosen = pages_to_write(Run(params, VOCABULARY, CATALOGUE, small_tables(), points, {}, [example], {}))
    last = points.loc[points["child_id"] == child].sort_values("as_of")["point_id"].iloc[-1]
    assert chosen["point_id"].iloc[0] == last
    assert (chosen["period"] == "test").tolist() == [False] + [True] * 4
