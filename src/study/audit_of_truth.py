"""What the truth of a simulated world says by group, for the stage `audit_of_truth`: protected groups are an audit's alone."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..chronology.tables import read_table
from ..chronology.vocabulary import Vocabulary
from ..fairness.characteristics import groups_of_vocabulary
from ..fairness.groups import comparable, groups_of_points
from ..files import read_json, read_run_table
from ..models.groups import Groups
from ..params import Params
from ..paths import DataFolder
from .label_bias import label_bias
from .run import adverse_records_of_run, headline_scored
from .true_records import gains_by_group, records_of_pages

GROUP_COLUMNS = {  # columns of the canonical tables from which recorded groups are read
    "children": None,
    "events": ["event_id", "child_id", "event_date", "known_date", "replaces"],
    "event_codes": None,
}


def bias_of_run(data: DataFolder, params: Params, vocabulary: Vocabulary, protected: pd.DataFrame) -> dict[str, Any]:
    """Return the label bias of the headline's test points (`label_bias`). `protected` : of `read_characteristics`."""
    test = headline_scored(data, params, read_run_table(data.points))
    groups = _groups(data, test, vocabulary, protected)
    truth = read_run_table(data.truth_table("truth_contacts"))
    estimable = read_json(data.families)["intervals_estimable"]
    return label_bias(test, truth, groups, groups_of_vocabulary(vocabulary), params.evaluate, estimable)


def records_by_group_of_run(
    data: DataFolder, params: Params, vocabulary: Vocabulary, protected: pd.DataFrame
) -> list[dict[str, Any]]:
    """Return what the records to open first add to chance, by group (`gains_by_group`)."""
    on_pages, points = records_of_pages(read_json(data.page_contents)), read_run_table(data.points)
    named = points[points["point_id"].isin(on_pages.loc[on_pages["in_band"], "point_id"])].reset_index(drop=True)
    labels = groups_of_vocabulary(vocabulary)
    labels["source"] = vocabulary.words["agency"] | labels["source"]
    of_points = {
        kind: {labels[kind].get(name, name): named["point_id"][rows] for name, rows in of.items()}
        for kind, of in _groups(data, named, vocabulary, protected).items()
    }
    estimable = read_json(data.families)["intervals_estimable"]
    found = adverse_records_of_run(data, params)
    return gains_by_group(found, points.set_index("point_id")["family"], params.evaluate, estimable, of_points)


def _groups(data: DataFolder, points: pd.DataFrame, vocabulary: Vocabulary, protected: pd.DataFrame) -> Groups:
    recorded = {name: read_table(name, data.table(name), columns) for name, columns in GROUP_COLUMNS.items()}
    return comparable(groups_of_points(points, protected, recorded, vocabulary))
