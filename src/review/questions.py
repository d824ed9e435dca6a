"""What auditors and reviewers are asked, as data (questions.yaml)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ..chronology.vocabulary import Nouns
from ..yamls import read_model


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Question(_Strict):
    """A question and its answers, in ascending order where they have one."""

    ask: str
    answers: list[str]


class Reviewers(_Strict):
    """Judgements in ascending order, those that call for a second look or more, and reasons for the final one."""

    judgements: list[str]
    called_for: list[str]
    reasons: list[str]


class Questions(_Strict):
    """The content of questions.yaml."""

    auditors: dict[str, Question]
    first: str
    called_for: list[str]
    holds: str
    reviewers: Reviewers


@cache
def _written() -> Questions:
    return read_model(Path(str(files(__package__) / "questions.yaml")), Questions)


def questions(nouns: Nouns) -> Questions:
    """Return the questions and answers of questions.yaml in a project's nouns."""
    words, written = nouns.model_dump(), _written()
    asked = {
        name: question.model_copy(update={"ask": question.ask.format_map(words)}) for name, question in written.auditors.items()
    }
    judgements = [judgement.format_map(words) for judgement in written.reviewers.judgements]
    judgements = [judgement[:1].upper() + judgement[1:] for judgement in judgements]
    reviewers = written.reviewers.model_copy(update={"judgements": judgements})
    return written.model_copy(update={"auditors": asked, "reviewers": reviewers})
