"""What pages are made of: the finished run in one of the two views, prepared for the people of the samples.

In memory alone: no page is written to the disk.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, get_args

import pandas as pd

from ..errors import BadInput
from ..explain.attribution import attribute, attribute_by_others
from ..explain.record import Sources, sources_for
from ..explain.run import Run, contents_from, load_run, sources_of
from ..files import read_run_table
from ..models.bands import ATTENTION
from ..params import Params, View
from ..paths import DataFolder


@dataclass(frozen=True)
class Material:
    """What the pages of some points are made of, in one view.

    records : the chronology of their people, without a word of the model, as each view has it. run, sources, attributions : what
    a page needs.
    """

    records: dict[View, Sources]
    run: Run
    sources: Sources
    attributions: pd.DataFrame

    def point(self, point_id: str) -> dict[Hashable, Any]:
        """Return the row of a point."""
        return self._points[point_id]

    @cached_property
    def _points(self) -> dict[str, dict[Hashable, Any]]:
        return {row["point_id"]: row for row in self.run.points.to_dict("records")}

    def page(self, point_id: str) -> dict[str, Any]:
        """Return what the page of a point says."""
        chosen = self.run.points[self.run.points["point_id"] == point_id]
        (content,) = contents_from(self.sources, self.run, self.attributions, chosen)
        return content


def read_material(data: DataFolder, params: Params, view: View, point_ids: Sequence[str]) -> Material:
    """Read what the pages of some points need. The hub's view has the hub's own model, fitted on what the hub held.

    Raises
    ------
    BadInput : a point was not scored by this run: the sample is of another.
    """
    in_view = params.model_copy(update={"train": params.train.model_copy(update={"view": view})})
    run = load_run(data, in_view)
    points = run.points[run.points["point_id"].isin(point_ids)]
    if absent := len(set(point_ids) - set(points["point_id"])):
        raise BadInput(
            "A sample holds what this run did not score: it was drawn from another run.",
            where=f"{data.samples}: {absent:,} of {len(set(point_ids)):,}",
            do="bring that run back (dvc checkout), or move the log of samples away and draw again",
        )
    models, features = data.fold_models(view), read_run_table(data.features(view))
    features = features[features["point_id"].isin(point_ids)]
    attributions = attribute(points, features, run.catalogue, models)
    in_band = points[(points["standing"] == ATTENTION).to_numpy()]
    others = attribute_by_others(in_band, features, run.catalogue, models) if len(in_band) else run.others
    run = replace(run, points=points, others=others)
    people = sorted(set(points["child_id"]))
    views: tuple[View, ...] = get_args(View)
    records = {
        each: sources_for(run.chronology, people, run.catalogue, run.vocabulary, each, None, run.kept_apart) for each in views
    }
    return Material(records, run, sources_of(run, people), attributions)
