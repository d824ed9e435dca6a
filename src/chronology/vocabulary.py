"""The words of a chronology, read from a vocabulary file (design section 3)."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..errors import did_you_mean
from ..yamls import read_model
from .tables import tables


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Nouns(_Strict):
    """What pages call people, points and outcomes."""

    person: str
    people: str
    point: str
    points: str
    hub: str
    partners: str
    outcome: str
    within: str
    reader: str
    about: str


class EventType(_Strict):
    """One kind of fact: its coverage table, how a page names one, whether it is a worry, whether it may hold an outcome."""

    table: str
    says: str
    worry: bool = False
    outcome: bool = True
    codes: str | None = None


class Kind(_Strict):
    """Facts of one kind, as a catalogue selects them: all that is named must hold; a list means any of its words."""

    type: list[str]
    outcome: list[str] = []
    seen: list[str] = []
    code: list[str] = []
    consent_to_service: list[str] = []


class Since(_Strict):
    """What a page says of the latest fact of some kinds (`{last_date}`), or that there is none, from an age in years on."""

    any_of: list[Kind]
    since: str
    never: str
    from_age: float = 0


class Prompt(_Strict):
    """A rule of the place that a fact calls up, and whether another fact has answered it since."""

    any_of: list[Kind]
    says: str
    answer: Since


class LocalRule(_Strict):
    """How a page puts the rule on repeat contacts: `{contacts}`, `{window}`, `{nth}`."""

    says: str
    met: str
    not_met: str
    answer: Since


class Question(_Strict):
    """A question that every page asks, from an age in years on (before birth: negative)."""

    ask: str
    from_age: float = -1


class Term(_Strict):
    """What a word means on the pages, and where that is written, if it is."""

    means: str
    source: str = ""


class PageTexts(_Strict):
    """What pages say beside the records; a project leaves out what does not fit its people.

    `asks` names the agencies that could be asked, each with the ages in years between which it is; `requests` the event
    types that are a request to the agency that they name; `support` those that are help given; `others` heads the part on
    people who share a household; `precedents` say what was found elsewhere, with the source; `glossary` explains the words of the
    field, under headings.
    """

    emergency: str | None = None
    curious: str | None = None
    family_route: str | None = None
    others: str | None = None
    rule: LocalRule | None = None
    support: list[str] = []
    asks: dict[str, tuple[float, float]] = Field(default_factory=dict)
    requests: list[str] = []
    absences: list[Since] = []
    prompts: list[Prompt] = []
    standing_rules: list[str] = []
    questions: list[Question] = []
    precedents: list[str] = []
    glossary: dict[str, dict[str, Term]] = Field(default_factory=dict)


class Vocabulary(_Strict):
    """Every word that a chronology may hold, with the words that pages use for it."""

    nouns: Nouns
    index: str | None = None
    withdrawal: str | None = None
    synthetic: str = "SYNTHETIC DATA"
    words: dict[str, dict[str, str]]
    event_types: dict[str, EventType]
    codes: dict[str, dict[str, str]] = Field(default_factory=dict)
    page: PageTexts = PageTexts()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        columns = [column for table in tables().values() for column in table.columns.values()]
        lists = {column.words for column in columns if column.words} - {"event_type"}
        problems = [f"words.{name}: this list is needed (it may be empty: {{}})" for name in sorted(lists - set(self.words))]
        places = self.words.get("coverage_table", {})
        for name, kind in self.event_types.items():
            if kind.table not in places:
                problems.append(
                    f"event_types.{name}.table: no such word in words.coverage_table, {did_you_mean(kind.table, places)}"
                )
            if kind.codes is not None and kind.codes not in self.codes:
                problems.append(f"event_types.{name}.codes: no such list in codes, {did_you_mean(kind.codes, self.codes)}")
        for key, event_type in (("index", self.index), ("withdrawal", self.withdrawal)):
            if event_type is not None and event_type not in self.event_types:
                problems.append(f"{key}: no such event type, {did_you_mean(event_type, self.event_types)}")
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def allowed(self, name: str) -> list[str]:
        """Return the words of the list `name`, in their order (`event_type` is the list of event types)."""
        return list(self.event_types) if name == "event_type" else list(self.words[name])


def load_vocabulary(path: Path | None = None) -> Vocabulary:
    """Read the vocabulary at `path`, or the neglect vocabulary that the package holds.

    Raises
    ------
    BadInput : the file is absent, is no YAML, or has a wrong key or value.
    """
    return read_model(path or Path(str(files(__package__) / "vocabulary.yaml")), Vocabulary)
