"""Calibration of a simulated world: compare its rates with published figures, and stop if a gated rate is out of range."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from ..errors import BadInput
from ..params import World
from ..yamls import read_model
from .parameters import Strict
from .stocks import Stock, persistently_absent, stocks

SOURCES = {
    "police": ("police",),
    "schools": ("school",),
    "health": ("gp", "health_visitor", "school_nurse", "ae", "health_other", "midwife"),
    "individuals": ("family", "public"),
    "local authority services": ("la_other", "early_help"),
}
LASTED = {"up to 3 months": (0, 91), "3 to 6 months": (91, 182), "6 to 12 months": (182, 365), "1 to 2 years": (365, 730)}
NEEDED = {  # columns of the canonical tables that the calibration reads
    "events": ["event_id", "child_id", "event_date", "known_date", "event_type", "agency", "outcome", "concern", "value",
               "spell_id", "replaces"],
    "event_codes": ["event_id", "system", "code"],
    "children": ["child_id", "birth_month", "death_month"],
    "households": ["child_id", "start", "end"],
    "coverage": ["start", "end"],
}  # fmt: skip
ETHNICITIES = ("white", "mixed", "asian", "black")
TUNED = ("default", "halved_16a", "doubled_16a")  # presets
FAMILY_SIZE = 2  # children of one home are not independent: the effective sample is taken as half as large
TELLING_YEARS = 4  # the same families are counted each 31 March, so more than four years add little information
YEAR = pd.Timedelta(days=365)


class Published(Strict):
    """A published figure: its denominator, year, source and quality of source, and the range accepted for the world's rate.

    `published` gives it in words and `figures` in numbers; `per` is 100 for a percentage, 10,000 for a rate per 10,000 children.
    """

    rate: str
    name: str
    published: str
    figures: list[float]
    accept: tuple[float, float]
    per: Literal[1, 100, 10000] = 100
    of: str
    year: str | int
    source: str
    mark: Literal["P", "S", "D"]
    gate: bool

    def format_rate(self, rate: float) -> str:
        """Return a rate in the unit of the figure: 0.59, 21.6 (per cent), or 332.4 (per 10,000)."""
        return f"{rate:.2f}" if self.per == 1 else f"{self.per * rate:,.1f}"


class PublishedFigures(Strict):
    """The content of published.yaml."""

    rows: list[Published]
    not_found: list[str]
    notes: list[str]


@dataclass(frozen=True)
class Rate:
    """A rate of the world, its denominator, and the denominator used for its margin of chance (the same if None)."""

    value: float
    of: int
    telling: int | None = None


@dataclass(frozen=True)
class Line:
    """One line of the calibration table. `inside` is None if the world is too small to decide."""

    figure: Published
    value: float | None
    of: int
    inside: bool | None


@dataclass(frozen=True)
class Population:
    """Mean number of children under 18 living in the place on 31 March, and the share of them with a record of any agency."""

    children: float
    known: float


@dataclass(frozen=True)
class Calibration:
    """The world compared with published figures, and the population that its rates per child are based on."""

    lines: list[Line]
    population: Population


@cache
def published() -> PublishedFigures:
    """Return the published figures."""
    return read_model(Path(str(files(__package__) / "published.yaml")), PublishedFigures)


def calibrate_world(tables: Mapping[str, pd.DataFrame]) -> Calibration:
    """Compare the rates of a world with the published figures.

    Parameters
    ----------
    tables : the canonical events, event_codes, children, households and coverage, and truth_people.
    """
    of = by_type(tables["events"])
    counted = stocks(tables, of)
    found = _decisions(of, tables) | _plan_lengths(of) | _of_population(of, tables, counted) | _in_need(of, tables, counted)
    return Calibration([_line(figure, found[figure.rate]) for figure in published().rows], _population(counted))


def _line(figure: Published, rate: Rate) -> Line:
    if not rate.of or not np.isfinite(rate.value):
        return Line(figure, None, rate.of, None)
    low, high = figure.accept
    inside = bool(low <= rate.value <= high)
    nearest = low if rate.value < low else high
    chance = 2 * np.sqrt(nearest * (1 - nearest) * FAMILY_SIZE / max(rate.telling or rate.of, 1))
    within_chance = low - chance <= rate.value <= high + chance
    return Line(figure, rate.value, rate.of, inside or (None if within_chance else False))


def meant_to_be_like(world: World) -> bool:
    """Return whether a world should match published figures: not if it has a stated bias, changed numbers or no history."""
    return world.preset in TUNED and not world.numbers and world.family_help_from is None


def stop_if_off(lines: list[Line]) -> None:
    """Raise BadInput if a gated rate is outside its range by more than chance."""
    if off := [line for line in lines if line.figure.gate and line.inside is False]:
        raise BadInput(
            f"The simulated world is off {len(off)} published figure{'s' * (len(off) > 1)}.",
            where="\n            ".join(f"{line.figure.name}: {line.figure.format_rate(line.value or 0)}" for line in off),
            expected="\n            ".join(" to ".join(map(line.figure.format_rate, line.figure.accept)) for line in off),
            do="read data/reports/world.html, and mend the numbers in src/simulate/world.yaml",
        )


def _decisions(of: Mapping[str, pd.DataFrame], tables: Mapping[str, pd.DataFrame]) -> dict[str, Rate]:
    """Return the rates of decisions at the Front Door."""
    contacts = len(of["contact"].drop_duplicates(["child_id", "event_date"]))
    referrals, plans, enquiries, assessed = (of[name] for name in ("referral", "cp_plan_start", "s47_start", "assessment_end"))
    neglect = names_neglect(plans)
    factor = assessed["event_id"].isin(tables["event_codes"].query("code == '16A'")["event_id"])
    return {
        "referrals per contact-day": Rate(len(referrals) / max(contacts, 1), contacts),
        **{f"referrals from {name}": _share(referrals["agency"].isin(words)) for name, words in SOURCES.items()},
        "referrals within 12 months of the last": _share(repeated_within_a_year(referrals, tables["coverage"]["start"].min())),
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


def _share(flags: pd.Series) -> Rate:
    return Rate(float(flags.mean()) if len(flags) else np.nan, len(flags))


def _per(number: int, rows: pd.DataFrame) -> Rate:
    return Rate(number / max(len(rows), 1), len(rows))


def by_type(events: pd.DataFrame) -> defaultdict[str, pd.DataFrame]:
    """Return the events by type; a missing type gives a table without rows."""
    types: defaultdict[str, pd.DataFrame] = defaultdict(lambda: events.iloc[:0])
    types.update({str(name): rows for name, rows in events.groupby("event_type")})
    return types


def names_neglect(events: pd.DataFrame) -> pd.Series:
    """Return whether neglect is among the concerns of each event."""
    concerns = events["concern"].astype("category")
    return concerns.isin([words for words in concerns.cat.categories if "neglect" in words.split(";")])


def repeated_within_a_year(referrals: pd.DataFrame, start: pd.Timestamp) -> pd.Series:
    """Return, for each referral after the first year of records, whether the child was also referred in the 12 months before."""
    ordered = referrals.sort_values(["child_id", "event_date"])
    soon = ordered.groupby("child_id")["event_date"].diff() <= YEAR
    return soon[ordered["event_date"] >= start + YEAR]


def _plan_lengths(of: Mapping[str, pd.DataFrame]) -> dict[str, Rate]:
    keys = ["child_id", "spell_id"]
    both = of["cp_plan_end"].merge(of["cp_plan_start"], on=keys, suffixes=("", "_start"))
    days = (both["event_date"] - both["event_date_start"]).dt.days
    found = {f"plans that lasted {name}": _share((days > low) & (days <= high)) for name, (low, high) in LASTED.items()}
    return found | {"plans that lasted 2 years and more": _share(days > 730)}


def _population(counted: list[Stock]) -> Population:
    number, known = sum(len(stock.residents) for stock in counted), sum(stock.known for stock in counted)
    return Population(number / max(len(counted), 1), known / max(number, 1))


def _of_population(of: Mapping[str, pd.DataFrame], tables: Mapping[str, pd.DataFrame], counted: list[Stock]) -> dict[str, Rate]:
    """Return the rates per child of the place: of what happens in a year, and of what is open on 31 March."""
    start, end = tables["coverage"]["start"].min(), tables["coverage"]["end"].max()
    a_year = _population(counted).children
    lived = max(a_year * (end - start).days / 365.25, 1)
    happened = {
        "contacts": of["contact"].drop_duplicates(["child_id", "event_date"]),
        "referrals": of["referral"],
        "section 47 enquiries": of["s47_start"],
    }
    found = {f"{name} per child a year": Rate(len(rows) / lived, int(lived)) for name, rows in happened.items()}
    residents = sum(len(stock.residents) for stock in counted)
    in_need, on_a_plan = sum(len(stock.in_need) for stock in counted), sum(len(stock.on_a_plan) for stock in counted)
    telling = int(a_year * min(len(counted), TELLING_YEARS))
    return found | {
        "children in need per child": Rate(in_need / max(residents, 1), residents, telling),
        "children on a plan per child": Rate(on_a_plan / max(residents, 1), residents, telling),
    }


def _in_need(of: Mapping[str, pd.DataFrame], tables: Mapping[str, pd.DataFrame], counted: list[Stock]) -> dict[str, Rate]:
    """Return characteristics of the children in need on 31 March, and their number relative to a year's referrals."""
    start, end = tables["coverage"]["start"].min(), tables["coverage"]["end"].max()
    people = tables["truth_people"].set_index("child_id").loc[[child for stock in counted for child in sorted(stock.in_need)]]
    recorded = people[people["ethnicity"] != "unknown"]
    a_year = len(of["referral"]) / max((end - start).days / 365.25, 1)
    number = len(people) / max(len(counted), 1)
    telling = int(number * min(len(counted), TELLING_YEARS))
    plans = sum(len(stock.on_a_plan) for stock in counted)
    pupils = persistently_absent(tables, of, counted)
    shares = {name: (recorded["ethnicity"] == name).mean() for name in ETHNICITIES}
    return {
        "plans per child in need": Rate(plans / max(len(people), 1), len(people), telling),
        "children in need per referral a year": Rate(number / max(a_year, 1), int(a_year)),
        "children in need with a disability": Rate((people["disability"] == "yes").mean(), len(people), telling),
        **{f"children in need {name}": Rate(share, len(recorded), telling) for name, share in shares.items()},
        "children in need persistently absent": _share(pupils.loc[pupils["in_need"], "absent"]),
        "pupils persistently absent": _share(pupils["absent"]),
    }
