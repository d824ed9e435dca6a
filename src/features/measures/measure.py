"""What a measure declares, and the words that every definition uses (design section 4).

For a point at day t and a window of w days:

- *events*: those that the indicator selects, readable at t (known before that day), with t - w <= event date < t, without
  snapshot rows; ordered by event date, known date, event id. In the window `contact`: the day's own contact rows.
- *values*: the recorded values of these events.
- *covered days*: the days of the window within coverage of a table that holds any of the indicator's event types.
- *observed days*: the covered days, without those before the first day of the month of birth where that is before t.

Every measure is float32 and unknown (NaN) where no day of the window is covered; `contact` is always known. X is another
indicator, whose events are taken from the same window. `none` is the answer where a covered window holds no event.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ...wording.sentences import Figure

if TYPE_CHECKING:
    from ..quoted import QuotedWindow

Array = Any  # numba compiles what reads these arrays; numpy's own types would only be decoration
LONGEST_WINDOW_DAYS = 1826
FieldKind = Literal["count", "number", "date", "course"]
Trait = Literal[
    "longest",  # taken in the longest window of an indicator only
    "on_the_day",  # can be asked of the window `contact` too
    "undirected",  # its direction has to be unconstrained
    "column_optional",  # a user's table may lack the column
    "pairs",  # names another indicator X
    "other_covered",  # unknown also where no day is covered for X
    "other_snapshots",  # snapshot rows of X count
    "proportion",  # at most 1 where the events of X include its own
    "signed",  # can be below 0
    "whole",  # always whole
    "at_most_window",  # never more than the days of the window
]


# What a kernel can read of one window at one point; its parameters name what it reads. Days are whole days since 1970, and
# ascending within an array.
READ = {
    "t": "day of the point",
    "start": "first day of the window",
    "born": "day of birth, or a day after t where it is not recorded",
    "days": "date of each event (int32)",
    "rows": "number of each event (int32)",
    "values": "value of each event (float64; NaN where none is recorded)",
    "other_days": "date of each event of X (int32)",
    "other_rows": "number of each event of X (int32)",
    "covered_from": "first day of each run of covered days (int32)",
    "covered_to": "day after the last of each run (int32)",
    "agency": "code of the agency by number of event (int32; -1 for none)",
    "source": "code of the source, likewise",
    "spell": "code of the spell, likewise",
}


class Part(NamedTuple):
    """The days of a window from t - `oldest` to before t - `newest`, and the weight of an event in them."""

    oldest: int
    newest: int
    weight: int


def whole_window(days: int) -> list[Part]:
    """Return a window of so many days as its only part."""
    return [Part(days, 0, 1)]


@dataclass(frozen=True)
class SentenceField:
    """What a sentence of the catalogue can name in braces: a number, a date, or the course of values.

    `figure` computes it from an indicator's events, of which there is at least one (None or NaN: it cannot be given); without
    `figure` it is the measure itself.
    """

    name: str
    kind: FieldKind = "count"
    figure: Callable[[QuotedWindow], Figure | None] | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Measure:
    """One measure. The module that declares it lists it in MEASURES; nothing else has to know its name.

    name : as catalogues write it. means : the definition. none : the answer where there is no event. phrase : what pages about
    the model call it. fields : what sentences can quote of it.
    kernel : the measure of one window, a compiled function of what its parameters name of `READ`. Measures without a kernel are
    computed for all windows in one pass, by the module `computed_by`.
    column : the column of events that it measures, beside their dates. parts : of each, a day has to be covered.
    traits : where it can be used and what its numbers can be (`Trait`).
    """

    name: str
    means: str
    unit: str
    none: str
    phrase: str
    fields: tuple[SentenceField, ...] = ()
    kernel: Callable[..., float] | None = None
    computed_by: Literal["kernel", "counting", "recency", "levels"] = "kernel"
    parts: Callable[[int], list[Part]] = whole_window
    column: str | None = None
    traits: Set[Trait] = frozenset()
