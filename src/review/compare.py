"""Two blind auditors beside each other and beside the band: agreement, its ceiling, and what they found of all contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..errors import BadInput
from ..models.bands import ATTENTION, TOO_LITTLE
from ..models.evaluation.estimates import Stated
from .agreement import agreement_of, drawn, places, rate
from .questions import Questions
from .read_back import read_answers, told_in
from .sample import KEY
from .workbook import README

CONTACTS, KEY_SHEET, SAMPLE = "Contacts", "Key", "Sample:"
GIVEN = ["No.", "Contact", "Child", "Day", "Decided"]
AUDITORS = ("A", "B")


def headings(asked: Questions) -> list[str]:
    """Return the headings of the sheet that auditors fill in."""
    return [*GIVEN, *(question.ask for question in asked.auditors.values())]


def read_key(path: Path) -> pd.DataFrame:
    """Return the key of a sample: the columns of KEY, in the order of the workbooks."""
    key = read_answers(path, KEY_SHEET, KEY, {})
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
    BadInput : the workbook belongs to another sample, or contacts were taken out, added or repeated.
    """
    answered = read_answers(path, CONTACTS, headings(asked), {each.ask: each.answers for each in asked.auditors.values()})
    if told_in(path, README, SAMPLE) != told_in(key_path, README, SAMPLE):
        raise BadInput(
            "A workbook and the key are of different samples.", where=f"{path}; {key_path}", do="bring those of one sample"
        )
    if answered["Contact"].tolist() != key["point_id"].tolist():
        there = answered["Contact"].tolist()
        row = next((at for at, wanted in enumerate(key["point_id"]) if there[at : at + 1] != [wanted]), len(key))
        raise BadInput(
            "The contacts of a workbook are not those that were drawn.",
            where=f"{path}, sheet {CONTACTS}, row {row + 2}, column Contact",
            expected="every contact once, in the order in which they were written",
            do="put the rows back, or fill in a fresh copy",
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
    first = asked.auditors[asked.first].answers
    given = [places(answers[asked.first], first) for answers in auditors]
    lowest = min(first.index(answer) for answer in asked.called_for)
    in_two = [np.where(each < 0, -1, (each >= lowest).astype(int)) for each in given]
    no_band = (key["standing"] == TOO_LITTLE).to_numpy()
    band = np.where(no_band, -1, (key["standing"] == ATTENTION).to_numpy(int))
    beside = [np.where(no_band, -1, each) for each in in_two]
    return {
        "contacts": len(key),
        "blanks": {
            name: {auditor: int(answers[name].isna().sum()) for auditor, answers in zip(AUDITORS, auditors, strict=True)}
            for name in asked.auditors
        },
        "between_auditors": agreement_of(given[0], given[1], key, len(first), draws, seed),
        "between_auditors_in_two": agreement_of(beside[0], beside[1], key, 2, draws, seed),
        "with_band": {
            auditor: agreement_of(mine, band, key, 2, draws, seed) for auditor, mine in zip(AUDITORS, beside, strict=True)
        },
        "rates": {
            name: {
                auditor: _rate(answers[name], _holding(name, asked), key, draws, seed)
                for auditor, answers in zip(AUDITORS, auditors, strict=True)
            }
            for name in asked.auditors
        },
    }


def _holding(name: str, asked: Questions) -> Sequence[str]:
    return asked.called_for if name == asked.first else [asked.holds]


def _rate(answers: pd.Series, holding: Sequence[str], key: pd.DataFrame, draws: int, seed: int) -> dict[str, Any]:
    there = answers.notna().to_numpy()
    rows = key[there]
    families = rows["family"].to_numpy()
    holds = answers[there].isin(holding).to_numpy()
    weights = rows["weight"].to_numpy(float)
    found = rate(holds, families, weights, drawn(families, draws, seed)) if len(rows) else None
    return {"answered": len(rows), "holds": int(holds.sum()), "share": found}


def sentences(found: Mapping[str, Any], asked: Questions, synthetic: str) -> list[str]:
    """Return what the comparison says, line by line."""
    lines = [synthetic] if synthetic else []
    lines.append(f"{found['contacts']} contacts were drawn.")
    for name, blanks in found["blanks"].items():
        left = ", ".join(f"auditor {auditor} {number}" for auditor, number in blanks.items())
        lines.append(f'Left blank: {left} ("{asked.auditors[name].ask}").')
    lines.append(f"The two auditors with each other, all answers: {_kappa(found['between_auditors'])}.")
    lines.append(
        "With each other, a second look called for or not, where there is a band: "
        f"{_kappa(found['between_auditors_in_two'])}. No tool can be expected to agree with people more than people "
        "with each other: this is the ceiling."
    )
    for auditor, its in found["with_band"].items():
        lines.append(f"Auditor {auditor} with the attention band: {_kappa(its)}.")
    for name, by_auditor in found["rates"].items():
        ask = asked.auditors[name].ask
        for auditor, its in by_auditor.items():
            what = " or ".join(f'"{answer}"' for answer in _holding(name, asked))
            said = f"{its['holds']} of {its['answered']} answers; of all contacts, {_per_cent(its['share'])}"
            lines.append(f"{ask} Auditor {auditor}: {what}: {said}.")
    lines.append("Shares of all contacts honour the weights. Intervals are of families, drawn anew.")
    return lines


def _kappa(its: Mapping[str, Any]) -> str:
    if its["kappa"] is None or its["kappa"]["value"] is None:
        return f"kappa cannot be estimated ({its['contacts']} contacts)"
    return f"kappa {_with_interval(its['kappa'], '{:.2f}')} ({its['contacts']} contacts)"


def _per_cent(share: Stated | None) -> str:
    if share is None or share["value"] is None:
        return "too few to estimate"
    hundred = {name: None if end is None else 100 * end for name, end in share.items()}
    return _with_interval(hundred, "{:.0f}", " %")


def _with_interval(value: Mapping[str, float | None], how: str, unit: str = "") -> str:
    low, high = value["low"], value["high"]
    interval = "" if low is None or high is None else f" ({how.format(low)} to {how.format(high)})"
    return how.format(value["value"]) + unit + interval
