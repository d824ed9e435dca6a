"""Reviews by spreadsheet: own judgements are read back first, then pages are released, then final judgements are read."""

from __future__ import annotations

import logging
import re
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from ..errors import BadInput
from ..files import inert
from ..sealed_log import Entry
from ..wording.sentences import british_date
from .questions import Question, Questions
from .read_back import disagreement, read_answers, same_text, text_after
from .steps import FINAL, OWN, RELEASED, Clock, check_reviewer, record_final, record_own, release, steps_of
from .with_own import columns, of_row, unanswered
from .workbook import README, Sheet, write_workbooks

REVIEWS, REVIEWER = "Reviews", "Reviewer:"
OWN_COLUMN, FINAL_COLUMN, REASON = "Your own judgement, before you see the page", "Your final judgement", "What weighed most"
ROW = "Row"
_COUNTED = re.compile(r"([1-9]\d{0,6}) of ([1-9]\d{0,6})")

log = logging.getLogger(__name__)


def headings(asked: Questions) -> list[str]:
    """Return the headings of the sheet: point, person and day, what is filled in, and the number of the row."""
    return [*asked.given[1:4], *answers_of(asked), ROW]


def answers_of(asked: Questions) -> dict[str, list[str]]:
    """Return the allowed answers of each column that is answered."""
    judgements = asked.reviewers.judgements
    beside = columns(asked.reviewers.with_own)
    return {OWN_COLUMN: judgements, **beside, FINAL_COLUMN: judgements, REASON: asked.reviewers.reasons}


def _older_headings(asked: Questions) -> list[list[str]]:
    """Return the headings of workbooks that asked for judgements alone; the oldest did not count their rows."""
    older = [*asked.given[1:4], OWN_COLUMN, FINAL_COLUMN, REASON]
    return [[*older, ROW], older]


def write_reviews(path: Path, points: pd.DataFrame, reviewer: str, asked: Questions, synthetic: list[str]) -> None:
    """Write a workbook of contacts (point_id, child_id, as_of) for one reviewer.

    `synthetic` : the line that marks simulated records, if they are. Raises BadInput where another workbook stands at `path`.
    """
    check_reviewer(reviewer)
    given = _given(points, asked).to_numpy().tolist()
    blank = [None] * len(answers_of(asked))
    rows = [[*row, *blank, f"{number} of {len(given)}"] for number, row in enumerate(given, start=1)]
    readme = [
        *synthetic,
        f"{REVIEWER} {reviewer}",
        f"First write down your own judgement of each {asked.given[1].lower()}, with what is asked beside it: from the records, "
        "and before you see its page.",
        "Then: neglect-triage review --read with this file. It keeps your judgement with the time, and says where the pages are.",
        "Then write down your final judgement and what weighed most, and read the file again.",
        "Answers come from a list. Write no names and no notes. Only the yellow cells can be changed.",
    ]
    write_workbooks({path: (readme, [Sheet(REVIEWS, headings(asked), rows, answers_of(asked))])}, "--sheet")


def _given(points: pd.DataFrame, asked: Questions) -> pd.DataFrame:
    """Return what the sheet says of each contact: point, person and day (index: point_id)."""
    days = points["as_of"].map(british_date)
    given = pd.DataFrame(dict(zip(asked.given[1:4], (points["point_id"], points["child_id"], days), strict=True)), dtype=object)
    return given.map(inert).set_index(points["point_id"].to_numpy())


def read_reviews(
    path: Path, log: Path, points: pd.DataFrame, reviewer: str, asked: Questions, clock: Clock
) -> tuple[list[str], dict[str, int]]:
    """Add what a reviewer filled in to the log, all of it or nothing.

    Parameters
    ----------
    points : all contacts (point_id, child_id, as_of), with which every row must agree.
    reviewer : who is said to have filled it in; "" takes the one whom the sheet names.

    Returns
    -------
    released : the contacts whose own judgement was added now, so that their pages can be seen.
    counts : own and final judgements added now, those that the log held before, and blank rows.

    Raises
    ------
    BadInput : by sheet, row and column: an unknown contact, another child or day than the contact's, a final judgement before
        the page was released or without a reason, or a judgement that was changed after it had been added to the log; rows were
        taken out, or a part of each was sorted; or the sheet is another reviewer's.
    """
    point = asked.given[1]
    table = read_answers(path, REVIEWS, headings(asked), answers_of(asked), _older_headings(asked))
    reviewer = _reviewer(path, reviewer)
    rows = _checked_rows(table, path, _given(points, asked), asked)
    steps_of_contact = {row[point]: steps_of(log, row[point], reviewer) for row in rows}
    for number, row in zip(table.index, rows, strict=True):
        if problem := _problem(row, steps_of_contact[row[point]], asked, list(table.columns.map(str))):
            column, what, do = problem
            raise BadInput(what, where=f"{path}, sheet {REVIEWS}, row {number}, column {column}", do=do)
    counts = dict.fromkeys(("own", "final", "before", "blank"), 0)
    released = []
    for row in rows:
        steps, point_id = steps_of_contact[row[point]], row[point]
        if row[OWN_COLUMN] is None:
            counts["blank"] += 1
        elif OWN not in steps:
            record_own(log, point_id, reviewer, row[OWN_COLUMN], clock, of_row(row, asked.reviewers.with_own))
            release(log, point_id, reviewer, clock)
            released.append(point_id)
            counts["own"] += 1
        elif row[FINAL_COLUMN] is not None and FINAL not in steps:
            record_final(log, point_id, reviewer, row[FINAL_COLUMN], row[REASON], clock)
            counts["final"] += 1
        else:
            counts["before"] += 1
    return released, counts


def _reviewer(path: Path, said_to_be: str) -> str:
    named = text_after(REVIEWER, path, README)
    if said_to_be and said_to_be != named:
        raise BadInput(
            "The workbook is another reviewer's.",
            where=f"--reviewer; {path}, sheet {README}",
            expected="the reviewer whom the workbook names",
            do="read the workbook that this reviewer filled in, or leave --reviewer out",
        )
    check_reviewer(named, where=f"{path}, sheet {README}, the line {REVIEWER}")
    return named


def _checked_rows(table: pd.DataFrame, path: Path, every: pd.DataFrame, asked: Questions) -> list[dict[Hashable, Any]]:
    """Return the rows with the id of each contact, after the checks that every judgement stands beside its own."""
    point = asked.given[1]
    _check_contacts(table, path, every, asked)
    _check_order(table, path, every, asked)
    point_of = pd.Series(every.index, index=every[point])
    return table.assign(**{point: point_of[table[point].map(same_text)].to_numpy()}).to_dict("records")


def _check_contacts(table: pd.DataFrame, path: Path, every: pd.DataFrame, asked: Questions) -> None:
    """Stop unless each row says contact, child and day as they were written: a judgement must not reach another child."""
    point, person, day = asked.given[1:4]
    known, named = every.set_index(point, drop=False), f"{point}, {person} and {day}".lower()
    contacts = table[point].map(same_text)
    wrong = contacts[~contacts.isin(known.index) | contacts.duplicated(keep=False)]
    if len(wrong):
        found: tuple[int, str] | None = (int(wrong.index[0]), point)
    else:
        found = disagreement(table, known.loc[contacts])
    if found:
        raise BadInput(
            f"A row does not say the {named} that were written, each {point.lower()} once.",
            where=f"{path}, sheet {REVIEWS}, row {found[0]}, column {found[1]}",
            expected=f"{named} as in the workbook that neglect-triage review --sheet wrote",
            do="put back what was written, or fill in a fresh copy; no judgement of this workbook was taken in",
        )


def _check_order(table: pd.DataFrame, path: Path, every: pd.DataFrame, asked: Questions) -> None:
    """Stop if contacts were sorted without the judgements beside them, or if rows were taken out; whole rows may be sorted."""
    point, person, _ = asked.given[1:4]
    where = f"{path}, sheet {REVIEWS}"
    if ROW in table:
        table = _as_written(table, where)
    else:
        log.warning(
            f"{where}: written by an older version, which did not count its rows. Check that all are there: {len(table):,}."
        )
    places = pd.Series(range(len(every)), every[point])[table[point].map(same_text)]
    backwards = places.diff().to_numpy() < 0
    if backwards.any():
        raise BadInput(
            f"The {asked.sheet.lower()} of a sheet do not stand where they were written, so that a judgement may stand beside "
            f"another {person.lower()}.",
            where=f"{where}, row {table.index[int(backwards.argmax())]}, column {point}",
            expected="whole rows that were sorted together, or rows in the order in which they were written",
            do="undo the sorting, or fill in a fresh copy; no judgement of this workbook was taken in",
        )


def _as_written(table: pd.DataFrame, where: str) -> pd.DataFrame:
    """Return rows in the order in which they were written, by the numbers at their end; stop unless all of them are there."""
    numbers = table[ROW].map(_counted)
    if sorted(numbers.dropna()) != [(number, len(table)) for number in range(1, len(table) + 1)]:
        raise BadInput(
            "Rows of a sheet were taken out, added or changed.",
            where=f"{where}, column {ROW}",
            expected='every row that was written, from "1 of N" to "N of N", also where it is left blank',
            do="put the rows back, or fill in a fresh copy; no judgement of this workbook was taken in",
        )
    return table.loc[sorted(table.index, key=numbers.to_dict().__getitem__)]


def _counted(cell: object) -> tuple[int, int] | None:
    found = _COUNTED.fullmatch(str(cell))
    return (int(found[1]), int(found[2])) if found else None


class _Problem(NamedTuple):
    column: str
    what: str
    do: str


def _problem(row: dict[Hashable, Any], steps: dict[str, Entry], asked: Questions, headings: list[str]) -> _Problem | None:
    """Return what is wrong with a row; None if it can be added."""
    return _problem_beside(row, steps, asked.reviewers.with_own, headings) or _problem_of_judgements(row, steps)


def _problem_beside(
    row: dict[Hashable, Any], steps: dict[str, Entry], questions: Mapping[str, Question], headings: list[str]
) -> _Problem | None:
    """Return what is wrong with the answers beside an own judgement; older workbooks do not ask for them."""
    beside = [heading for heading in columns(questions) if heading in headings]
    given, sealed = of_row(row, questions), steps.get(OWN, {}).get("answers")
    if not beside:
        return None
    if row[OWN_COLUMN] is None:
        if all(row[heading] is None for heading in beside):
            return None
        return _Problem(OWN_COLUMN, "Answers stand beside no own judgement.", do="fill in the own judgement, or take them out")
    if sealed and given != sealed:
        return _Problem(beside[0], "An answer was changed after it had been taken in.", do="put back what was there")
    if OWN not in steps and (lacking := unanswered(given, questions)):
        return _Problem(questions[lacking[0]].ask, "An own judgement lacks an answer beside it.", do="answer it from its list")
    return None


def _problem_of_judgements(row: dict[Hashable, Any], steps: dict[str, Entry]) -> _Problem | None:
    own, final, reason = row[OWN_COLUMN], row[FINAL_COLUMN], row[REASON]
    if OWN in steps and own != steps[OWN]["judgement"]:
        return _Problem(OWN_COLUMN, "An own judgement was changed after it had been taken in.", do="put back what was there")
    if FINAL in steps and (final, reason) != (steps[FINAL]["judgement"], steps[FINAL]["reason"]):
        return _Problem(FINAL_COLUMN, "A final judgement was changed after it had been taken in.", do="put back what was there")
    if final is not None and RELEASED not in steps:
        return _Problem(
            FINAL_COLUMN, "A final judgement was made before the page was released.", do="read the own judgement back first"
        )
    if reason is not None and final is None:
        return _Problem(
            FINAL_COLUMN, "A reason stands beside no final judgement.", do="fill in the final judgement, or take the reason out"
        )
    if final is not None and reason is None:
        return _Problem(REASON, "A final judgement lacks its reason.", do="choose what weighed most")
    return None
