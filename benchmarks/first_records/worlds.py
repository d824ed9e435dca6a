"""Simulate a world, score its contacts, and list the records of the pages in the attention band."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.explain.annex import annex_of
from neglect_triage.explain.first_records import first_to_open
from neglect_triage.explain.record import Record, Sources, record_of, sources_for
from neglect_triage.features.catalogue import Catalogue
from neglect_triage.features.engine.compute import compute_features
from neglect_triage.models.bands import ATTENTION, standing
from neglect_triage.models.cohort import contact_cohort, scored_points
from neglect_triage.models.crossfit import Fitted, fit_folds, score
from neglect_triage.models.relative_rates import DONE, relative_rates
from neglect_triage.models.triage import margins
from neglect_triage.params import Params, World
from neglect_triage.simulate.world import simulate
from neglect_triage.study.true_records import NOT_MADE_BY_CARE, NOT_MISSED, OF_KIND

COLUMNS = ("event_id", "event_type", "outcome", "agency", "event_date", "value")


@dataclass(frozen=True)
class Scored:
    """A scored world: its tables, points, features and fold models, and the drawn test points in the attention band."""

    tables: dict[str, pd.DataFrame]
    points: pd.DataFrame
    features: pd.DataFrame
    folds: dict[str, Fitted]
    pages: pd.DataFrame
    catalogue: Catalogue
    vocabulary: Vocabulary

    def margin(self, features: pd.DataFrame, fold: np.ndarray) -> np.ndarray:
        """Return the log-odds of each row by the model of its fold."""
        found = np.empty(len(features))
        for name, fitted in self.folds.items():
            mine = fold.astype(str) == name
            found[mine] = margins(fitted.model, features[mine], self.catalogue)
        return found


@dataclass(frozen=True)
class Listed:
    """The records that the annex of each page lists, before its day, each fact once, page by page.

    rows : point_id, family, fold, child_id, row, before (days), kind, known (may poor care make it), done (does it say what was
        done), due, due_without_shocks, both, named (place among the records that the page names first, from 0; NaN for others),
        and COLUMNS.
    counts : which indicators count each record (records x indicators). records : the record of each page, by point_id.
    """

    rows: pd.DataFrame
    counts: np.ndarray
    records: dict[str, Record]
    sources: Sources


def scored_world(world: World, params: Params, catalogue: Catalogue, vocabulary: Vocabulary, most: int) -> Scored:
    """Simulate a world and score it; keep at most `most` test points in the attention band, drawn at random."""
    tables = simulate(world, vocabulary)
    points, _ = contact_cohort(tables, vocabulary, params.cohort, params.split)
    features = compute_features(points, tables, catalogue, vocabulary, params.train.view)
    folds = {fitted.fold: fitted for fitted in fit_folds(points, features, catalogue, params.train)}
    scores = pd.concat([score(one, points, features, catalogue) for one in folds.values()], ignore_index=True)
    found = scored_points(points, scores.assign(view=params.train.view), params.train.view)
    found = found.assign(standing=standing(found))
    found = found[(found["standing"] == ATTENTION).to_numpy() & (found["period"] == "test").to_numpy()]
    pages = found.sample(min(most, len(found)), random_state=world.seed).sort_values("point_id", ignore_index=True)
    return Scored(tables, points, features, folds, pages, catalogue, vocabulary)


def listed_records(scored: Scored, params: Params) -> Listed:
    """Return the records of the drawn pages."""
    found = sources_for(scored.tables, scored.pages["child_id"].tolist(), scored.catalogue, scored.vocabulary, params.train.view)
    rates = relative_rates(
        scored.points,
        scored.features,
        scored.catalogue,
        scored.vocabulary,
        {fold: partial(margins, one.model, catalogue=scored.catalogue) for fold, one in scored.folds.items()},
    )
    sources = replace(found, rates=rates)
    parts, counts, records = [], [], {}
    for point in scored.pages.to_dict("records"):
        record = record_of(sources, point["child_id"], point["as_of"])
        rows, counting = _of_page(point, record, sources)
        parts.append(rows)
        counts.append(counting)
        records[point["point_id"]] = record
    rows, counting = _with_truth(pd.concat(parts, ignore_index=True), scored), np.concatenate(counts)
    same = [name for name in (*COLUMNS, "point_id", "kind") if name != "event_id"]
    once = ~(rows.duplicated(same, keep="last") & rows["named"].isna()).to_numpy()
    return Listed(rows[once].reset_index(drop=True), counting[once], records, sources)


def _of_page(point: dict[Any, Any], record: Record, sources: Sources) -> tuple[pd.DataFrame, np.ndarray]:
    annex = annex_of(record, [])
    kept = np.isin(record.seen.row, list(annex.number_of)) & ~record.seen.today & ~record.seen.sibling
    seen = record.seen.take(kept)
    places = {one["number"]: place for place, one in enumerate(first_to_open(point, record, annex, sources))}
    rows = pd.DataFrame({name: seen[name] for name in COLUMNS}).assign(
        point_id=point["point_id"],
        family=point["family"],
        fold=point["fold"],
        child_id=record.child_id,
        row=seen.row,
        before=record.t - seen["event_date"],
        named=[places.get(annex.number_of[row], np.nan) for row in seen.row.tolist()],
    )
    return rows, record.indicator_matches[kept]


def _with_truth(rows: pd.DataFrame, scored: Scored) -> pd.DataFrame:
    truth = scored.tables["truth_records"][["event_id", "due", "due_without_shocks"]]
    rows = rows.merge(truth, on="event_id", how="left", validate="many_to_one")
    codes = scored.tables["event_codes"]
    code = codes[codes["system"].isin(OF_KIND)].drop_duplicates("event_id").set_index("event_id")["code"]
    good = rows["outcome"].isin(NOT_MISSED) | rows["event_type"].isin(NOT_MADE_BY_CARE)
    tables = {name: kind.table for name, kind in scored.vocabulary.event_types.items()}
    return rows.assign(
        kind=rows["event_type"].str.cat(code.reindex(rows["event_id"]).fillna("").to_numpy(), sep=" "),
        known=rows["due"].notna() & ~good,
        both=(rows["due"] + rows["due_without_shocks"]) / 2,
        done=rows["event_type"].map(tables).isin(DONE),
    )
