"""The characteristics whose groups the audit compares, and the one place where protected ones are read."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, RootModel, model_validator

from ..chronology.tables import read_table
from ..yamls import read_model

UNKNOWN = "unknown"
LARGEST = "largest"
PROTECTED = ("sex", "ethnicity", "disability", "special_needs", "deprivation_quintile")
"""Characteristics that the protected table holds."""


class Characteristic(BaseModel):
    """One characteristic, as characteristics.yaml describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    source: str
    taken_from: Literal["sex", "ethnicity", "disability", "special_needs", "deprivation_quintile", "age", "unborn", "area",
                        "source", "record", "column"]  # fmt: skip
    question: Literal["people", "records", "all"]
    record: dict[str, list[str]] = {}
    groups: dict[str, str] = {}
    reference: str
    why: str
    cannot_tell: str

    @model_validator(mode="before")
    @classmethod
    def _from(cls, content: dict[str, object]) -> dict[str, object]:
        return {"taken_from" if key == "from" else key: value for key, value in content.items()}

    @model_validator(mode="after")
    def _reference_is_a_group(self) -> Characteristic:
        if self.reference != LARGEST and self.reference not in self.groups:
            raise ValueError("the reference is none of the groups")
        return self

    @property
    def labels(self) -> dict[str, str]:
        """How a page names its groups, those of whom nothing is recorded among them."""
        return {UNKNOWN: "Not recorded"} | self.groups

    def label(self, group: str) -> str:
        """Return how a page names a group."""
        return self.labels.get(group, group)


class _Characteristics(RootModel[dict[str, Characteristic]]):
    """The content of characteristics.yaml."""


@cache
def characteristics() -> dict[str, Characteristic]:
    """Return the characteristics by name, in the order of the page."""
    return read_model(Path(str(files(__package__) / "characteristics.yaml")), _Characteristics).root


def read_characteristics(folder: Path) -> pd.DataFrame:
    """Read the protected characteristics (design rule 5: only the audit and the study call this).

    Parameters
    ----------
    folder : data/protected, which the stage `source` writes.

    Returns
    -------
    pandas.DataFrame : by child_id, one column for each characteristic; text, "unknown" for what is not recorded.

    Raises
    ------
    BadInput : the table is missing or does not fit its schema.
    """
    table = read_table("protected", folder / "protected.parquet").set_index("child_id")
    quintile = table["deprivation_quintile"].astype("Int64").astype("str")
    table = table.assign(deprivation_quintile=quintile.where(table["deprivation_quintile"].notna()))
    return table.fillna(UNKNOWN).astype("str")
