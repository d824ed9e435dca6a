"""What is asked with the own judgement: its columns in a workbook, its fields in a form, and what an answer lacks."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from .questions import Question

Answers = dict[str, str | list[str]]
"""The answers by the name of their question; a list where several may be chosen."""
YES = "Yes"
NO_MORE = "Nothing more"


def columns(asked: Mapping[str, Question]) -> dict[str, list[str]]:
    """Return the columns of a workbook with the answers that each allows: one for each answer where several may be chosen."""
    found: dict[str, list[str]] = {}
    for question in asked.values():
        found |= {_column(question, answer): [YES] for answer in question.answers} if question.several else {
            question.ask: question.answers
        }  # fmt: skip
    return found


def of_row(row: Mapping[Hashable, Any], asked: Mapping[str, Question]) -> Answers:
    """Return what a row of a workbook answers; questions without an answer, or for which it has no column, are left out."""
    found: Answers = {}
    for name, question in asked.items():
        if question.several and _column(question, question.answers[0]) in row:
            found[name] = [answer for answer in question.answers if row[_column(question, answer)] == YES]
        elif row.get(question.ask) is not None:
            found[name] = row[question.ask]
    return found


def of_form(several: Mapping[str, Sequence[str]], asked: Mapping[str, Question]) -> Answers:
    """Return what a form answers, from all values of each field; what is not on a list is left out."""
    chosen = {name: [each for each in question.answers if each in several.get(name, ())] for name, question in asked.items()}
    return {name: found if asked[name].several else found[-1] for name, found in chosen.items() if found or asked[name].several}


def at_the_terminal(ask: Callable[[str, Sequence[str]], str], asked: Mapping[str, Question]) -> Answers:
    """Ask one question after the other; where several may be chosen, until there is nothing more."""
    found: Answers = {}
    for name, question in asked.items():
        if not question.several:
            found[name] = ask(question.ask, question.answers)
            continue
        chosen: list[str] = []
        while (answer := ask(question.ask, [NO_MORE, *(each for each in question.answers if each not in chosen)])) != NO_MORE:
            chosen.append(answer)
        found[name] = [each for each in question.answers if each in chosen]
    return found


def unanswered(answers: Mapping[str, object], asked: Mapping[str, Question]) -> list[str]:
    """Return the names of the questions that lack an answer; where several may be chosen, none is an answer too."""
    return [name for name, question in asked.items() if not question.several and not answers.get(name)]


def _column(question: Question, answer: str) -> str:
    return f"{question.ask} {answer}"
