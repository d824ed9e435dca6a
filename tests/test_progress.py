"""Progress is shown on standard error, and the items pass through unchanged, one at a time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from neglect_triage.progress import steps


def test_without_a_terminal_it_is_one_line_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(steps("abc", "pages", 3)) == ["a", "b", "c"]
    assert capsys.readouterr() == ("", "pages: 3 steps\n")


def test_items_are_asked_for_one_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(3):
            made.append(number)
            yield number

    passing = steps(items(), "blocks", 3)
    next(passing)
    assert made == [0]


def test_on_a_terminal_a_bar_counts_to_the_end(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert list(steps([1, 2], "models", 2)) == [1, 2]
    shown = capsys.readouterr().err
    assert "models" in shown
    assert "100%" in shown
