"""What each figure of the audit means, what it cannot tell, and which way is worse: data, in metrics.yaml."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, RootModel

from ..yamls import read_model


class Metric(BaseModel):
    """One figure, as metrics.yaml describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    head: str
    means: str
    cannot_tell: str
    unit: Literal["percent", "number"]
    worse: Literal["lower", "higher"] | None


class _Metrics(RootModel[dict[str, Metric]]):
    """The content of metrics.yaml."""


@cache
def metrics() -> dict[str, Metric]:
    """Return the figures by name, in the order of the page."""
    return read_model(Path(str(files(__package__) / "metrics.yaml")), _Metrics).root
