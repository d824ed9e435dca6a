"""The vocabulary: every word that a chronology may hold, read from a file (design section 3)."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any, Self

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..errors import did_you_mean
from ..wording.sentences import horizon_words
from ..yamls import checked, read_yaml
from .names import refuse_identifiers_in
from .reading.distinct import spread
from .tables import tables


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Nouns(_Strict):
    """The nouns that pages use for people, points and outcomes.

    The first ten are needed. `family` is what is drawn and dealt together, by default the person; `view_of_all` and `view_of_hub`
    name the two views; `help` is what a reviewer may judge to be enough; `lead` is who reads the report first, and `consulted`
    who should have been asked about its use. `within` may hold `{horizon_in_words}`: how long the label looks ahead, in words.
    """

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
    family: str
    families: str
    agency: str = "organisation"
    agencies: str = "organisations"
    concern: str = "concern"
    concerns: str = "concerns"
    help: str = "offer help"
    lead: str
    practice_lead: str = "head of practice"
    consulted: str
    view_of_all: str = "joint view"
    view_of_hub: str

    @model_validator(mode="before")
    @classmethod
    def _with_defaults(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        person, people, hub, reader = (given.get(name, "") for name in ("person", "people", "hub", "reader"))
        lead = str(reader).removeprefix("the ")  # pages write "the" before it
        follows = {"family": person, "families": people, "consulted": people, "lead": lead, "view_of_hub": f"{hub} view"}
        return follows | given


def view_name(view: str, nouns: Nouns) -> str:
    """Return what a project calls the view `partnership` or `hub`."""
    return nouns.view_of_all if view == "partnership" else nouns.view_of_hub


class EventType(_Strict):
    """One type of event: its coverage table, its name on pages, whether it is a worry, whether it may have an outcome.

    replaces : types whose place it takes from a day on, by a change of policy.
    """

    table: str
    says: str
    worry: bool = False
    outcome: bool = True
    codes: str | None = None
    replaces: list[str] = []


class Kind(_Strict):
    """A selection of events, as in a catalogue: every condition that is given must hold; a list means any of its words.

    Without `type`, events of every type are meant.
    """

    type: list[str] = []
    outcome: list[str] = []
    seen: list[str] = []
    code: list[str] = []
    consent_to_service: list[str] = []


class Since(_Strict):
    """What a page says about the latest event of some kinds (`{last_date}`) or their absence, from an age in years on."""

    any_of: list[Kind]
    since: str
    never: str
    from_age: float = 0


class Sighting(_Strict):
    """Which of a person's own records say that the person was seen: any of these kinds.

    `held_in` : the coverage tables that hold such records. That nobody was seen can be told only where these are covered.
    """

    any_of: list[Kind]
    held_in: list[str]


class Rated(_Strict):
    """Which records rate the home, and the two ends of their scale."""

    type: str
    best: int
    worst: int


class Drawn(_Strict):
    """A row that the picture of a household draws for each person: its label, and the records that it draws."""

    says: str
    any_of: list[Kind]


class Help(_Strict):
    """Help that lasts: its label in the picture of a household, and the event types that begin and end it."""

    says: str
    start: list[str]
    end: list[str]


class HouseholdPicture(_Strict):
    """What the picture of a household draws besides the points and the worries of each person."""

    rated: Rated
    each: list[Drawn] = []
    help: list[Help] = []


class Prompt(_Strict):
    """A local rule that an event triggers, and whether another event has answered it since."""

    any_of: list[Kind]
    says: str
    answer: Since


class LocalRule(_Strict):
    """What a page says about the local rule on repeat contacts: `{contacts}`, `{window}`, `{nth}`."""

    says: str
    met: str
    not_met: str
    answer: Since


class Question(_Strict):
    """A question on every page, from an age in years on (before birth: negative)."""

    ask: str
    from_age: float = -1


class Term(_Strict):
    """The meaning of a word on the pages, and its source, if there is one."""

    means: str
    source: str = ""


class PageTexts(_Strict):
    """What pages say in addition to the records; a project leaves out what does not apply to its people.

    `asks` lists the agencies that could be asked, each with a range of ages in years; `requests` the event types that are
    a request to an agency; `support` those that are help given; `sighting` says which records are a sight of the person;
    `others` is the heading of the part about people in the same household, `adult_from` the age in years from which one of them
    is said to be an adult, and `household_picture` what their picture draws;
    `concerns` : what reviewers may be concerned about, of which they choose any number;
    `precedents` are findings from elsewhere, with the source; `glossary` explains words of the field, under headings.
    """

    emergency: str | None = None
    curious: str | None = None
    family_route: str | None = None
    others: str | None = None
    adult_from: int | None = None
    household_picture: HouseholdPicture | None = None
    rule: LocalRule | None = None
    sighting: Sighting | None = None
    support: list[str] = []
    asks: dict[str, tuple[float, float]] = Field(default_factory=dict)
    requests: list[str] = []
    absences: list[Since] = []
    prompts: list[Prompt] = []
    standing_rules: list[str] = []
    questions: list[Question] = []
    concerns: list[str] = []
    precedents: list[str] = []
    glossary: dict[str, dict[str, Term]] = Field(default_factory=dict)


class Vocabulary(_Strict):
    """Every word that a chronology may hold, and its name on pages."""

    nouns: Nouns
    index: str | None = None
    withdrawal: str | None = None
    synthetic: str = "SYNTHETIC DATA"
    words: dict[str, dict[str, str]]
    event_types: dict[str, EventType]
    codes: dict[str, dict[str, str]] = Field(default_factory=dict)
    page: PageTexts = PageTexts()

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        columns = [column for table in tables().values() for column in table.columns.values()]
        lists = {column.words for column in columns if column.words} - {"event_type"}
        problems = [f"words.{name}: this list is needed (it may be empty: {{}})" for name in sorted(lists - set(self.words))]
        coverage_tables = self.words.get("coverage_table", {})
        for name, kind in self.event_types.items():
            if kind.table not in coverage_tables:
                problems.append(
                    f"event_types.{name}.table: no such word in words.coverage_table, {did_you_mean(kind.table, coverage_tables)}"
                )
            if kind.codes is not None and kind.codes not in self.codes:
                problems.append(f"event_types.{name}.codes: no such list in codes, {did_you_mean(kind.codes, self.codes)}")
        drawn = self.page.household_picture
        named = {
            "index": self.index,
            "withdrawal": self.withdrawal,
            "page.household_picture.rated.type": drawn.rated.type if drawn else None,
        }
        for each in drawn.help if drawn else []:
            named |= {f"page.household_picture.help, {each.says}, {name}": name for name in [*each.start, *each.end]}
        for key, event_type in named.items():
            if event_type is not None and event_type not in self.event_types:
                problems.append(f"{key}: no such event type, {did_you_mean(event_type, self.event_types)}")
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def for_horizon(self, days: int) -> Self:
        """Return this vocabulary with the horizon of the label, of so many days, in the words of `nouns.within`."""
        within = self.nouns.within.replace("{horizon_in_words}", horizon_words(days))
        return self.model_copy(update={"nouns": self.nouns.model_copy(update={"within": within})})

    @property
    def worries(self) -> list[str]:
        """The event types whose rows are themselves a worry: the only definition of a worry."""
        return [name for name, kind in self.event_types.items() if kind.worry]

    @property
    def types_without_outcome(self) -> list[str]:
        """The event types whose rows may not carry an outcome."""
        return [name for name, kind in self.event_types.items() if not kind.outcome]

    def coverage_tables(self, event_types: pd.Series) -> pd.Series:
        """Return the coverage table of each of `event_types` (empty for unknown types)."""
        codes, found = pd.factorize(event_types)
        known = pd.Series(found).map({name: kind.table for name, kind in self.event_types.items()}).astype("str")
        return spread(known, codes, event_types.index)

    def allowed(self, name: str) -> list[str]:
        """Return the words of the list `name`, in order (`event_type` is the list of event types)."""
        return list(self.event_types) if name == "event_type" else list(self.words[name])


def load_vocabulary(path: str | Path | None = None) -> Vocabulary:
    """Read the vocabulary at `path`, or the package's own vocabulary for neglect.

    Parameters
    ----------
    path : a YAML file.

    Returns
    -------
    Vocabulary : the words that columns may hold, the types of event, and the nouns of pages.

    Raises
    ------
    BadInput : the file is absent, is not YAML, has a wrong key or value, or holds an identifier.
    """
    path = Path(path) if path else Path(str(files(__package__) / "vocabulary.yaml"))
    content = read_yaml(path)
    refuse_identifiers_in(content, str(path))
    return checked(content, Vocabulary, str(path))
