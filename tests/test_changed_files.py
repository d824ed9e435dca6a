"""What a command says where it fails on the files of a run: which of them are not as the run wrote them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from neglect_triage.cli.on_a_run import LOCK, on_a_run
from neglect_triage.errors import EXIT_BUG, BadInput, run
from neglect_triage.files import read_json, sha256, sha256_of_folder, write_json
from neglect_triage.paths import DATA
from neglect_triage.read_files import files_read

VALUE = "a value"
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
        raise KeyError(VALUE)

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
    assert VALUE not in str(stop)


@pytest.fixture
def _logged() -> None:
    write_json(DATA.tracked_hashes, {"f.json": sha256(FIGURE), "out": sha256_of_folder(FOLDER)})


@pytest.mark.usefixtures("_logged")
@pytest.mark.parametrize(("changed", "named"), [(FIGURE, FIGURE), (FOLDER / "sub/a.txt", FOLDER)])
def test_without_dvc_the_hashes_that_track_logged_say_it(changed: Path, named: Path) -> None:
    assert of(FIGURE, FOLDER / "sub/a.txt") is None
    changed.write_text("other", encoding="utf-8")
    stop = of(FIGURE, FOLDER / "sub/a.txt")
    assert stop is not None
    assert stop.where == str(named)


def printed(capsys: pytest.CaptureFixture[str], *reads: Path) -> tuple[object, str]:
    with pytest.raises(SystemExit) as left:
        run(on_a_run(failing(*reads)))
    return left.value.code, capsys.readouterr().err


def test_without_a_record_a_bug_is_a_bug_and_what_was_read_is_named_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    code, words = printed(capsys, FIGURE, FOLDER / "b.txt", FIGURE)
    assert code == EXIT_BUG
    assert "A BUG in neglect-triage (KeyError)" in words
    assert words.count(str(FIGURE)) == words.count(str(FOLDER / "b.txt")) == 1
    assert "dvc repro" in words
    assert VALUE not in words


@pytest.mark.usefixtures("_logged")
def test_a_file_whose_hash_is_recorded_is_not_named_beside_a_bug(capsys: pytest.CaptureFixture[str]) -> None:
    other = Path("data/other.json")
    code, words = printed(capsys, FIGURE, other)
    assert code == EXIT_BUG
    assert str(other) in words
    assert str(FIGURE) not in words


def test_a_command_that_read_no_file_of_a_run_has_a_bug() -> None:
    assert of() is None


def test_what_the_command_before_it_read_does_not_count() -> None:
    FIGURE.write_text("{}", encoding="utf-8")
    on_a_run(lambda: read_json(FIGURE))()
    assert of() is None


def test_of_many_files_the_first_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    _, words = printed(capsys, *(Path(f"data/{number}.json") for number in range(38)))
    assert words.splitlines()[-1].strip() == "and 8 more"


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


@pytest.mark.parametrize("now", ["as it was", "changed"])
def test_where_the_program_has_changed_since_the_run_a_bug_says_so(now: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("src").mkdir()
    Path("src/train.py").write_bytes(b"as it was")
    code = hashlib.md5(b"as it was", usedforsecurity=False).hexdigest()
    LOCK.write_text(RECORDED + f"    deps:\n    - path: src/train.py\n      hash: md5\n      md5: {code}\n")
    Path("src/train.py").write_bytes(now.encode())
    with pytest.raises(SystemExit) as ended:
        run(on_a_run(failing(FIGURE)))
    shown = capsys.readouterr().err
    assert ended.value.code == EXIT_BUG
    assert ("made by another version of the program" in shown) == (now == "changed") == ("src/train.py" in shown)
