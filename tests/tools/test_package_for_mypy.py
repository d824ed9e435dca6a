"""mypy, called without a path in a fresh checkout, checks every module of the package, also one that nothing imports."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = """[mypy]
plugins = tools/package_for_mypy.py
mypy_path = .mypy_cache/by_name
explicit_package_bases = True
files = user.py
"""


def types_of(checkout: Path) -> str:
    """Return what mypy says there."""
    mypy = [sys.executable, "-m", "mypy", "--config-file", "settings.ini"]
    return subprocess.run(mypy, cwd=checkout, capture_output=True, text=True, check=False).stdout


def test_every_module_is_checked_in_a_fresh_checkout_and_when_one_comes_or_goes(tmp_path: Path) -> None:
    for name in ("src/rooms", "tools"):
        (tmp_path / name).mkdir(parents=True)
    shutil.copy(ROOT / "tools/package_for_mypy.py", tmp_path / "tools")
    (tmp_path / "settings.ini").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "user.py").write_text("from neglect_triage.rooms import LARGEST\n\nlargest: int = LARGEST\n", encoding="utf-8")
    (tmp_path / "src/__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "src/rooms/__init__.py").write_text("LARGEST = 400\n", encoding="utf-8")
    alone = tmp_path / "src/rooms/alone.py"
    alone.write_text('smallest: int = "none"\n', encoding="utf-8")

    assert "neglect_triage/rooms/alone.py:1: error" in types_of(tmp_path).replace("\\", "/")
    alone.unlink()
    assert types_of(tmp_path).startswith("Success")
    alone.write_text('smallest: int = "none"\n', encoding="utf-8")
    assert "neglect_triage/rooms/alone.py:1: error" in types_of(tmp_path).replace("\\", "/")
