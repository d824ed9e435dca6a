"""Errors for the person who must act, and exit codes that distinguish bad input from bugs."""

from __future__ import annotations

import difflib
import errno
import sqlite3
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager

EXIT_BUG = 1
EXIT_BAD_INPUT = 2
EXIT_INTERRUPTED = 130  # as a shell has it for Ctrl-C


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


class SafeNote(str):
    """A note on an exception that names files and holds no cell's value, so that it is printed with a bug."""


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


FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
ANOTHER_KIND = (errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENOTEMPTY, errno.ELOOP)
REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)
AGAIN = "then run the same command again; what was finished is kept"


@contextmanager
def no_figure_from_nothing() -> Iterator[None]:
    """Make numeric warnings errors: a mean of nothing, a division by zero, a fit that did not converge.

    Threads follow the process that started them. A process of its own begins without this, and has to ask for it.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("error", NUMERIC, RuntimeWarning)
        warnings.filterwarnings("error", NOT_ESTIMABLE)
        yield


def run(main: Callable[[], None]) -> None:
    """Run `main`, and exit with code 0, 1 (a bug), 2 (bad input, or a machine that cannot go on) or 130 (Ctrl-C).

    For a bug it prints where it happened, but not the exception's message, which could contain a cell's value. A numeric
    warning is a bug: a figure from nothing looks like one.
    """
    try:
        with no_figure_from_nothing():
            main()
    except SystemExit as leaving:  # the command line turns Ctrl-C into an exit of its own
        if any(isinstance(each, KeyboardInterrupt) for each in _causes(leaving)):
            sys.exit(EXIT_INTERRUPTED)
        raise
    except KeyboardInterrupt:
        print("\nSTOPPED by Ctrl-C. To go on, run the same command again; what was finished is kept.", file=sys.stderr)
        sys.exit(EXIT_INTERRUPTED)
    except Exception as error:
        stopped = error if isinstance(error, BadInput) else of_the_machine(error)
        if stopped:
            print(f"\nSTOPPED. {stopped}", file=sys.stderr)
            sys.exit(EXIT_BAD_INPUT)
        frames = "".join(traceback.format_tb(error.__traceback__))
        notes = [note for note in getattr(error, "__notes__", ()) if isinstance(note, SafeNote)]
        lines = [f"A BUG in neglect-triage ({type(error).__name__}). Please report these lines:\n{frames}", *notes]
        print("\n" + "\n".join(lines), file=sys.stderr)
        sys.exit(EXIT_BUG)


def of_the_machine(error: BaseException) -> BadInput | None:
    """Return what to tell the user where the disk, a folder or the memory is the cause of an error; None for another cause."""
    for each in _causes(error):
        if isinstance(each, MemoryError | BrokenExecutor):
            smaller = "close other programs, or set features.batch_events lower in params.yaml"
            return BadInput("There is not enough memory.", do=f"{smaller}; {AGAIN}")
        number, where = (each.errno, str(each.filename or "")) if isinstance(each, OSError) else (None, "")
        if (
            type(each).__name__ == "SerialisationError"
        ):  # of lxml, whose import takes long: a workbook's parts are put there first
            number, where = errno.ENOSPC, tempfile.gettempdir()
        if number in FULL or (isinstance(each, sqlite3.Error) and "disk is full" in str(each)):
            return BadInput("The disk is full.", where=where, do=f"free some space on the disk that holds the project; {AGAIN}")
        if isinstance(each, sqlite3.Error) and "is locked" in str(each):
            return BadInput(
                "Another program is writing to a database of this project.",
                where="mlflow.db, most likely",
                do=f"close what uses it, such as MLflow's own page; {AGAIN}",
            )
        if number in ANOTHER_KIND:
            return BadInput(
                "A file stands where a folder is meant, or a folder or a broken link where a file is meant.",
                where=str(each.filename2 or where) if isinstance(each, OSError) else where,
                do=f"remove or rename what is there; {AGAIN}",
            )
        if number in REFUSED or (isinstance(each, sqlite3.Error) and "readonly" in str(each)):
            allowed = "a file or folder that you may read and write"
            return BadInput(
                "A file or folder is closed to you.", where=where, expected=allowed, do=f"change who may use it; {AGAIN}"
            )
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, the error that it was raised for, and so on."""
    seen: set[int] = set()
    now: BaseException | None = error
    while now is not None and id(now) not in seen:
        seen.add(id(now))
        yield now
        now = now.__cause__ or now.__context__
