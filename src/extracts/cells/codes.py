"""Reading cells as codes of a list, in every spelling that files use (formats.md section 6, points 4 and 9)."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from ...chronology.reading.distinct import no_text, spread
from ..formats.specification import code_lists

_LETTERED = re.compile(r"^[a-z]{1,2}\d?\)\s*")
_CODE_FIRST = re.compile(r"^([a-z0-9]{1,4})\s*(?:[:)\-–—]|\s(?=\D))")
# Text that could be a word, or even a name, is never kept as an unknown code.
_LOOKS_LIKE_A_CODE = re.compile(r"(?=\D{0,5}\d)[A-Za-z0-9.]{1,6}|[A-Z]{1,2}|[A-Z][A-Z_]*_FLAG")
_PAIR = re.compile(r'"([A-Z][A-Z_0-9]*_FLAG|\d{1,2}[A-F]?)"\s*:\s*"?([A-Za-z0-9]+)"?')
_MANY = re.compile(r"[,;|/\n]+|\s{2,}")
_FLAGS = ("neglect", "physical", "sexual", "emotional")
_YES = {"y", "yes", "true", "1", "t"}
_CONTRADICTING = "several codes that contradict each other: the first counts"
_NOT_THERE = {"", "nan", "none", "null", "n/a", "na", "#n/a", "-"}


@dataclass(frozen=True)
class ReadCodes:
    """Codes of some cells.

    Attributes
    ----------
    codes : codes of the list, several joined by ";" in the list's order; empty if there is none.
    unknown : what looks like a code but is in no list, joined by ";", as in the file; else empty.
    fault : why a cell that is not empty gave no code; else empty.
    """

    codes: pd.Series
    unknown: pd.Series
    fault: pd.Series


def read_codes(cells: pd.Series, name: str, kind: str = "code", words: Mapping[str, str] | None = None) -> ReadCodes:
    """Read `cells` as codes of the list `name`.

    Parameters
    ----------
    cells : text, numbers or flags, as in the file.
    name : a list of `extracts/formats/code_lists.yaml`.
    kind : code (one in a cell; of several that contradict each other the first counts, with a fault),
        codes (several: JSON array or object, or joined by commas), concerns (categories of abuse).
    words : the code for each of the user's own spellings (a corrected matching report).
    """
    spellings = _spellings(name) | {fold_spelling(own): code for own, code in (words or {}).items()}
    read: Callable[[str], tuple[list[str], list[str]]] = {
        "code": lambda cell: _alone(cell, name, spellings),
        "codes": lambda cell: _several(cell, name, spellings),
        "concerns": lambda cell: _concerns(cell, spellings),
    }[kind]
    cells_as_text = cells if cells.dtype == "str" else cells.map(_as_text, na_action="ignore").astype("str")
    places, distinct = pd.factorize(cells_as_text)
    text = pd.Series(distinct, dtype="str")
    found = {cell: read(cell) for cell in text.unique() if fold_spelling(cell) in spellings or not _is_empty(cell)}
    order = list(code_lists()[name])
    several = {cell for cell, (known, _) in found.items() if kind == "code" and len(set(known)) > 1}
    found |= {cell: (found[cell][0][:1], found[cell][1]) for cell in several}
    codes = {cell: ";".join(sorted(set(known), key=order.index)) or None for cell, (known, _) in found.items()}
    unknown = {cell: ";".join(dict.fromkeys(raw)) or None for cell, (_, raw) in found.items()}
    faults = {
        cell: None if codes[cell] else f"not a code of the list {name}" for cell in found if kind == "code" or unknown[cell]
    }
    faults |= dict.fromkeys(several, _CONTRADICTING)

    def of_cells(of: Mapping[str, str | None]) -> pd.Series:
        words = [of.get(cell) for cell in text]
        return spread(pd.Series(words, dtype="str"), places, cells.index) if any(words) else no_text(cells.index)

    return ReadCodes(*map(of_cells, (codes, unknown, faults)))


def _is_empty(cell: str) -> bool:
    return cell.strip().lower() in _NOT_THERE


def _as_text(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


@lru_cache(maxsize=100_000)
def fold_spelling(text: str) -> str:
    """Return `text` in the form in which spellings are compared: without case, punctuation, leading "a)" or zeros, and ".0"."""
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("'‘’").strip().lower()
    plain = _LETTERED.sub("", plain)
    plain = re.sub(r"^(\d+)\.0+$", r"\1", plain)
    plain = re.sub(r"^0+(?=\d+$)", "", plain)
    return re.sub(r"[^a-z0-9_]+", " ", plain).strip()


@lru_cache
def _spellings(name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, others in code_lists()[name].items():
        for spelling in (code, *others):
            found.setdefault(fold_spelling(spelling), code)
    return found


@lru_cache
def _by_code(name: str) -> dict[str, str]:
    return {fold_spelling(code): code for code in code_lists()[name]}


def _one(cell: str, name: str, spellings: Mapping[str, str]) -> tuple[list[str], list[str]]:
    plain = fold_spelling(cell)
    if plain in spellings:
        return [spellings[plain]], []
    lettered = _LETTERED.sub("", unicodedata.normalize("NFKC", cell).strip().lower())
    first = _CODE_FIRST.match(lettered)
    by_code = _by_code(name)
    if first and any(mark.isdigit() for mark in first[1]) and fold_spelling(first[1]) in by_code:
        return [by_code[fold_spelling(first[1])]], []
    if first and fold_spelling(lettered[first.end() :]) in spellings:
        return [spellings[fold_spelling(lettered[first.end() :])]], []
    return [], [cell.strip()] if _LOOKS_LIKE_A_CODE.fullmatch(cell.strip()) else []


def _alone(cell: str, name: str, spellings: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Read a cell that holds one code, or several (a row with two columns for one meaning), of which "unknown" gives way."""
    codes, raw = _one(cell, name, spellings)
    parts = [_one(part, name, spellings)[0] for part in cell.split(",")] if not codes and "," in cell else []
    if not parts or not all(parts):
        return codes, raw
    every = [code for part in parts for code in part]
    return [code for code in every if code != "unknown"] or every[:1], []


def _several(cell: str, name: str, spellings: Mapping[str, str]) -> tuple[list[str], list[str]]:
    known: list[str] = []
    unknown: list[str] = []
    for part in _parts(cell):
        codes, raw = _one(part, name, spellings)
        known += codes
        unknown += raw
    return known, unknown


def _parts(cell: str) -> list[str]:
    """Return the items of a JSON array, a list in words, or a JSON object (the keys whose value means yes).

    Of broken JSON (a comment was inserted without escaping) only the pairs are read, so that no part of a comment is ever
    read as a code.
    """
    text = cell.strip()
    if text[:1] not in "[{":
        return [part for part in _MANY.split(text) if part.strip()]
    try:
        content = json.loads(text)
    except ValueError:
        if text.startswith("["):
            return re.findall(r'"(\d{1,2}[A-F]?)"', text)
        return [key for key, value in _PAIR.findall(text) if value.lower() in _YES]
    if isinstance(content, list):
        return [part for item in content for part in (_parts(json.dumps(item)) if isinstance(item, dict) else [str(item)])]
    return [key for key, value in content.items() if str(value).strip().lower() in _YES]


def _concerns(cell: str, spellings: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Read one or several categories of abuse; four flags (YNNY) are neglect, physical, sexual, emotional."""
    if re.fullmatch(r"[YNyn]{4}", cell.strip()):
        return [concern for concern, flag in zip(_FLAGS, cell.strip().upper(), strict=True) if flag == "Y"], []
    plain = fold_spelling(cell)
    if plain in spellings:
        return [spellings[plain]], []
    parts = [fold_spelling(part) for part in re.split(r"[,;/&+|]|\band\b", _LETTERED.sub("", cell.strip().lower()))]
    found = [spellings[part] for part in parts if part in spellings]
    found += [concern for concern in _FLAGS if concern in plain]
    named = [concern for concern in found if concern in _FLAGS]
    return named or found, []
