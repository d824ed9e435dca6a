"""`python -m tools.wheels` says for which systems and Pythons a locked package has no wheel."""

from __future__ import annotations

import re

import pytest

from neglect_triage.errors import BadInput
from tools.wheels import LOCK, PAGE, Pinned, is_compiled, lacking, page, pinned

PYTHONS = ("311", "312", "313", "314")
EVERYWHERE = [
    f"pearl-1.0-cp{python}-cp{python}-{platform}.whl"
    for python in PYTHONS
    for platform in ("win_amd64", "macosx_11_0_arm64", "macosx_10_13_x86_64", "manylinux2014_x86_64.manylinux_2_17_x86_64")
]
PEARL = Pinned("pearl", "1.0", "")


def test_a_package_with_a_wheel_for_each_system_and_python_lacks_nothing() -> None:
    assert lacking(PEARL, EVERYWHERE) == {}
    assert lacking(PEARL, ["pearl-1.0-py3-none-any.whl"]) == {}
    stable = ["win_amd64", "macosx_11_0_universal2", "manylinux_2_28_x86_64"]
    assert lacking(PEARL, [f"pearl-1.0-cp39-abi3-{platform}.whl" for platform in stable]) == {}


def test_what_is_not_there_is_named_by_system_and_python() -> None:
    files = [file for file in EVERYWHERE if "cp314-win" not in file and "arm64" not in file]
    assert lacking(PEARL, files) == {"Windows": ["3.14"], "macOS": ["3.11", "3.12", "3.13", "3.14"]}


def test_a_wheel_of_another_version_or_of_a_newer_c_library_is_none() -> None:
    files = [file.replace("-1.0-", "-1.1-") for file in EVERYWHERE if "win" in file]
    files += [file.replace("manylinux2014_x86_64.manylinux_2_17", "manylinux_2_39") for file in EVERYWHERE if "win_" not in file]
    assert lacking(PEARL, files) == {system: ["3.11", "3.12", "3.13", "3.14"] for system in ("Windows", "Linux")}


def test_a_system_or_python_that_does_not_need_a_package_needs_no_wheel() -> None:
    of_windows = Pinned("pearl", "1.0", "python_full_version >= '3.12' and sys_platform == 'win32'")
    assert lacking(of_windows, [file for file in EVERYWHERE if "win_" in file and "311" not in file]) == {}


def test_a_package_that_is_source_alone_is_told_from_one_that_is_not_there() -> None:
    assert lacking(PEARL, ["pearl-1.0.tar.gz"]) is None
    with pytest.raises(BadInput, match="does not have a locked package"):
        lacking(PEARL, ["pearl-1.1.tar.gz", "pearl-1.0.exe"])


def test_the_page_says_what_falls_short_and_what_is_source_alone() -> None:
    packages = [PEARL, Pinned("shell", "2", ""), Pinned("sand", "3", "")]
    files = {"pearl": EVERYWHERE[1:], "shell": ["shell-2.tar.gz"], "sand": ["sand-3-py3-none-any.whl"]}
    assert [is_compiled(each, files[each.name]) for each in packages] == [True, False, False]
    text = page(packages, files)
    assert "Of 3 locked packages 1 hold compiled code, and 1 have no wheel at all." in text
    assert "| pearl 1.0 | none for 3.11 | every Python | every Python | every Python |" in text
    assert "pip builds a wheel from each: shell 2." in text


def test_the_page_is_about_the_packages_that_are_locked() -> None:
    lock, text = pinned(LOCK.read_text(encoding="utf-8")), PAGE.read_text(encoding="utf-8")
    versions = {f"{each.name} {each.version}" for each in lock}
    named = set(re.findall(r"\b(?!for )[a-z][a-z0-9-]* \d+(?:\.\d+)+\b", text.partition("## What")[2]))
    assert f"Of {len(lock)} locked packages" in text, "run: python -m tools.wheels"
    assert named
    assert named <= versions, "run: python -m tools.wheels"
