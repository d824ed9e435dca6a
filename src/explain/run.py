"""A finished run, read from its files, and the content of any of its contact pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from ..chronology.one_run import rows_of
from ..chronology.store import WorkedExample, read_worked_examples, tables_of_run
from ..chronology.vocabulary import Vocabulary, load_vocabulary
from ..features.catalogue import Catalogue, load_catalogue
from ..features.seen import day_of
from ..features.subset import packaged
from ..files import read_json, read_run_table, sha256
from ..models.bands import ATTENTION, standing
from ..models.cohort import WORKED_EXAMPLE, scored_points
from ..models.crossfit import ALL
from ..models.registered import MODEL, Registered
from ..models.scoring import scored_by_registered
from ..params import Params
from ..paths import DataFolder
from .contact_page import content
from .record import Flagged, Sources, dates_kept_apart, sources_for
from .selection import choose, file_name, last_of_each

BATCH = 1000
FINGERPRINT_LENGTH = 12


def no_others() -> pd.DataFrame:
    """Return what models of other folds add, where there are none: a table without rows."""
    return pd.DataFrame({"point_id": []})


@dataclass(frozen=True)
class Run:
    """A run: its chronology, its scored points with their `standing`, and the version details of its pages.

    prints : fingerprints of data, catalogue and model, by fold. attention : the points in the attention band, by child.
    rates : relative rates, by fold and indicator. others : log-odds by indicator of points in the attention band, by the models
    of other folds (point_id and one column an indicator, a row for each such model). kept_apart : what `record.dates_kept_apart`
    returns for the whole chronology.
    """

    params: Params
    vocabulary: Vocabulary
    catalogue: Catalogue
    chronology: dict[str, pd.DataFrame]
    points: pd.DataFrame
    prints: Mapping[Any, dict[str, str]]
    examples: list[WorkedExample]
    attention: dict[str, list[Flagged]]
    rates: dict[str, dict[str, float]] = field(default_factory=dict)
    others: pd.DataFrame = field(default_factory=no_others)
    kept_apart: frozenset[str] | None = None


def load_run(data: DataFolder, params: Params) -> Run:
    """Read a run from the project's data folder.

    Raises
    ------
    BadInput : the vocabulary or the catalogue is not valid, or points and scores are not of one run.
    """
    vocabulary = load_vocabulary(params.source.vocabulary).for_horizon(params.cohort.horizon_days)
    view = params.train.view
    points = scored_points(read_run_table(data.points), read_run_table(data.scores), view)
    points = points.assign(standing=standing(points))
    chronology = tables_of_run(data)
    return Run(
        params,
        vocabulary,
        load_catalogue(vocabulary, params.features.catalogue),
        chronology,
        points,
        {
            fold: fingerprints(data.events, packaged(params.features.catalogue), data.fold_models(view) / f"{fold}.txt")
            for fold in sorted(points["fold"].unique())
        },
        read_worked_examples(data.chronology),
        flagged(points),
        read_json(data.relative_rates),
        kept_apart=dates_kept_apart(chronology["events"]),
    )


def by_registered(run: Run, registered: Registered, features: pd.DataFrame, data: DataFolder) -> Run:
    """Return a run with its points scored by the registered model, which may have learnt from their own families.

    Parameters
    ----------
    features : point_id and the features of the catalogue, of all points of the run.

    Raises
    ------
    BadInput : a point has no features: they are of another run.
    """
    rows = rows_of(run.points["point_id"], features, "features").reset_index(drop=True)
    points = scored_by_registered(run.points, rows, registered, run.catalogue)
    model = fingerprints(data.events, packaged(run.params.features.catalogue), data.registered / MODEL)
    return replace(run, points=points, prints={ALL: model}, attention=flagged(points), others=no_others())


def fingerprints(events: Path, catalogue: Path, model: Path) -> dict[str, str]:
    """Return the first digits of the SHA-256 of the events, the catalogue and the model."""
    files = {"data": events, "catalogue": catalogue, "model": model}
    return {name: sha256(path)[:FINGERPRINT_LENGTH] for name, path in files.items()}


def flagged(points: pd.DataFrame) -> dict[str, list[Flagged]]:
    """Return the points in the attention band, by child.

    Parameters
    ----------
    points : point_id, child_id, as_of, standing.
    """
    by_child: dict[str, list[Flagged]] = {}
    in_band = points[(points["standing"] == ATTENTION).to_numpy()]
    for child, as_of, point in zip(in_band["child_id"], in_band["as_of"], in_band["point_id"], strict=True):
        by_child.setdefault(child, []).append(Flagged(day_of(as_of), file_name(point)))
    return by_child


def pages_to_write(run: Run) -> pd.DataFrame:
    """Return the points whose pages a run writes: the last of each worked example, then a sample of the others."""
    example = run.points["period"] == WORKED_EXAMPLE
    sample = choose(run.points[~example], run.params.explain.pages, run.params.explain.seed)
    return pd.concat([last_of_each(run.points[example], run.examples), sample], ignore_index=True)


def sources_of(run: Run, people: Sequence[str]) -> Sources:
    """Prepare what pages about some people need, in the view of the model."""
    view = run.params.train.view
    found = sources_for(run.chronology, people, run.catalogue, run.vocabulary, view, run.attention, run.kept_apart)
    return replace(found, rates=run.rates)


def contents(run: Run, attributions: pd.DataFrame, chosen: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield what the page of each chosen point says, in their order.

    Parameters
    ----------
    attributions : point_id and log-odds by indicator, of these points at least. chosen : rows of `run.points`.

    Raises
    ------
    BadInput : a chosen point has no attributions: they are of another run.
    """
    for start in range(0, len(chosen), BATCH):
        batch = chosen.iloc[start : start + BATCH]
        yield from contents_from(sources_of(run, batch["child_id"].tolist()), run, attributions, batch)


def contents_from(sources: Sources, run: Run, attributions: pd.DataFrame, chosen: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield what `contents` yields, from what `sources_of` prepared for the people of all chosen points."""
    examples = {example.children[0]: asdict(example) for example in run.examples}
    by_others, names = run.others.groupby("point_id").indices, list(run.catalogue.indicators)
    found = rows_of(chosen["point_id"], attributions, "attributions")
    for point, row in zip(chosen.to_dict("records"), _records(found, names), strict=True):
        others = _records(run.others.iloc[by_others[point["point_id"]]], names) if point["point_id"] in by_others else []
        page = content(point, row, sources, run.params, others)
        yield page | {"fingerprints": run.prints[point["fold"]], "worked_example": examples.get(point["child_id"])}


def _records(table: pd.DataFrame, names: list[str]) -> list[dict[str, float]]:
    """Return rows of numbers by name; pandas' own way takes a thousand times as long for one row of many columns."""
    return [dict(zip(names, row, strict=True)) for row in table[names].to_numpy().tolist()]
