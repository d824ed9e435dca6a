"""Small chronologies for the tests of features: written by hand or generated, as rows and as canonical tables."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from neglect_triage.chronology.tables import empty_table
from neglect_triage.chronology.vocabulary import Vocabulary, load_vocabulary
from neglect_triage.features.catalogue import Catalogue, Indicator

Row = dict[str, Any]
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
        "measures": {"count": "increases", "days_since": "unconstrained", "share_of appointments": "increases"},
        "windows": ["10d", "30d", "5y"],
    },
    "ratings": {
        "events": {"type": "home_condition"},
        "measures": dict.fromkeys(["count", "last", "mean", "min", "max", "sum"], "unconstrained"),
        "windows": ["10d", "30d"],
    },
    "poor_ratings": {
        "events": {"type": "home_condition", "value_at_least": 4},
        "measures": {"count": "increases", "days_since": "unconstrained"},
        "windows": ["30d"],
    },
    "worries": {
        "events": {"worry": True},
        "measures": {"count": "increases", "distinct_agencies": "increases"},
        "windows": ["10d", "30d"],
    },
    "hygiene": {"events": {"type": "sign", "code": "hygiene"}, "measures": {"count": "increases"}, "windows": ["30d"]},
    "abuse": {"events": {"type": "context"}, "measures": {"count": "unconstrained"}, "windows": ["30d"]},
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
         end_known: dt.date | None = None) -> Row:  # fmt: skip
    """Return one stay in a household."""
    return {"child_id": child, "household_id": home, "start": start, "known_date": known or start, "end": end,
            "end_known_date": end_known or end, "kind": "private"}  # fmt: skip


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
    empty = empty_table(name)
    frame = pd.DataFrame(content, columns=empty.columns)
    dates = {column: "datetime64[s]" for column, kind in empty.dtypes.items() if str(kind).startswith("datetime")}
    for column in dates:
        frame[column] = pd.to_datetime(frame[column])
    return frame.astype(empty.dtypes.to_dict())


def points(children: str = "a", as_of: dt.date = T) -> pd.DataFrame:
    """Return one point a child on a day."""
    return pd.DataFrame(
        {
            "point_id": [f"{child}@{as_of}" for child in children],
            "child_id": list(children),
            "as_of": pd.to_datetime([as_of] * len(children)).astype("datetime64[s]"),
        }
    )


near = st.sampled_from([*range(-45, 7), *[-31, -30, -11, -10, -1, 0] * 5]).map(lambda ago: T + dt.timedelta(days=ago))
far = st.integers(-1900, -1780).map(lambda ago: T + dt.timedelta(days=ago))
rarely = st.sampled_from([False] * 5 + [True])
delays = st.sampled_from([0, 0, 0, 1, 3, 12, 40])
kinds = st.sampled_from(["appointment", "appointment", "home_condition", "home_condition", "sign", "context",
                         "context", "contact",
                         "police_notification", "no_access_visit", "withdrawn"])  # fmt: skip


@st.composite
def events(draw: st.DrawFn, number: int) -> Row:
    """Generate one event around the edges of the windows, known late or at once, shared late or never."""
    happened = draw(st.one_of(near, far))
    known = happened + dt.timedelta(days=draw(delays))
    kind = draw(kinds)
    row = event(number, happened, known, event_type=kind, child_id=draw(st.sampled_from("abc")))
    row["shared_date"] = draw(st.one_of(st.none(), delays.map(lambda days: known + dt.timedelta(days=days))))
    row["agency"] = draw(st.sampled_from(["school", "gp", "police"]))
    row["is_snapshot"] = draw(rarely)
    row["replaces"] = f"e{draw(st.integers(0, number - 1)):03}" if number and (kind == "withdrawn" or draw(rarely)) else None
    row["scope"] = draw(st.sampled_from(["carer", "household"])) if kind == "context" else "child"
    row["outcome"] = draw(st.sampled_from(["attended", "was_not_brought", None])) if kind == "appointment" else None
    row["value"] = draw(st.sampled_from([None, 1.0, 2.5, 4.0, 5.0])) if kind == "home_condition" else None
    row["concern"] = draw(st.sampled_from([None, "neglect", "neglect;emotional", "physical"])) if kind == "contact" else None
    return row


@st.composite
def stays(draw: st.DrawFn) -> Row:
    """Generate one stay: dated or not, ended or not, its start and end known late or at once."""
    start = draw(st.one_of(far, far, far, near, st.none()))
    end = start and draw(st.one_of(st.none(), st.none(), st.integers(0, 1900).map(lambda days: start + dt.timedelta(days=days))))
    known = start and start + dt.timedelta(days=draw(delays))
    end_known = end and end + dt.timedelta(days=draw(delays))
    return stay(draw(st.sampled_from("abc")), draw(st.sampled_from(["h", "h", "k"])), start, known, end, end_known)


@st.composite
def chronologies(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Generate a chronology: ties, duplicates, late records, corrections of corrections, moves, gaps in coverage."""
    rows = [draw(events(number)) for number in range(draw(st.sampled_from([12, 20, 0, 3])))]
    signs = [row["event_id"] for row in rows if row["event_type"] == "sign"]
    codes = [{"event_id": name, "system": draw(st.sampled_from(["sign", "original"])), "code": "hygiene"} for name in signs]
    begun = T - dt.timedelta(days=draw(st.sampled_from([2500, 1826, 30, 10, 5])))
    ended = T + dt.timedelta(days=draw(st.sampled_from([100, 0, -10, -30])))
    gaps = draw(st.sampled_from([(), ("police",), ("health", "home")]))
    coverage = covered(begun, max(begun, ended), gaps) + draw(st.sampled_from([[], covered(T - dt.timedelta(days=60), T)]))
    born = {"a": dt.date(2016, 2, 1), "b": dt.date(2024, 6, 1), "c": None}
    children: list[Row] = [{"child_id": child, "birth_month": month} for child, month in born.items()]
    together = [stay(child, "h", T - dt.timedelta(days=2000)) for child in "ab"]
    homes = draw(st.sampled_from([[], together])) + [draw(stays()) for _ in range(draw(st.sampled_from([0, 4, 6])))]
    return chronology(rows, event_codes=codes, children=children, households=homes, coverage=coverage)
