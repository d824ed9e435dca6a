"""Pages on demand: one, or all in two processes, are the same bytes as those of a run, whatever way they were made."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.cli import explain as command
from neglect_triage.errors import BadInput
from neglect_triage.explain.record import Flagged
from neglect_triage.explain.run import Run, contents
from neglect_triage.features.seen import day_of
from neglect_triage.models.bands import ATTENTION, STANDINGS
from tests.explain.small_run import CATALOGUE, PRINTS, VOCABULARY, page_of, small_params, small_points, small_tables
from tests.explain.test_contact_page import text_of


def small_run() -> Run:
    points = small_points()
    scored = points.assign(standing=[STANDINGS[place % 2] for place in range(len(points))], frequency_low=0.1, frequency_high=0.2)
    prints = {0: PRINTS, 1: PRINTS}
    return Run(small_params(), VOCABULARY, CATALOGUE, small_tables(), scored, prints, [], {})


def shares() -> pd.DataFrame:
    ids = small_points()["point_id"]
    each = {name: [1 / (1 + place)] * len(ids) for place, name in enumerate(CATALOGUE.indicators)}
    return pd.DataFrame({"point_id": ids, **each})


def test_a_page_is_the_same_in_whatever_batch_and_from_file_or_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    run = small_run()
    together = [page_of(content) for content in contents(run, shares(), run.points)]
    stored = [json.loads(json.dumps(content, sort_keys=True)) for content in contents(run, shares(), run.points)]
    assert [page_of(content) for content in stored] == together
    monkeypatch.setattr("neglect_triage.explain.run.BATCH", 3)
    assert [page_of(content) for content in contents(run, shares(), run.points)] == together
    alone = run.points.iloc[[5]]
    assert [page_of(content) for content in contents(run, shares(), alone)] == together[5:6]


def test_a_page_in_the_band_says_where_a_model_of_other_families_turns_the_first_two_lines() -> None:
    run = replace(small_run(), points=small_run().points.assign(standing=ATTENTION))
    said_first, said_level = "The one that counted most comes first.", "The first two are level"
    names = list(CATALOGUE.indicators)
    turned = shares().assign(**dict(zip(names, shares()[names[::-1]].to_numpy().T, strict=True)))
    one_way, both_ways = (
        [text_of(page_of(content)) for content in contents(replace(run, others=others), shares(), run.points)]
        for others in (shares(), pd.concat([shares(), turned]))
    )
    two_lines = [place for place, page in enumerate(both_ways) if said_level in page]
    assert two_lines
    assert not [page for page in one_way if said_level in page]
    assert all(said_first in one_way[place] and said_first not in both_ways[place] for place in two_lines)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with just as much of a run as the command looks for itself."""
    monkeypatch.chdir(tmp_path)
    for name in ("explanations/attributions.parquet", "explanations/other_folds.parquet", "models/scores.parquet"):
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        shares().assign(view="partnership").to_parquet(tmp_path / "data" / name)
    (tmp_path / "data/chronology").mkdir()
    (tmp_path / "data/chronology/about.json").write_text('{"synthetic": true}')
    monkeypatch.setattr(command, "load_run", lambda *_: small_run())
    monkeypatch.setattr(command, "load_params", small_params)
    return tmp_path


def test_one_page_is_written_beside_what_the_report_writes(here: Path) -> None:
    point = small_points()["point_id"].iloc[5]
    command.explain(point, every=False, out=None)
    (path,) = (here / "data/reports/contacts_asked_for").glob("*.html")
    run = small_run()
    (content,) = contents(run, shares(), run.points.iloc[[5]])
    assert path.name == content["file"]
    assert path.read_text() == page_of(content)


def test_a_contact_that_was_not_scored_is_bad_input(here: Path) -> None:
    with pytest.raises(BadInput, match="No contact of that id was scored"):
        command.explain("nobody@2020-01-01", every=False, out=None)


def test_an_identifier_may_be_copied_with_spaces_and_another_spelling_is_named(here: Path) -> None:
    point = small_points()["point_id"].iloc[5]
    command.explain(f" {point}\u00a0", every=False, out=None)
    with pytest.raises(BadInput, match="1 would be it if letter case"):
        command.explain(point.upper(), every=False, out=None)


@pytest.mark.parametrize(("contact", "every"), [(None, False), ("k00", True)])
def test_one_contact_or_all_has_to_be_said(contact: str | None, every: bool) -> None:
    with pytest.raises(BadInput, match="not clear"):
        command.explain(contact, every=every, out=None)


def test_without_a_run_there_is_nothing_to_explain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput, match="There is no run to explain"):
        command.explain("k00", every=False, out=None)


def test_a_folder_with_anything_but_pages_is_left_alone(here: Path) -> None:
    mine = here / "mine"
    mine.mkdir()
    (mine / "notes.txt").write_text("keep me")
    with pytest.raises(BadInput, match="something that is no page"):
        command.explain(None, every=True, out=mine)
    assert (mine / "notes.txt").read_text() == "keep me"


def test_all_pages_are_those_of_the_run_and_replace_earlier_ones(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "ProcessPoolExecutor", lambda workers, mp_context: ThreadPoolExecutor(1))
    monkeypatch.setattr(command, "BATCH", 7)
    folder = here / "pages"
    folder.mkdir()
    (folder / "earlier.html").write_text("of another run")
    command.explain(None, every=True, out=folder)
    run = small_run()
    expected = {content["file"]: page_of(content) for content in contents(run, shares(), run.points)}
    assert {path.name: path.read_text() for path in folder.iterdir()} == expected


def test_only_the_contacts_scored_in_the_view_of_the_run_are_written(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "ProcessPoolExecutor", lambda workers, mp_context: ThreadPoolExecutor(1))
    scores = pd.read_parquet("data/models/scores.parquet")
    scores.loc[2:, "view"] = "hub"
    scores.to_parquet("data/models/scores.parquet")
    assert command.write_all(here / "pages") == 2


def test_a_sibling_in_attention_is_named_on_the_page_of_one_who_is_not() -> None:
    run = small_run()
    first = run.points.iloc[0]
    homes = small_tables()["households"].set_index("child_id")["household_id"]
    other = next(child for child in homes.index if homes[child] == homes[first["child_id"]] and child != first["child_id"])
    flagged = Flagged(day_of(first["as_of"]), "p.html")
    with_other = Run(**(vars(run) | {"attention": {other: [flagged]}, "points": run.points.assign(standing=STANDINGS[1])}))
    (content,) = contents(with_other, shares(), with_other.points.iloc[[0]])
    page = page_of(content)
    assert "In the same home, records drew attention about" in page
    assert "p.html" not in page
