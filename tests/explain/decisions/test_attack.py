"""The decision audit's linked tables as the release edition shows them, attacked together: what they hide stays hidden."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.disclosure.attack import intervals, narrowest
from neglect_triage.disclosure.figures import controlled
from neglect_triage.disclosure.rounding import LEAST_SPREAD
from tests.explain.decisions.small_audit import DEFINITIONS, drawn_lines, figures_of

KNOWN = ("hub", "partners", "neither")
Cell = tuple[Any, ...]
Shown = dict[Cell, int | str | None]
Sums = list[tuple[Cell, list[Cell]]]


def tables(figures: dict[str, Any]) -> tuple[Shown, Sums]:
    """Every count of the audit that a reader sees or can name, and what sums to what, from one table to the next."""
    shown: Shown = {("all", known): None for known in (*KNOWN, "all")}
    sums: Sums = [(("all", "all"), [("all", known) for known in KNOWN])]
    names = [row["name"] for row in figures["decided"]]
    for row in figures["decided"]:
        for known in (*KNOWN, "all"):
            cell = row[known]
            shown[(row["name"], known)] = cell["count"]
            if cell["of"] is not None:
                shown[("all", known)] = cell["of"]
        sums.append(((row["name"], "all"), [(row["name"], known) for known in KNOWN]))
    shown[("all", "all")] = figures["contacts"]
    sums += [(("all", known), [(name, known) for name in names]) for known in (*KNOWN, "all")]
    for known in (*KNOWN, "all"):
        compared = [(name, known) for name in names if name not in (DEFINITIONS.passed_on, "not recorded")]
        sums.append((("compared", known), compared))
        add(shown, sums, figures["fair"][known], [("fairly closed", known), ("other", known), ("compared", known)])
        sums.append(((DEFINITIONS.closed, known), [("fairly closed", known)]))
    for line in figures["lines"]:
        among = {name: (name, line["line"]) for name in ("yes", "no", "of")}
        for known in (*KNOWN, "all"):
            add(shown, sums, line[known], [(*cell, known) for cell in among.values()])
        sums += [((*cell, "all"), [(*cell, known) for known in KNOWN]) for cell in among.values()]
        if line["line"].startswith(("closed_", "returned_")) and not line["unknown"]:
            sums += [((DEFINITIONS.closed, known), [(*among["of"], known)]) for known in (*KNOWN, "all")]
    for group in figures["groups"]:
        for known in group["of"]:
            cells = {
                way: [(way, group["by"], row["name"], known) for row in group["groups"]] for way in ("closed", "open", "both")
            }
            for row, parts in zip(group["groups"], zip(*cells.values(), strict=True), strict=True):
                add(shown, sums, row[known], list(parts))
            sums += [((DEFINITIONS.closed, known), cells["closed"]), (("other", known), cells["open"])]
    shown |= {cell: None for whole, parts in sums for cell in (whole, *parts) if cell not in shown}
    return shown, sums


def add(shown: Shown, sums: Sums, given: dict[str, Any], cells: list[Cell]) -> None:
    """Put a part of a whole among the cells: the part, the rest, the whole."""
    part, rest, whole = cells
    count, of = given["count"], given["of"]
    shown |= {part: count, whole: of, rest: None}
    sums.append((whole, [part, rest]))


def small_cells(rows: pd.DataFrame, figures: dict[str, Any]) -> Iterator[Cell]:
    """The cells of decisions and of groups whose true counts are 1 to 5."""
    closed, passed_on = rows["decided"] == DEFINITIONS.closed, rows["decided"] == DEFINITIONS.passed_on
    for name in (row["name"] for row in figures["decided"]):
        for known in KNOWN:
            if 1 <= ((rows["decided"] == name) & (rows["knowledge"] == known)).sum() <= 5:
                yield name, known
    for group in figures["groups"]:
        by = rows["as_of"].dt.year.astype(str) + " quarter " + rows["as_of"].dt.quarter.astype(str)
        by = by if group["by"] == "quarter" else rows[group["by"]]
        for name, known in ((row["name"], known) for row in group["groups"] for known in group["of"]):
            mine = (by == name) & ((rows["knowledge"] == known) | (known == "all"))
            for way, each in (("closed", mine & closed), ("open", mine & ~closed & ~passed_on)):
                if 1 <= each.sum() <= 5:
                    yield way, group["by"], name, known


@pytest.mark.slow
@settings(max_examples=4)
@given(number=st.integers(40, 400), seed=st.integers(0, 999))
def test_no_small_count_of_the_linked_tables_can_be_told(number: int, seed: int) -> None:
    check(number, seed)


def test_nor_can_one_that_the_exact_tables_inside_would_tell() -> None:
    """Of these lines, tables that each hide their own small counts tell one together where counts are exact."""
    rows = drawn_lines(305, 999)
    figures = figures_of(rows)
    shown, sums = tables(figures)
    given = ("open", "area", "south", "hub")
    assert shown[given] is None
    assert intervals(shown, sums, exact=True, wanted=[given]) == {given: (2, 2)}
    check(305, 999)


def check(number: int, seed: int) -> None:
    rows = drawn_lines(number, seed)
    figures = controlled(figures_of(rows), {"draws"})
    shown, sums = tables(figures)
    found = intervals(shown, sums, wanted=set(small_cells(rows, figures)))
    assert narrowest(found) >= LEAST_SPREAD, {cell: each for cell, each in found.items() if each[1] - each[0] < LEAST_SPREAD}
