"""What rests on a child's records: the records of the home, models, review samples and releases."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
from openpyxl import load_workbook

from ..explain.selection import file_name
from ..files import in_order, sha256
from ..governance.approvals import FIELDS, hashes_of
from ..governance.release.ledger import read_ledger
from ..models.registered import MANIFEST
from ..sealed_log import read_log
from .contents import DAMAGED
from .identify import CHILD, starts_as_parquet
from .patterns import Ids
from .places import MLFLOW, Project
from .rows import records_under
from .search import files_of

_OF_THE_HOME = ("household", "carer")


@dataclass(frozen=True)
class Consequences:
    """What rests on the records of children.

    Attributes
    ----------
    home_records : records about a home or a carer that stand under the children, and go with them.
    relatives : how many others lived in a home with one of them, and keep their own records.
    pages_of_the_home : pages about these others, which can show what stood in the children's records.
    workbooks_of_the_home : workbooks of reviews in which these others stand, and their contacts: records of the home are in them.
    workbooks_elsewhere : such workbooks outside the folder of reviews, which the person has to change.
    models : names of models that were fitted, calibrated or tested with contacts about the children.
    samples : files of review samples in which the children stand.
    releases : names of releases whose figures counted the children.
    in_study : whether models, samples and figures were made with contacts about the children, now or in an earlier run.
    """

    home_records: int
    relatives: int
    pages_of_the_home: list[Path]
    workbooks_of_the_home: dict[Path, frozenset[str]]
    workbooks_elsewhere: list[Path]
    models: list[str]
    samples: list[Path]
    releases: list[str]
    in_study: bool


def consequences(project: Project, ids: Ids, found: list[Path]) -> Consequences:
    """Return what rests on the records of children; of a stage that has not been run, nothing.

    Parameters
    ----------
    found : the files that hold the children.
    """
    data = project.data
    events, points = _table(data.events, [CHILD, "scope"]), _table(data.points, [CHILD, "point_id"])
    relatives = _relatives(_table(data.table("households"), [CHILD, "household_id"]), ids)
    contacts = frozenset(points.loc[points[CHILD].isin(relatives), "point_id"])
    pages = {file_name(point) for point in contacts}
    home_records = int((events[CHILD].isin(list(ids.children)) & events["scope"].isin(_OF_THE_HOME)).sum())
    folders = (data.contact_pages, data.contact_pages_asked_for, data.contact_pages_of_all)
    workbooks = _workbooks(project, contacts) if home_records else []
    ours = [path for path in workbooks if path.is_relative_to(data.audit_sample.parent)]
    in_study = any(_shows_study(path, project, ids) for path in found)
    return Consequences(
        home_records=home_records,
        relatives=len(relatives),
        pages_of_the_home=[path for folder in folders for path in in_order(folder.glob("*.html")) if path.name in pages],
        workbooks_of_the_home=dict.fromkeys(ours, contacts),
        workbooks_elsewhere=[path for path in workbooks if path not in ours],
        models=_models(project) if in_study else [],
        samples=[path for path in found if data.audit_sample in path.parents],
        releases=_releases(project) if in_study else [],
        in_study=in_study,
    )


def _workbooks(project: Project, contacts: frozenset[str]) -> list[Path]:
    """Return the workbooks in which records stand under these contacts, wherever somebody put them; no source has such."""
    found, sources = list[Path](), (project.source.absolute(), project.data.raw.absolute())
    for path in (path for path in files_of(project.root) if path.suffix.lower() in (".xlsx", ".xlsm")):
        if not any(path.absolute().is_relative_to(folder) for folder in sources):
            with suppress(*DAMAGED):  # the search names it
                if any(records_under(load_workbook(path), contacts).values()):
                    found.append(path)
    return found


def _table(path: Path, columns: list[str]) -> pd.DataFrame:
    if not path.is_file():
        return pd.DataFrame({name: pd.Series(dtype="str") for name in columns})
    frame: pd.DataFrame = pq.read_table(path, columns=columns).to_pandas()
    return frame.astype("str")


def _shows_study(path: Path, project: Project, ids: Ids) -> bool:
    """Return whether a file that holds the children shows that a run had them: its contacts, in whatever version; what was drawn,
    reviewed or logged of it. What a model was only applied to shows none."""
    data = project.data
    if path == data.decision_log or data.audit_sample in path.parents:
        return True
    if path.is_relative_to(project.root / MLFLOW) or path.is_relative_to(project.root / "mlruns"):
        return True
    with suppress(*DAMAGED):
        names = set(pq.read_schema(path).names) if starts_as_parquet(path) else set()
        if {CHILD, "point_id", "period"} <= names:
            return bool(_table(path, [CHILD])[CHILD].isin(list(ids.children)).any())
    return False


def models_of(project: Project) -> dict[str, dict[str, str]]:
    """Return the hash of the manifest of every model that was fitted or decided about, with the hashes of the present run."""
    manifest, run = project.data.registered / MANIFEST, hashes_of(project.root)
    own = [sha256(manifest)] if manifest.is_file() else []
    return dict.fromkeys(
        [*own, *(entry["seen"]["model"]["manifest"] for entry in read_log(project.data.approvals, fields=FIELDS))], run
    )


def _relatives(households: pd.DataFrame, ids: Ids) -> set[str]:
    theirs = households[CHILD].isin(list(ids.children))
    return set(households.loc[households["household_id"].isin(households.loc[theirs, "household_id"]), CHILD]) - ids.children


def _models(project: Project) -> list[str]:
    """Return the model folder by the hash of its manifest, and the versions in MLflow's registry."""
    manifest = project.data.registered / MANIFEST
    folder = f"{project.data.root.name}/{project.data.relative(project.data.registered)}"
    names = [f"{folder} (manifest {sha256(manifest)[:16]})"] if manifest.is_file() else []
    if (project.root / MLFLOW).is_file():
        with closing(sqlite3.connect(project.root / MLFLOW)) as store:
            versions = store.execute("SELECT name, version FROM model_versions ORDER BY name, version").fetchall()
        names += [f"models:/{name}/{version} in MLflow" for name, version in versions]
    return names


def _releases(project: Project) -> list[str]:
    """Return the release that stands, and each in the ledger by its line; any of them may have counted the child."""
    data = project.data
    folder, ledger = (f"{data.root.name}/{data.relative(path)}" for path in (data.release, data.release_ledger))
    standing = [folder] if data.release.is_dir() and any(data.release.iterdir()) else []
    return standing + [f"line {number} of {ledger}" for number, _ in enumerate(read_ledger(data.release_ledger), 1)]
