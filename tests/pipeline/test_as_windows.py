"""From `init` to the report on a machine that lacks what Windows lacks: the same bytes, under names that Windows can have."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.pipeline.as_windows.sitecustomize import FORBIDDEN, RESERVED
from tests.pipeline.project import ROOT, SMALL, contents

WINDOWS = ROOT / "tests/pipeline/as_windows"
PROGRAM = [sys.executable, "-c", "from neglect_triage.cli.main import main; main()"]
CHOICES = [f"--set={section}.{key}={json.dumps(value)}" for section, part in SMALL.items() for key, value in part.items()]
LONGEST = 160
"""Characters of a place in a project: with the longest folder of a home beside it, it stays under the 260 of Windows."""
BY_RUN = ("internal", "tracking", "raw")
"""What is no output of the stages, and the record of what one run logged."""


def on_windows(*words: str, cwd: Path) -> tuple[int, str]:
    """Run a command of Python there; what it prints goes into a file, as Windows-1252."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DVC_ROOT", "PYTHONUTF8"}}
    path = os.pathsep.join([str(WINDOWS), *filter(None, [kept.get("PYTHONPATH")])])
    more = {"PYTHONPATH": path, "AS_WINDOWS": "1", "PYTHONIOENCODING": "cp1252", "NUMBA_NUM_THREADS": "2"}
    done = subprocess.run(
        [sys.executable, *words], cwd=cwd, env=kept | more, capture_output=True, text=True, encoding="cp1252", check=False
    )
    return done.returncode, done.stdout + done.stderr


def program_on_windows(*words: str, cwd: Path) -> str:
    code, output = on_windows(*PROGRAM[1:], *words, cwd=cwd)
    assert code == 0, output
    return output


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was made and run there."""
    folder = tmp_path_factory.mktemp("windows")
    program_on_windows("init", "wells", cwd=folder)
    assert "18 stages ran" in program_on_windows("run", *CHOICES, cwd=folder / "wells")
    return folder / "wells"


def test_every_output_has_the_same_bytes(project: Path, small_run: Path) -> None:
    outputs = [path.name for path in (small_run / "data").iterdir() if path.name not in BY_RUN]
    there, here = contents(project, *outputs), contents(small_run, *outputs)
    assert there.keys() == here.keys()
    assert [place for place in there if there[place] != here[place]] == []


def test_every_name_is_one_that_windows_can_have(project: Path) -> None:
    paths = [path.relative_to(project) for path in project.rglob("*")]
    assert len(paths) > 100
    names = {part for path in paths for part in path.parts}
    assert sorted(name for name in names if FORBIDDEN.search(name) or RESERVED.fullmatch(name)) == []
    twice = Counter(path.as_posix().casefold() for path in paths)
    assert [place for place, count in twice.items() if count > 1] == []
    assert [path.as_posix() for path in paths if len(path.as_posix()) > LONGEST] == []


def test_extracts_are_written_read_and_become_a_chronology(project: Path, tmp_path: Path) -> None:
    program_on_windows("simulate-extracts", str(tmp_path / "extracts"), "--children", "300", cwd=project)
    assert "matching.yaml" in program_on_windows(
        "read", str(tmp_path / "extracts"), "--out", str(tmp_path / "reading"), cwd=project
    )


REFUSED = {
    "import fcntl": "ModuleNotFoundError",
    "import os; os.sched_getaffinity(0)": "AttributeError",
    "import signal; signal.SIGKILL": "AttributeError",
    "import os; os.fork()": "AttributeError",
    "from pathlib import Path; Path('link').symlink_to('held')": "PermissionError",
    "open('12:30.json', 'w')": "OSError",
    "from pathlib import Path; Path('aux.d').mkdir(); Path('Aux').mkdir()": "OSError",
    "import os; held = open('held'); os.replace('other', 'held')": "PermissionError",
    "import os; held = open('held'); os.remove('held')": "PermissionError",
    "import mmap, os; seen = mmap.mmap(os.open('held', 0), 0, prot=1); os.remove('held')": "PermissionError",
    "import os; os.rename('other', 'held')": "FileExistsError",
    "import os; os.mkdir('one'); os.mkdir('two'); os.replace('one', 'two')": "PermissionError",
    "from pathlib import Path; sorted([Path('B'), Path('a')])": "OSError",
    "open('held').read()": "UnicodeDecodeError",
    "print('\\u2192')": "UnicodeEncodeError",
    "import multiprocessing; multiprocessing.get_context('fork')": "ValueError",
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_windows_refuses_is_refused(code: str, tmp_path: Path) -> None:
    """What the stand-in would let through, it would not find."""
    (tmp_path / "held").write_text("Ý \u0081", encoding="utf-8")
    (tmp_path / "other").write_text("", encoding="utf-8")
    code_as_ours = f"exec(compile({code!r}, {str(ROOT / 'src/stood_in.py')!r}, 'exec'))"
    ended, output = on_windows("-c", code_as_ours, cwd=tmp_path)
    assert ended == 1
    assert f"{REFUSED[code]}:" in output


def test_line_ends_become_those_of_windows(tmp_path: Path) -> None:
    code = "from pathlib import Path; Path('a').write_text('x\\n'); Path('b').write_text('x\\n', newline='\\n')"
    assert on_windows("-c", code, cwd=tmp_path) == (0, "")
    assert ((tmp_path / "a").read_bytes(), (tmp_path / "b").read_bytes()) == (b"x\r\n", b"x\n")
