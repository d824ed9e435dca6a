"""What a command says where it fails on the files of a run: which of them are not as the run wrote them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from neglect_triage.changed_files import files_read
from neglect_triage.cli.on_a_run import LOCK, on_a_run
from neglect_triage.errors import BadInput
from neglect_triage.files import read_json

FIGURE, FOLDER = Path("data/f.json"), Path("data/out")
HELD = {"data/f.json": "hi", "data/out/b.txt": "a", "data/out/sub/a.txt": "c", "data/out/B.txt": "z", "data/out/sub.txt": "q"}
RECORDED = """schema: '2.0'
stages:
  s:
    cmd: made by DVC 3
    outs:
    - path: data/f.json
      hash: md5
      md5: 764efa883dda1e11db47671c4a3bbd9e
      size: 3
    - path: data/out
      hash: md5
      md5: f9c68a5489f62d42c4669b683d3d4181.dir
      size: 8
      nfiles: 4
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in HELD.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(f"{text}\n".encode())
    files_read.clear()


def failing(*reads: Path) -> Callable[[], None]:
    def command() -> None:
        files_read.extend(reads)
        raise KeyError("a value")

    return command


def of(*reads: Path) -> BadInput | None:
    try:
        on_a_run(failing(*reads))()
    except BadInput as stop:
        return stop
    except KeyError:
        return None
    raise AssertionError


def test_files_that_are_as_dvc_recorded_them_leave_a_bug_a_bug() -> None:
    LOCK.write_text(RECORDED, encoding="utf-8")
    assert of(FIGURE, FOLDER / "b.txt", FOLDER / "sub/a.txt") is None


@pytest.mark.parametrize(("changed", "named"), [(FIGURE, FIGURE), (FOLDER / "sub/a.txt", FOLDER)])
def test_the_one_that_was_changed_is_named_with_what_to_do(changed: Path, named: Path) -> None:
    LOCK.write_text(RECORDED, encoding="utf-8")
    changed.write_text("other", encoding="utf-8")
    stop = of(FIGURE, FOLDER / "sub/a.txt")
    assert stop is not None
    assert stop.where == str(named)
    assert "dvc repro" in stop.do
    assert "a value" not in str(stop)


def test_without_a_record_all_that_were_read_are_named_and_where_it_failed() -> None:
    stop = of(FIGURE, FOLDER / "b.txt", FIGURE)
    assert stop is not None
    assert [line.strip() for line in stop.where.splitlines()] == [str(FIGURE), str(FOLDER / "b.txt")]
    assert "KeyError in test_changed_files.py, line" in stop.do


def test_a_command_that_read_no_file_of_a_run_has_a_bug() -> None:
    assert of() is None


def test_what_the_command_before_it_read_does_not_count() -> None:
    FIGURE.write_text("{}", encoding="utf-8")
    on_a_run(lambda: read_json(FIGURE))()
    assert of() is None


def test_of_many_files_the_first_are_named() -> None:
    stop = of(*(Path(f"data/{number}.json") for number in range(38)))
    assert stop is not None
    assert stop.where.splitlines()[-1].strip() == "and 8 more"


def test_bad_input_and_a_full_disk_stay_what_they_are() -> None:
    def stops() -> None:
        files_read.append(FIGURE)
        raise BadInput("Told by the command.")

    def full() -> None:
        files_read.append(FIGURE)
        raise MemoryError

    with pytest.raises(BadInput, match="Told by the command"):
        on_a_run(stops)()
    with pytest.raises(MemoryError):
        on_a_run(full)()
