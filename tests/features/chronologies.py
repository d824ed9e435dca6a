"""Small chronologies for the tests of features: written by hand or generated, as rows and as canonical tables."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from neglect_triage.chronology.tables import empty_table
from neglect_triage.chronology.vocabulary import Vocabulary, load_vocabulary
from neglect_triage.features.catalogue import Catalogue, Indicator
from neglect_triage.features.engine.compute import compute_features
from neglect_triage.params import View

Row = dict[str, Any]
DAY = dt.timedelta(days=1)
T = dt.date(2024, 3, 10)  # a leap day lies in the windows before it
WORDS: Vocabulary = load_vocabulary()

EVENT: Row = {
    "child_id": "a", "known_basis": "recorded", "held_by": "school", "event_type": "sign", "agency": "school", "outcome": None,
    "concern": None, "seen": None, "basis": None, "consent_to_share": None, "consent_to_service": None, "scope": "child",
    "value": None, "value_unit": None, "spell_id": None, "team_id": None, "is_snapshot": False, "replaces": None,
    "source": "test",
}  # fmt: skip

ENTRIES: dict[str, Row] = {
    "appointments": {
        "events": {"type": "appointment"},
        "measures": {"count": "unconstrained"},
        "windows": ["10d", "30d", "5y"],
    },
    "not_brought": {
        "events": {"type": "appointment", "outcome": "was_not_brought"},
        "measures": dict.fromkeys(["count", "days_since", "share_of appointments", "alternations appointments"], "unconstrained"),
        "windows": ["10d", "30d", "5y"],
    },
    "ratings": {
        "events": {"type": "home_condition"},
        "measures": dict.fromkeys(["count", "last", "mean", "min", "max", "sum", "slope", "swings"], "unconstrained"),
        "windows": ["10d", "30d"],
    },
    "ratings_long": {
        "events": {"type": "home_condition"},
        "measures": dict.fromkeys(["slope", "swings", "rate", "longest_gap", "episodes"], "unconstrained"),
        "windows": ["400d"],
    },
    "poor_ratings": {
        "events": {"type": "home_condition", "value_at_least": 4},
        "measures": {"count": "increases", "days_since": "unconstrained"},
        "windows": ["30d"],
    },
    "worries": {
        "events": {"worry": True},
        "measures": dict.fromkeys(
            [
                "count",
                "distinct_agencies",
                "distinct_sources",
                "distinct_days",
                "distinct_months",
                "decayed",
                "most_in_28_days",
                "trend",
                "longest_gap",
                "rate",
                "episodes",
            ],
            "unconstrained",
        ),
        "windows": ["30d", "61d", "400d"],
    },
    "concerns": {
        "events": {"worry": True},
        "measures": dict.fromkeys(["days_since_first", "count_since contacts"], "unconstrained"),
        "windows": ["400d"],
    },
    "untold": {
        "events": {"worry": True, "unshared": True},
        "measures": dict.fromkeys(["count", "days_since", "distinct_agencies"], "unconstrained"),
        "windows": ["30d", "400d"],
    },
    "brothers_and_sisters": {
        "events": {"worry": True, "about": "siblings"},
        "measures": dict.fromkeys(["count", "days_since", "share_of worries", "count_since contacts"], "unconstrained"),
        "windows": ["30d", "400d"],
    },
    "untold_of_siblings": {
        "events": {"type": "sign", "about": "siblings", "unshared": True},
        "measures": {"count": "increases"},
        "windows": ["400d"],
    },
    "kept": {
        "events": {"type": "appointment", "outcome": "attended"},
        "measures": dict.fromkeys(["alternations not_brought", "count_since plan_ends"], "unconstrained"),
        "windows": ["30d", "400d"],
    },
    "plan_ends": {"events": {"type": "cin_plan_end"}, "measures": {"count": "unconstrained"}, "windows": ["400d"]},
    "plans": {
        "events": {"type": "cin_plan_start"},
        "measures": dict.fromkeys(["open_days plan_ends", "days_since_first"], "unconstrained"),
        "windows": ["400d"],
    },
    "hygiene": {"events": {"type": "sign", "code": "hygiene"}, "measures": {"count": "increases"}, "windows": ["30d"]},
    "abuse": {"events": {"type": "context"}, "measures": {"count": "unconstrained"}, "windows": ["30d"]},
    "of_the_home": {"events": {"type": "context", "scope": "household"}, "measures": {"count": "increases"}, "windows": ["30d"]},
    "contacts": {
        "events": {"type": "contact"},
        "measures": {"count": "increases", "distinct_agencies": "increases"},
        "windows": ["contact", "30d"],
    },
    "neglect_named": {
        "events": {"type": "contact", "concern": "neglect"},
        "measures": {"count": "increases"},
        "windows": ["contact"],
    },
    "police": {"events": {"type": "police_notification"}, "measures": {"count": "unconstrained"}, "windows": ["10d"]},
    "age": {"age": True, "measures": {"years": "unconstrained"}},
}
CATALOGUE = Catalogue(
    indicators={name: Indicator.model_validate({"theme": "test", "means": name} | entry) for name, entry in ENTRIES.items()}
)


def event(number: int, event_date: dt.date, known_date: dt.date | None = None, **other: Any) -> Row:
    """Return one event; known and shared on the day that it happened unless told."""
    known = known_date or event_date
    row = EVENT | {"event_id": f"e{number:03}", "event_date": event_date, "known_date": known, "shared_date": known}
    return row | {"source_ref": f"test:{number}"} | other


def stay(child: str, home: str, start: dt.date | None, known: dt.date | None = None, end: dt.date | None = None,
         end_known: dt.date | None = None, kind: str = "private") -> Row:  # fmt: skip
    """Return one stay in a household."""
    return {"child_id": child, "household_id": home, "start": start, "known_date": known or start, "end": end,
            "end_known_date": end_known or end, "kind": kind}  # fmt: skip


def covered(start: dt.date, end: dt.date, leave_out: tuple[str, ...] = ()) -> list[Row]:
    """Return coverage of every kind of record but some."""
    rows = {
        "rows_read": 0,
        "rows_kept": 0,
        "rows_quarantined": 0,
        "source": "test",
        "extract_date": end,
        "start": start,
        "end": end,
    }
    return [rows | {"table": table} for table in WORDS.allowed("coverage_table") if table not in leave_out]


def chronology(events: list[Row], **other: list[Row]) -> dict[str, list[Row]]:
    """Return a chronology as rows; children a, b and c, covered from 2019 on, unless told."""
    children: list[Row] = [{"child_id": child, "birth_month": dt.date(2015, 5, 1)} for child in "abc"]
    rest = {
        "event_codes": [],
        "children": children,
        "households": [],
        "coverage": covered(dt.date(2019, 1, 1), dt.date(2025, 1, 1)),
    }
    return {"events": events, **rest, **other}


def frames(rows: dict[str, list[Row]]) -> dict[str, pd.DataFrame]:
    """Return rows as canonical tables."""
    return {name: _frame(name, content) for name, content in rows.items()}


def _frame(name: str, content: list[Row]) -> pd.DataFrame:
    empty = _empty(name)
    frame = pd.DataFrame(content, columns=empty.columns)
    dates = {column: "datetime64[s]" for column, kind in empty.dtypes.items() if str(kind).startswith("datetime")}
    for column in dates:
        frame[column] = pd.to_datetime(frame[column])
    return frame.astype(empty.dtypes.to_dict())


_empty = cache(empty_table)


def points(children: str = "a", as_of: dt.date = T) -> pd.DataFrame:
    """Return one point a child on a day."""
    return pd.DataFrame(
        {
            "point_id": [f"{child}@{as_of}" for child in children],
            "child_id": list(children),
            "as_of": pd.to_datetime([as_of] * len(children)).astype("datetime64[s]"),
        }
    )


def computed(rows: dict[str, list[Row]], children: str = "abc", view: View = "partnership", as_of: dt.date = T) -> pd.DataFrame:
    """Return the features of children on a day."""
    found = compute_features(points(children, as_of), frames(rows), CATALOGUE, WORDS, view)
    return found.drop(columns="point_id").set_axis(list(children))


def one(rows: dict[str, list[Row]], feature: str, child: str = "a", view: View = "partnership") -> float:
    """Return one feature of one child."""
    return float(computed(rows, child, view).at[child, feature])  # type: ignore[arg-type]  # all columns are numbers


def appointment(number: int, ago: int, **other: Any) -> Row:
    """Return an appointment to which the child was not brought."""
    return event(number, T - ago * DAY, event_type="appointment", **{"outcome": "was_not_brought", **other})


def worries(*ago: int) -> dict[str, list[Row]]:
    """Return a chronology of worries so many days ago."""
    return chronology([event(number, T - days * DAY) for number, days in enumerate(ago)])


def rated(*values: float) -> dict[str, list[Row]]:
    """Return a chronology of home conditions rated on days in a row, the last one yesterday."""
    last = len(values)
    return chronology(
        [event(n, T - (last - n) * DAY, event_type="home_condition", value=value) for n, value in enumerate(values)]
    )


near = st.sampled_from([*range(-45, 7), *[-31, -30, -11, -10, -1, 0] * 5]).map(lambda ago: T + dt.timedelta(days=ago))
middling = st.sampled_from([*range(-401, -46, 7), -399, -400, -401]).map(lambda ago: T + dt.timedelta(days=ago))
far = st.integers(-1900, -1780).map(lambda ago: T + dt.timedelta(days=ago))
rarely = st.sampled_from([False] * 5 + [True])
delays = st.sampled_from([0, 0, 0, 1, 3, 12, 40])
kinds = st.sampled_from(["appointment", "appointment", "appointment", "home_condition", "home_condition", "home_condition",
                         "sign", "sign", "context", "context", "contact", "cin_plan_start", "cin_plan_end",
                         "police_notification", "no_access_visit", "withdrawn"])  # fmt: skip


@st.composite
def events(draw: st.DrawFn, number: int, kinds: list[str]) -> Row:
    """Generate one event around the edges of the windows, known late or at once, shared late or never."""
    happened = draw(st.one_of(near, near, middling, far))
    known = happened + dt.timedelta(days=draw(delays))
    kind = draw(st.sampled_from(kinds))
    row = event(number, happened, known, event_type=kind, child_id=draw(st.sampled_from("aaabbc")))
    row["shared_date"] = draw(
        st.sampled_from([None, known, known, *(max(known, T + dt.timedelta(days=ago)) for ago in (-1, 0, 1))])
    )
    row["agency"] = draw(st.sampled_from(["school", "gp", "police"]))
    row["source"] = draw(st.sampled_from(["one", "other"]))
    row["is_snapshot"] = draw(rarely)
    row["replaces"] = f"e{draw(st.integers(0, number - 1)):03}" if number and (kind == "withdrawn" or draw(rarely)) else None
    row["scope"] = draw(st.sampled_from(["carer", "household", "household", "child"])) if kind == "context" else "child"
    row["spell_id"] = draw(st.sampled_from([None, "s", "s", "u"])) if kind.startswith("cin_plan") else None
    row["outcome"] = draw(st.sampled_from(["attended", "was_not_brought", None])) if kind == "appointment" else None
    row["value"] = draw(st.sampled_from([None, 1.0, 2.5, 4.0, 5.0])) if kind == "home_condition" else None
    row["concern"] = draw(st.sampled_from([None, "neglect", "neglect;emotional", "physical"])) if kind == "contact" else None
    return row


@st.composite
def series(draw: st.DrawFn, kind: str) -> list[Row]:
    """Generate a sequence about one child: ratings that rise and fall, appointments kept and missed, plans begun and ended."""
    days = draw(st.lists(st.integers(1, 90), min_size=4, max_size=7, unique=kind != "cin_plan"))
    rows = [event(100 + number, T - dt.timedelta(days=ago), event_type=kind) for number, ago in enumerate(days)]
    for row in rows:
        row["value"] = draw(st.sampled_from([1.0, 2.5, 4.0])) if kind == "home_condition" else None
        row["outcome"] = draw(st.sampled_from(["attended", "was_not_brought"])) if kind == "appointment" else None
        if kind == "cin_plan":
            row["event_type"] = draw(st.sampled_from(["cin_plan_start", "cin_plan_end"]))
            row["spell_id"] = draw(st.sampled_from(["s", "u", None]))
    return rows


@st.composite
def stays(draw: st.DrawFn) -> Row:
    """Generate one stay: dated or not, ended or not, its start and end known late or at once."""
    start = draw(st.one_of(far, far, far, near, st.none()))
    end = start and draw(st.one_of(st.none(), st.none(), st.integers(0, 1900).map(lambda days: start + dt.timedelta(days=days))))
    known = start and start + dt.timedelta(days=draw(delays))
    end_known = end and end + dt.timedelta(days=draw(delays))
    home, kind = draw(st.sampled_from([("h", "private"), ("h", "private"), ("k", "private"), ("f", "foster")]))
    return stay(draw(st.sampled_from("abc")), home, start, known, end, end_known, kind)


@st.composite
def chronologies(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Generate a chronology: ties, duplicates, late records, corrections of corrections, moves, gaps in coverage."""
    several = draw(st.one_of(st.lists(kinds, min_size=12, max_size=12), st.lists(kinds, min_size=2, max_size=4)))
    rows = [draw(events(number, several)) for number in range(draw(st.sampled_from([14, 24, 0, 3])))]
    rows += draw(st.one_of(st.just([]), *(series(kind) for kind in ("home_condition", "appointment", "cin_plan"))))
    copied = [draw(st.sampled_from(rows)) for _ in range(draw(st.sampled_from([0, 0, 2])) if rows else 0)]
    rows += [row | {"event_id": f"x{number}", "source_ref": f"copy:{number}"} for number, row in enumerate(copied)]
    signs = [row["event_id"] for row in rows if row["event_type"] == "sign"]
    codes = [{"event_id": name, "system": draw(st.sampled_from(["sign", "original"])), "code": "hygiene"} for name in signs]
    begun = T - dt.timedelta(days=draw(st.sampled_from([2500, 1826, 30, 10, 5])))
    ended = T + dt.timedelta(days=draw(st.sampled_from([100, 0, -10, -30, -100])))
    gaps = draw(st.sampled_from([(), ("police",), ("health", "home"), ("contacts", "plans")]))
    coverage = covered(begun, max(begun, ended), gaps)
    if draw(st.booleans()):
        coverage += covered(T - dt.timedelta(days=60), T - dt.timedelta(days=draw(st.sampled_from([0, 20]))))
    born = {"a": draw(st.sampled_from([dt.date(2016, 2, 1), dt.date(2024, 2, 1)])), "b": dt.date(2024, 6, 1), "c": None}
    children: list[Row] = [{"child_id": child, "birth_month": month} for child, month in born.items()]
    kind = draw(st.sampled_from(["private", "private", "foster"]))
    together = [stay(child, "h", T - dt.timedelta(days=2000), kind=kind) for child in "ab"]
    homes = draw(st.sampled_from([[], together])) + [draw(stays()) for _ in range(draw(st.sampled_from([0, 4, 6])))]
    return chronology(rows, event_codes=codes, children=children, households=homes, coverage=coverage)
