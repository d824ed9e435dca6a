"""The numbers of the world: each is used, has a unit, and says where it comes from."""

from importlib.resources import files

import pytest
from pydantic import ValidationError

from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.simulate.parameters import Number, Table, load_parameters


def test_every_number_is_used() -> None:
    code = "".join(
        path.read_text(encoding="utf-8") for path in files("neglect_triage.simulate").iterdir() if path.name.endswith(".py")
    )
    parameters = load_parameters()
    unused = [name for name in (*parameters.numbers, *parameters.shares) if f'"{name}"' not in code]
    assert unused == []


def test_every_number_has_a_unit_and_an_origin() -> None:
    p = load_parameters()
    told = [(number.unit, number.origin) for number in p.numbers.values()]
    told += [(shares.unit, shares.origin) for shares in p.shares.values()]
    tables: list[Table] = [p.agencies, p.records, p.contacts]
    told += [(table.unit, table.origin) for table in tables]
    for unit, origin in told:
        assert unit
        assert origin.startswith(("domain ", "assumption"))


def test_a_number_without_an_origin_is_refused() -> None:
    with pytest.raises(ValidationError):
        Number.model_validate({"value": 1, "unit": "days"})


def test_what_agencies_record_has_words_in_the_vocabulary(vocabulary: Vocabulary) -> None:
    p = load_parameters()
    for record in p.records.rows:
        assert record.event_type in vocabulary.event_types
        assert set(record.agencies) <= set(p.agencies.rows)
        if record.code:
            assert record.code in vocabulary.codes[record.event_type]
    assert set(p.contacts.rows) <= set(vocabulary.allowed("agency"))
    assert all(source in p.agencies.rows for source, row in p.contacts.rows.items() if row.worry)
