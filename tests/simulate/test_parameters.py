"""The numbers of the world: each stands in world.yaml, is used, has a unit, and says where it comes from."""

import ast
from collections.abc import Iterator
from importlib.resources import files

import pytest
from pydantic import ValidationError

from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.simulate.parameters import Sourced, load_parameters

CODE = {
    path.name.removesuffix(".py"): path.read_text(encoding="utf-8")
    for path in files("neglect_triage.simulate").iterdir()
    if path.name.endswith(".py")
}
NOT_THE_WORLD = (
    "draws",
    "calibration",
    "stocks",
    "vignettes",
)  # mathematics; what reads a chronology
MAY_STAND = {
    "naming.DIGITS": "how identifiers look",
    "observe.BY_WHOM THROUGH_BREAK MISSING_FOR": "how random numbers are drawn",
    "parameters.ADULT": "the law: a child is under 18",
    "people.FAMILIES_DRAWN": "more would change nothing",
    "people.MIDDLE": "the middle of five quintiles",
    "people.YEAR": "the calendar",
    "recording.ROW_DIGITS": "how identifiers look",
    "recording.TYPE_AT HOLDER_AT CHILD_AT": "how random numbers are drawn",
    "town.LOGISTIC": "mathematics",
    "town.MONTHS": "the calendar",
    "town.NEVER": "stands for no day",
    "town.SPELLS": "how spells are numbered",
    "town.WEEK SATURDAY SUNDAY": "the calendar",
    "truth.NOTHING": "rounding",
    "workers.LARGEST_PIECE": "how much goes through a pipe at once",
}


def numbers_in(module: str) -> Iterator[str]:
    """Yield the place of each number but -1, 0, 1 and 2: the name of a constant of the module, else the line."""
    for node in ast.parse(CODE[module]).body:
        named = isinstance(node, ast.Assign) and all(name.id.isupper() for name in ast.walk(node) if isinstance(name, ast.Name))
        for number in ast.walk(node):
            if isinstance(number, ast.Constant) and type(number.value) in (int, float) and number.value not in (0, 1, 2):
                names = [name.id for name in ast.walk(node) if isinstance(name, ast.Name)]
                yield f"{module}.{' '.join(names)}" if named else f"{module}.py, line {number.lineno}: {number.value!r}"


def test_no_number_of_the_world_stands_in_the_code() -> None:
    found = {place for module in CODE if module not in NOT_THE_WORLD for place in numbers_in(module)}
    assert found == set(MAY_STAND)


def test_every_number_is_used() -> None:
    p, code = load_parameters(), "".join(CODE.values())
    names = (*p.numbers, *p.shares, *p.lists, *p.lengths.rows, *p.scales.rows)
    assert [name for name in names if f'"{name}"' not in code] == []


def test_every_number_has_a_unit_and_an_origin() -> None:
    p = load_parameters()
    stated = [(number.unit, number.origin) for number in p.numbers.values()]
    stated += [(shares.unit, shares.origin) for shares in p.shares.values()]
    stated += [(listed.unit, listed.origin) for listed in p.lists.values()]
    tables = (p.lengths, p.scales, p.agencies, p.records, p.contacts, p.breaks)
    stated += [(table.unit, table.origin) for table in tables]
    for unit, origin in stated:
        assert unit
        assert origin.startswith(("domain ", "assumption"))


def test_a_number_without_an_origin_is_refused() -> None:
    with pytest.raises(ValidationError):
        Sourced[float].model_validate({"value": 1, "unit": "days"})


def test_what_agencies_record_has_words_in_the_vocabulary(vocabulary: Vocabulary) -> None:
    p = load_parameters()
    for record in p.records.rows:
        assert record.event_type in vocabulary.event_types
        assert set(record.agencies) <= set(p.agencies.rows)
        if record.code:
            assert record.code in vocabulary.codes[record.event_type]
    assert set(p.contacts.rows) <= set(vocabulary.allowed("agency"))
    assert all(source in p.agencies.rows for source, row in p.contacts.rows.items() if row.worry)
