"""The command `neglect-triage explain`: the page of one contact on demand, or those of all that were scored."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from ..chronology.one_run import rows_of
from ..chronology.reading.ids import nearly, one_id
from ..errors import BadInput, no_figure_from_nothing
from ..explain.attribution import contributions
from ..explain.render import contact_page
from ..explain.run import BATCH, Run, by_registered, contents, load_run
from ..files import atomic_folders, in_order, read_run_table, write_text
from ..models.registered import load_registered
from ..params import load_params
from ..paths import DATA
from ..progress import steps
from .on_a_run import on_a_run
from .project import is_synthetic

PROCESSES = 2


@on_a_run
def explain(
    contact_id: Annotated[str | None, typer.Argument(help="id of one of the {points} that were scored, as on a page")] = None,
    every: Annotated[bool, typer.Option("--all", help="write the pages of all {points} that were scored")] = False,
    registered: Annotated[
        bool,
        typer.Option("--registered", help="by the registered model, as apply does; it may have learnt from the same {people}"),
    ] = False,
    out: Annotated[Path | None, typer.Option(help="folder to write to")] = None,
) -> None:
    """Write the page of one {point} into data/reports/contacts_asked_for, or with --all every page into .../contacts_all."""
    if every == (contact_id is not None):
        raise BadInput("Which page is meant is not clear.", where="neglect-triage explain", do="give one point_id, or --all")
    for needed in (DATA.attributions, DATA.attributions_by_others, DATA.scores, DATA.about):
        if not needed.is_file():
            raise BadInput("There is no run to explain.", where=str(needed), do="run: dvc repro")
    if contact_id is not None:
        print(f"written: {write_one(contact_id, out or DATA.contact_pages_asked_for, registered)}")
    else:
        folder = out or DATA.contact_pages_of_all
        print(f"written: {write_all(folder, registered)} pages into {folder}")


def write_one(point_id: str, folder: Path, registered: bool = False) -> Path:
    """Write the page of one point, and return its path.

    Parameters
    ----------
    registered : whether the registered model scores, in place of the one that never saw the point's family.

    Raises
    ------
    BadInput : no such point was scored.
    """
    run, attributions, synthetic = _inputs(registered)
    chosen = run.points[run.points["point_id"] == one_id(point_id)]
    if not len(chosen):
        raise BadInput(
            f"No {run.vocabulary.nouns.point} of that id was scored.",
            where=f"{DATA.scores}, column point_id{nearly(point_id, run.points['point_id'])}",
            expected=f"a {run.vocabulary.nouns.point} of the test period",
            do=f"take the id from that table or from {DATA.page('index')}",
        )
    (path,) = _write(run, attributions, synthetic, chosen, folder)
    return path


_PAGES_ALONE = "name an empty folder, or one that holds pages alone"


def write_all(folder: Path, registered: bool = False) -> int:
    """Write the page of every scored point, in two processes, and return how many; earlier pages in the folder are removed.

    Parameters
    ----------
    registered : as in `write_one`.

    Raises
    ------
    BadInput : the folder holds something that is not a page.
    """
    if other := [path for path in in_order(folder.glob("*")) if path.suffix != ".html"]:
        raise BadInput("The folder holds something that is no page.", where=str(other[0]), do=_PAGES_ALONE)
    scores = read_run_table(DATA.scores, columns=["point_id", "view"])
    ids = sorted(scores.loc[scores["view"] == load_params().train.view, "point_id"])
    batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
    context = multiprocessing.get_context("spawn")
    with atomic_folders(folder.with_name(f".{folder.name}.partial"), [folder]) as scratch:
        write_batch = partial(_write_batch, scratch / folder.name, registered)
        with ProcessPoolExecutor(min(PROCESSES, len(batches)), mp_context=context) as pool:
            return sum(steps(pool.map(write_batch, batches), "batches of pages", len(batches)))


def _write_batch(folder: Path, registered: bool, ids: Sequence[str]) -> int:
    run, attributions, synthetic = _inputs_of_process(registered)
    chosen = run.points[run.points["point_id"].isin(ids)]
    with no_figure_from_nothing():
        return sum(1 for _ in _write(run, attributions, synthetic, chosen, folder))


def _write(run: Run, attributions: pd.DataFrame, synthetic: bool, chosen: pd.DataFrame, folder: Path) -> Iterator[Path]:
    for content in contents(run, attributions, chosen):
        path = folder / content["file"]
        write_text(path, contact_page(content, run.vocabulary, synthetic))
        yield path


def _inputs(registered: bool) -> tuple[Run, pd.DataFrame, bool]:
    """Return the run, its attributions, and whether its records are simulated."""
    run = load_run(DATA, load_params())
    if registered:
        return *_by_registered(run), is_synthetic()
    return replace(run, others=read_run_table(DATA.attributions_by_others)), read_run_table(DATA.attributions), is_synthetic()


def _by_registered(run: Run) -> tuple[Run, pd.DataFrame]:
    """Return the run as the registered model scores it, and what each indicator adds."""
    model = load_registered(DATA.registered, run.catalogue, run.vocabulary)
    features = read_run_table(DATA.features(run.params.train.view))
    scored = by_registered(run, model, features, DATA)
    found = contributions(model.model, rows_of(scored.points["point_id"], features, "features"), run.catalogue)
    return scored, found.assign(point_id=scored.points["point_id"].to_numpy())


_inputs_of_process = cache(_inputs)  # read once in each process
