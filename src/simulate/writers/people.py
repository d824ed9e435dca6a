"""What the formats hold about people: identifiers, month of birth, characteristics, families."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

FIRST_ID = 1_000_000
FIRST_LEGACY_ID = 5_000_000


def local_ids(child_ids: pd.Series) -> pd.Series:
    """Return each child's identifier in a case management system, a number as text."""
    return (_numbers(child_ids) + FIRST_ID).astype("str")


def legacy_ids(child_ids: pd.Series) -> pd.Series:
    """Return each child's identifier in an older system, a number as text."""
    return (_numbers(child_ids) + FIRST_LEGACY_ID).astype("str")


def _numbers(child_ids: pd.Series) -> pd.Series:
    return child_ids.str.slice(1).astype("int64")


def people(tables: Mapping[str, pd.DataFrame], day: pd.Timestamp) -> pd.DataFrame:
    """Return one row for each child, with columns by role: child (the world's pseudonym), birth, death, sex and so on.

    Dates of birth and death are the first of their month. `family` is the first private household of the child.
    """
    children, protected, homes = tables["children"], tables["protected"], tables["households"]
    homes = homes[(homes["kind"] == "private") & (homes["known_date"] <= day)].sort_values(["child_id", "start"], kind="stable")
    family = homes.drop_duplicates("child_id").set_index("child_id")["household_id"]
    born = (children["birth_basis"] == "birth") & (children["birth_month"] <= day)
    died = children["death_month"].where(children["death_month"] <= day)
    frame = pd.DataFrame({"child": children["child_id"], "birth": children["birth_month"].where(born), "death": died})
    frame = frame.assign(expected_birth=children["birth_month"].where(~born), area=children["area"])
    frame = frame.assign(family=frame["child"].map(family))
    traits = protected.rename(columns={"child_id": "child"})[["child", "sex", "ethnicity", "disability"]]
    return frame.merge(traits, on="child", how="left")
