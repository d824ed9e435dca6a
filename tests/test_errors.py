"""Errors are for the person who must act; exit codes tell bad input from bugs."""

from __future__ import annotations

import errno
import re
import sqlite3
import warnings
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import typer
from sklearn.linear_model import ElasticNet
from sklearn.metrics import f1_score

import neglect_triage
from neglect_triage.errors import BadInput, did_you_mean, run
from neglect_triage.files import read_json, write_json
from neglect_triage.models.crossfit import side_by_side


def ended(main: Callable[[], None], capsys: pytest.CaptureFixture[str]) -> tuple[int | str | None, str]:
    with pytest.raises(SystemExit) as stop:
        run(main)
    return stop.value.code, capsys.readouterr().err


@pytest.mark.parametrize("stands", ["a folder", "a link to itself", "a file in the place of its folder"])
def test_where_something_else_stands_in_the_place_of_a_file_the_user_is_told_and_it_is_no_bug(
    stands: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "own/log.jsonl"
    path.parent.mkdir()
    if stands == "a folder":
        path.mkdir()
    elif stands == "a link to itself":
        path.symlink_to(path)
    else:
        path.parent.rmdir()
        path.parent.touch()
    code, words = ended(lambda: print(path.read_text(encoding="utf-8")), capsys)
    assert code == 2
    assert "log.jsonl" in words
    assert "A BUG" not in words


def test_bad_input_says_what_where_what_was_expected_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    def stop() -> None:
        raise BadInput("A date is wrong.", where="events.csv, row 3", expected="a date", do="mend the row")

    code, words = ended(stop, capsys)
    assert code == 2
    assert [word for word in ("A date is wrong.", "events.csv, row 3", "a date", "mend the row") if word not in words] == []
    assert "Traceback" not in words


def test_a_bug_says_where_and_never_repeats_a_value(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise KeyError("a-name-that-identifies")

    code, words = ended(fail, capsys)
    assert code == 1
    assert "test_errors.py" in words
    assert "KeyError" in words
    assert "('a-name-that-identifies')" not in words.replace('raise KeyError("a-name-that-identifies")', "")


def failing(error: BaseException, cause: BaseException | None = None) -> Callable[[], None]:
    """Return a program that fails with `error`, which a library raised because of `cause`."""

    def fail() -> None:
        raise error from cause

    return fail


FULL = OSError(errno.ENOSPC, "No space left on device", "data/features/hub.parquet")
CLOSED = PermissionError(errno.EACCES, "Permission denied", "data/reports")


@pytest.mark.parametrize(
    ("error", "cause", "says"),
    [
        (FULL, None, ["The disk is full.", "data/features/hub.parquet"]),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), None, ["The disk is full."]),
        (RuntimeError("a library's own"), FULL, ["The disk is full."]),
        (RuntimeError("MLflow's own"), sqlite3.OperationalError("database or disk is full"), ["The disk is full."]),
        (RuntimeError("MLflow's own"), sqlite3.OperationalError("attempt to write a readonly database"), ["closed to you"]),
        (CLOSED, None, ["closed to you", "data/reports", "you may read and write"]),
        (OSError(errno.EROFS, "Read-only file system", "data"), None, ["closed to you"]),
        (
            FileExistsError(errno.EEXIST, "File exists", "params.yaml"),
            None,
            ["A file stands where a folder is meant", "params.yaml"],
        ),
        (MemoryError(), None, ["not enough memory", "features.batch_events"]),
        (pa.ArrowMemoryError("malloc of size 99 failed"), None, ["not enough memory"]),
        (BrokenProcessPool("a process was killed"), None, ["not enough memory"]),
    ],
)
def test_a_machine_that_cannot_go_on_is_no_bug(
    error: Exception, cause: Exception | None, says: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, printed = ended(failing(error, cause), capsys)
    assert code == 2
    assert [word for word in (*says, "STOPPED.", "do:", "run the same command again") if word not in printed] == []
    assert "A BUG" not in printed
    assert "Traceback" not in printed


def test_other_errors_of_files_are_bugs(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed = ended(failing(FileNotFoundError(errno.ENOENT, "No such file", "own")), capsys)
    assert code == 1
    assert "A BUG" in printed


def test_ctrl_c_is_neither_a_bug_nor_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed = ended(failing(KeyboardInterrupt()), capsys)
    assert code == 130
    assert "run the same command again" in printed
    command = typer.Typer()
    command.command()(failing(KeyboardInterrupt()))
    assert ended(lambda: command([]), capsys)[0] == 130


def test_a_command_that_ends_itself_keeps_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(failing(SystemExit(3)), capsys)[0] == 3


def test_a_full_disk_leaves_the_file_that_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "kept.json"
    write_json(place, {"first": 1})
    monkeypatch.setattr(Path, "write_text", lambda *_args, **_named: failing(FULL)())
    with pytest.raises(OSError, match="No space"):
        write_json(place, {"second": 2})
    assert read_json(place) == {"first": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["kept.json"]


@pytest.mark.parametrize(
    "figure",
    [
        lambda: np.array([]).mean(),
        lambda: np.array([1.0]) / np.array([0.0]),
        lambda: np.nanquantile(np.array([np.nan]), 0.5),
        lambda: f1_score([0, 0], [0, 0]),
        lambda: ElasticNet(alpha=1e-9, max_iter=1).fit(np.arange(12.0).reshape(4, 3) ** 2, [0, 9, 1, 8]),
    ],
)
def test_a_figure_from_nothing_stops_the_run(figure: Callable[[], object], capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        code, words = ended(lambda: (figure(), None)[1], capsys)
    assert code == 1
    assert "A BUG in neglect-triage" in words


def test_threads_are_held_to_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    def in_threads() -> None:
        list(side_by_side(np.mean, [np.array([1.0]), np.array([])]))

    assert ended(in_threads, capsys)[0] == 1


def test_every_module_that_starts_processes_holds_them_to_it() -> None:
    source = Path(neglect_triage.__path__[0])
    starts = re.compile(r"ProcessPoolExecutor\(|\.Process\(|applyIn\w+\(|mapIn\w+\(|Parallel\(")
    texts = {path.relative_to(source).as_posix(): path.read_text(encoding="utf-8") for path in source.rglob("*.py")}
    starting = {name for name, text in texts.items() if starts.search(text)}
    assert starting == {"batches/pages.py", "simulate/workers.py", "cli/explain.py", "features/engine/spark_parts.py"}
    assert {name for name in starting if "no_figure_from_nothing():" not in texts[name]} == set()


def test_the_nearest_word_is_offered_or_else_all_of_them() -> None:
    assert did_you_mean("contct", ["contact", "referral"]) == 'did you mean "contact"?'
    assert did_you_mean("xyz", ["contact", "referral"]) == "use one of: contact, referral"
