"""The decision log: lines are added, and whatever is done to a line that stands is noticed and named."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.errors import BadInput
from neglect_triage.explain.review.log import append, checked, read_log

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
    from neglect_triage.explain.review.log import seal

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
