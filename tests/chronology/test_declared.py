"""What leaves holds only declared words: whatever is planted in a label, nothing of it is left."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.gb import nhs

from neglect_triage.chronology.declared import WITHHELD, only_declared, package_words, words_of

DICE = np.random.default_rng(7)
DECLARED = words_of(["Leeds"])


def number(digits: int) -> str:
    return "".join(map(str, DICE.integers(0, 10, digits)))


def nhs_number() -> str:
    while not nhs.is_valid(made := f"9{number(9)}"):
        pass
    return made


def one_of(*texts: str) -> str:
    return str(DICE.choice(texts))


PLANTED: dict[str, Callable[[], str]] = {
    "name": lambda: f"{one_of('Oliver', 'Amelia', 'Siân', 'Mohammed', 'Priya')} {one_of('Smith', 'Nguyen', 'Kowalska', 'Patel')}",
    "surname": lambda: one_of("O'Connell", "Quillfeather", "Patel-Jones", "MACDONALD").upper(),
    "name in one word": lambda: f"amelia_smith_{number(2)}",
    "NHS number": nhs_number,
    "NHS number, spaced": lambda: (lambda n: f"{n[:3]}\u2009{n[3:6]}\u2009{n[6:]}")(nhs_number()),
    "NHS number, full width": lambda: nhs_number().translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)}),
    "UPN": lambda: f"A{number(12)}",
    "telephone": lambda: f"07{number(3)} {number(6)}",
    "postcode": lambda: one_of("LS6 2AB", "CR2\u00a06XH", "dn55-1pt"),
    "national insurance number": lambda: f"AB{number(6)}C",
    "e-mail": lambda: f"{one_of('amelia', 'oliver')}.smith{number(2)}@quillfeather.example",
    "address": lambda: f"{number(2)} Acacia Crescent",
    "web address": lambda: f"https://quillfeather.example/c/{number(5)}",
    "handle": lambda: f"@ameliasmith{number(2)}",
    "date of birth in an id": lambda: f"amelia{number(8)}",
}


@pytest.mark.parametrize("kind", PLANTED)
def test_nothing_that_was_planted_in_a_label_leaves(kind: str) -> None:
    """As the key of a figure, as a value, in a cell, an attribute, a picture and in the middle of a sentence."""
    for _ in range(30):
        value = PLANTED[kind]()
        content = {
            "figures": {value: {"of": 10, "share": 0.5}, "all": 3},
            "page": f'<p>Contacts of {value}: 10</p><td>{value}</td><img alt="share of {value}"><svg><text>{value}</text></svg>',
            "lines": [value, f"The area {value} has 10 contacts."],
        }
        left, count = only_declared(content, DECLARED)
        assert value not in json.dumps(left, ensure_ascii=False)
        assert count or WITHHELD in str(left)
        assert list(left["figures"].values()) == [{"of": 10, "share": 0.5}, 3], "no figure is lost"


@pytest.mark.parametrize(
    "text",
    [
        "In Leeds, 1,234 of 5,678 contacts (21.7%) of 12 January 2024 led to a section 47 enquiry (16A, RC8, 90d).",
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
