"""Convert codes and dates to the cells of a file, in the spelling of its format or of real files."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import numpy as np
import pandas as pd
from pydantic import RootModel

from ...extracts.formats.specification import ColumnSpec, code_lists
from ...yamls import read_model
from .quirks import Quirks

_FIRST_SERIAL = pd.Timestamp("1899-12-30")
_SENTINEL = pd.Timestamp("1900-01-01")
_DATES = {
    "dates_day_first": "%d/%m/%Y", "dates_dashes": "%d-%m-%y", "dates_named_months": "%d-%b-%Y", "dates_iso": "%Y-%m-%d",
    "dates_with_time": "%Y-%m-%d 00:00:00",
}  # fmt: skip
_SHORTEST_WORD = 4
_PADDED = 12  # characters
_BROKEN = 'SYNTHETIC: said "not yet", "NFA_FLAG": see file'


Spellings = dict[str, str | dict[str, str]]  # of each code list: a pattern, or the spelling of each code


@cache
def _spellings() -> dict[str, Spellings]:
    return read_model(Path(str(files(__package__) / "spellings.yaml")), RootModel[dict[str, Spellings]]).root


@cache
def spellings_of(format: str, name: str) -> dict[str, str]:
    """Return the spelling that `format` uses for each code of the list `name`."""
    pattern, codes = _spellings()[format].get(name, "{code}"), code_lists()[name]
    if isinstance(pattern, dict):
        return pattern
    return {
        code: pattern.format(letter=ascii_lowercase[at % len(ascii_lowercase)], code=code, says=_first_word(code, others))
        for at, (code, others) in enumerate(codes.items())
    }


def _first_word(code: str, others: list[str]) -> str:
    return next((word for word in others if len(word) >= _SHORTEST_WORD), code).capitalize()


def cells(column: pd.Series, spec: ColumnSpec, quirks: Quirks, place: str, in_workbook: bool) -> list[Any]:
    """Return the cells of one column; an empty one is None."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return _dates(column, quirks, place, in_workbook)
    if spec.type == "id":
        return _ids(column, quirks, place, in_workbook)
    if spec.codes:
        return _codes(column, spec, quirks, place)
    return [None if pd.isna(value) else value for value in column]


def _dates(column: pd.Series, quirks: Quirks, place: str, in_workbook: bool) -> list[Any]:
    if quirks.has("sentinel_dates", place):
        column = column.fillna(_SENTINEL)
    pattern = next((text for name, text in _DATES.items() if quirks.has(name, place)), None)
    if pattern is None and in_workbook and quirks.has("dates_as_numbers", place):
        return [None if pd.isna(day) else (day - _FIRST_SERIAL).days for day in column]
    if pattern is None and in_workbook:
        return [None if pd.isna(day) else day.to_pydatetime().date() for day in column]
    text = column.dt.strftime(pattern or "%Y-%m-%d").astype(object)
    return list(text.where(column.notna(), None))


def _ids(column: pd.Series, quirks: Quirks, place: str, in_workbook: bool) -> list[Any]:
    ids = [None if pd.isna(own) else str(own) for own in column]
    if quirks.has("ids_as_numbers", place):
        return [(float(own) if in_workbook else f"{own}.0") if own and own.isdecimal() else own for own in ids]
    if quirks.has("ids_with_blanks", place):
        around = quirks.draws("ids_with_blanks", place).choice(["", " ", "\t", "\u00a0", "\n"], len(ids))
        return [own and f" {own}{blank}" for own, blank in zip(ids, around, strict=True)]
    return ids


def _codes(column: pd.Series, spec: ColumnSpec, quirks: Quirks, place: str) -> list[Any]:
    name = str(spec.codes)
    spelled = spellings_of(quirks.format, name)
    if quirks.format == "ssd" and spec.type == "codes" and name != "disability":
        return _json(column, name, quirks, place)
    if quirks.has("padded_codes", place):
        spelled = {code: text.ljust(_PADDED) for code, text in spelled.items()}
    quirk = "flag_spellings" if name == "yes_no" else "code_spellings"
    if not quirks.has(quirk, place):
        return [None if pd.isna(code) else ", ".join(spelled[one] for one in code.split(";")) for code in column]
    draws = quirks.draws(quirk, f"{place} {name}")
    several = [[] if pd.isna(code) else code.split(";") for code in column]
    return [", ".join(_random_spelling(name, spelled, one, draws) for one in codes) or None for codes in several]


def _json(column: pd.Series, name: str, quirks: Quirks, place: str) -> list[str | None]:
    """Return factors as an array (or object), and outcomes as an object of all flags with a comment at its end."""
    broken, as_object = quirks.has("broken_json", place), quirks.has("factors_as_object", place)
    comment = _BROKEN if broken else ""
    known = list(code_lists()[name])

    def one(codes: str) -> str:
        held = codes.split(";")
        if name == "factor":
            return json.dumps({code: "Yes" if code in held else "No" for code in known} if as_object else held)
        flags = ", ".join(f'"{code}": "{"Y" if code in held else "N"}"' for code in known)
        return f'{{{flags}, "COMMENTS": "{comment}"}}'

    return [None if pd.isna(codes) else one(codes) for codes in column]


def _random_spelling(name: str, spelled: dict[str, str], code: str, draws: np.random.Generator) -> str:
    """Return one, chosen at random, of the spellings of a code that readers know."""
    others = [spelled[code], spelled[code].lower(), spelled[code].upper(), code, *code_lists()[name][code]]
    others += [f"{code}.0", f"'{code}"] if code.isdecimal() else []
    return str(draws.choice([other for other in others if other]))
