"""A sealed log in other hands: bytes put in anywhere, line ends that git rewrites, links, logs of another kind."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from neglect_triage.errors import BadInput
from neglect_triage.moved_log import move_log
from neglect_triage.sealed_log import append, checked, locked, read_log
from tests.old_log import old_form
from tests.remedies.following import follow
from tests.test_sealed_log import WHERE, emptied, named, written


def every_change(good: bytes) -> Iterator[bytes]:
    """Yield a log with one byte taken out, put in or doubled at each place, with two lines swapped, and with blank lines."""
    for place in range(len(good) + 1):
        yield good[:place] + good[place + 1 :]
        yield from (good[:place] + bytes([new]) + good[place:] for new in (0, 9, 10, 13, 32, 34, 48, 92, 125, 255))
        yield good[:place] + b"\r\n" + good[place:]
    lines = good.splitlines(keepends=True)
    for first, second in combinations(range(len(lines)), 2):
        swapped = list(lines)
        swapped[first], swapped[second] = lines[second], lines[first]
        yield b"".join(swapped)
    yield from (good + end for end in (b"\n", b"\r\n", b" \n", b"\n\n", b"{}\n", b"null\n"))
    yield from (start + good for start in (b"\n", b"\xef\xbb\xbf", b"\xff\xfe", b" "))
    yield good.replace(b"\n", b"\r\n")
    yield good.replace(b"\n", b"\r")
    yield good.decode().encode("utf-16")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["plain", "words taken out", "moved from the old form"])
def test_everything_put_in_taken_out_or_swapped_anywhere_is_named(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "log.jsonl"
    if kind == "moved from the old form":
        old_form(path, "k0", "k1")
        move_log(path, ("JS", "lead-2"), "2026-02-01")
    for name in ("k2", "k3"):
        append(path, {"contact": name, "reason": "late \u00e9 \u2028"})
    if kind == "words taken out":
        emptied(path, "k2")
    good = path.read_bytes()
    for changed in every_change(good):
        assert changed == good or named(changed) >= 1


class TestLineEnds:
    """Git rewrites them where core.autocrlf is true, and a log in git must come through that."""

    def git(self, folder: Path, *words: str) -> None:
        who = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org", "-c", "core.autocrlf=true")
        subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)

    def checked_out(self, folder: Path, monkeypatch: pytest.MonkeyPatch, attributes: str = "") -> Path:
        """A log that was committed and checked out again, with git's setting for Windows."""
        monkeypatch.chdir(folder)
        self.git(folder, "init")
        path = written(Path())
        if attributes:
            Path(".gitattributes").write_text(attributes, encoding="utf-8")
        self.git(folder, "add", ".")
        self.git(folder, "commit", "-m", "one")
        path.unlink()
        self.git(folder, "checkout", "--", str(path))
        return path

    def test_a_log_whose_line_ends_git_changed_comes_back_as_the_message_says(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = self.checked_out(tmp_path, monkeypatch)
        before = path.read_bytes()
        assert b"\r\n" in before
        with pytest.raises(BadInput, match="line ends of the log were changed"):
            append(path, {"contact": "k5"})
        assert path.read_bytes() == before

        def bring_back() -> None:
            Path(".gitattributes").write_text("*.jsonl -text\n", encoding="utf-8")
            path.unlink()
            self.git(tmp_path, "checkout", "--", str(path))

        remedy = f"add the line `*.jsonl -text` to .gitattributes, remove the file, and bring it back: git checkout -- {path}"
        follow(lambda: read_log(path), remedy, bring_back)
        assert len(read_log(path)) == 5

    def test_the_attributes_of_this_project_keep_them(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        own = (Path(__file__).parents[1] / ".gitattributes").read_text(encoding="utf-8")
        assert len(read_log(self.checked_out(tmp_path, monkeypatch, own))) == 5

    def test_other_changes_beside_them_are_named_as_changes(self, tmp_path: Path) -> None:
        changed = written(tmp_path).read_text().replace("k3", "k9").replace("\n", "\r\n").encode()
        with pytest.raises(BadInput, match=r"seal is broken[\s\S]*line 4"):
            checked(changed, WHERE)


class TestLinks:
    """A log that is reached by a link is the log to which the link leads."""

    @pytest.fixture
    def link(self, tmp_path: Path) -> Path:
        path = written(tmp_path)
        (tmp_path / "elsewhere").mkdir()
        link = tmp_path / "elsewhere/link.jsonl"
        try:
            link.symlink_to(path)
        except OSError:
            pytest.skip("this account may make no links")
        return link

    def test_words_are_taken_out_of_it_and_the_link_stays(self, link: Path) -> None:
        emptied(link, "k1")
        assert link.is_symlink()
        assert "k1" not in link.resolve().read_text()
        assert len(read_log(link)) == 4

    def test_one_lock_holds_for_both_names(self, link: Path) -> None:
        assert locked(link).lock_file == locked(link.resolve()).lock_file

    def test_a_link_to_nothing_begins_a_log_there(self, link: Path) -> None:
        link.resolve().unlink()
        append(link, {"contact": "k1"})
        assert link.is_symlink()
        assert len(read_log(link.resolve())) == 1


def test_a_log_of_another_kind_is_refused_by_its_first_such_line(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert len(read_log(path, fields=("contact", "step"))) == 5
    remedy = "name the log that this command writes, or bring it back from a copy"
    right = [path]
    append(tmp_path / "other.jsonl", {"decision": "approved"})
    follow(lambda: read_log(right[0], fields=("decision",)), remedy, lambda: right.insert(0, tmp_path / "other.jsonl"))
