"""The contacts of two periods: from a project's own run, or from files of features and scores."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ..chronology.joins import Join, account_of_joins, join_of
from ..chronology.one_run import rows_of
from ..chronology.reading.cells import FLAGS
from ..chronology.reading.ids import clean_ids
from ..chronology.reading.own_files import read_own_file
from ..chronology.tables import read_table
from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput
from ..features.account import read_account
from ..features.catalogue import Catalogue
from ..features.engine.matrix import KEYS
from ..files import read_json, read_run_table
from ..models.bands import in_attention
from ..models.calibration import probability
from ..models.cohort import WORKED_EXAMPLE
from ..models.registered import Registered
from ..models.scoring import read_features
from ..models.triage import margins
from ..params import LEAST_LINK_RATE, View
from ..paths import DataFolder
from .comparison import TwoPeriods
from .coverage import Periods

DAYS_IN_YEAR = 365.25
SCORES = ["point_id", "margin", "attention"]
CONTACT_COLUMNS = ["point_id", "child_id", "as_of", "family", "label", "period", "agencies", "decision"]


def from_run(
    data: DataFolder, registered: Registered, catalogue: Catalogue, vocabulary: Vocabulary, periods: Periods
) -> TwoPeriods:
    """Return the contacts of a run's cohort in two periods, scored by its registered model.

    Raises
    ------
    BadInput : a period has no contact, or the tables are not of one run.
    """
    points = read_run_table(data.points)
    features = read_run_table(data.features(registered.manifest["train"]["view"]))
    within = [
        ((points["as_of"] >= first) & (points["as_of"] < last) & (points["period"] != WORKED_EXAMPLE)).to_numpy()
        for first, last in ((periods.before_from, periods.before_to), (periods.after_from, periods.after_to))
    ]
    _check_not_empty(within, periods)
    chosen = within[0] | within[1]
    names = [feature.name for feature in catalogue.features]
    contacts = points.loc[chosen, [name for name in CONTACT_COLUMNS if name in points]].reset_index(drop=True)
    known = rows_of(contacts["point_id"], features, "features")[names].reset_index(drop=True)
    margin = margins(registered.model, known, catalogue)
    children = rows_of(contacts["child_id"], read_table("children", data.children), "children")
    contacts = contacts.assign(
        margin=margin,
        attention=in_attention(margin, registered.calibration.threshold),
        probability=probability(registered.calibration, margin),
        years=((contacts["as_of"] - children["birth_month"].to_numpy()).dt.days / DAYS_IN_YEAR).to_numpy(),
        area=children["area"].to_numpy(),
    )
    coverage = read_table("coverage", data.coverage)
    families_known = read_json(data.families)["intervals_estimable"]
    return TwoPeriods(contacts, known, within[1][chosen], periods, coverage, families_known)


@dataclass(frozen=True)
class Files:
    """Features of a period, as `neglect-triage features` writes them, and scores, as `neglect-triage score` does, if any."""

    features: Path
    scores: Path | None


def from_files(before: Files, after: Files, catalogue: Catalogue, view: View, least: float = LEAST_LINK_RATE) -> TwoPeriods:
    """Return the contacts of two pairs of files. They name no families: each child counts as one.

    Scores may be those of a run (models/scores.parquet): then the contacts that it scored in this `view` are compared.
    `least` : the share of scores that should find their contact; fewer are a warning.

    Raises
    ------
    BadInput : a file is missing or not as expected, a period has no contact, a contact has no score, or less than a tenth of
        `least` of the scores are of a contact.
    """
    names = [feature.name for feature in catalogue.features]
    read = [_read(files, names, view) for files in (before, after)]
    both, joins = [rows for rows, _, _ in read], [join for _, join, _ in read if join]
    account = account_of_joins(joins, least, "give the scores of these features: neglect-triage score")
    account += [line for _, _, line in read if line]
    account += _made_otherwise([before.features, after.features])
    if (before.scores is None) != (after.scores is None):
        account.append("WARNING: scores are given for one period alone. They are not compared.")
    if not all(len(rows) for rows in both):
        raise BadInput("A period holds no rows.", where="--before, --after", expected="rows of features in both files")
    shared = [name for name in both[0] if name in both[1]]
    rows = pd.concat([part[shared] for part in both], ignore_index=True)
    later = np.repeat([False, True], [len(part) for part in both])
    days = [(part["as_of"].min(), part["as_of"].max() + pd.Timedelta(days=1)) for part in both]
    contacts = rows.drop(columns=names).assign(family=rows["child_id"])
    periods = Periods(*days[0], *days[1])
    account += _in_both(both, periods)
    return TwoPeriods(contacts, rows[names], later, periods, None, families_known=False, joins=joins, account=account)


def _made_otherwise(files: list[Path]) -> list[str]:
    """Return a warning for each thing in which the accounts of two files of features differ: what differs then may be that."""
    accounts = [read_account(path) for path in files]
    says = {"view": "views", "catalogue_sha256": "catalogues or vocabularies"}
    return [
        f"WARNING: the features of the two periods were computed with different {what}. What moved may be no more than that."
        for key, what in says.items()
        if len({account[key] for account in accounts if key in account}) > 1
    ]


def _in_both(both: list[pd.DataFrame], periods: Periods) -> list[str]:
    """Return warnings where two files are not two periods, one after the other: what has not changed then shows nothing."""
    earlier, later = both
    lines = []
    if twice := int(later[KEYS[0]].isin(earlier[KEYS[0]]).sum()):
        lines.append(f"WARNING: {twice:,} of {len(later):,} rows of the later period are in the earlier one too, by {KEYS[0]}.")
    if periods.after_from < periods.before_from:
        days = f"on {periods.after_from:%Y-%m-%d}, and the earlier one on {periods.before_from:%Y-%m-%d}"
        lines.append(f"WARNING: the later period begins {days}. Check which file is which.")
    return lines


def _read(files: Files, names: list[str], view: View) -> tuple[pd.DataFrame, Join | None, str]:
    """Return the contacts of a period, with their scores if any, how many scores found theirs, and what is said of the others."""
    features = read_features(files.features, names)
    if files.scores is None:
        return features, None, ""
    scores, of_run = _read_scores(files.scores, view)
    scored = features.merge(scores, on=KEYS[0], how="inner" if of_run else "left", validate="one_to_one")
    join = join_of(files.scores.name, "scores", files.features.name, KEYS[0], scores[KEYS[0]], features[KEYS[0]])
    if scored["margin"].isna().any() or (len(features) and scored.empty):
        without = len(features) - int(scored["margin"].notna().sum())
        raise BadInput(
            f"{without:,} of {len(features):,} rows of features have no score.",
            where="; ".join(filter(None, [f"{files.features}, {files.scores}: {join.says}", join.nearly])),
            expected="files with the same point_id",
            do="score these features: neglect-triage score",
        )
    unscored = len(features) - len(scored)
    line = f"{files.features.name}: {unscored:,} of {len(features):,} rows have no score; a run scores its test period alone."
    return scored.assign(attention=scored["attention"].astype(bool)), join, line if unscored else ""


def _read_scores(path: Path, view: View) -> tuple[pd.DataFrame, bool]:
    """Return point_id, margin and attention, and whether they are those of a run, which has scores of both views."""
    if not path.is_file():
        raise BadInput("There are no scores.", where=str(path), do="write them: neglect-triage score")
    cells = read_own_file(path.parent, path.name).cells
    if absent := [name for name in SCORES if name not in cells]:
        raise BadInput("Scores lack a column.", where=f"{path}: {', '.join(absent)}", expected=", ".join(SCORES))
    of_run = "view" in cells
    cells = cells[cells["view"].astype("str") == view] if of_run else cells
    margin = pd.to_numeric(cells["margin"].astype("str"), errors="coerce").astype(float)
    attention = cells["attention"].astype("str").str.strip().str.lower().map(FLAGS)
    points = clean_ids(cells["point_id"])
    problems: dict[str, pd.Series] = {
        "point_id": points.isna() | points.duplicated(),
        "margin": pd.Series(~np.isfinite(margin.to_numpy()), margin.index),
        "attention": attention.isna(),
    }
    for name, wrong in problems.items():
        if wrong.any():
            raise BadInput(
                f"{int(wrong.sum()):,} scores cannot be used.",
                where=f"{path}, column {name}, the first is row {wrong.index[wrong][0]}",
                expected="each point_id once, margin a number, attention true or false",
                do="write them again: neglect-triage score",
            )
    return pd.DataFrame({"point_id": points, "margin": margin, "attention": attention}), of_run


def _check_not_empty(within: list[np.ndarray], periods: Periods) -> None:
    for rows, name in zip(within, ("earlier", "later"), strict=True):
        if not rows.any():
            days = ", ".join(f"{name} {day}" for name, day in periods.days.items())
            raise BadInput(f"The {name} period holds no rows.", where=days, do="choose other days")
