"""The calibration of a simulated world: its rates beside published figures, and the gate that stops a world off them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from ..errors import BadInput
from ..yamls import read_model
from .rates import again, by_type, names_neglect

SOURCES = {
    "police": ("police",),
    "schools": ("school",),
    "health": ("gp", "health_visitor", "school_nurse", "ae", "health_other", "midwife"),
    "individuals": ("family", "public"),
    "local authority services": ("la_other", "early_help"),
}
LASTED = {"up to 3 months": (0, 91), "3 to 6 months": (91, 182), "6 to 12 months": (182, 365), "1 to 2 years": (365, 730)}
OPEN_WORK = (("assessment_start", "assessment_end"), ("cin_plan_start", "cin_plan_end"), ("cp_plan_start", "cp_plan_end"))
IN_CARE = (("cla_start", "cla_end"),)
ETHNICITIES = ("white", "mixed", "asian", "black")
FAMILY_SIZE = 2  # children of one home come together: chance is counted as if there were half as many


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Published(_Strict):
    """A published figure: what it is a share of, when, by whom, how well sourced, and what the world's rate may be."""

    rate: str
    name: str
    published: str
    accept: tuple[float, float]
    of: str
    year: str | int
    source: str
    mark: Literal["P", "S", "D"]
    gate: bool


class PublishedFigures(_Strict):
    """The content of published.yaml."""

    rows: list[Published]
    not_found: list[str]
    not_comparable: list[str]


@dataclass(frozen=True)
class Rate:
    """A rate of the world and the number that it is a share of."""

    value: float
    of: int


@dataclass(frozen=True)
class Line:
    """One line of the calibration table. `inside` is None where the world is too small to tell."""

    figure: Published
    value: float | None
    of: int
    inside: bool | None


@cache
def published() -> PublishedFigures:
    """Return the published figures."""
    return read_model(Path(str(files(__package__) / "published.yaml")), PublishedFigures)


def calibrate_world(tables: Mapping[str, pd.DataFrame]) -> list[Line]:
    """Set the rates of canonical tables (events, event_codes, coverage) and truth_people beside the published figures."""
    found = measured(tables)
    return [_line(figure, found[figure.rate]) for figure in published().rows]


def _line(figure: Published, rate: Rate) -> Line:
    if not rate.of or not np.isfinite(rate.value):
        return Line(figure, None, rate.of, None)
    low, high = figure.accept
    inside = bool(low <= rate.value <= high)
    share = min(max(rate.value, 0.01), 0.99)
    chance = 2 * np.sqrt(share * (1 - share) * FAMILY_SIZE / rate.of)
    within_chance = low - chance <= rate.value <= high + chance
    return Line(figure, rate.value, rate.of, inside or (None if within_chance else False))


def stop_if_off(lines: list[Line]) -> None:
    """Stop where a gated rate lies outside its range by more than chance."""
    if off := [line for line in lines if line.figure.gate and line.inside is False]:
        raise BadInput(
            f"The simulated world is off {len(off)} published figure{'s' * (len(off) > 1)}.",
            where="\n            ".join(f"{line.figure.name}: {line.value:.3f} of {line.of:,}" for line in off),
            expected="\n            ".join("{:g} to {:g}".format(*line.figure.accept) for line in off),
            do="read data/reports/world.html, and mend the numbers in src/simulate/world.yaml",
        )


def measured(tables: Mapping[str, pd.DataFrame]) -> dict[str, Rate]:
    """Return the rates that published.yaml names."""
    of = by_type(tables["events"])
    contacts = len(of["contact"].drop_duplicates(["child_id", "event_date"]))
    referrals, plans, enquiries, assessed = (of[name] for name in ("referral", "cp_plan_start", "s47_start", "assessment_end"))
    neglect = names_neglect(plans)
    factor = assessed["event_id"].isin(tables["event_codes"].query("code == '16A'")["event_id"])
    found = {
        "referrals per contact-day": Rate(len(referrals) / max(contacts, 1), contacts),
        **{f"referrals from {name}": _share(referrals["agency"].isin(words)) for name, words in SOURCES.items()},
        "referrals within 12 months of the last": _share(again(referrals, tables["coverage"]["start"].min())),
        "referrals with no further action": _share(of["referral_decision"]["outcome"] == "nfa"),
        "referrals assessed not in need": _per((assessed["outcome"] == "nfa").sum(), referrals),
        "section 47 enquiries per referral": _per(len(enquiries), referrals),
        "conferences per section 47 enquiry": _per(len(of["icpc"]), enquiries),
        "plan starts per referral": _per(len(plans), referrals),
        "plans with neglect": _share(neglect),
        "plans with neglect per contact-day": Rate(neglect.sum() / max(contacts, 1), contacts),
        "appointments not brought": _share(of["appointment"]["outcome"] == "was_not_brought"),
        "assessments with factor 16A": _share(factor),
    }
    return found | _plan_lengths(of) | _stocks(of, tables)


def _share(flags: pd.Series) -> Rate:
    return Rate(float(flags.mean()) if len(flags) else np.nan, len(flags))


def _per(number: int, rows: pd.DataFrame) -> Rate:
    return Rate(number / max(len(rows), 1), len(rows))


def _plan_lengths(of: Mapping[str, pd.DataFrame]) -> dict[str, Rate]:
    keys = ["child_id", "spell_id"]
    both = of["cp_plan_end"].merge(of["cp_plan_start"], on=keys, suffixes=("", "_start"))
    days = (both["event_date"] - both["event_date_start"]).dt.days
    found = {f"plans that lasted {name}": _share((days > low) & (days <= high)) for name, (low, high) in LASTED.items()}
    return found | {"plans that lasted 2 years and more": _share(days > 730)}


def _stocks(of: Mapping[str, pd.DataFrame], tables: Mapping[str, pd.DataFrame]) -> dict[str, Rate]:
    """Return rates of children in need on each 31 March from the second year on: those with open work or in care."""
    start, end = tables["coverage"]["start"].min(), tables["coverage"]["end"].max()
    days = list(pd.date_range(start + pd.DateOffset(years=1), end, freq="YE-MAR", inclusive="left"))
    in_need = [_open_on(of, (*OPEN_WORK, *IN_CARE), day) for day in days]
    plans = sum(len(_open_on(of, (OPEN_WORK[2],), day)) for day in days)
    people = tables["truth_people"].set_index("child_id").loc[[child for children in in_need for child in children]]
    recorded = people[people["ethnicity"] != "unknown"]
    a_year = len(of["referral"]) / max((end - start).days / 365.25, 1)
    found = {
        "plans per child in need": Rate(plans / max(len(people), 1), len(people)),
        "children in need per referral a year": Rate(len(people) / max(len(days), 1) / max(a_year, 1), int(a_year)),
        "children in need with a disability": Rate((people["disability"] == "yes").mean(), len(people) // max(len(days), 1) * 4),
    }
    ethnicities = {f"children in need {name}": _share(recorded["ethnicity"] == name) for name in ETHNICITIES}
    return found | ethnicities


def _open_on(of: Mapping[str, pd.DataFrame], kinds: tuple[tuple[str, str], ...], day: pd.Timestamp) -> list[str]:
    """Return the children about whom something of these kinds had started and not ended on `day`."""
    found: set[str] = set()
    for start, end in kinds:
        begun = of[start].query("event_date <= @day").groupby("child_id").size()
        ended = of[end].query("event_date <= @day").groupby("child_id").size().reindex(begun.index, fill_value=0)
        found |= set(begun.index[begun > ended])
    return sorted(found)
