"""The numbers of the simulated world: data in world.yaml, each with its unit and where it comes from."""

from __future__ import annotations

import datetime as dt
from functools import cache
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
    """A part of a YAML file of the world, which has no key but those named and does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sourced(Strict, Generic[Value]):
    """A number, several by name, or a list of whole ones, of one unit. `origin` is a section of domain.md, or an assumption."""

    value: Value
    unit: str
    origin: str = Field(alias="from")


class Table(Strict, Generic[Rows]):
    """Rows of one kind, with what their numbers are and where they come from."""

    unit: str
    origin: str = Field(alias="from")
    rows: Rows


class Agency(Strict):
    """An agency: ages of the children it knows, days until it has recorded, and whether and when that reaches the hub.

    Some record on weekends too; some only in the months of the school year.
    """

    ages: tuple[float, float] = (-1, ADULT)
    delay: float
    shared: float = Field(ge=0, le=1)
    shared_delay: float
    duplicated: float = Field(0, ge=0, le=1)
    weekends: bool = False
    term_only: bool = False


class Record(Strict):
    """A kind of fact that agencies record: how often at average care, and how that rises as care falls."""

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
    """A source of contacts: how often at average care, what raises it, and how often brothers and sisters are named too."""

    ages: tuple[float, float] = (0, ADULT)
    rate: float
    slope: float
    worry: float = 0
    shocks: dict[Shock, float] = {}
    siblings: float
    repeats: float = 1
    weekends: bool = False


class Break(Strict):
    """A dated break of policy: from `start` until `end` some sources and records come times as often."""

    name: str
    start: dt.date
    end: dt.date
    contacts: dict[str, float] = {}
    records: dict[str, float] = {}
    cancelled: float = Field(0, ge=0, le=1)


class Length(Strict):
    """How long something lasts: gamma with this mean and shape, on top of the least."""

    mean: float
    shape: float
    least: int


class Scale(Strict):
    """A scale on which a worker marks what is found: its ends, the usual mark, and how the mark moves as care falls."""

    least: float
    most: float
    usual: float
    slope: float
    noise: float

    def mark(self, need: Floats, noise: Floats | float) -> Floats:
        """Return the whole mark for each need, with `noise` in marks added."""
        marks = np.clip(np.rint(self.usual + self.slope * need + noise), self.least, self.most)
        return np.asarray(marks + 0.0)  # no negative zero


class Preset(Strict):
    """A kind of world: what it means, and the numbers that differ."""

    means: str
    numbers: dict[str, float]


class Parameters(Strict):
    """All numbers of the world."""

    numbers: dict[str, Sourced[float]]
    shares: dict[str, Sourced[dict[str, float]]]
    lists: dict[str, Sourced[list[int]]]
    lengths: Table[dict[str, Length]]
    scales: Table[dict[str, Scale]]
    agencies: Table[dict[str, Agency]]
    records: Table[list[Record]]
    contacts: Table[dict[str, ContactSource]]
    breaks: Table[list[Break]]
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
    """Return the numbers of a preset, with the three-contact rule or without, and those that the world gives itself.

    Raises
    ------
    BadInput : the world names a number that world.yaml does not hold.
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
    return p.model_copy(update={"numbers": {**p.numbers, **numbers}})


@cache
def load_parameters() -> Parameters:
    """Return the numbers in world.yaml, checked; raises BadInput for a wrong key or value."""
    return read_model(Path(str(files(__package__) / "world.yaml")), Parameters)
