"""What happens to a file that holds an erased child, by where it stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..errors import of_the_machine
from ..files import in_order
from ..paths import DataFolder
from ..sealed_log import is_log
from .contents import CELLS, DAMAGED, PARQUET, SQLITE
from .patterns import Ids
from .rows import out_of_parquet, out_of_sqlite, out_of_text, out_of_workbook
from .search import Held, holds, leads_out, named_by

Way = Literal["brought", "made", "log", "person"]
CACHE, MLFLOW = Path(".dvc/cache"), Path("mlflow.db")
_MADE = (Path("data"), CACHE, Path(".dvc/tmp"), Path("mlruns"), MLFLOW)
_WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Project:
    """A project: its folder, the folder from which the source stage reads, and the children of its chronology."""

    root: Path
    source: Path
    known: frozenset[str]

    @property
    def data(self) -> DataFolder:
        """The project's data folder."""
        return DataFolder(self.root / "data")


def way_of(path: Path, project: Project) -> Way:
    """Return how a file is treated.

    What people brought or filled in (`brought`) loses rows and nothing else. What a stage or a command made loses rows, or goes
    whole where it has none, because it can be made again. Sealed logs are changed apart. Any other file is for the person; so
    is a link to what people brought and keep outside the project, because to take rows out would put a file in its place.
    """
    data = project.data
    if path in (data.approvals, data.decision_log) or (path.is_file() and is_log(path)):
        return "log"
    if any(_below(path, folder) for folder in (project.source, data.raw, data.audit_sample.parent)):
        return "brought" if has_rows(path) and not leads_out(path, project.root) else "person"
    return "made" if any(_below(path, project.root / folder) for folder in _MADE) else "person"


def take_out(path: Path, project: Project, ids: Ids) -> tuple[int, list[Path]]:
    """Take children out of one file.

    Returns
    -------
    rows : how many rows it lost, where it lost rows.
    removed : what went whole: the file, and lists in DVC's cache that name it.
    """
    way, rows = way_of(path, project), 0
    if path.is_dir():
        return 0, _remove_empty(path) if way == "made" else []
    in_cache = _below(path, project.root / CACHE)  # whose files are named by their bytes
    if way in ("log", "person"):
        return 0, []
    if way == "brought" or (has_rows(path) and not in_cache):
        try:
            rows = _rows_out_of(path, ids)
        except DAMAGED as error:  # then it goes whole, or is named
            if stopped := of_the_machine(error):
                raise stopped from error
    named = named_by(path.relative_to(project.root), ids) is not Held.NO
    if way == "made" and (not rows or named or holds(path, ids)[0] is Held.YES):
        return 0, _remove(path, project.root / CACHE if in_cache else None)
    return rows, []


def has_rows(path: Path) -> bool:
    """Return whether rows can be taken out of a file."""
    return path.suffix.lower() in (*CELLS, *_WORKBOOKS) or _first_bytes(path).startswith((PARQUET, SQLITE))


def _rows_out_of(path: Path, ids: Ids) -> int:
    kind = _first_bytes(path)
    if kind.startswith(PARQUET):
        return out_of_parquet(path, ids)
    if kind.startswith(SQLITE):
        return out_of_sqlite(path, ids)
    return out_of_workbook(path, ids) if path.suffix.lower() in _WORKBOOKS else out_of_text(path, ids)


def _remove_empty(folder: Path) -> list[Path]:
    folder.rmdir()
    return [folder]


def _remove(path: Path, cache: Path | None) -> list[Path]:
    gone = [path]
    if cache and path.suffix != ".dir":
        gone += [listing for listing in in_order(cache.rglob("*.dir")) if _lists(listing, path.parent.name + path.name)]
    for each in gone:
        each.chmod(0o600)  # DVC protects what it caches, and Windows removes nothing that is protected
        each.unlink()
    return gone


def _below(path: Path, folder: Path) -> bool:
    return path.absolute().is_relative_to(folder.absolute())


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(SQLITE))


def _lists(listing: Path, name: str) -> bool:
    return any(each.get("md5") == name for each in json.loads(listing.read_bytes()))
