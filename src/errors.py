"""Errors for the person who must act, and exit codes that distinguish bad input from bugs."""

from __future__ import annotations

import difflib
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable

EXIT_BUG = 1
EXIT_BAD_INPUT = 2


class BadInput(Exception):
    """Input that cannot be used.

    A message never contains a cell's value, which could identify a child (design rule 4).

    Parameters
    ----------
    what : what is wrong, in one sentence.
    where : file, table, row, column or key.
    expected : what would be right.
    do : what to do now.
    """

    def __init__(self, what: str, *, where: str = "", expected: str = "", do: str = "") -> None:
        self.what, self.where, self.expected, self.do = what, where, expected, do
        lines = [what, where and f"  where:    {where}", expected and f"  expected: {expected}", do and f"  do:       {do}"]
        super().__init__("\n".join(line for line in lines if line))


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the valid word nearest to `word`, or an empty string if none is near."""
    return next(iter(difflib.get_close_matches(word, list(words), n=1)), "")


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return `did you mean "..."?` for the nearest valid word, or a list of the valid words."""
    words = list(words)
    near = nearest(word, words)
    return f'did you mean "{near}"?' if near else f"use one of: {', '.join(sorted(words))}"


# What scikit-learn says where a figure cannot be estimated. Its classes are not named, because to import them takes long.
NOT_ESTIMABLE = r"(?s).*(did not converge|failed to converge|ill-defined|Only one class is present)"
# Libraries built against an older NumPy say so when they are imported; that is about no figure.
NUMERIC = r"(?!numpy\.\w+ size changed)"


def run(main: Callable[[], None]) -> None:
    """Run `main`, and exit with code 0, 1 (a bug) or 2 (bad input).

    For a bug it prints where it happened, but not the exception's message, which could contain a cell's value. A numeric
    warning (a mean of nothing, a division by zero, a fit that did not converge) is a bug: a figure from nothing looks like one.
    """
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", NUMERIC, RuntimeWarning)
            warnings.filterwarnings("error", NOT_ESTIMABLE)
            main()
    except BadInput as error:
        print(f"\nSTOPPED. {error}", file=sys.stderr)
        sys.exit(EXIT_BAD_INPUT)
    except Exception as error:
        frames = "".join(traceback.format_tb(error.__traceback__))
        print(f"\nA BUG in neglect-triage ({type(error).__name__}). Please report these lines:\n{frames}", file=sys.stderr)
        sys.exit(EXIT_BUG)
