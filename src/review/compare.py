"""Two blind auditors compared with each other and with the attention band: agreement, its ceiling, and rates of answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..errors import BadInput
from ..models.bands import ATTENTION, TOO_LITTLE
from ..models.evaluation.estimates import family_draws
from .agreement import agreement_of, answer_positions, rate
from .questions import Questions
from .read_back import disagreement, read_answers, text_after
from .sample import KEY
from .workbook import README

KEY_SHEET, SAMPLE = "Key", "Sample:"
AUDITORS = ("A", "B")
_DRAWN = re.compile(r" of (\d{1,7}) \D+$")


def headings(asked: Questions) -> list[str]:
    """Return the headings of the sheet that auditors fill in."""
    return [*asked.given, *(question.ask for question in asked.auditors.values())]


def key_headings(asked: Questions) -> list[str]:
    """Return the headings of the key: the columns of KEY, and person, day and decision."""
    return [*KEY, *asked.given[2:]]


def read_key(path: Path, asked: Questions) -> pd.DataFrame:
    """Return the key of a sample: the columns of KEY, and what the workbooks give, in their order."""
    key = read_answers(path, KEY_SHEET, key_headings(asked), {}).reset_index(drop=True)
    numbers = key[["family", "contacts_in_stratum", "weight"]].apply(pd.to_numeric, errors="coerce")
    if numbers.isna().any(axis=None) or (numbers["weight"] <= 0).any():
        raise BadInput(
            "The key of a sample holds no weight.", where=f"{path}, sheet {KEY_SHEET}", do="use the key as it was written"
        )
    return key.assign(**{name: numbers[name] for name in numbers})


def read_auditor(path: Path, key: pd.DataFrame, key_path: Path, asked: Questions) -> pd.DataFrame:
    """Return one auditor's answers by name of the question, in the order of the key.

    Raises
    ------
    BadInput : the workbook belongs to another sample; the key lacks contacts that were drawn; contacts were removed, added,
        moved or repeated; or a row gives another child, day or decision than was drawn.
    """
    number, point, person, *_ = asked.given
    answered = read_answers(path, asked.sheet, headings(asked), {each.ask: each.answers for each in asked.auditors.values()})
    if text_after(SAMPLE, path, README) != text_after(SAMPLE, key_path, README):
        raise BadInput(
            "A workbook and the key are of different samples.", where=f"{path}; {key_path}", do="bring those of one sample"
        )
    drawn = _DRAWN.search(text_after(SAMPLE, key_path, README))
    if drawn and int(drawn[1]) != len(key):
        raise BadInput(
            "A sample no longer has all that was drawn, so that its weights do not hold.",
            where=f"{key_path}, sheet {KEY_SHEET}: {len(key):,} rows",
            expected=f"{int(drawn[1]):,} rows",
            do="bring the key back as it was written; after an erasure, draw again: neglect-triage sample",
        )
    wanted = key.rename(columns={"point_id": point}).assign(**{number: range(1, len(key) + 1)})[asked.given]
    shared = min(len(answered), len(wanted))
    found = disagreement(answered.iloc[:shared], wanted.iloc[:shared])
    if found is None and len(answered) != len(wanted):
        found = (shared + 2, point)
    if found:
        raise BadInput(
            f"The {asked.sheet.lower()} of a workbook are not those that were drawn.",
            where=f"{path}, sheet {asked.sheet}, row {found[0]}, column {found[1]}",
            expected=f"every {point.lower()} once, with its {person.lower()}, day and decision, in the order as written",
            do="put back what was written, or fill in a fresh copy",
        )
    names = {question.ask: name for name, question in asked.auditors.items()}
    return answered[list(names)].rename(columns=names).reset_index(drop=True)


def compare(key: pd.DataFrame, auditors: Sequence[pd.DataFrame], asked: Questions, draws: int, seed: int) -> dict[str, Any]:
    """Return agreement and rates (JSON).

    Parameters
    ----------
    key : the columns of KEY. auditors : the answers of two auditors who were blind to each other and to the band.

    Returns
    -------
    dict : contacts; blanks of each question by auditor; between_auditors (all answers); between_auditors_in_two (a second
        look called for or not, where there is a band: the ceiling of the next); with_band by auditor; rates by question and
        auditor.
    """
    order = asked.auditors[asked.first].answers
    by_auditor = dict(zip(AUDITORS, auditors, strict=True))
    given = [answer_positions(answers[asked.first], order) for answers in auditors]
    lowest_called_for = min(order.index(answer) for answer in asked.called_for)
    no_band = (key["standing"] == TOO_LITTLE).to_numpy()
    band = np.where(no_band, -1, (key["standing"] == ATTENTION).to_numpy(int))
    in_two = [np.where(no_band | (each < 0), -1, (each >= lowest_called_for).astype(int)) for each in given]
    return {
        "contacts": len(key),
        "blanks": {
            name: {auditor: int(answers[name].isna().sum()) for auditor, answers in by_auditor.items()} for name in asked.auditors
        },
        "between_auditors": agreement_of(given[0], given[1], key, len(order), draws, seed),
        "between_auditors_in_two": agreement_of(in_two[0], in_two[1], key, 2, draws, seed),
        "with_band": {
            auditor: agreement_of(calls, band, key, 2, draws, seed) for auditor, calls in zip(AUDITORS, in_two, strict=True)
        },
        "rates": {
            name: {auditor: _rate(answers[name], counted, key, draws, seed) for auditor, answers in by_auditor.items()}
            for name, counted in counted_answers(asked).items()
        },
    }


def counted_answers(asked: Questions) -> dict[str, list[str]]:
    """Return for each question the answers that its rate counts."""
    return {name: asked.called_for if name == asked.first else [asked.holds] for name in asked.auditors}


def _rate(answers: pd.Series, counted: Sequence[str], key: pd.DataFrame, draws: int, seed: int) -> dict[str, Any]:
    answered = answers.notna().to_numpy()
    rows = key[answered]
    families, weights = rows["family"].to_numpy(), rows["weight"].to_numpy(float)
    holds = answers[answered].isin(counted).to_numpy()
    share = rate(holds, families, weights, family_draws(families, draws, seed)) if len(rows) else None
    return {"answered": len(rows), "holds": int(holds.sum()), "share": share}
