"""Columns of names of people are warned of in whatever way they are written; codes, pseudonyms and our own words are not."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Sequence

import pandas as pd
import pytest

from neglect_triage.chronology.columns_of_names import name_warnings
from neglect_triage.chronology.declared import package_words
from tests.chronology.planted import FIRST, LAST

PEOPLE = [
    "Oliver Smith",
    "O'BRIEN, Amelia",
    "Se\u00e1n Kelly",
    "Patel-Jones Priya",
    "Zo\u00eb Nguyen",
    "M. Kowalska",
    "Anna Maria Rossi",
    "Li Wei",
]
OTHERS = [
    ("Ines", "Abara"),
    ("Tom\u00e1s", "Diaz"),
    ("Ioana", "Novak"),
    ("Kofi", "Osei"),
    ("Leila", "Haddad"),
    ("Bram", "Okafor"),
]


def warned(*columns: Sequence[object]) -> list[str]:
    """Return the warnings of columns, which are called 0, 1, ..."""
    return name_warnings([("own.csv", str(nth), pd.Series(cells)) for nth, cells in enumerate(columns)], package_words())


def test_a_column_of_names_is_warned_of_by_its_name_and_never_by_what_it_holds() -> None:
    lines = warned(PEOPLE, ["ok", "asked Mrs Smith"])
    assert [line.split(":")[1] for line in lines] == [" own.csv, column 0", " own.csv, column 1"]
    assert not [line for line in lines if "Smith" in line]


@pytest.mark.parametrize(
    "cells", [["Early Help", "Front Door", "Police"], ["bcdfghjk"] * 9, [f"Team {n}" for n in range(9)], list(range(9))]
)
def test_codes_teams_and_pseudonyms_are_not_taken_for_names(cells: list[object]) -> None:
    assert warned(cells) == []


def test_names_are_counted_among_all_different_cells_whatever_space_is_in_them() -> None:
    spaces = [name.replace(" ", space) for name, space in zip(PEOPLE, ["\t", "\u00a0", "  "] * 9, strict=False)]
    (line,) = warned([*spaces, "bcdfghjk"])
    assert f"of {len(PEOPLE) + 1} different cells" in line
    assert warned([*spaces, *(f"C{n}" for n in range(20))]) == []


@pytest.mark.parametrize(
    "write",
    ["{0} {1}", "{2}, {0}", "{3}. {1}", "Ms {1}", "{0}_{1}", "{1},{0}", "{0}.{1}", "{0} {1} 17/06/2015", "{0} {1} (known by it)"],
)
def test_names_are_noticed_in_each_usual_way_of_writing_them(write: str) -> None:
    cells = [
        write.format(first, last, last.upper(), first[0])
        for first in ("Si\u00e2n", "Oliver", "Li")
        for last in ("O'Brien", "Patel-Jones", "Wei")
    ]
    assert len(warned(cells)) == 1


@pytest.mark.parametrize("form", ["{0}", "{1}", "{0} {1}", "{1}, {0}", "{0}_{1}", "{0}.{1}", "{0}_{1}07", "{0}-{1}"])
@pytest.mark.parametrize("case", [str, str.lower, str.upper])
def test_a_first_name_alone_and_names_in_any_case_are_noticed(form: str, case: Callable[[str], str]) -> None:
    people = [*zip(FIRST, (*LAST, "Kaur"), strict=True), *OTHERS]
    assert len(warned([case(form.format(*person)) for person in people])) == 1


def test_names_in_one_word_are_noticed_by_their_capitals() -> None:
    assert len(warned([f"{first}{last}" for first, last in OTHERS * 2 for last in (last, "Kaur")])) == 1


@pytest.mark.parametrize(
    "letters", [string.ascii_lowercase, string.ascii_uppercase, "bcdfghjkmnpqrstvwxyz", string.ascii_lowercase + string.digits]
)
@pytest.mark.parametrize("length", [3, 4, 6, 8, 12])
def test_made_up_codes_are_no_names(letters: str, length: int) -> None:
    dice = random.Random(f"{letters} {length}")
    assert warned(["".join(dice.choices(letters, k=length)) for _ in range(400)]) == []


def test_declared_words_are_no_names_and_few_others_are_too_few_to_say() -> None:
    words = sorted(word for word in package_words() if word.isalpha() and len(word) > 3)
    assert warned(words[:200], [f"{one} {other}" for one, other in zip(words[:200], words[7:207], strict=True)]) == []
    assert warned([first for first, _ in OTHERS] * 9) == []


def test_a_column_without_a_cell_is_none_of_names() -> None:
    assert warned([], [None, None]) == []


def test_few_words_in_many_rows_are_classes_and_no_names() -> None:
    names = [*FIRST, *(first for first, _ in OTHERS)]
    assert len(warned(names * 40)) == 1
    assert warned(names * 60) == []


def test_of_very_many_cells_a_part_is_looked_at_and_the_number_is_of_all() -> None:
    letters = string.ascii_lowercase
    many = [f"Zo{one}{two}{three}a Kowalska" for one in letters for two in letters for three in letters * 3][:40_000]
    (line,) = warned([f"{name}{number // 17_576 or ''}" for number, name in enumerate(many)])
    found, of = line.split(": ")[2].split(" different")[0].split(" of ")
    assert found == of
