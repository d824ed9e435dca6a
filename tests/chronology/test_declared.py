"""What leaves holds only declared words: whatever is planted in a label, nothing of it is left."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.chronology.declared import (
    WITHHELD,
    days_of,
    days_of_settings,
    declared_names,
    leaving_words,
    only_declared,
    package_words,
    texts_of_code,
    undeclared_line,
    words_of,
)
from tests.chronology.planted import KINDS, PLANTED, squeezed

DECLARED = words_of(["Leeds"]) | leaving_words()


def picture_of(text: str) -> str:
    return f'<img src="data:image/svg+xml;base64,{base64.b64encode(f"<svg><text>{text}</text></svg>".encode()).decode()}">'


def opened(page: str) -> str:
    """Return a page with the pictures in it opened, as somebody sees it."""
    parts = page.split("base64,")
    return parts[0] + "".join(base64.b64decode(part.split('"')[0]).decode() for part in parts[1:])


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_was_planted_in_a_label_leaves(kind: str) -> None:
    """2,001 values: as the key of a figure, a value, in a cell, an attribute, pictures and in the middle of a sentence."""
    for value in (planted.text for planted in PLANTED if planted.kind == kind):
        figures: dict[str, Any] = {value: {"of": 10, "share": 0.5}, "all": 3}
        left, count = only_declared({"figures": figures, "lines": [value, f"The area {value} has 10 contacts."]}, DECLARED)
        page, on_page = only_declared(
            f'<p>Contacts of {value}: 10</p><td>{value}</td><img alt="share of {value}"><svg><text>{value}</text></svg>'
            f"{picture_of(value)}",
            DECLARED,
        )
        document, in_document = only_declared(f"# {value}\n\n| {value} | 10 |\n", DECLARED)
        for output in (json.dumps(left, ensure_ascii=False), opened(page), document):
            assert squeezed(value) not in squeezed(output)
        assert min(count, on_page, in_document) > 0
        assert list(left["figures"].values()) == [{"of": 10, "share": 0.5}, 3], "no figure is lost"


def test_a_name_in_angle_brackets_is_no_markup_in_what_is_no_page() -> None:
    assert only_declared({"<Amelia Smythe>": 1}, DECLARED) == ({f"<{WITHHELD}>": 1}, 2)
    assert only_declared("From <Amelia Smythe>, Leeds", DECLARED) == (f"From <{WITHHELD}>, Leeds", 2)


def test_two_values_with_one_space_between_them_are_both_withheld() -> None:
    assert only_declared("LS6 2AB M1 1AE", DECLARED) == (WITHHELD, 2)


def test_a_day_leaves_if_the_project_declares_it_in_whatever_form() -> None:
    declared = DECLARED | days_of(["cut_1: 2019-04-01"])
    for written in ("2019-04-01", "1 April 2019", "01/04/2019", "1st April 2019", "April 1, 2019"):
        assert only_declared(f"until {written}", declared) == (f"until {written}", 0)
        assert only_declared(f"until {written}", DECLARED) == (f"until {WITHHELD}", 1)
    assert only_declared("until April 2019", DECLARED) == ("until April 2019", 0)


def test_names_in_messages_stay_apart_and_what_is_withheld_is_said() -> None:
    names = declared_names(["Leeds", "Quux", "Zyxw"], DECLARED)
    assert names == {"Leeds": "Leeds", "Quux": WITHHELD, "Zyxw": f"{WITHHELD} 2"}
    (line,) = undeclared_line(names, "area")
    assert line.startswith("2 of 3 names of area are withheld here")
    assert "Quux" not in line
    assert undeclared_line({"Leeds": "Leeds"}, "area") == []


@pytest.mark.parametrize(
    "text",
    [
        "In Leeds, 1,234 of 5,678 contacts (21.7%) of January 2024 led to a section 47 enquiry (16A, RC8, 90d).",
        "<html><head><style>.quux{color:red}</style></head><body class='zyx'><p>The model's children</p></body></html>",
        "ab12cd34ef567890ab12cd34ef567890ab12cd34ef567890ab12cd34ef567890",
    ],
)
def test_declared_words_figures_dates_codes_hashes_and_markup_stay(text: str) -> None:
    assert only_declared(text, DECLARED) == (text, 0)


def test_labels_that_are_withheld_stay_apart() -> None:
    left, count = only_declared({"Quux": 1, "Zyxw": 2, "Leeds": 3}, DECLARED)
    assert sorted(left.values()) == [1, 2, 3]
    assert count == 2
    assert "Leeds" in left


@given(st.text())
def test_what_passed_once_passes_again(text: str) -> None:
    left, _ = only_declared(text, DECLARED | words_of([WITHHELD]))
    assert only_declared(left, DECLARED | words_of([WITHHELD]))[0] == left


def test_made_up_records_of_the_simulation_declare_no_word() -> None:
    assert not {"amelia", "smith", "nguyen", "quillfeather"} & package_words()


def test_code_declares_its_texts_and_the_fields_of_its_classes_and_no_other_word() -> None:
    code = '"""Of Amelia."""\nclass Line:\n    share: float  # Amelia\n\ndef amelia(zoe): return f"{zoe} all"'
    assert words_of(texts_of_code(code)) == {"share", "all"}


def test_what_leaves_needs_no_word_of_messages_nor_of_the_formats_that_are_read() -> None:
    assert "snapchat" in package_words() - leaving_words()
    assert leaving_words() < package_words()


def test_dates_of_settings_are_declared_and_those_of_a_sentence_in_them_are_not() -> None:
    settings = {
        "split": {"cut_1": "2019-04-01"},
        "days": ["2020-05-02"],
        "accept": {"size": "agreed for the one born on 2011-08-14"},
    }
    declared = DECLARED | days_of_settings(settings)
    kept, withheld = only_declared("2019-04-01, 2 May 2020 and 14 August 2011", declared)
    assert "2019-04-01" in kept
    assert "14 August 2011" not in kept
    assert withheld == 1


def test_a_web_address_is_withheld_whole_also_at_the_start_of_a_sentence() -> None:
    """Its words alone may be ours."""
    assert only_declared("Https://facebook.com/12345", DECLARED) == (WITHHELD, 1)
    declared = DECLARED | words_of(["see https://www.example.org/Page"])
    assert only_declared("Https://www.example.org/Page", declared) == ("Https://www.example.org/Page", 0)
