"""A sealed log: lines are added, and whatever is done to a line that stands is noticed and named."""

from __future__ import annotations

import json
import multiprocessing
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.errors import BadInput
from neglect_triage.sealed_log import append, checked, read_log, seal

WHERE = Path("log.jsonl")


def written(folder: Path, lines: int = 5) -> Path:
    path = folder / "review/log.jsonl"
    for number in range(lines):
        append(path, {"step": "own judgement", "contact": f"k{number}", "judgement": "Close"})
    return path


def named(content: str | bytes) -> int:
    """The line that is named as changed; 0 if none is."""
    try:
        checked(content.encode() if isinstance(content, str) else content, WHERE)
    except BadInput as error:
        return int(re.findall(r"line (\d+)", str(error))[0])
    return 0


def joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def test_what_was_added_is_read_back_in_order(tmp_path: Path) -> None:
    entries = read_log(written(tmp_path))
    assert [entry["number"] for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry["contact"] for entry in entries] == ["k0", "k1", "k2", "k3", "k4"]
    assert read_log(tmp_path / "none.jsonl") == []


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(tmp_path_factory.mktemp("log")).read_text(encoding="utf-8")


def test_a_changed_line_is_named_even_where_its_own_seal_was_made_anew(text: str) -> None:
    lines = text.splitlines()
    assert named(joined([*lines[:2], lines[2].replace("Close", "Help"), *lines[3:]])) == 3
    forged = json.loads(lines[2]) | {"judgement": "Take forward"}
    forged["seal"] = seal(forged)
    assert named(joined([*lines[:2], json.dumps(forged, sort_keys=True), *lines[3:]])) == 4


@pytest.mark.parametrize(
    ("order", "first"), [([0, 2, 3, 4], 2), ([0, 2, 1, 3, 4], 2), ([0, 1, 1, 2, 3, 4], 3), ([1, 2, 3, 4], 1)]
)
def test_a_line_taken_out_moved_or_repeated_is_named(text: str, order: list[int], first: int) -> None:
    lines = text.splitlines()
    assert named(joined([lines[place] for place in order])) == first


def test_every_change_of_every_byte_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    for number in range(3):
        append(path, {"decision": "approved", "conditions": ["pilot only \u00e9"], "score": 0.1 * number, "at": "2026-01-01"})
    good = path.read_bytes()
    for place, byte in enumerate(good):
        line = good[:place].count(b"\n") + 1
        for new in {byte ^ (1 << bit) for bit in range(8)} | set(b"\x00\n\r \t\xff") - {byte}:
            assert 1 <= named(good[:place] + bytes([new]) + good[place + 1 :]) <= line


@given(st.data())
def test_bytes_put_in_or_taken_out_are_noticed(text: str, data: st.DataObject) -> None:
    good = text.encode()
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, len(good)))
    changed = good[:start] + data.draw(st.binary(max_size=4)) + good[end:]
    # A whole number of lines from the start is what a log looked like before: only a seal that was kept shows the rest.
    assert named(changed) or changed in {good[:cut] for cut in range(len(good) + 1) if good[:cut].endswith(b"\n") or not cut}


def test_a_lost_last_line_end_is_named_and_nothing_is_added_behind_it(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_bytes(path.read_bytes()[:-1])
    for use in (lambda: read_log(path), lambda: append(path, {"contact": "k5"})):
        with pytest.raises(BadInput, match="line 5, which has no line end"):
            use()


@pytest.mark.parametrize("change", [('"contact"', '"judgement": "Help", "contact"'), ('": "', '":"'), ("k2", "k\\u0032")])
def test_a_line_of_the_same_meaning_in_other_bytes_was_changed(text: str, change: tuple[str, str]) -> None:
    """A key that stands twice, lost spaces, an escaped letter: JSON reads the same entry, and a person may read another."""
    lines = text.splitlines()
    lines[2] = lines[2].replace(*change, 1)
    assert json.loads(lines[2]) == json.loads(text.splitlines()[2])
    assert named(joined(lines)) == 3


@given(st.text())
def test_any_text_is_kept_as_it_was_typed_or_refused(words: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "log.jsonl")
        append(path, {"reason": "first"})
        append(path, {"reason": words})
        append(path, {"reason": "last"})
        assert [entry["reason"] for entry in read_log(path)] == ["first", words, "last"]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\u0085", "\v", "\f", "\x1c", "\r", "\n", "\0"])
def test_a_mark_that_other_readers_take_for_a_line_end_breaks_nothing(tmp_path: Path, mark: str) -> None:
    append(tmp_path / "log.jsonl", {"reason": f"late{mark}bus"})
    append(tmp_path / "log.jsonl", {"reason": "next"})
    assert read_log(tmp_path / "log.jsonl")[0]["reason"] == f"late{mark}bus"


@pytest.mark.parametrize("value", ["\udcff", float("nan"), float("inf")])
def test_what_json_cannot_hold_is_refused_and_nothing_is_added(tmp_path: Path, value: object) -> None:
    path = written(tmp_path)
    before = path.read_bytes()
    with pytest.raises(BadInput, match="line 6"):
        append(path, {"reason": value})
    assert path.read_bytes() == before


def test_a_write_that_fails_leaves_the_log_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path)
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        append(path, {"contact": "k5"})
    assert path.read_bytes() == before


@given(st.data())
def test_lines_changed_taken_out_put_in_or_moved_are_noticed_and_the_first_is_named(text: str, data: st.DataObject) -> None:
    """Lines are put together in any order, any number of times, some of them changed and sealed anew."""
    lines = text.splitlines()
    order: list[int] = data.draw(st.lists(st.integers(0, len(lines) - 1), max_size=7))
    made = [lines[place] for place in order]
    first = next((place for place, line in enumerate(order) if line != place), len(order))
    forged = data.draw(st.integers(0, len(order)))
    if forged < len(order):
        content = json.loads(made[forged]) | {"judgement": "Take forward"}
        made[forged] = json.dumps(content | {"seal": seal(content)}, sort_keys=True)
        first = min(first, forged + 1)  # its own seal fits: it is the next line that does not
    # Nothing is named in a beginning of the log, nor in one whose last line was written anew.
    assert named(joined(made)) == (first + 1 if first < len(order) else 0)


def test_an_end_that_was_cut_off_or_written_anew_is_noticed_by_whoever_kept_a_seal(tmp_path: Path) -> None:
    path = written(tmp_path)
    last = read_log(path)[-1]["seal"]
    assert len(read_log(path, last)) == len(read_log(path, last[:8])) == 5
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:4]))
    append(path, {"step": "own judgement", "contact": "k4", "judgement": "Help"})
    assert len(read_log(path)) == 5
    for kept in (last, last[:8], "0"):
        with pytest.raises(BadInput, match="kept elsewhere"):
            read_log(path, kept)


def test_nothing_is_added_to_a_log_that_was_changed(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_text(path.read_text().replace("k3", "k9"))
    before = path.read_bytes()
    with pytest.raises(BadInput, match="line 4"):
        append(path, {"contact": "k5"})
    assert path.read_bytes() == before


def add_ten(path: Path) -> None:
    for number in range(10):
        append(path, {"contact": f"k{number}"})


def test_two_who_write_at_once_do_not_break_the_chain(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=add_ten, args=(path,)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(read_log(path)) == 20
