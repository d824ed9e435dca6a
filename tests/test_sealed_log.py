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
from neglect_triage.moved_log import move_log
from neglect_triage.sealed_log import append, checked, commitment, is_log, read_log, read_whole_log, seal, take_out
from tests.old_log import old_form

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


def forged_line(line: str) -> str:
    """A line with other words, sealed anew."""
    content = json.loads(line)
    content["record"]["entry"]["judgement"] = "Take forward"
    content["commitment"] = commitment(content["salt"], content["record"])
    return json.dumps(content | {"seal": seal(content)}, sort_keys=True)


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
    assert named(joined([*lines[:2], forged_line(lines[2]), *lines[3:]])) == 4


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
        made[forged] = forged_line(made[forged])
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
        with pytest.raises(BadInput, match="stored elsewhere"):
            read_log(path, kept)


def test_nothing_is_added_to_a_log_that_was_changed(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_text(path.read_text().replace("k3", "k9"))
    before = path.read_bytes()
    with pytest.raises(BadInput, match="line 4"):
        append(path, {"contact": "k5"})
    assert path.read_bytes() == before


ORDER = {"by": "JS", "order": "objection 12", "at": "2026-02-01"}


def emptied(path: Path, *names: str) -> list[int]:
    return take_out(path, lambda entry: any(name.encode() in entry for name in names), **ORDER)


class TestWordsTakenOut:
    def test_they_go_with_their_salt_and_the_chain_holds_and_says_so(self, tmp_path: Path) -> None:
        path = written(tmp_path)
        before = read_whole_log(path)
        assert emptied(path, "k1", "k3") == [2, 4]
        log = read_whole_log(path, before.seal)
        assert [entry["contact"] for entry in log.entries] == ["k0", "k2", "k4"]
        seals = {str(line["number"]): line["seal"] for line in before.lines if line["number"] in (2, 4)}
        assert log.erasures == [ORDER | {"lines": seals, "number": 6}]
        assert [line["seal"] for line in log.lines[:5]] == [line["seal"] for line in before.lines]
        gone = [before.lines[number - 1] for number in (2, 4)]
        assert not any(line["salt"] in path.read_text() for line in gone)
        assert log.lines[1].keys() == {"before", "commitment", "number", "seal"}

    def test_the_same_words_twice_have_two_commitments(self, tmp_path: Path) -> None:
        for _ in range(2):
            append(tmp_path / "log", {"contact": "k1"})
        one, other = read_whole_log(tmp_path / "log").lines
        assert one["commitment"] != other["commitment"]
        assert len(one["salt"]) == 64

    def test_what_no_line_holds_changes_nothing(self, tmp_path: Path) -> None:
        path = written(tmp_path)
        before = path.read_bytes()
        assert emptied(path, "k9") == []
        assert path.read_bytes() == before

    def test_lines_are_added_behind_and_words_go_a_second_time(self, tmp_path: Path) -> None:
        path = written(tmp_path)
        emptied(path, "k1")
        append(path, {"contact": "k5"})
        assert emptied(path, "k1", "k5") == [7]
        assert [entry["contact"] for entry in read_log(path)] == ["k0", "k2", "k3", "k4"]
        assert [each["number"] for each in read_whole_log(path).erasures] == [6, 8]

    def test_words_that_are_gone_without_an_erasure_or_back_against_one_are_named(self, tmp_path: Path) -> None:
        path = written(tmp_path)
        whole = path.read_text().splitlines()
        emptied(path, "k1")
        lines = path.read_text().splitlines()
        assert named(joined(lines)) == 0
        assert named(joined([lines[0], whole[1], *lines[2:]])) == 2
        assert named(joined([*whole[:3], lines[1].replace('"number": 2', '"number": 4'), *whole[4:]])) == 4
        assert named(joined(lines[:5])) == 2, "the line that says so was cut off"
        bare = {name: value for name, value in json.loads(whole[3]).items() if name not in ("record", "salt")}
        assert named(joined([*whole[:3], json.dumps(bare, sort_keys=True), whole[4]])) == 4
        for name in ("record", "salt"):
            half = {key: value for key, value in json.loads(whole[3]).items() if key != name}
            assert named(joined([*whole[:3], json.dumps(half, sort_keys=True), whole[4]])) == 4

    def test_every_change_of_every_byte_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "log.jsonl"
        for name in ("a", "b"):
            append(path, {"contact": name, "reason": "late \u00e9"})
        emptied(path, '"b"')
        good = path.read_bytes()
        for place, byte in enumerate(good):
            line = good[:place].count(b"\n") + 1
            for new in {byte ^ (1 << bit) for bit in range(8)} | set(b"\x00\n\r \t\xff") - {byte}:
                assert 1 <= named(good[:place] + bytes([new]) + good[place + 1 :]) <= line

    @pytest.mark.parametrize(
        "record",
        [
            {"erased": {}},
            {"erased": {"lines": {"9": "x"}}},
            {"erased": {"lines": {"one": "x"}}},
            {"moved": {}},
            {"erased": {"lines": {}}},
            {"moved": {"witnesses": [], "lines": 0, "at": ""}},
            {"entry": 5},
            {"entry": None},
            {"entry": []},
            {"other": {}},
            {},
            [],
            1,
        ],
    )
    def test_a_record_of_no_known_form_is_named_however_well_it_is_sealed(self, text: str, record: object) -> None:
        line = json.loads(text.splitlines()[1])
        line |= {"record": record, "commitment": commitment(line["salt"], record)}  # type: ignore[arg-type]
        assert named(joined([text.splitlines()[0], json.dumps(line | {"seal": seal(line)}, sort_keys=True)])) == 2

    def test_a_write_that_fails_leaves_the_log_as_it_was(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = written(tmp_path)
        before = path.read_bytes()

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "write_bytes", full)
        with pytest.raises(OSError, match="No space"):
            emptied(path, "k1")
        assert path.read_bytes() == before


class TestOldForm:
    MOVE = (("JS", "lead-2"), "2026-02-01")

    def test_it_is_neither_read_nor_added_to_before_it_is_moved(self, tmp_path: Path) -> None:
        old_form(tmp_path / "log", "k0", "k1", "k2")
        before = (tmp_path / "log").read_bytes()
        for use in (
            lambda: read_log(tmp_path / "log"),
            lambda: append(tmp_path / "log", {}),
            lambda: emptied(tmp_path / "log", "k1"),
        ):
            with pytest.raises(BadInput, match="neglect-triage move-log"):
                use()
        assert (tmp_path / "log").read_bytes() == before

    def test_it_moves_under_a_new_seal_with_its_old_one_and_two_witnesses(self, tmp_path: Path) -> None:
        seals = old_form(tmp_path / "log", "k0", "k1", "k2")
        move_log(tmp_path / "log", *self.MOVE)
        log = read_whole_log(tmp_path / "log", seals[-1])
        assert log.moved == {"witnesses": ["JS", "lead-2"], "lines": 3, "seal": seals[-1], "at": "2026-02-01"}
        assert [entry["contact"] for entry in log.entries] == ["k0", "k1", "k2"]
        append(tmp_path / "log", {"contact": "k3"})
        assert len(read_log(tmp_path / "log")) == 4

    def test_its_unsalted_seal_goes_with_the_first_words_that_it_covers_and_the_witnesses_stay(self, tmp_path: Path) -> None:
        seals = old_form(tmp_path / "log", "k0", "k1", "k2")
        move_log(tmp_path / "log", *self.MOVE)
        append(tmp_path / "log", {"contact": "k3"})
        assert emptied(tmp_path / "log", "k3") == [5]
        assert read_whole_log(tmp_path / "log", seals[-1]).moved
        assert emptied(tmp_path / "log", "k0") == [2]
        assert seals[-1] not in (tmp_path / "log").read_text()
        log = read_whole_log(tmp_path / "log")
        assert log.moved == {"witnesses": ["JS", "lead-2"], "lines": 3, "at": "2026-02-01"}
        assert [entry["contact"] for entry in log.entries] == ["k1", "k2"]
        assert emptied(tmp_path / "log", "k1") == [3]
        assert read_whole_log(tmp_path / "log").moved == log.moved
        with pytest.raises(BadInput, match="made since the log moved"):
            read_log(tmp_path / "log", seals[-1])

    def test_a_changed_one_is_named_and_not_moved(self, tmp_path: Path) -> None:
        old_form(tmp_path / "log", "k0", "k1", "k2")
        good = (tmp_path / "log").read_bytes()
        for changed, line in ((good.replace(b"k1", b"k9"), 2), (good[:-1], 3), (good.replace(b"k0", b"k9"), 1)):
            (tmp_path / "log").write_bytes(changed)
            with pytest.raises(BadInput, match=f"line {line}"):
                move_log(tmp_path / "log", *self.MOVE)
            assert (tmp_path / "log").read_bytes() == changed

    def test_a_log_of_the_new_form_an_empty_one_and_none_need_no_move(self, tmp_path: Path) -> None:
        (tmp_path / "empty").touch()
        for path, what in (
            (written(tmp_path), "needs no move"),
            (tmp_path / "empty", "needs no move"),
            (tmp_path / "none", "no log"),
        ):
            with pytest.raises(BadInput, match=what):
                move_log(path, *self.MOVE)


def test_a_log_of_either_form_is_known_by_its_first_line(tmp_path: Path) -> None:
    old_form(tmp_path / "old", "k0")
    (tmp_path / "other.jsonl").write_text('{"before": "noon", "seal": "grey"}\n')
    assert is_log(written(tmp_path))
    assert is_log(tmp_path / "old")
    assert not is_log(tmp_path / "other.jsonl")


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
