"""What auditors and reviewers are asked, as data (questions.yaml)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict

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
def questions() -> Questions:
    """Return the questions and answers of questions.yaml."""
    return read_model(Path(str(files(__package__) / "questions.yaml")), Questions)
