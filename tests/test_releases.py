"""A release can be made at any time: one version, a changelog in the form of Keep a Changelog, and steps that exist."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import tomllib
from pathlib import Path

from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
SECTIONS = re.findall(r"^## (.*)$", CHANGELOG, flags=re.MULTILINE)
UNRELEASED = "[Unreleased]"
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def released() -> list[tuple[Version, dt.date]]:
    found = [re.fullmatch(r"\[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)", heading) for heading in SECTIONS if heading != UNRELEASED]
    assert all(found), "a section is headed: ## [1.2.3] - 2026-12-01"
    return [(Version(match[1]), dt.date.fromisoformat(match[2])) for match in found if match]


def test_the_changelog_begins_with_what_is_unreleased_or_with_the_version_of_the_project() -> None:
    assert SECTIONS[0] == UNRELEASED or released()[0][0] == Version(VERSION)
    assert UNRELEASED not in SECTIONS[1:]


def test_the_last_version_of_the_changelog_is_that_of_the_project() -> None:
    assert [version for version, _ in released()][:1] in ([], [Version(VERSION)])


def test_versions_and_their_days_go_down() -> None:
    assert released() == sorted(set(released()), reverse=True)


def test_changes_stand_under_the_kinds_that_keep_a_changelog_names() -> None:
    assert set(re.findall(r"^### (.*)$", CHANGELOG, flags=re.MULTILINE)) <= KINDS


def test_the_version_is_written_in_one_place() -> None:
    held = subprocess.run(
        ["git", "grep", "--files-with-matches", "--fixed-strings", f'"{VERSION}"', "--", "src", "pyproject.toml"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert held.stdout.split() == ["pyproject.toml"]


def test_the_steps_name_targets_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    steps = (ROOT / "docs/how-to/releasing.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^ +|`)make ([a-z-]+)", steps, flags=re.MULTILINE))
    assert {"repro", "test-all", "wheel"} <= named <= targets
