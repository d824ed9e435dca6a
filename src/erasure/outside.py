"""Where a child's records can be that no command of the project reaches: git's history, remotes, and what lies elsewhere."""

from __future__ import annotations

import configparser
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from .contents import DAMAGED
from .patterns import Ids
from .places import Project
from .search import Held, holds_bytes, search


def outside(project: Project, ids: Ids, person: str) -> list[str]:
    """Return what whoever erases has to do, a line each. `person` : what the project calls the one whose records are erased."""
    root = project.root
    lines = [_history(root, ids, person)]
    remotes = git(root, "remote").split()
    if remotes:
        lines.append(f"remotes of git ({', '.join(remotes)}): whoever fetched from them has their own copy of the history")
    settings = _dvc_settings(root)
    if stores := [name.split('"')[1] for name in settings.sections() if '"' in name]:
        lines.append(f"remotes of DVC ({', '.join(stores)}): remove there what no workspace needs: dvc gc --workspace --cloud")
    cache = settings.get("cache", "dir", fallback="")
    if cache and not (root / ".dvc" / cache).resolve().is_relative_to(root.resolve()):
        lines.append(f"DVC's cache, which lies outside the project ({cache}): remove there what no workspace needs: dvc gc")
    lines += _notes_of_dvc(root, ids, person)
    if not project.source.resolve().is_relative_to(root.resolve()):
        lines.append(f"the source, which lies outside the project ({project.source}): take the records out there too")
    return [
        *lines,
        f"other copies of this project, MLflow servers, backups and snapshots: remove the {person} there, or let them run out",
        "workbooks, pages and releases that were handed on: ask for them back, or for their removal",
        f"the controller's own records, and what maps the {person}'s identifier to the pseudonym: your own procedure",
    ]


def _history(root: Path, ids: Ids, person: str) -> str:
    if not git(root, "rev-parse", "--git-dir"):
        return "git's history: this folder is in no repository of git"
    command = ["git", "-C", str(root), "cat-file", "--batch-all-objects", "--batch", "--buffer"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reading:
        assert reading.stdout
        searched = [holds_bytes(each, ids) for each in _objects(reading.stdout)]
    held = max((held for held, _ in searched), default=Held.NO)
    if held is Held.YES:
        return f"git's history HOLDS the {person}: rewrite it (git filter-repo --replace-text), and have every clone made again"
    closed = sum(not opened for _, opened in searched)
    left = f"; {closed:,} of them could not be opened as what they are" if closed else ""
    if held is Held.PERHAPS:
        left += f"; it holds a number or word that is the {person}'s elsewhere, which may be a count there"
    return f"git's history was searched object by object ({len(searched):,}), and does not hold the {person}{left}"


def _objects(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the bytes of each object in the answer of git cat-file --batch."""
    while header := stream.readline():
        yield stream.read(int(header.split()[-1]))
        stream.read(1)


def _notes_of_dvc(root: Path, ids: Ids, person: str) -> Iterator[str]:
    """Yield that DVC's notes about files name pages about the children: they lie in a folder outside the project."""
    if not (root / ".dvc").is_dir():
        return
    from dvc.exceptions import DvcException  # both are slow to import
    from dvc.repo import Repo

    try:
        folder = Path(Repo(str(root)).site_cache_dir)
    except (DvcException, *DAMAGED):
        yield "DVC's notes about files, which lie outside the project and could not be found: by default in /var/tmp/dvc/repo"
        return
    if search(folder, ids).found:
        yield f"DVC's notes about files HOLD the {person}: remove the folder {folder}, which DVC makes again"


def git(root: Path, *arguments: str) -> str:
    """Return what git answers in a folder; nothing where there is no git, or no repository."""
    try:
        return subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""


def _dvc_settings(root: Path) -> configparser.ConfigParser:
    settings = configparser.ConfigParser(interpolation=None)
    settings.read([root / ".dvc" / "config", root / ".dvc" / "config.local"], encoding="utf-8")
    return settings
