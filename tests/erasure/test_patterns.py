"""What counts as the identifier of a child, in bytes and in text."""

from __future__ import annotations

import pytest

from neglect_triage.erasure.patterns import Finder

LETTERS = "bcdfghjkmnpqrstvbcdfghjk"


@pytest.mark.parametrize(
    "text",
    [
        LETTERS,
        f"contacts/{LETTERS}_2021-05-17-3c093512.html",
        f"{LETTERS}@2021-05-17",
        f'{{"child": "{LETTERS}"}}',
        f"<td>{LETTERS}</td>",
    ],
)
def test_an_identifier_is_found_wherever_it_stands_as_a_whole(text: str) -> None:
    finder = Finder([LETTERS])
    assert finder.in_bytes(text.encode())
    assert finder.in_text(text)
    assert finder.in_bytes(text.encode("utf-16-le"))
    assert finder.in_bytes(text.encode("utf-16-be"))


@pytest.mark.parametrize("text", ["", f"x{LETTERS}", f"{LETTERS}9", LETTERS[:-1], LETTERS.upper()])
def test_another_word_that_holds_it_is_not_it(text: str) -> None:
    assert not Finder([LETTERS]).in_bytes(text.encode())
    assert not Finder([LETTERS]).in_text(text)


@pytest.mark.parametrize("spelling", ["P&amp;Q / 77 b", "P%26Q%20/%2077%20b", "P_Q___77_b"])
def test_it_is_found_as_pages_addresses_and_names_of_files_spell_it(spelling: str) -> None:
    assert Finder(["P&Q / 77 b"]).in_bytes(f"see {spelling} there".encode())


def test_letters_that_are_not_ascii_are_found_raw_and_as_json_escapes_them() -> None:
    assert Finder(["kind-äöü-1"]).in_bytes("a kind-äöü-1".encode())
    assert Finder(["kind-äöü-1"]).in_bytes(b'"kind-\\u00e4\\u00f6\\u00fc-1"')


def test_a_plain_number_counts_only_as_a_whole_value() -> None:
    finder = Finder(["1042"])
    assert finder.as_value_in(b'{"child_id": "1042"}')
    assert finder.as_value_in(b"<td>1042</td>")
    assert not finder.as_value_in(b"in 1042 of 2000 contacts, [7, 1042, 9]")
    assert not finder.in_bytes(b'{"child_id": "1042"}')
    assert not finder.in_text("1042")


@pytest.mark.parametrize(
    "text",
    [b"P\\u0026Q \\/ 77 b", b"P&#38;Q &#x2F; 77 b", b"%50%26Q%20%2F%2077%20b", b"<r><t>P&amp;Q</t></r><r><t> / 77 b</t></r>"],
)
def test_it_is_found_where_escapes_or_markup_hide_its_characters(text: bytes) -> None:
    assert Finder(["P&Q / 77 b"]).in_any_spelling(b"see " + text)


def test_letters_beside_it_do_not_hide_it_in_binary_files() -> None:
    finder = Finder([LETTERS])
    assert finder.anywhere_in(b"X\x18\0\0\0" + LETTERS.encode() + b"q\0.")
    assert finder.anywhere_in(f"x{LETTERS}y".encode("utf-32-be"))
    assert not finder.anywhere_in(LETTERS[:-1].encode() + b"\0")


def test_hundreds_of_identifiers_are_searched_for_at_once() -> None:
    many = [f"E{number:012}" for number in range(450)]
    assert all(Finder(many).in_bytes(f"one {many[place]} more".encode()) for place in (0, 99, 100, 299, 449))
    assert not Finder(many).in_bytes(b"E000000000450")


def test_thousands_of_identifiers_are_found_in_the_same_places_as_one() -> None:
    finder = Finder([f"E{number:012}" for number in range(3000)] + ["P&Q / 77 b"])
    for held in (b"one E000000002999 more", b'"E000000000007"', b"see P%26Q%20/%2077%20b"):
        assert finder.in_bytes(held)
    assert finder.in_bytes("one E000000001234 more".encode("utf-16-be"))
    assert finder.in_text("of E000000002000@2021-01-01")
    assert finder.replaced("E000000000001 and E000000003000") == "erased and E000000003000"
    for other in (b"E000000003000", b"xE000000000007"):
        assert not finder.in_bytes(other)


def test_every_identifier_in_a_text_is_replaced() -> None:
    assert Finder(["child-one", "child-one@2021"]).replaced("x/child-one@2021/child-one.html") == "x/erased/erased.html"


def test_nothing_is_found_where_nothing_is_looked_for() -> None:
    assert not Finder([]).in_bytes(b"anything")
    assert not Finder([]).in_text("anything")
