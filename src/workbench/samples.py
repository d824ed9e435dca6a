"""Samples in a sealed log: which contacts were drawn, with their weights, who reads each, and what may be seen before judging."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from ..errors import BadInput
from ..review.sample import KEY, sample_id
from ..review.steps import Clock
from ..sealed_log import append, read_log

View = Literal["hub", "partnership", "neither"]
VIEWS: tuple[str, ...] = get_args(View)
DRAWN, MADE = "contact drawn", "sample made"
FIELDS = ("step", "sample", "at")
"""What every line of the log of samples holds."""


@dataclass(frozen=True)
class Sample:
    """A sample: its id, the view before judging, who made it and when, and its contacts (the columns of KEY, `readers`)."""

    id: str
    view: View
    by: str
    at: str
    contacts: pd.DataFrame


def make_sample(
    log: Path, drawn: pd.DataFrame, seed: int, view: View, readers: Sequence[str], readings: int, by: str, clock: Clock
) -> str:
    """Deal a drawn sample to its readers, write it into the log, and return its id.

    A sample is there once its last line is: what was cut off before counts for nothing.

    Parameters
    ----------
    drawn : what `draw_sample` returned. readings : by how many of the readers each contact is judged, each blind to the others.

    Raises
    ------
    BadInput : there are too few readers, or the same sample was made before.
    """
    if not 1 <= readings <= len(set(readers)):
        raise BadInput(
            "There are too few readers.", where="readers", expected=f"at least {max(readings, 1)}", do="choose more of them"
        )
    name, at = sample_id(drawn, seed), clock().astimezone(dt.UTC).isoformat(timespec="seconds")
    if any(sample.id == name for sample in read_samples(log)):
        raise BadInput("This sample was made before.", where=name, do="give another seed, or go on with the one that is there")
    dealt = np.random.default_rng([seed, 2]).permutation(len(drawn))
    for place, row in zip(dealt.tolist(), drawn[KEY].astype(object).to_dict("records"), strict=True):
        own = [readers[(place + step) % len(readers)] for step in range(readings)]
        contact: dict[str, Any] = {key: row[key] for key in KEY if key != "point_id"}
        append(log, {"step": DRAWN, "sample": name, "at": at, "contact": row["point_id"], "readers": own} | contact)
    about = {"view": view, "by": by, "seed": seed, "contacts": len(drawn)}
    append(log, {"step": MADE, "sample": name, "at": at} | about)
    return name


def read_samples(log: Path) -> list[Sample]:
    """Return the samples of a log, in the order in which they were made.

    Raises
    ------
    BadInput : the log was changed.
    """
    entries = read_log(log, fields=FIELDS)
    drawn: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        if entry["step"] == DRAWN:
            drawn.setdefault(entry["sample"], []).append({**entry, "point_id": entry["contact"]})
    return [
        Sample(
            entry["sample"],
            entry["view"],
            entry["by"],
            entry["at"],
            pd.DataFrame(drawn.get(entry["sample"], []), columns=[*KEY, "readers"]).drop_duplicates("point_id"),
        )
        for entry in entries
        if entry["step"] == MADE
    ]
