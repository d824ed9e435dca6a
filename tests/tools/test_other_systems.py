"""What `make lint` asks of macOS and Windows finds what their standard libraries lack, and nothing that they have."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def found(system: str, code: str, caches: Path) -> str:
    """Return what mypy says of a piece of code on a system, as `make lint` asks it."""
    settings = (ROOT / ".typing/other_systems.ini").read_text(encoding="utf-8")
    settings = re.sub("^files = .*", "", settings, flags=re.MULTILINE).replace("../tools", f"{ROOT}/tools")
    (caches / "settings.ini").write_text(settings, encoding="utf-8")
    mypy = [sys.executable, "-m", "mypy", "--config-file", str(caches / "settings.ini"), "--cache-dir", str(caches)]
    done = subprocess.run([*mypy, "--platform", system, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout


@pytest.mark.parametrize(
    ("system", "code", "lacks"),
    [
        ("win32", "import os\nos.geteuid()", "geteuid"),
        ("win32", "import fcntl\nfcntl.flock(0, fcntl.LOCK_EX)", "flock"),
        ("win32", "import signal\nsignal.SIGKILL", "SIGKILL"),
        ("win32", "import os, numpy as np\nnp.full(len(os.sched_getaffinity(0)), 1.0)", "sched_getaffinity"),
        ("darwin", "import os\nos.sched_getaffinity(0)", "sched_getaffinity"),
    ],
)
def test_a_name_that_a_system_lacks_is_found(system: str, code: str, lacks: str, tmp_path: Path) -> None:
    assert f'"{lacks}"' in found(system, code, tmp_path)


def test_a_name_asked_for_where_it_is_there_is_none(tmp_path: Path) -> None:
    code = "import os, sys\nif sys.platform != 'win32':\n    os.geteuid()\n"
    assert found("win32", code, tmp_path).startswith("Success")
