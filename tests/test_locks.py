"""The lock files: they pin every version with hashes, agree with each other, and match what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
BENCHMARKS = "benchmarks/requirements.in"
BY_US = {"neglect-triage (pyproject.toml)", f"-r {BENCHMARKS}"}
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;]+)[^\n]*\n((?:[ #][^\n]*\n)*)", flags=re.MULTILINE)


class Pin(NamedTuple):
    """One pinned version, and who asked for it: other packages, or one of `BY_US`."""

    name: str
    version: str
    asked_by: frozenset[str]


def requirements() -> dict[str, list[Requirement]]:
    """What each lock file was made from."""
    extras = PROJECT["project"]["optional-dependencies"]
    run = PROJECT["project"]["dependencies"]
    peers = re.findall(r"^\w[^#\n]*", (ROOT / BENCHMARKS).read_text(encoding="utf-8"), flags=re.MULTILINE)
    asked = {"": run, "-dev": run + extras["dev"], "-spark": run + extras["spark"], "-bench": peers}
    return {f"requirements{name}.lock": [Requirement(line.strip()) for line in lines] for name, lines in asked.items()}


REQUIREMENTS = requirements()


def text_of(lock: str) -> str:
    return (ROOT / lock).read_text(encoding="utf-8")


def pins(lock: str) -> list[Pin]:
    """Every pin; a package has several where its version depends on the Python or the system."""
    return [
        Pin(name, version, frozenset(re.findall(r"^ +# +(?:via +)?(?!via$|-c )(\S.*)$", below, flags=re.MULTILINE)))
        for name, version, below in PIN.findall(text_of(lock))
    ]


def lines_of(lock: str) -> set[str]:
    """The pins with their environment markers, as written."""
    return {line.rstrip(" \\") for line in text_of(lock).splitlines() if re.match(r"[a-z0-9]", line)}


@pytest.mark.parametrize("lock", REQUIREMENTS)
def test_a_lock_pins_with_hashes_and_names_no_place(lock: str) -> None:
    lines = text_of(lock).splitlines()
    pinned = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert len(pinned) == len(pins(lock)) > 10
    assert not [line for line in pinned if "==" not in line or not line.endswith("\\")]
    assert not [line for line in lines if "://" in line or " @ " in line or line.startswith("-")]


def test_there_is_no_other_lock() -> None:
    assert {lock.name for lock in ROOT.glob("requirements*.lock")} == set(REQUIREMENTS)


@pytest.mark.parametrize("lock", ["requirements-dev.lock", "requirements-spark.lock"])
def test_other_environments_hold_the_very_versions_of_the_run_lock(lock: str) -> None:
    assert lines_of("requirements.lock") < lines_of(lock)


@pytest.mark.parametrize("lock", REQUIREMENTS)
def test_every_requirement_is_met_by_each_version_that_is_pinned(lock: str) -> None:
    built_with = [Requirement(line) for line in PROJECT["build-system"]["requires"]] if lock == "requirements.lock" else []
    for requirement in REQUIREMENTS[lock] + built_with:
        versions = [pin.version for pin in pins(lock) if pin.name == canonicalize_name(requirement.name)]
        assert versions, f"{requirement.name} is not pinned: run make locks"
        outside = [version for version in versions if not requirement.specifier.contains(version, prereleases=True)]
        assert not outside, f"{requirement} is asked for, {outside} pinned: run make locks"


@pytest.mark.parametrize("lock", REQUIREMENTS)
def test_a_lock_holds_what_is_asked_for_and_what_that_needs_and_nothing_else(lock: str) -> None:
    """A requirement that was taken out of pyproject.toml must leave the lock as well."""
    found = pins(lock)
    reached = {pin.name for pin in found if pin.asked_by & BY_US}
    assert reached == {canonicalize_name(requirement.name) for requirement in REQUIREMENTS[lock]}
    while more := {pin.name for pin in found if pin.asked_by & reached} - reached:
        reached |= more
    assert reached == {pin.name for pin in found}


def test_the_reason_for_every_direct_dependency_is_given() -> None:
    cells = re.findall(r"^\| ([^|]+) \|", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    explained = {name for cell in cells for name in cell.split(", ")}
    assert {requirement.name for asked in REQUIREMENTS.values() for requirement in asked} <= explained
