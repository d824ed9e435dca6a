"""The catalogue of indicators: what practice recognises as neglect over time, as data (design section 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel, field_validator, model_validator

from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput, did_you_mean
from ..yamls import read_model
from .sentences import FIELDS, fields_in

Direction = Literal["increases", "unconstrained"]
Words = Annotated[list[str], BeforeValidator(lambda words: words if isinstance(words, list) else [words])]

MEASURES = ("count", "days_since", "distinct_agencies", "last", "mean", "min", "max", "sum", "share_of")
LONGEST_WINDOW_DAYS = 1826
THIS_CONTACT = "contact"


def window_days(window: str) -> int:
    """Return a window's length in days: `90d` is 90, `5y` is 1,826, and `contact` (the day's own contact rows) is 0.

    Raises ValueError for any other form, for a number of years other than five, and beyond five years.
    """
    if window == THIS_CONTACT:
        return 0
    days = LONGEST_WINDOW_DAYS if window == "5y" else int(re.fullmatch(r"([1-9]\d*)d", window)[1])  # type: ignore[index]
    if days > LONGEST_WINDOW_DAYS:
        raise ValueError("the longest window is 5y")
    return days


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Selection(_Strict):
    """Which events an indicator is about: all that is named must hold; a list means any of its words.

    `worry: true` stands for every event type that the vocabulary marks as a worry.
    """

    type: Words = []
    worry: bool = False
    outcome: Words = []
    agency: Words = []
    concern: Words = []
    code: Words = []
    seen: Words = []
    basis: Words = []
    consent_to_share: Words = []
    consent_to_service: Words = []
    value_at_least: float | None = None
    value_at_most: float | None = None

    @model_validator(mode="after")
    def _names_types(self) -> Self:
        if bool(self.type) == self.worry:
            raise ValueError("name the event types, or set worry: true, and not both")
        return self


class Indicator(_Strict):
    """One entry of the catalogue.

    `events` or `age` says what is measured; `measures` gives each measure with its direction (nothing decreases: a
    strength must not buy silence); `says` is the sentence of a reason, `says_none` the sentence where there is no event.
    """

    theme: str
    means: str
    events: Selection | None = None
    age: bool = False
    measures: dict[str, Direction]
    windows: list[str] = []
    says: str | None = None
    says_none: str | None = None
    says_window: str | None = None
    why: str | None = None
    ask: str | None = None
    seed: str | None = None
    strength: bool = False

    @field_validator("windows")
    @classmethod
    def _windows_can_be_read(cls, windows: list[str]) -> list[str]:
        for window in windows:
            try:
                window_days(window)
            except (ValueError, TypeError):
                raise ValueError('a window is written as "90d", "5y" or "contact"') from None
        return windows

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        if self.age:
            if self.events or self.windows or self.measures != {"years": "unconstrained"}:
                raise ValueError("age: true goes with measures: {years: unconstrained} and nothing else")
            return self
        if not self.events or not self.windows:
            raise ValueError("an indicator needs events and windows")
        for measure in self.measures:
            if measure.split(" ")[0] not in MEASURES:
                raise ValueError(f'there is no measure "{measure}" ({did_you_mean(measure, MEASURES)})')
        if "days_since" in self.measures and "count" not in self.measures:
            raise ValueError("days_since needs count, which marks it as a lower bound where there is no event")
        if self.says_window and self.says_window not in self.windows:
            raise ValueError("says_window must be one of the windows")
        for sentence in (self.says, self.says_none):
            if sentence and (unknown := fields_in(sentence) - FIELDS):
                raise ValueError(f"a sentence names unknown fields: {', '.join(sorted(unknown))}")
        return self

    @property
    def quoted_window(self) -> str:
        """The window that the sentence quotes: `says_window`, or the longest."""
        return self.says_window or max(self.windows, key=window_days)


class _Entries(RootModel[dict[str, Indicator]]):
    pass


@dataclass(frozen=True)
class Feature:
    """One column of the feature matrix."""

    name: str
    indicator: str
    measure: str
    window: str
    direction: Direction
    of: str | None = None


class Catalogue(BaseModel):
    """Indicators by name, in their order, and the features made of them."""

    model_config = ConfigDict(frozen=True)

    indicators: dict[str, Indicator] = Field(min_length=1)

    @cached_property
    def features(self) -> list[Feature]:
        """Every feature, in the order of the matrix."""
        return [feature for name, entry in self.indicators.items() for feature in _features(name, entry)]

    @property
    def themes(self) -> list[str]:
        """The themes in the order in which they first occur."""
        return list(dict.fromkeys(entry.theme for entry in self.indicators.values()))


def _features(name: str, entry: Indicator) -> list[Feature]:
    if entry.age:
        return [Feature(f"{name}.years", name, "years", "", "unconstrained")]
    longest = max(entry.windows, key=window_days)
    found = []
    for measure, direction in entry.measures.items():
        kind, _, of = measure.partition(" ")
        for window in [longest] if kind == "days_since" else entry.windows:
            column = f"{name}.{kind}{'_' + of if of else ''}.{window}"
            found.append(Feature(column, name, kind, window, direction, of or None))
    return found


def event_types_of(chosen: Selection | None, vocabulary: Vocabulary) -> list[str]:
    """Return the event types that a selection can match (none for an indicator of age)."""
    if chosen is None:
        return []
    return chosen.type or [name for name, kind in vocabulary.event_types.items() if kind.worry]


def load_catalogue(vocabulary: Vocabulary, path: Path | None = None) -> Catalogue:
    """Read the catalogue at `path` (or the neglect catalogue) and check it against the vocabulary.

    Raises
    ------
    BadInput : a wrong key or value, an event type, word or code that the vocabulary does not hold, or `share_of` an
        indicator that is not there: with entry, key and nearest valid value.
    """
    path = path or Path(str(files(__package__) / "catalogue.yaml"))
    catalogue = Catalogue(indicators=read_model(path, _Entries).root)
    problems = [line for name, entry in catalogue.indicators.items() for line in _problems(name, entry, catalogue, vocabulary)]
    if problems:
        raise BadInput(
            f"The catalogue has {len(problems)} problem{'s' * (len(problems) > 1)}.",
            where="\n            ".join([str(path), *problems]),
            expected="words of the vocabulary",
            do="mend the entries",
        )
    return catalogue


def _problems(name: str, entry: Indicator, catalogue: Catalogue, vocabulary: Vocabulary) -> list[str]:
    """Return a line for every word of an entry that leads nowhere."""
    problems = unknown_words(f"{name}.events", entry.events, vocabulary) if entry.events else []
    for feature in _features(name, entry):
        if feature.measure == "share_of":
            whole = catalogue.indicators.get(feature.of or "")
            if whole is None:
                problems.append(f"{name}.measures.share_of: {did_you_mean(feature.of or '', catalogue.indicators)}")
            elif feature.window not in whole.windows:
                problems.append(f"{name}.windows: {feature.of} has no window {feature.window}")
    return problems


def unknown_words(place: str, chosen: Selection, vocabulary: Vocabulary) -> list[str]:
    """Return a line, with the nearest valid word, for every word of a selection that the vocabulary does not hold."""
    kinds = [kind for kind in event_types_of(chosen, vocabulary) if kind in vocabulary.event_types]
    allowed = {"type": vocabulary.allowed("event_type"), "code": [code for kind in kinds for code in _codes(kind, vocabulary)]}
    for key in ("outcome", "agency", "concern", "seen", "basis"):
        allowed[key] = vocabulary.allowed(key)
    allowed["consent_to_share"] = allowed["consent_to_service"] = vocabulary.allowed("consent")
    return [
        f"{place}.{key}: {did_you_mean(word, words)}"
        for key, words in allowed.items()
        for word in getattr(chosen, key)
        if word not in words
    ]


def _codes(kind: str, vocabulary: Vocabulary) -> list[str]:
    """Return the codes that an event of this type may hold; a type without a list of its own may hold any."""
    system = vocabulary.event_types[kind].codes
    lists = [vocabulary.codes[system]] if system else vocabulary.codes.values()
    return [code for codes in lists for code in codes]
