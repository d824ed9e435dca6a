"""What of this machine and folder a project needs, looked at one by one. It uses nothing that may itself be what is broken."""

from __future__ import annotations

import datetime as dt
import importlib
import locale
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

OLDEST, NEWEST_TRIED = (3, 11), (3, 14)
LONGEST_PATH = 300  # Windows allows 260 characters where nobody has switched long paths on
GIB = 2**30
OF_A_PROJECT = ("params.yaml", "dvc.yaml", "vocabulary.yaml", "catalogue.yaml")


@dataclass(frozen=True)
class Finding:
    """What was found of one thing that a run needs, whether it can run so, and what to do where it is not as it should be."""

    what: str
    state: Literal["ok", "look at", "stops"]
    found: str
    do: str = ""


def look(folder: Path) -> Iterator[Finding]:
    """Yield a finding for each thing that a run in `folder` needs."""
    yield program()
    yield python()
    yield system()
    yield lightgbm()
    yield memory()
    yield disk(folder)
    yield git(folder)
    yield dvc()
    yield writing(folder)
    yield long_paths(folder)
    yield line_ends(folder)
    yield browser()
    yield text()
    yield clock()


def program() -> Finding:
    """Say which version of the program is installed, and where: a report of a fault needs both."""
    try:
        version = metadata.version("neglect-triage")
    except metadata.PackageNotFoundError:
        return Finding(
            "program", "look at", "not installed", "pip install it into this Python's environment: a report names its version"
        )
    return Finding("program", "ok", f"neglect-triage {version}, {Path(__file__).parents[1]}")


def python() -> Finding:
    """Look at the version of Python."""
    found = f"{platform.python_version()}, {sys.executable}"
    if sys.version_info < OLDEST:
        return Finding("Python", "stops", found, "install Python 3.11 or newer, and make the virtual environment with it")
    if sys.version_info[:2] > NEWEST_TRIED:
        return Finding("Python", "look at", found, "if something fails, use Python 3.14 or older: newer ones were not tried")
    return Finding("Python", "ok", found)


def system() -> Finding:
    """Look at the system and its processor."""
    found = f"{platform.system()} {platform.release()}, {platform.machine()}"
    if platform.system() == "Linux" and platform.machine() in ("x86_64", "AMD64"):
        return Finding("system", "ok", found)
    advice = "nothing, to use it; figures that others must repeat to the last digit are made on Linux on x86-64"
    return Finding("system", "look at", found, advice)


def lightgbm() -> Finding:
    """Look whether the library loads that fits the model; it needs one of the system's."""
    try:
        version = importlib.import_module("lightgbm").__version__
    except ImportError:
        return Finding("LightGBM", "stops", "not installed", "pip install --require-hashes -r requirements.lock")
    except OSError:
        of_system = {"Darwin": "brew install libomp", "Windows": "install Microsoft's Visual C++ Redistributable (x64)"}
        linux = "apt-get install libgomp1 (Debian, Ubuntu) or dnf install libgomp (Fedora, Red Hat)"
        return Finding("LightGBM", "stops", "a library of the system is missing", of_system.get(platform.system(), linux))
    return Finding("LightGBM", "ok", version)


def memory() -> Finding:
    """Look at the memory that is free."""
    try:
        held = importlib.import_module("psutil").virtual_memory()
    except ImportError:
        return Finding("memory", "look at", "cannot be told", "pip install --require-hashes -r requirements.lock")
    found = f"{held.available / GIB:.1f} GiB free of {held.total / GIB:.1f}"
    if held.available < 4 * GIB:
        return Finding(
            "memory", "look at", found, "close other programs; if a run stops, set features.batch_events lower in params.yaml"
        )
    return Finding("memory", "ok", found)


def disk(folder: Path) -> Finding:
    """Look at the free space of the disk that holds the folder."""
    free = shutil.disk_usage(folder).free
    state: Literal["ok", "look at", "stops"] = "ok" if free > 5 * GIB else "look at" if free > GIB else "stops"
    return Finding(
        "disk",
        state,
        f"{free / GIB:.1f} GiB free",
        "" if state == "ok" else "free some space: data and DVC's cache grow with each run",
    )


def git(folder: Path) -> Finding:
    """Look whether git keeps the folder, and whether DVC knows."""
    program = shutil.which("git")
    kept = program is not None and _output([program, "-C", str(folder), "rev-parse", "--git-dir"]) is not None
    found = f"{_output([program, '--version']) or program}" if program else "not installed"
    config = folder / ".dvc/config"
    if not config.is_file():
        return Finding(
            "git", "ok" if program else "look at", found, "" if program else "nothing, if this project needs no history"
        )
    without = "no_scm" in config.read_text(encoding="utf-8")
    if without and kept:
        return Finding("git", "look at", f"{found}; DVC does not use it", "take the line no_scm out of .dvc/config")
    if not without and not kept:
        return Finding(
            "git", "stops", f"{found}; does not keep this folder", "git init; or write no_scm = true under [core] in .dvc/config"
        )
    return Finding("git", "ok", found if kept else f"{found}; not used by this project")


def dvc() -> Finding:
    """Look whether DVC is installed, and whether its stages find this Python."""
    try:
        version = metadata.version("dvc")
    except metadata.PackageNotFoundError:
        return Finding("DVC", "stops", "not installed", "pip install --require-hashes -r requirements.lock")
    if not shutil.which("python", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])):
        return Finding(
            "DVC", "stops", f"{version}; its stages find no `python`", "use a virtual environment: python3 -m venv .venv"
        )
    return Finding("DVC", "ok", version)


def writing(folder: Path) -> Finding:
    """Look whether a file in the folder can be written, renamed and removed."""
    try:
        with tempfile.TemporaryDirectory(dir=folder) as place:
            (Path(place) / "one").write_text("", encoding="utf-8")
            os.replace(Path(place) / "one", Path(place) / "two")
    except OSError as error:
        return Finding(
            "writing", "stops", error.strerror or "refused", "change who may write here, or make the project in a folder of yours"
        )
    return Finding("writing", "ok", "files can be written and renamed here")


def long_paths(folder: Path) -> Finding:
    """Look whether a path longer than 260 characters can be used."""
    try:
        with tempfile.TemporaryDirectory(dir=folder) as place:
            deep = Path(place).absolute()
            while len(str(deep)) < LONGEST_PATH:
                deep /= "d" * 40
            deep.mkdir(parents=True)
    except OSError:
        advice = "make the project in a folder near the top, such as C:\\triage, or ask for LongPathsEnabled to be switched on"
        return Finding("long paths", "look at", "more than 260 characters are refused", advice)
    return Finding("long paths", "ok", f"{LONGEST_PATH} characters can be used")


def line_ends(folder: Path) -> Finding:
    """Look whether git or an editor has changed line ends, which DVC takes for a change of what a file says."""
    changed = [name for name in OF_A_PROJECT if (folder / name).is_file() and b"\r\n" in (folder / name).read_bytes()]
    if changed:
        advice = "save them with line feeds alone (LF); in git: git add --renormalize . with the project's .gitattributes"
        return Finding("line ends", "look at", f"carriage returns in {', '.join(changed)}", advice)
    return Finding("line ends", "ok", "line feeds")


def browser() -> Finding:
    """Look for a browser, in which the pages are read."""
    try:
        return Finding("browser", "ok", getattr(webbrowser.get(), "name", "found"))
    except webbrowser.Error:
        return Finding(
            "browser", "look at", "none found", "open data/reports/index.html on a machine that has one; it needs no network"
        )


def text() -> Finding:
    """Look at the encoding of what is printed and read by default."""
    found = f"{locale.getpreferredencoding(False)}, printed as {sys.stdout.encoding}"
    if "utf8" not in (sys.stdout.encoding or "").lower().replace("-", ""):
        return Finding("text", "look at", found, "set PYTHONUTF8=1 in the environment, if words are printed wrongly")
    return Finding("text", "ok", found)


def clock() -> Finding:
    """Look at the day and zone of the clock, which approvals and reviews are dated by (in UTC)."""
    now = dt.datetime.now().astimezone()
    found = f"{now:%Y-%m-%d %H:%M}, {now.tzname()} (UTC{now:%z})"
    if now.year < 2026:
        return Finding("clock", "stops", found, "set the clock: approvals and reviews are dated by it")
    return Finding("clock", "ok", found)


def _output(command: list[str]) -> str | None:
    """Return what a command prints; None where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    return done.stdout.strip() if done.returncode == 0 else None
