"""The parameters of the simulated world: read from world.yaml, each with its unit and source."""

from __future__ import annotations

import datetime as dt
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Generic, Literal, TypeVar, get_args

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from ..errors import BadInput, did_you_mean
from ..params import World
from ..yamls import read_model
from .log import Floats

Kind = Literal["medical", "nutritional", "emotional", "educational", "physical", "supervision"]
Shock = Literal["domestic_abuse", "parental_mental_health", "substance_use", "bereavement", "eviction"]
Seen = Literal["anywhere", "school", "home"]

WITHOUT_RULE = {"rule_effect": 0.0, "rule_named": 0.0}

KINDS: tuple[Kind, ...] = get_args(Kind)
SHOCKS: tuple[Shock, ...] = get_args(Shock)

ADULT = 18  # a child is under 18


Value = TypeVar("Value")
Rows = TypeVar("Rows")


class Strict(BaseModel):
    """A part of a YAML file: frozen, and without other keys than those declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sourced(Strict, Generic[Value]):
    """A number, several by name, or a list of whole ones, of one unit. `origin` is a section of domain.md, or an assumption."""

    value: Value
    unit: str
    origin: str = Field(alias="from")


class Table(Strict, Generic[Rows]):
    """Rows of one kind, with the unit of their numbers and where they come from."""

    unit: str
    origin: str = Field(alias="from")
    rows: Rows


class Agency(Strict):
    """An agency: ages of the children it knows, mean days until it records, and whether and when a record reaches the hub.

    Some also record at weekends; some only in term.
    """

    ages: tuple[float, float] = (-1, ADULT)
    delay: float
    shared: float = Field(ge=0, le=1)
    shared_delay: float
    duplicated: float = Field(0, ge=0, le=1)
    weekends: bool = False
    term_only: bool = False


class Record(Strict):
    """A kind of fact that agencies record: its monthly rate at average care, and how the rate rises as care falls."""

    event_type: str
    code: str | None = None
    agencies: dict[str, float]
    ages: tuple[float, float] = (0, ADULT)
    rate: float
    slope: float = 0
    kind: Kind | None = None
    shocks: dict[Shock, float] = {}
    only_in: Shock | None = None
    seen: Seen = "anywhere"
    scope: Literal["child", "carer", "household"] = "child"


class ContactSource(Strict):
    """A source of contacts: its monthly rate at average care, what raises it, and how often brothers and sisters are named."""

    ages: tuple[float, float] = (0, ADULT)
    rate: float
    slope: float
    worry: float = 0
    shocks: dict[Shock, float] = {}
    siblings: float
    repeats: float = 1
    weekends: bool = False


class Break(Strict):
    """A change of policy: from `start` until `end` the rates of some sources and records are multiplied."""

    name: str
    start: dt.date
    end: dt.date
    contacts: dict[str, float] = {}
    records: dict[str, float] = {}
    cancelled: float = Field(0, ge=0, le=1)


class Length(Strict):
    """A duration in days: gamma-distributed with this mean and shape, plus the least."""

    mean: float
    shape: float
    least: int


class Scale(Strict):
    """A rating scale: its ends, the usual mark, and how the mark changes as care falls."""

    least: float
    most: float
    usual: float
    slope: float
    noise: float

    def mark(self, need: Floats, noise: Floats | float) -> Floats:
        """Return the rounded mark for each need, with `noise` in marks added."""
        marks = np.clip(np.rint(self.usual + self.slope * need + noise), self.least, self.most)
        return np.asarray(marks + 0.0)  # no negative zero


class Preset(Strict):
    """A variant of the world: what it means, and the numbers that differ."""

    means: str
    numbers: dict[str, float]


# Named here, because a worker process can unpickle a model with parameters only if its module made it when it was imported.
Number = Sourced[float]
Shares = Sourced[dict[str, float]]
WholeNumbers = Sourced[list[int]]
Lengths = Table[dict[str, Length]]
Scales = Table[dict[str, Scale]]
Agencies = Table[dict[str, Agency]]
Records = Table[list[Record]]
ContactSources = Table[dict[str, ContactSource]]
Breaks = Table[list[Break]]


class Parameters(Strict):
    """All parameters of the world."""

    numbers: dict[str, Number]
    shares: dict[str, Shares]
    lists: dict[str, WholeNumbers]
    lengths: Lengths
    scales: Scales
    agencies: Agencies
    records: Records
    contacts: ContactSources
    breaks: Breaks
    presets: dict[str, Preset]

    def __getitem__(self, name: str) -> float:
        return self.numbers[name].value

    def whole(self, name: str) -> int:
        """Return the whole number called `name`."""
        return int(self.numbers[name].value)

    def share(self, name: str) -> dict[str, float]:
        """Return the named numbers called `name`."""
        return self.shares[name].value


def parameters_of(world: World) -> Parameters:
    """Return the parameters of a preset, with or without the three-contact rule, and with the changes that `world` makes.

    Raises
    ------
    BadInput : the world names a number that is not in world.yaml.
    """
    p = load_parameters()
    if unknown := sorted(set(world.numbers) - set(p.numbers)):
        raise BadInput(
            "The world has no such number.",
            where=f"world.numbers: {', '.join(unknown)}",
            expected="names of `numbers` in src/simulate/world.yaml",
            do="; ".join(did_you_mean(name, p.numbers) for name in unknown),
        )
    changed = p.presets[world.preset].numbers | ({} if world.three_contacts_rule else WITHOUT_RULE) | world.numbers
    numbers = {name: p.numbers[name].model_copy(update={"value": value}) for name, value in changed.items()}
    changed_numbers = p.model_copy(update={"numbers": {**p.numbers, **numbers}})
    return _with_slopes_dealt(changed_numbers) if changed_numbers["slopes_dealt"] else changed_numbers


def _with_slopes_dealt(p: Parameters) -> Parameters:
    """Return the parameters with the slopes above 0 dealt anew among the kinds of record, by the seed `slopes_dealt`."""
    kinds = [number for number, row in enumerate(p.records.rows) if row.slope > 0]
    order = sorted(kinds, key=lambda number: sha256(f"{p.whole('slopes_dealt')} {number}".encode()).digest())
    rows = list(p.records.rows)
    for number, other in zip(kinds, order, strict=True):
        rows[number] = rows[number].model_copy(update={"slope": p.records.rows[other].slope})
    return p.model_copy(update={"records": p.records.model_copy(update={"rows": rows})})


@cache
def load_parameters() -> Parameters:
    """Return the numbers in world.yaml, checked; raises BadInput for a wrong key or value."""
    return read_model(Path(str(files(__package__) / "world.yaml")), Parameters)
