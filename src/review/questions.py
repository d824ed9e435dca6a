"""What auditors and reviewers are asked, as data (questions.yaml)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ..chronology.vocabulary import Nouns
from ..yamls import read_model

CONCERNS = "concerns"
LONGEST_NAME_OF_A_SHEET = 31  # in a workbook


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Question(_Strict):
    """A question and its answers, in ascending order where they have one.

    `several` : any number of them may be chosen. `lacks` : what is said to somebody who left it out.
    """

    ask: str
    answers: list[str]
    lacks: str = ""
    several: bool = False


class Reviewers(_Strict):
    """Judgements in ascending order, those that call for a second look or more, and reasons for the final one.

    `with_own` : what is asked with the own judgement, by name.
    """

    judgements: list[str]
    with_own: dict[str, Question]
    called_for: list[str]
    reasons: list[str]


class Questions(_Strict):
    """The content of questions.yaml. `given` : the headings of number, point, person, day and decision."""

    given: list[str]
    sheet: str
    auditors: dict[str, Question]
    first: str
    called_for: list[str]
    holds: str
    reviewers: Reviewers
    second_look: dict[str, Question]


@cache
def _written() -> Questions:
    return read_model(Path(str(files(__package__) / "questions.yaml")), Questions)


def questions(nouns: Nouns, concerns: Sequence[str] = ()) -> Questions:
    """Return the questions and answers of questions.yaml in a project's nouns.

    `concerns` : what reviewers may be concerned about (`page.concerns` of the vocabulary); they are not asked where it is empty.
    """
    words, written = nouns.model_dump(), _written()
    asked, with_own = (
        {name: question.model_copy(update={"ask": question.ask.format_map(words)}) for name, question in each.items()}
        for each in (written.auditors, written.reviewers.with_own)
    )
    with_own[CONCERNS] = with_own[CONCERNS].model_copy(update={"answers": list(concerns)})
    with_own = {name: question for name, question in with_own.items() if question.answers}
    judgements, given, sheet = (
        [_begun(text.format_map(words)) for text in texts]
        for texts in (written.reviewers.judgements, written.given, [written.sheet])
    )
    looked = {
        name: question.model_copy(update={"answers": [_begun(answer.format_map(words)) for answer in question.answers]})
        for name, question in written.second_look.items()
    }
    reviewers = written.reviewers.model_copy(update={"judgements": judgements, "with_own": with_own})
    found = {"auditors": asked, "reviewers": reviewers, "second_look": looked, "given": given}
    return written.model_copy(update=found | {"sheet": sheet[0][:LONGEST_NAME_OF_A_SHEET]})


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
