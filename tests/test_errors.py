"""Errors are for the person who must act; exit codes tell bad input from bugs."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pytest
from sklearn.linear_model import ElasticNet
from sklearn.metrics import f1_score

from neglect_triage.errors import BadInput, did_you_mean, run


def ended(main: Callable[[], None], capsys: pytest.CaptureFixture[str]) -> tuple[int | str | None, str]:
    with pytest.raises(SystemExit) as stop:
        run(main)
    return stop.value.code, capsys.readouterr().err


def test_bad_input_says_what_where_what_was_expected_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    def stop() -> None:
        raise BadInput("A date is wrong.", where="events.csv, row 3", expected="a date", do="mend the row")

    code, said = ended(stop, capsys)
    assert code == 2
    assert [word for word in ("A date is wrong.", "events.csv, row 3", "a date", "mend the row") if word not in said] == []
    assert "Traceback" not in said


def test_a_bug_says_where_and_never_repeats_a_value(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise KeyError("a-name-that-identifies")

    code, said = ended(fail, capsys)
    assert code == 1
    assert "test_errors.py" in said
    assert "KeyError" in said
    assert "('a-name-that-identifies')" not in said.replace('raise KeyError("a-name-that-identifies")', "")


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
        code, said = ended(lambda: (figure(), None)[1], capsys)
    assert code == 1
    assert "A BUG in neglect-triage" in said


def test_the_nearest_word_is_offered_or_else_all_of_them() -> None:
    assert did_you_mean("contct", ["contact", "referral"]) == 'did you mean "contact"?'
    assert did_you_mean("xyz", ["contact", "referral"]) == "use one of: contact, referral"
