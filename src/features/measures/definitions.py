"""What can be measured of an indicator's events: each measure has its one definition here (design section 4).

For a point at day t and a window of w days:

- *events*: those that the indicator selects, readable at t (`visibility.py`), with t - w <= event date < t, without
  snapshot rows; ordered by event date, known date, event id. In the window `contact`: the day's own contact rows.
- *values*: the recorded values of these events.
- *covered days*: the days of the window within coverage of a table that holds any of the indicator's event types.
- *observed days*: the covered days, without those before the first day of the month of birth where that lies before t.

Every measure is float32 and unknown (NaN) where no day of the window is covered; `contact` is always known. X is another
indicator; its events are sought in the same window. `none` is the answer where a covered window holds no event.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One measure.

    `means` is its definition; `longest`: it is taken in the longest window of an indicator only; `of`: it names another
    indicator; `of_today`: it can be asked of the window `contact`; `free`: its direction has to be unconstrained.
    What its numbers cannot be: `signed`: below 0 (others never are); `whole`: it counts or numbers days, so that it is
    whole; `at_most_window`: never more than the days of its window.
    """

    means: str
    unit: str
    none: str
    longest: bool = False
    of: bool = False
    of_today: bool = False
    free: bool = False
    signed: bool = False
    whole: bool = False
    at_most_window: bool = False


MEASURES: dict[str, Measure] = {
    "count": Measure("how many events", "events", "0", of_today=True, whole=True),
    "days_since": Measure(
        "whole days from the latest event to t; snapshot rows count",
        "days",
        "days since the first covered day, at most w: a lower bound, marked by a count of 0",
        longest=True,
        whole=True,
        at_most_window=True,
    ),
    "days_since_first": Measure(
        "whole days from the first event of the window to t", "days", "0", longest=True, whole=True, at_most_window=True
    ),
    "distinct_agencies": Measure("how many different agencies", "agencies", "0", of_today=True, whole=True),
    "distinct_sources": Measure("how many different sources", "sources", "0", of_today=True, whole=True),
    "distinct_days": Measure("how many different days hold an event", "days", "0", whole=True, at_most_window=True),
    "distinct_months": Measure("how many blocks of 30 days, counted back from t, hold an event", "blocks", "0", whole=True),
    "sum": Measure("sum of the values, the latest first", "of the value", "0", of_today=True, signed=True),
    "mean": Measure(
        "sum of the values / how many there are", "of the value", "unknown, also without values", of_today=True, signed=True
    ),
    "min": Measure("lowest value", "of the value", "unknown, also without values", of_today=True, signed=True),
    "max": Measure("highest value", "of the value", "unknown, also without values", of_today=True, signed=True),
    "last": Measure(
        "value of the latest event with a value", "of the value", "unknown, also without values", of_today=True, signed=True
    ),
    "slope": Measure(
        "365 x the least-squares slope b of value = a + b x event day: 365 x (n sum xy - sum x sum y) / (n sum xx - (sum x)^2)",
        "of the value, per 365 days",
        "unknown, also with values on fewer than two different days",
        free=True,
        signed=True,
    ),
    "swings": Measure(
        "how often the values change direction: a day with several values has its highest; steps between neighbouring days "
        "with values that go neither up nor down are left out; a swing is a step up after a step down, or the reverse",
        "changes of direction",
        "0",
        whole=True,
    ),
    "share_of": Measure("count / count of X", "share of X", "unknown where X has no event, else 0", of=True, of_today=True),
    "rate": Measure(
        "365 x how many events are on observed days / how many days are observed",
        "events in an observed year",
        "0; unknown where no day is observed",
    ),
    "trend": Measure(
        "events in the recent half (the w // 2 days before t) - events in the earlier half (the w // 2 days before those)",
        "events",
        "0; unknown unless a day of each half is covered",
        free=True,
        signed=True,
        whole=True,
    ),
    "decayed": Measure("sum over the events of 2^(-age / 182), where age = t - event date in days", "events as of today", "0"),
    "longest_gap": Measure(
        "most days in a row that are observed and without an event",
        "days",
        "most observed days in a row; unknown where no day is observed",
        free=True,
        whole=True,
        at_most_window=True,
    ),
    "most_in_28_days": Measure("most events within any 28 days in a row", "events", "0", whole=True),
    "episodes": Measure(
        "how many runs of events, where a run ends when more than 90 days without an event follow", "runs", "0", whole=True
    ),
    "count_since": Measure(
        "how many events are dated after the day of the latest event of X (snapshot rows count as X); all where X has none",
        "events",
        "0; unknown also where no day is covered for X",
        longest=True,
        of=True,
        whole=True,
    ),
    "open_days": Measure(
        "whole days to t from the latest event that no event of X ends (snapshot rows count as X); where both name a spell, "
        "X ends it if the spell is the same and X is dated no earlier, else if X is dated later",
        "days",
        "0, also where every event is ended; unknown also where no day is covered for X",
        longest=True,
        of=True,
        whole=True,
        at_most_window=True,
    ),
    "alternations": Measure(
        "how often neighbours differ in the order of days with events of this indicator and of X; an event of both is of this "
        "one, and a day that then holds events of each is left out",
        "changes",
        "0; unknown also where no day is covered for X",
        of=True,
        whole=True,
    ),
}
