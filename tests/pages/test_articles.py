"""The article follows the sound of a noun that only the project knows, and no other word is touched."""

from __future__ import annotations

import pytest

from neglect_triage.pages.articles import with_articles


@pytest.mark.parametrize(
    ("noun", "right"),
    [
        ("student", "a student"), ("employee", "an employee"), ("event", "an event"), ("university", "a university"),
        ("user", "a user"), ("European", "a European"), ("hour", "an hour"), ("house", "a house"), ("unit", "a unit"),
        ("NHS number", "an NHS number"), ("UPN", "a UPN"), ("uninsured driver", "an uninsured driver"), ("one-off", "a one-off"),
        ("income", "an income"), ("used car", "a used car"), ("umbrella", "an umbrella"),
    ],
)  # fmt: skip
def test_the_article_follows_the_sound(noun: str, right: str) -> None:
    for given in (f"a {noun}", f"an {noun}"):
        assert with_articles(f"About {given}, and\n{given.capitalize() if noun.islower() else given}.", [noun]).startswith(
            f"About {right}, and\n"
        )
    assert with_articles(f"A {noun} came.", [noun]) == f"A{right[1:]} came."


def test_other_words_keep_theirs() -> None:
    text = "A hour, an student, data employee, an employees' meeting, Ana employee"
    assert with_articles(text, ["employee"]) == text
    assert with_articles("a apple", []) == "a apple"
    assert with_articles("a employee's page; an employee", ["employee", ""]) == "an employee's page; an employee"


def test_the_longer_noun_decides() -> None:
    assert with_articles("a urgent case, a urgent", ["urgent", "urgent case"]) == "an urgent case, an urgent"
