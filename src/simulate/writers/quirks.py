"""The quirks of real files, by name (`quirks.yaml`), chosen at random from a seed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from pydantic import RootModel

from ...errors import BadInput, did_you_mean
from ...yamls import read_model
from ..parameters import Strict

_OFTEN = 0.5


class Quirk(Strict):
    """One quirk: the formats that have it, what it is, the group of which a file has at most one, what a file loses by it,
    and whether readers refuse it unless identifiers are dropped."""

    of: list[str]
    says: str
    group: str | None = None
    loses: str | None = None
    refused: bool = False


@cache
def all_quirks() -> dict[str, Quirk]:
    """Return all quirks by name."""
    return read_model(Path(str(files(__package__) / "quirks.yaml")), RootModel[dict[str, Quirk]]).root


@dataclass(frozen=True)
class Quirks:
    """Some quirks of one format: all of them in every place, or a `mixture` in which each place has some of them.

    A place is the name of a file or table; the same seed and place always give the same choice.
    """

    format: str
    names: frozenset[str]
    mixture: bool
    seed: int

    def has(self, name: str, place: str = "") -> bool:
        """Return whether a place has a quirk."""
        quirk = all_quirks()[name]
        if name not in self.names or self.format not in quirk.of:
            return False
        if not self.mixture:
            return True
        if quirk.group is None:
            return bool(self.draws(name, place).random() < _OFTEN)
        of_group = [other for other, also in all_quirks().items() if also.group == quirk.group and self.format in also.of]
        chosen = [other for other in of_group if other in self.names]
        at = int(self.draws(str(quirk.group), place).integers(len(chosen) + 1))
        return at < len(chosen) and chosen[at] == name

    def draws(self, name: str, place: str = "") -> np.random.Generator:
        """Return random numbers for a quirk at a place."""
        return np.random.default_rng([self.seed, zlib.crc32(f"{self.format} {name} {place}".encode())])


def quirks_of(format: str, which: str | Iterable[str], seed: int) -> Quirks:
    """Return the quirks of a format: "none", some by name, or "usual": a mixture.

    Raises
    ------
    BadInput : a name is unknown.
    """
    known = all_quirks()
    if which == "usual":  # neither what loses anything nor what is refused
        return Quirks(format, frozenset(name for name, quirk in known.items() if not (quirk.loses or quirk.refused)), True, seed)
    names = frozenset() if which == "none" else frozenset([which] if isinstance(which, str) else which)
    for name in sorted(names - set(known)):
        raise BadInput("There is no such quirk.", where=f"quirks: {name}", expected=did_you_mean(name, [*known, "none", "usual"]))
    return Quirks(format, names, False, seed)
