"""The characteristics whose groups the audit compares, and the one place where protected ones are read."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, RootModel, model_validator

from ..chronology.tables import read_table, tables
from ..chronology.vocabulary import Vocabulary
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


class _Characteristics(RootModel[dict[str, Characteristic]]):
    """The content of characteristics.yaml."""


@cache
def characteristics() -> dict[str, Characteristic]:
    """Return the characteristics by name, in the order of the page."""
    return read_model(Path(str(files(__package__) / "characteristics.yaml")), _Characteristics).root


def groups_of_vocabulary(vocabulary: Vocabulary) -> dict[str, dict[str, str]]:
    """Return by characteristic, by group in the order of the page: how a page names the group.

    The vocabulary says which words a characteristic has; characteristics.yaml adds an order, and labels that stand for the
    vocabulary's own. What is not recorded comes last.
    """
    return {name: _labels(name, one, vocabulary) for name, one in characteristics().items() if _can_be_held(one, vocabulary)}


def _can_be_held(one: Characteristic, vocabulary: Vocabulary) -> bool:
    """Return whether a project with these words could record it at all: codes that tell of it, or people who are not yet born."""
    if one.taken_from == "unborn":
        return len(vocabulary.words["birth_basis"]) > 1
    return one.taken_from != "record" or any(
        set(codes) & set(vocabulary.codes.get(system, {})) for system, codes in one.record.items()
    )


def _labels(name: str, one: Characteristic, vocabulary: Vocabulary) -> dict[str, str]:
    column = tables()["protected"].columns.get(name)
    labels = one.groups
    if column and column.words:
        words = vocabulary.words[column.words]
        own = {word: says[:1].upper() + says[1:] for word, says in words.items()}
        labels = {word: label for word, label in one.groups.items() if word in own or word == UNKNOWN}
        labels = labels | {word: label for word, label in own.items() if word not in labels}
    return {word: label for word, label in labels.items() if word != UNKNOWN} | {UNKNOWN: labels.get(UNKNOWN, "Not recorded")}


def read_characteristics(folder: Path) -> pd.DataFrame:
    """Read the protected characteristics (design rule 5: only stages that are audits call this).

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
