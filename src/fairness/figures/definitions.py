"""The definition of each figure of the audit: its meaning, its limits, its denominator and how its gaps are compared."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, RootModel

from ...yamls import read_model


class Figure(BaseModel):
    """One figure, as figures.yaml defines it. A figure that is a share has a denominator (`of`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    head: str
    means: str
    cannot_tell: str
    unit: Literal["percent", "number"]
    worse: Literal["lower", "higher"] | None
    compared: bool = False
    scale: Literal["plain", "share", "ratio"] = "plain"
    of: Literal["contacts", "positives", "negatives", "flagged"] | None = None
    of_families: Literal["families", "positive_families", "flagged_families"] | None = None
    rests_on: Literal["positive_families", "flagged_families"] = "positive_families"


class _Figures(RootModel[dict[str, Figure]]):
    """The content of figures.yaml."""


@cache
def figures() -> dict[str, Figure]:
    """Return the figures by name, in the order of the page."""
    return read_model(Path(str(files(__package__) / "figures.yaml")), _Figures).root


def rates() -> list[str]:
    """Return the names of the figures that are shares of contacts."""
    return [name for name, figure in figures().items() if figure.of]


def compared_rates() -> list[str]:
    """Return the names of the shares whose gaps between groups are compared."""
    return [name for name in rates() if figures()[name].compared]
