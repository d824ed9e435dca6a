"""Which runs, archives and scored batches held children, each by a name under which a person finds it again."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ..batches.earlier import resting_on
from ..files import in_order
from .contents import DAMAGED, is_packed
from .identify import starts_as_parquet
from .outside import git
from .patterns import ERASED, Ids
from .places import CACHE, MLFLOW, Project

MASK = "(child)"
LOCK = Path("dvc.lock")
_HASH = re.compile(r"\b[0-9a-f]{32}(?:\.dir)?\b")
_RUN = re.compile(r"[0-9a-f]{32}")
_OF_A_RUN = ("run_uuid", "run_id")
_SCORED = {"point_id", "margin", "attention"}


def holders(project: Project, ids: Ids, found: Iterable[Path]) -> list[str]:
    """Return the runs, archives, files of scores and batches that held children, in this order; no identifier stands in a name.

    A batch that rests on one of these is named too.

    Parameters
    ----------
    found : the files that hold the children.
    """
    paths = in_order(path for path in found if path.is_file())
    cache = project.root / CACHE
    cached = {path.parent.name + path.name for path in paths if path.is_relative_to(cache)}
    others = [path for path in paths if not path.is_relative_to(cache)]
    archives = [f"archive {shown(path, project, ids)}" for path in others if is_packed(path)]
    batches = [f"scores of a model, {shown(path, project, ids)}" for path in others if _is_scored(path, project)]
    batches += [f"batch {shown(folder, project, ids)}" for folder in resting_on(others, project.root)]
    return [*_dvc_runs(project.root, cached), *_mlflow_runs(project.root, ids, others), *archives, *batches]


def shown(path: Path, project: Project, ids: Ids) -> str:
    """Return the place of a file within its project, with a mask where a child's identifier would stand."""
    parts = [MASK if ids.weak & {part, Path(part).stem} else part for part in path.relative_to(project.root).parts]
    return ids.in_every.replaced("/".join(parts)).replace(ERASED, MASK)


def _dvc_runs(root: Path, cached: set[str]) -> Iterator[str]:
    """Yield the runs whose dvc.lock names one of these files of DVC's cache, or a folder that lists one."""
    if not cached:
        return
    listings = [path for path in in_order((root / CACHE).rglob("*.dir")) if _lists(path, cached)]
    wanted, known = cached | {path.parent.name + path.name for path in listings}, set[str]()
    locks = [("the present run (dvc.lock)", (root / LOCK).read_text(encoding="utf-8"))] if (root / LOCK).is_file() else []
    commits = [line.split() for line in git(root, "log", "--all", "--format=%H %cs", "--", str(LOCK)).splitlines()]
    locks += [(f"the run of commit {name[:12]} ({day})", git(root, "show", f"{name}:./{LOCK}")) for name, day in commits]
    for name, lock in locks:
        if hashes := wanted & set(_HASH.findall(lock)):
            known |= hashes
            yield name
    known |= {one for path in listings if path.parent.name + path.name in known for one in _listed(path)}
    if unnamed := cached - known:
        yield f"a run that no dvc.lock in git names, by {len(unnamed):,} files in {CACHE.as_posix()}, such as {min(unnamed)}"


def _lists(listing: Path, cached: set[str]) -> bool:
    return bool(cached & _listed(listing))


def _listed(listing: Path) -> set[str]:
    with suppress(*DAMAGED):
        return {str(each["md5"]) for each in json.loads(listing.read_bytes())}
    return set()


def _mlflow_runs(root: Path, ids: Ids, paths: list[Path]) -> Iterator[str]:
    folder, store = root / "mlruns", root / MLFLOW
    within = [path.relative_to(folder).parts for path in paths if path.is_relative_to(folder)]
    runs = {part for parts in within for part in parts if _RUN.fullmatch(part)}
    if store in paths:
        with suppress(*DAMAGED), closing(sqlite3.connect(store)) as connection:
            runs |= set(_runs_in(connection, ids))
    yield from (f"run {run} of MLflow" for run in sorted(runs))


def _runs_in(connection: sqlite3.Connection, ids: Ids) -> Iterator[str]:
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        rows = connection.execute(f'SELECT * FROM "{table}"')
        names = [each[0] for each in rows.description]
        place = next((names.index(name) for name in _OF_A_RUN if name in names), None)
        if place is not None:
            yield from (str(row[place]) for row in rows if _holds(row, ids))


def _holds(row: tuple[Any, ...], ids: Ids) -> bool:
    words = json.dumps([str(cell) for cell in row if cell is not None], ensure_ascii=False).encode()
    return ids.in_every.in_any_spelling(words) or ids.in_every.as_value_in(words)


def _is_scored(path: Path, project: Project) -> bool:
    with suppress(*DAMAGED):
        return path != project.data.scores and starts_as_parquet(path) and set(pq.read_schema(path).names) >= _SCORED
    return False
