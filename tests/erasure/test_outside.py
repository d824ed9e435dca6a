"""What no command reaches is searched where it can be, and named: git's history, remotes, and what DVC keeps elsewhere."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from neglect_triage.erasure.outside import outside
from neglect_triage.erasure.patterns import Ids
from neglect_triage.erasure.places import Project
from neglect_triage.files import write_text

CHILD = "child-one"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def named(root: Path) -> str:
    return "\n".join(outside(Project(root, root / "data/raw", frozenset()), Ids(frozenset({CHILD})), "child"))


def git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
    subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True)


def test_git_history_and_remotes_are_searched_and_named(root: Path) -> None:
    assert "this folder is in no repository of git" in named(root)
    git(root, "init")
    git(root, "remote", "add", "shared", "example.org:one.git")
    write_text(root / "notes.md", "nobody")
    git(root, "add", "notes.md")
    git(root, "commit", "-m", "one")
    assert "does not hold the child" in (words := named(root))
    assert "remotes of git (shared)" in words
    write_text(root / "notes.md", f"about {CHILD}")
    git(root, "commit", "-am", "two")
    write_text(root / "notes.md", "nobody")
    assert "git's history HOLDS the child" in named(root)


def test_remotes_and_a_cache_of_dvc_elsewhere_are_named(root: Path) -> None:
    write_text(root / ".dvc/config", "['remote \"vault\"']\n    url = ../vault\n[cache]\n    dir = ../../../cache\n")
    words = named(root)
    assert "remotes of DVC (vault)" in words
    assert "DVC's cache, which lies outside the project" in words


def test_what_dvc_notes_of_files_in_a_folder_of_its_own_is_searched(root: Path) -> None:
    git(root, "init")
    write_text(root / ".dvc/config", f"[core]\n    site_cache_dir = {root.parent / 'notes'}\n")
    assert "DVC's notes" not in named(root)
    (notes,) = (root.parent / "notes/repo").iterdir()
    write_text(notes / "index/names", f"data/reports/contacts/{CHILD}.html")
    assert f"DVC's notes about files HOLD the child: remove the folder {notes}" in named(root)
