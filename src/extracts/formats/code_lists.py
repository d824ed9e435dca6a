"""The code lists of the formats: each code with the spellings in which files hold it (`code_lists.yaml`)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import RootModel

from ...yamls import read_model


class _Lists(RootModel[dict[str, dict[str, list[str]]]]):
    pass


@cache
def code_lists() -> dict[str, dict[str, list[str]]]:
    """Return for each list its codes, and for each code its other spellings."""
    return read_model(Path(str(files(__package__) / "code_lists.yaml")), _Lists).root
