"""A run small enough to read: a dozen children with about 40 records each, a model fitted on them, and pages made of it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
import pandas as pd

from neglect_triage.chronology.tables import arrow_schema, to_frame
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.explain.contact_page import content
from neglect_triage.explain.record import Flagged, Sources, sources_for
from neglect_triage.explain.render import contact_page
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.features.engine.compute import compute_features
from neglect_triage.models.ways.boosted import fit_boosted
from neglect_triage.params import Params, load_params

ROOT = Path(__file__).resolve().parents[2]
VOCABULARY = load_vocabulary().for_horizon(365)
CATALOGUE = load_catalogue(VOCABULARY)
START, END = pd.Timestamp("2016-04-01"), pd.Timestamp("2024-04-01")
PRINTS = {"data": "0" * 12, "catalogue": "1" * 12, "model": "2" * 12}
# event type -> agency, outcomes, code (system, words), values
SHAPES: dict[str, dict[str, Any]] = {
    "appointment": {"agency": "dentist", "outcome": ["attended", "was_not_brought", "rescheduled"]},
    "sign": {"agency": "school", "code": ("sign", ["hygiene", "hunger", "decay_untreated", "left_alone"])},
    "context": {"agency": "police", "scope": "household", "code": ("context", ["domestic_abuse", "bereavement"])},
    "home_condition": {"agency": "housing", "scope": "household", "value": [1, 2, 3, 4, 5], "value_unit": "grade"},
    "attendance_week": {"agency": "school", "value": [1, 3, 6], "value_unit": "sessions"},
    "visit": {"agency": "csc", "seen": ["no", "yes", "alone"]},
    "contact": {"agency": "police", "concern": ["neglect", "neglect;physical"]},
    "contact_decision": {"agency": "csc", "outcome": ["nfa", "no_consent", "assessment"]},
    "practical_support": {"agency": "school"},
    "strength": {"agency": "school"},
    "police_notification": {"agency": "police"},
    "consent_recorded": {"agency": "early_help", "consent_to_service": ["given", "declined"]},
}


def event(event_id: str, child_id: str, day: pd.Timestamp | str, kind: str, **more: Any) -> dict[str, Any]:
    """One event, known and shared on its day unless said otherwise."""
    day = pd.Timestamp(day)
    return {
        "event_id": event_id, "child_id": child_id, "event_date": day, "known_date": day, "shared_date": day,
        "known_basis": "recorded", "event_type": kind, "agency": SHAPES.get(kind, {}).get("agency", "gp"),
        "scope": "child", "is_snapshot": False, "source": "hand", "source_ref": f"hand:{event_id}",
    } | more  # fmt: skip


def chronology(
    events: list[dict[str, Any]],
    codes: list[tuple[str, str, str]] = (),  # type: ignore[assignment]
    born: dict[str, str] | None = None,
    stays: list[dict[str, Any]] | None = None,
) -> dict[str, pd.DataFrame]:
    """Canonical tables of what is given, with coverage of every table from 2016 to 2024."""
    covered = {
        "source": "hand",
        "start": START,
        "end": END,
        "extract_date": END,
        "rows_read": 0,
        "rows_kept": 0,
        "rows_quarantined": 0,
    }
    return {
        "events": _frame("events", events).sort_values(["child_id", "event_date", "known_date", "event_id"], ignore_index=True),
        "event_codes": _frame("event_codes", [dict(zip(("event_id", "system", "code"), code, strict=True)) for code in codes]),
        "children": _frame("children", [{"child_id": c, "birth_month": pd.Timestamp(m)} for c, m in (born or {}).items()]),
        "households": _frame("households", stays or []),
        "coverage": _frame("coverage", [covered | {"table": table} for table in VOCABULARY.allowed("coverage_table")]),
    }


def _frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    empty = to_frame(arrow_schema(name).empty_table())
    return pd.DataFrame(rows).reindex(columns=empty.columns).astype(empty.dtypes.to_dict())


def sources_of(tables: dict[str, pd.DataFrame], attention: dict[str, list[Flagged]] | None = None) -> Sources:
    """The tables, prepared for looking up what stands about everybody in them."""
    everybody = {*tables["children"]["child_id"], *tables["events"]["child_id"], *tables["households"]["child_id"]}
    return sources_for(tables, everybody, CATALOGUE, VOCABULARY, "partnership", attention)


@cache
def small_params() -> Params:
    """The project's own params, with a model for a dozen children."""
    params = load_params(ROOT / "params.yaml")
    return params.model_copy(
        update={"train": params.train.model_copy(update={"rounds": 30, "min_data_in_leaf": 3, "threads": 1})}
    )


@cache
def small_tables() -> dict[str, pd.DataFrame]:
    """A dozen children in six households; one in three records never reached the hub."""
    dice = np.random.default_rng(7)
    events, codes = [], []
    for place in range(12 * 40):
        kind = str(dice.choice(list(SHAPES)))
        shape, key = SHAPES[kind], f"e{place:04d}"
        day = START + pd.Timedelta(days=int(dice.integers(0, (END - START).days - 400)))
        known = day + pd.Timedelta(days=int(dice.integers(0, 60)) if kind != "contact" else 0)
        more: dict[str, Any] = {
            "known_date": known,
            "shared_date": known if kind == "contact" or dice.random() < 0.67 else pd.NaT,
        }
        more |= {
            name: dice.choice(shape[name])
            for name in ("outcome", "value", "seen", "concern", "consent_to_service")
            if name in shape
        }
        more |= {name: shape[name] for name in ("scope", "value_unit") if name in shape}
        events.append(event(key, f"k{place % 12:02d}", day, kind, **more))
        if "code" in shape:
            codes.append((key, shape["code"][0], str(dice.choice(shape["code"][1]))))
    born = {f"k{child:02d}": f"{2008 + child}-03-01" for child in range(11)}
    stays = [
        {"child_id": f"k{child:02d}", "household_id": f"h{child // 2}", "start": START, "known_date": START, "kind": "private"}
        for child in range(12)
    ]
    return chronology(events, codes, born, stays)


@cache
def small_points() -> pd.DataFrame:
    """One point for each contact-day, in two folds."""
    events = small_tables()["events"]
    contacts = events.loc[events["event_type"] == "contact", ["child_id", "event_date"]].drop_duplicates()
    points = contacts.rename(columns={"event_date": "as_of"}).reset_index(drop=True)
    points.insert(0, "point_id", points["child_id"] + "@" + points["as_of"].dt.strftime("%Y-%m-%d"))
    return points.assign(fold=points["child_id"].str[1:].astype(int) // 2 % 2, contacts_in_window=2, rule=False)


@cache
def small_features() -> pd.DataFrame:
    return compute_features(small_points(), small_tables(), CATALOGUE, VOCABULARY)


@cache
def small_model() -> lgb.Booster:
    labels = np.random.default_rng(3).integers(0, 2, len(small_points()))
    return fit_boosted(small_features(), labels, CATALOGUE, small_params().train)


@cache
def small_sources() -> Sources:
    rates = {"was_not_brought": 1.4, "hygiene_worry": 1.9, "poor_home": 2.7}
    return replace(sources_of(small_tables()), rates={"0": rates, "1": rates})


def small_content(place: int = 0, standing: str = "attention", arrangement: str = "plain") -> dict[str, Any]:
    """What the page of one small point says, if every indicator raised its score."""
    shares = {name: 1 / (1 + place) for place, name in enumerate(CATALOGUE.indicators)}
    return content_of(small_points().iloc[place].to_dict(), shares, small_sources(), standing) | {"arrangement": arrangement}


def content_of(
    point: Mapping[Hashable, Any], shares: dict[str, float], sources: Sources, standing: str = "attention"
) -> dict[str, Any]:
    """What the page of a point says, with a frequency of 14 to 22 in 100."""
    scored: dict[Hashable, Any] = {
        "contacts_in_window": 1,
        "rule": False,
        "standing": standing,
        "frequency_low": 0.143,
        "frequency_high": 0.214,
    }
    return content(scored | dict(point), shares, sources, small_params()) | {"fingerprints": PRINTS, "worked_example": None}


def page_of(words: dict[str, Any], *, synthetic: bool = True) -> str:
    """The HTML of a page's content."""
    return contact_page(words, VOCABULARY, synthetic)
