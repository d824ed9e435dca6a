"""Where a child's records can be that no command of the project reaches: git's history, remotes, and what lies elsewhere."""

from __future__ import annotations

import configparser
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from .patterns import Finder
from .places import Project

_BLOCK, _OVERLAP = 1 << 25, 1 << 10  # bytes read at once, and of the block before that are searched again


def outside(project: Project, finder: Finder) -> list[str]:
    """Return what the person has to do, a line each."""
    root = project.root
    lines = [_history(root, finder)]
    remotes = _git(root, "remote").split()
    if remotes:
        lines.append(f"remotes of git ({', '.join(remotes)}): whoever fetched from them has their own copy of the history")
    settings = _dvc_settings(root)
    if stores := [name.split('"')[1] for name in settings.sections() if '"' in name]:
        lines.append(f"remotes of DVC ({', '.join(stores)}): remove there what no workspace needs: dvc gc --workspace --cloud")
    cache = settings.get("cache", "dir", fallback="")
    if cache and not (root / ".dvc" / cache).resolve().is_relative_to(root.resolve()):
        lines.append(f"DVC's cache, which lies outside the project ({cache}): remove there what no workspace needs: dvc gc")
    if not project.source.resolve().is_relative_to(root.resolve()):
        lines.append(f"the source, which lies outside the project ({project.source}): take the records out there too")
    return [
        *lines,
        "other copies of this project, MLflow servers, backups and snapshots: remove the child there, or let them run out",
        "workbooks, pages and releases that were handed on: ask for them back, or for their removal",
        "the controller's own records, and what maps the child's identifier to the pseudonym: your own procedure",
    ]


def _history(root: Path, finder: Finder) -> str:
    if not _git(root, "rev-parse", "--git-dir"):
        return "git's history: this folder is in no repository of git"
    command = ["git", "-C", str(root), "cat-file", "--batch-all-objects", "--batch", "--buffer"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reading:
        assert reading.stdout
        held = sum(finder.in_bytes(block) for block in _blocks(reading.stdout)) > 0  # all is read, so that git ends well
    if held:
        return "git's history HOLDS the child: rewrite it (git filter-repo --replace-text), and have every clone made again"
    return "git's history was searched object by object, and does not hold the child as text"


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    before = b""
    while block := stream.read(_BLOCK):
        yield before + block
        before = block[-_OVERLAP:]


def _git(root: Path, *arguments: str) -> str:
    """Return what git answers; nothing where there is no git, or no repository."""
    try:
        return subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""


def _dvc_settings(root: Path) -> configparser.ConfigParser:
    settings = configparser.ConfigParser(interpolation=None)
    settings.read([root / ".dvc" / "config", root / ".dvc" / "config.local"], encoding="utf-8")
    return settings
