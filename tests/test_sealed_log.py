"""A sealed log: lines are added, and whatever is done to a line that stands is noticed and named."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

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


def named(text: str) -> int:
    """The line that is named as changed; 0 if none is."""
    try:
        checked(text, WHERE)
    except BadInput as error:
        return int(str(error).split("line ")[1].split("\n")[0])
    return 0


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
    assert named("\n".join([*lines[:2], lines[2].replace("Close", "Help"), *lines[3:]])) == 3
    forged = json.loads(lines[2]) | {"judgement": "Take forward"}
    forged["seal"] = seal(forged)
    assert named("\n".join([*lines[:2], json.dumps(forged), *lines[3:]])) == 4


@pytest.mark.parametrize(
    ("order", "first"), [([0, 2, 3, 4], 2), ([0, 2, 1, 3, 4], 2), ([0, 1, 1, 2, 3, 4], 3), ([1, 2, 3, 4], 1)]
)
def test_a_line_taken_out_moved_or_repeated_is_named(text: str, order: list[int], first: int) -> None:
    lines = text.splitlines()
    assert named("\n".join(lines[place] for place in order)) == first


@given(st.data())
def test_any_change_of_any_character_is_noticed(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 2))
    new = data.draw(st.characters(blacklist_categories=["Cs"]).filter(lambda mark: mark != text[place]))
    changed = text[:place] + new + text[place + 1 :]
    if not named(changed):  # a line break of another kind, or a blank that JSON does not read
        assert [json.loads(line) for line in changed.splitlines()] == [json.loads(line) for line in text.splitlines()]


@given(st.data())
def test_lines_changed_taken_out_put_in_or_moved_are_noticed_and_the_first_is_named(text: str, data: st.DataObject) -> None:
    """Lines are put together in any order, any number of times, some of them changed and sealed anew."""
    lines = text.splitlines()
    order: list[int] = data.draw(st.lists(st.integers(0, len(lines) - 1), max_size=7))
    made = [lines[place] for place in order]
    first = next((place for place, its in enumerate(order) if its != place), len(order))
    forged = data.draw(st.integers(0, len(order)))
    if forged < len(order):
        content = json.loads(made[forged]) | {"judgement": "Take forward"}
        made[forged] = json.dumps(content | {"seal": seal(content)}, sort_keys=True)
        first = min(first, forged + 1)  # its own seal fits: it is the next line that does not
    # Nothing is named in a beginning of the log, nor in one whose last line was written anew.
    assert named("\n".join(made)) == (first + 1 if first < len(order) else 0)


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
