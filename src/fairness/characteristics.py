"""The characteristics by which the audit tells people apart, and the one place where protected ones are read."""

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


class Characteristic(BaseModel):
    """One characteristic, as characteristics.yaml describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    source: str
    told_by: Literal["sex", "ethnicity", "disability", "special_needs", "deprivation_quintile", "age", "unborn", "area",
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
        return {"told_by" if key == "from" else key: value for key, value in content.items()}

    @model_validator(mode="after")
    def _reference_is_a_group(self) -> Characteristic:
        if self.reference != LARGEST and self.reference not in self.groups:
            raise ValueError("the reference is none of the groups")
        return self

    def label(self, group: str) -> str:
        """Return how a page names a group."""
        return self.groups.get(group, "Not recorded" if group == UNKNOWN else group)


class _Characteristics(RootModel[dict[str, Characteristic]]):
    """The content of characteristics.yaml."""


@cache
def characteristics() -> dict[str, Characteristic]:
    """Return the characteristics by name, in the order of the page."""
    return read_model(Path(str(files(__package__) / "characteristics.yaml")), _Characteristics).root


def read_characteristics(folder: Path) -> pd.DataFrame:
    """Read the protected characteristics (design rule 5: nothing but the audit calls this).

    Parameters
    ----------
    folder : the one that the stage `source` writes, data/protected.

    Returns
    -------
    pandas.DataFrame : by child_id, one column a characteristic; text, "unknown" for what is not recorded.

    Raises
    ------
    BadInput : the table is absent or is not the canonical one.
    """
    table = read_table("protected", folder / "protected.parquet").set_index("child_id")
    quintile = table["deprivation_quintile"].astype("Int64").astype("str")
    found = table.assign(deprivation_quintile=quintile.where(table["deprivation_quintile"].notna()))
    return found.fillna(UNKNOWN).astype("str")
