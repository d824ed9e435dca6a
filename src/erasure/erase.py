"""Erasing children from a project: the list, logs, then tables, files, cache and MLflow, then the search that proves it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from ..batches.earlier import resting_on
from ..chronology.erased import LIST, Record, add_erased
from ..errors import BadInput
from ..files import in_order
from .consequences import Consequences, consequences, models_of
from .holders import holders, shown
from .identify import ids_of
from .logs import Logs, Order, change_logs, check_order, logs_about
from .patterns import Ids
from .places import Project, has_rows, take_out
from .rows import records_out_of_workbook
from .search import Held, Searched, empty_folders, holds, named_by, not_reached, search


@dataclass
class Erasure:
    """What was found and done.

    Attributes
    ----------
    before, after : the searches; after is None where nothing was to be changed.
    about : what rests on the records, for the person.
    logs : which sealed logs hold the children, and which approvals end.
    ids : what was searched for.
    held_by : the runs, archives and scored batches that held the children, by name.
    not_reached : what the project's folder holds and no command reaches, and why.
    rows : how many rows went from each file; of a log, from how many lines the words went.
    removed : files that went whole.
    """

    before: Searched
    about: Consequences
    logs: Logs
    ids: Ids
    held_by: list[str]
    not_reached: list[tuple[Path, str]]
    rows: dict[Path, int] = field(default_factory=dict)
    removed: list[Path] = field(default_factory=list)
    after: Searched | None = None

    @property
    def is_left(self) -> bool:
        """Whether files are left that hold the children, may do so, or hold records of their home, after all was done."""
        return bool(self.after and (self.after.found or self.after.closed or self.about.workbooks_elsewhere))


def erase(project: Project, children: frozenset[str], order: Order, dry_run: bool = False) -> Erasure:
    """Take children out of a project.

    Parameters
    ----------
    project : where, and whom its chronology knows.
    children : their pseudonyms, as tables hold them.
    order : what sealed logs keep of the erasure.
    dry_run : search only.

    Raises
    ------
    BadInput : no file of the project holds one of them; or a log is to be changed and cannot be, or nobody says under which
        order. Nothing is changed.
    """
    ids = ids_of(project.root, children, project.known)
    before = search(project.root, ids)
    if not before.found:
        raise BadInput(
            "No file of this project holds that pseudonym. Nothing was changed.",
            where=f"{before.files:,} files were searched",
            do="check the pseudonym, in which letter case counts; one that was erased before is in no file any more",
        )
    about = consequences(project, ids, before.found)
    logs, held_by = logs_about(before.found, project, ids, about.in_study), holders(project, ids, before.found)
    done = Erasure(before, about, logs, ids, held_by, list(not_reached(project.root)))
    if dry_run:
        return done
    check_order(order, done.logs, ids)
    # First, so that a run that is killed half way brings nobody back, and no model that rests on the records is approved again.
    add_erased(children, project.root / LIST, models_of(project) if about.in_study else {}, _record(done, project, order))
    done.rows |= change_logs(done.logs, project, ids, order)
    for folder in resting_on(before.found, project.root):
        done.removed += in_order(path for path in folder.rglob("*") if path.is_file())
        shutil.rmtree(folder)
    # Before the tables, which say who lived in the home.
    for path, contacts in about.workbooks_of_the_home.items():
        done.rows[path] = records_out_of_workbook(path, contacts)
    # Files that name the children go last: from them a run that was killed can find the other identifiers again.
    children_alone = Ids(children, known=project.known)
    doubtful = [path for path in before.doubtful if not has_rows(path) or _is_named(path, done, project)]
    files = {*before.found, *doubtful, *about.pages_of_the_home}
    for path in sorted(files, key=lambda path: (_names(path, children_alone), path.parts)):
        _take_out(path, done, project)
    for folder in [each for each in empty_folders(project.root) if _is_named(each, done, project)]:
        _take_out(folder, done, project)
    done.after = search(project.root, ids)
    return done


def _record(done: Erasure, project: Project, order: Order) -> Record:
    """Return what the project's list keeps of an erasure."""
    samples = [f"sample {shown(path, project, done.ids)}" for path in done.about.samples]
    releases = [f"release {each}" for each in done.about.releases]
    held_by = [*done.held_by, *(f"model {each}" for each in done.about.models), *samples, *releases]
    return {"at": order.at, "by": order.by, "order": order.order, "held_by": held_by}


def _is_named(path: Path, done: Erasure, project: Project) -> bool:
    return named_by(path.relative_to(project.root), done.ids) is not Held.NO


def _names(path: Path, children: Ids) -> bool:
    return path.is_file() and holds(path, children)[0] is Held.YES


def _take_out(path: Path, done: Erasure, project: Project) -> None:
    if path.exists():  # a list in DVC's cache goes with what it names
        rows, removed = take_out(path, project, done.ids)
        done.removed += removed
        if rows:
            done.rows[path] = done.rows.get(path, 0) + rows
