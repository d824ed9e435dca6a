"""Erasing children from a project: the list first, then tables, files, cache and MLflow, then the search that proves it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..chronology.erased import LIST, add_erased
from ..errors import BadInput
from .consequences import Consequences, consequences
from .identify import ids_of
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
    ids : what was searched for.
    rows : how many rows went from each file.
    removed : files that went whole.
    """

    before: Searched
    about: Consequences
    ids: Ids
    rows: dict[Path, int] = field(default_factory=dict)
    removed: list[Path] = field(default_factory=list)
    after: Searched | None = None


def erase(project: Project, children: frozenset[str], dry_run: bool = False) -> Erasure:
    """Take children out of a project.

    Parameters
    ----------
    project : where, and whom its chronology knows.
    children : their pseudonyms, as tables hold them.
    dry_run : search only.

    Raises
    ------
    BadInput : no file of the project holds one of them; nothing is changed.
    """
    ids = ids_of(project.root, children)
    before = search(project.root, ids.in_every)
    if not before.found:
        raise BadInput(
            "No file of this project holds that pseudonym. Nothing was changed.",
            where=f"{before.files:,} files were searched",
            do="check the pseudonym, in which letter case counts; one that was erased before is in no file any more",
        )
    done = Erasure(before, consequences(project, ids), ids)
    if dry_run:
        return done
    add_erased(children, project.root / LIST)  # first, so that a run that is killed half way brings nobody back
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
