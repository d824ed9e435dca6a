"""The contact pages of a batch, made by two processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import no_figure_from_nothing
from ..explain.render import contact_page
from ..explain.run import Run, contents
from ..files import write_text
from ..progress import steps

PROCESSES, AT_ONCE = 2, 250
Page = dict[str, Any]


@dataclass(frozen=True)
class Maker:
    """What every page of a batch is made from: `run` and its attributions, and the folder of the pages.

    reports : the way from that folder to the reports of the run, as a link has it. synthetic : whether the records are simulated.
    """

    run: Run
    attributions: pd.DataFrame
    folder: Path
    reports: str
    synthetic: bool

    def write(self, page: Page) -> None:
        """Write one page from what it says."""
        write_text(self.folder / page["file"], contact_page(page, self.run.vocabulary, self.synthetic, self.reports))

    def make(self, points: pd.DataFrame) -> list[Page]:
        """Write the pages of some points of the run, and return what they say."""
        with no_figure_from_nothing():
            made = list(contents(self.run, self.attributions, points))
            for page in made:
                self.write(page)
        return made


def write_pages(maker: Maker, points: pd.DataFrame, noun: str) -> list[Page]:
    """Write the pages of some points of a run, and return what they say, in the order of `points`.

    Parameters
    ----------
    noun : what a point is called.
    """
    parts = [points.iloc[start : start + AT_ONCE] for start in range(0, len(points), AT_ONCE)]
    if len(parts) < PROCESSES:
        return maker.make(points)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, context, _start, (maker,)) as pool:
        made: Sequence[list[Page]] = list(steps(pool.map(_make, parts), f"batches of {noun} pages", len(parts)))
    return [page for part in made for page in part]


_of_process: list[Maker] = []


def _start(maker: Maker) -> None:
    _of_process.append(maker)


def _make(points: pd.DataFrame) -> list[Page]:
    return _of_process[0].make(points)
