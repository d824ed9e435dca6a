"""Names that a user gave to files, columns and words: what could identify a person is shown in no message."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from neglect_triage.chronology.declared import package_words
from neglect_triage.chronology.names import could_identify, refuse_identifiers_in, shown_header
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.yaml_core import load
from tests.chronology.planted import KINDS, squeezed
from tests.remedies.following import follow

# Dates are usual in names of files; an id of letters and digits looks like any other.
NOT_NOTICED = {"day of birth", "day of birth in an id"}


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - NOT_NOTICED))
def test_a_header_that_could_identify_a_person_is_shown_as_its_number(kind: str) -> None:
    header = KINDS[kind](random.Random(f"header {kind}"))
    assert shown_header(header, 7) == "7"
    assert could_identify(f"contacts of {header}", package_words())


@pytest.mark.parametrize("header", ["Date of Contact", "child_id", "DateOfReferral", "Wait in days", "result_3"])
def test_a_usual_header_is_shown(header: str) -> None:
    assert shown_header(header, 7) == header


def test_a_day_is_a_usual_name_of_a_file_and_not_of_a_column() -> None:
    assert shown_header("2011-08-14", 7) == "7"
    assert not could_identify("Annex A 2024-03-31", package_words())
    assert not could_identify("extract 20240331120000", package_words())


@pytest.mark.parametrize("kind", ["NHS number", "NHS number with an invisible mark", "e-mail", "address", "UPN"])
def test_a_file_of_words_that_holds_an_identifier_is_refused_by_place(kind: str) -> None:
    value = KINDS[kind](random.Random(kind))
    for content, place in (
        ({"words": {"area": {value: "x"}}}, "words.area.1"),
        ({"words": {"area": ["x", f"of {value}, Leeds"]}}, "words.area.1"),
        (value, "the whole file"),
    ):
        with pytest.raises(BadInput, match="what looks like") as stop:
            refuse_identifiers_in(content, "own.yaml")
        assert stop.value.where == f"own.yaml: {place}"
        assert squeezed(value) not in squeezed(str(stop.value))


def test_a_vocabulary_and_a_catalogue_that_name_a_person_are_read_after_the_remedy(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    whole = Path("src/chronology/vocabulary.yaml").read_text(encoding="utf-8")
    own.write_text(whole + "\n# 943 476 5919 in a comment, which declares nothing\n", encoding="utf-8")
    load_vocabulary(own)
    own.write_text(whole.replace("means: ", "means: 943 476 5919 ", 1), encoding="utf-8")
    mend = lambda: own.write_text(whole, encoding="utf-8")  # noqa: E731
    follow(lambda: load_vocabulary(own), "write there what it means, and not about whom", mend)
    indicators = Path("src/features/catalogue.yaml").read_text(encoding="utf-8")
    own.write_text(indicators.replace("means: ", "means: 943 476 5919 ", 1), encoding="utf-8")
    assert load(own.read_text(encoding="utf-8")) != load(indicators)
    with pytest.raises(BadInput, match="an NHS number"):
        load_catalogue(load_vocabulary(), own)
