"""A catalogue that takes some features of another by name, such as core.yaml: what they mean stays written in one place."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from ..errors import BadInput, did_you_mean
from ..yamls import checked, read_yaml

CORE = Path("core")
"""What stands for the core catalogue of this package, wherever a catalogue is named."""


class Chosen(BaseModel):
    """The measures and windows that are taken of one indicator, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measures: Annotated[list[str], Field(min_length=1)]
    windows: list[str] = []
    why: Annotated[str, Field(min_length=20)]


class Subset(BaseModel):
    """A file that takes features of another catalogue, whose file is in the same folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    taken_from: str
    chosen: Annotated[dict[str, Chosen], Field(min_length=1)]


def packaged(name: Path | None) -> Path:
    """Return the file of a catalogue: the whole one of this package where none is named, and its core one for `core`."""
    folder = Path(str(files(__package__)))
    if name is None:
        return folder / "catalogue.yaml"
    return folder / "core.yaml" if name == CORE else name


def read_subset(path: Path) -> Subset | None:
    """Return what a file takes of another catalogue; None for a file that holds entries of its own."""
    content = read_yaml(path)
    return checked(content, Subset, str(path)) if isinstance(content, dict) and "taken_from" in content else None


def entries_of(path: Path) -> Any:
    """Return the entries of a catalogue as written, in the order of the file that they are written in.

    Raises
    ------
    BadInput : the file takes an indicator, a measure or a window that the other file does not hold.
    """
    subset = read_subset(path)
    if subset is None:
        return read_yaml(path)
    whole = read_yaml(path.parent / subset.taken_from)
    problems = _unknown("chosen", subset.chosen, whole)
    for name, chosen in subset.chosen.items():
        if name in whole:
            problems += _unknown(f"chosen.{name}.measures", chosen.measures, whole[name]["measures"])
            problems += _unknown(f"chosen.{name}.windows", chosen.windows, whole[name].get("windows", []))
    if problems:
        raise BadInput(
            "A catalogue takes what the other does not hold.",
            where="\n            ".join([str(path), *problems]),
            expected=f"indicators, measures and windows of {subset.taken_from}",
            do=f"mend {path} and run again",
        )
    return {name: _part(entry, subset.chosen[name]) for name, entry in whole.items() if name in subset.chosen}


def _unknown(place: str, names: Any, valid: Any) -> list[str]:
    return [f"{place}: there is no {name} ({did_you_mean(name, valid)})" for name in names if name not in valid]


def _part(entry: dict[str, Any], chosen: Chosen) -> dict[str, Any]:
    measures = {name: direction for name, direction in entry["measures"].items() if name in chosen.measures}
    windows = [window for window in entry.get("windows", []) if window in chosen.windows]
    return entry | {"measures": measures} | ({"windows": windows} if windows else {})
