"""Erasing children from a project: the list, logs, then tables, files, cache and MLflow, then the search that proves it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..chronology.erased import LIST, add_erased
from ..errors import BadInput
from .consequences import Consequences, consequences
from .identify import ids_of
from .logs import Logs, Order, change_logs, check_order, logs_about
from .patterns import Ids
from .places import Project, take_out
from .search import Searched, holds, search


@dataclass
class Erasure:
    """What was found and done.

    Attributes
    ----------
    before, after : the searches; after is None where nothing was to be changed.
    about : what rests on the records, for the person.
    logs : which sealed logs hold the children, and which approvals end.
    ids : what was searched for.
    rows : how many rows went from each file; of a log, from how many lines the words went.
    removed : files that went whole.
    """

    before: Searched
    about: Consequences
    logs: Logs
    ids: Ids
    rows: dict[Path, int] = field(default_factory=dict)
    removed: list[Path] = field(default_factory=list)
    after: Searched | None = None


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
    ids = ids_of(project.root, children)
    before = search(project.root, ids.in_every)
    if not before.found:
        raise BadInput(
            "No file of this project holds that pseudonym. Nothing was changed.",
            where=f"{before.files:,} files were searched",
            do="check the pseudonym, in which letter case counts; one that was erased before is in no file any more",
        )
    about = consequences(project, ids, before.found)
    done = Erasure(before, about, logs_about(before.found, project, ids, about.in_study), ids)
    if dry_run:
        return done
    check_order(order, done.logs, ids)
    add_erased(children, project.root / LIST)  # first, so that a run that is killed half way brings nobody back
    done.rows |= change_logs(done.logs, project, ids, order)
    # Files that name the children go last: from them a run that was killed can find the other identifiers again.
    files = sorted([*before.found, *done.about.pages_of_the_home], key=lambda path: holds(path, ids.in_children)[0])
    for path in dict.fromkeys(files):
        if path.is_file():  # a list in DVC's cache goes with what it names
            rows, removed = take_out(path, project, ids)
            done.removed += removed
            if rows:
                done.rows[path] = rows
    done.after = search(project.root, ids.in_every)
    return done
