"""The catalogue of indicators: the signs of neglect over time that practice recognises, as data (design section 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, RootModel, field_validator, model_validator

from ..chronology.names import refuse_identifiers_in
from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput, did_you_mean
from ..wording.sentences import fields_in, figures_in, unreadable
from ..yamls import checked
from .measures import FIELDS, MEASURES
from .measures.measure import LONGEST_WINDOW_DAYS as LONGEST_WINDOW_DAYS
from .selection import IndicatorEvents, unknown_words, unreachable
from .subset import CORE, entries_of, packaged

Direction = Literal["increases", "unconstrained"]

THIS_CONTACT = "contact"
_SEVERAL = 3  # entries; with fewer, each is named
# The measure that a field of a sentence needs: one that names another indicator. The other fields can always be filled.
MEASURE_OF_FIELD = {
    field.name: measure.name for measure in MEASURES.values() if "pairs" in measure.traits for field in measure.fields
}


@cache
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


class Indicator(BaseModel):
    """One entry of the catalogue.

    `events` or `age` says what is measured; `measures` gives each measure with its direction (nothing decreases: a
    strength must not buy silence); `says` is the sentence of a reason, `says_none` the sentence where there is no event;
    `context` marks what is said of the contact itself and is no line of evidence; from a number of `pattern` on, what the
    sentence counts is a pattern, which a page shows first, whatever the score.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    theme: str
    means: str
    events: IndicatorEvents | None = None
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
    context: bool = False
    pattern: int | None = Field(default=None, ge=2)

    @field_validator("windows")
    @classmethod
    def _check_windows(cls, windows: list[str]) -> list[str]:
        try:
            days = [window_days(window) for window in windows]
        except (ValueError, TypeError):
            limit = f"at most five years ({LONGEST_WINDOW_DAYS}d or 5y)"
            raise ValueError(f'a window is written as "90d", "5y" or "contact", and is {limit}') from None
        if len(set(days)) < len(days):
            raise ValueError("each window stands once")
        return windows

    @model_validator(mode="after")
    def _check_parts(self) -> Self:
        if self.age:
            if self.events or self.windows or self.measures != {"years": "unconstrained"}:
                raise ValueError("age: true goes with measures: {years: unconstrained} and nothing else")
            return self
        if not self.events or not self.windows or not self.measures:
            raise ValueError("an indicator needs events, measures and windows")
        if self.says_window and self.says_window not in self.windows:
            raise ValueError("says_window must be one of the windows")
        problems = [line for name, direction in self.measures.items() for line in self._misused(name, direction)]
        if "days_since" in self.measures and "count" not in self.measures:
            problems.append("days_since needs count, which marks it as a lower bound where there is no event")
        if problems := [*problems, *self._unusable_sentences()]:
            raise ValueError("; ".join(problems))
        return self

    def _misused(self, name: str, direction: Direction) -> list[str]:
        """Return what is wrong with a measure in this entry."""
        kind, _, of = name.partition(" ")
        if kind not in MEASURES:
            return [f'there is no measure "{kind}" ({did_you_mean(kind, MEASURES)})']
        measure, lines = MEASURES[kind], []
        if ("pairs" in measure.traits) != bool(of):
            lines.append(
                f"{kind} names another indicator: {kind} X" if "pairs" in measure.traits else f"{kind} names no other indicator"
            )
        if "undirected" in measure.traits and direction != "unconstrained":
            lines.append(f"{kind} has no direction of risk: unconstrained")
        if "on_the_day" not in measure.traits and THIS_CONTACT in (
            [self.longest_window] if "longest" in measure.traits else self.windows
        ):
            lines.append(f"{kind} cannot be asked of the window {THIS_CONTACT}, which is one day")
        return lines

    def _unusable_sentences(self) -> list[str]:
        """Return what is wrong with the sentences of this entry."""
        sentences = {"says": self.says, "says_none": self.says_none}
        if lines := [f"{key}: {problem}" for key, text in sentences.items() if text and (problem := unreadable(text, FIELDS))]:
            return lines
        kinds = [measure.partition(" ")[0] for measure in self.measures]
        lines = [
            f"says: {{{field}}} needs one measure {MEASURE_OF_FIELD[field]} X"
            for field in sorted(figures_in(self.says or "") & MEASURE_OF_FIELD.keys())
            if kinds.count(MEASURE_OF_FIELD[field]) != 1
        ]
        if self.pattern and not figures_in(self.says or "") & {"count", "since"}:
            lines.append("pattern: the sentence counts nothing ({count} or {since})")
        if self.quoted_window == THIS_CONTACT and "when" in fields_in(self.says or ""):
            lines.append(f"says: {{when}} needs another window than {THIS_CONTACT}")
        if others := sorted(fields_in(self.says_none or "") - {"when", "count"}):
            lines.append(f"says_none: {{{others[0]}}} cannot be filled where there is no event")
        return lines

    @property
    def longest_window(self) -> str:
        """The longest of the windows."""
        return max(self.windows, key=window_days)

    @property
    def quoted_window(self) -> str:
        """The window that the sentence quotes: `says_window`, or the longest."""
        return self.says_window or self.longest_window


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
    features = []
    for measure, direction in entry.measures.items():
        kind, _, of = measure.partition(" ")
        for window in [entry.longest_window] if "longest" in MEASURES[kind].traits else entry.windows:
            column = f"{name}.{kind}{'_' + of if of else ''}.{window}"
            features.append(Feature(column, name, kind, window, direction, of or None))
    return features


def load_catalogue(vocabulary: Vocabulary, path: str | Path | None = None) -> Catalogue:
    """Read the catalogue at `path` (or the neglect catalogue; `core` is its core) and check it against the vocabulary.

    Parameters
    ----------
    vocabulary : the words that entries may name.
    path : a YAML file, or `core`.

    Returns
    -------
    Catalogue : `indicators` by name, and `features`, a list with name, indicator, measure, window and direction.

    Raises
    ------
    BadInput : a wrong key or value, an event type, word or code that is not in the vocabulary, an impossible selection, a
        misused measure, sentence or window, an unknown indicator, or an identifier; with entry, key and nearest valid value.
    """
    path = packaged(Path(path) if path else None)
    entries = entries_of(path)
    refuse_identifiers_in(entries, str(path))
    catalogue = Catalogue(indicators=checked(entries, _Entries, str(path)).root)
    _refuse_of_another_vocabulary(catalogue, vocabulary, path)
    problems = [line for name, entry in catalogue.indicators.items() for line in _problems(name, entry, catalogue, vocabulary)]
    if problems:
        raise BadInput(
            f"The catalogue has {len(problems)} problem{'s' * (len(problems) > 1)}.",
            where="\n            ".join([str(path), *problems]),
            expected="words of the vocabulary, and indicators of this catalogue",
            do="mend the entries",
        )
    return catalogue


def _refuse_of_another_vocabulary(catalogue: Catalogue, vocabulary: Vocabulary, path: Path) -> None:
    """Stop if most entries name event types that the vocabulary lacks: a line for each would hide the one thing to do."""
    named = {name: entry.events.type for name, entry in catalogue.indicators.items() if entry.events and entry.events.type}
    foreign = [name for name, types in named.items() if not set(types) <= set(vocabulary.event_types)]
    if len(foreign) >= _SEVERAL and 2 * len(foreign) > len(named):
        raise BadInput(
            "The catalogue and the vocabulary do not belong together.",
            where=f"{path}: {len(foreign)} of {len(named)} entries that name event types name one that the vocabulary does not "
            f"have, the first {foreign[0]}.events.type",
            expected="a catalogue in the words of its vocabulary",
            do="name the vocabulary of this catalogue with --vocabulary (in a project: source.vocabulary in params.yaml), or the "
            "catalogue of your vocabulary with --catalogue (in a project: features.catalogue)",
        )


def core_features(vocabulary: Vocabulary) -> int | None:
    """Return how many features the core catalogue has; None where it does not fit the vocabulary."""
    try:
        return len(load_catalogue(vocabulary, CORE).features)
    except BadInput:
        return None


def _problems(name: str, entry: Indicator, catalogue: Catalogue, vocabulary: Vocabulary) -> list[str]:
    """Return a line for each reference in an entry that cannot be resolved."""
    if entry.events is None:
        return []
    problems = unknown_words(f"{name}.events", entry.events, vocabulary)
    if not problems:
        problems = unreachable(f"{name}.events", entry.events, THIS_CONTACT in entry.windows, vocabulary)
    others = [other for other, indicator in catalogue.indicators.items() if indicator.events]
    for measure in entry.measures:
        kind, _, of = measure.partition(" ")
        if of and of not in others:
            problems.append(f"{name}.measures.{kind}: {did_you_mean(of, others)}")
        if of == name:
            problems.append(f"{name}.measures.{kind}: name another indicator than {name} itself")
    return problems
