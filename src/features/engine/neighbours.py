"""Whose rows the features of a child can depend on, so that children can be computed in batches (docs/decisions/0008).

A batch of children needs their own rows, the rows of every child who ever shared a household with one of them (through
which carer- and household-scope events, and events about brothers and sisters, reach a child), and every correction of
these rows, whoever it is about. Nothing else can change a feature; further rows in a batch do no harm.
"""

from __future__ import annotations

import pandas as pd


def needed(batch: pd.Series, households: pd.DataFrame) -> pd.DataFrame:
    """Return the children whose rows each batch needs.

    Parameters
    ----------
    batch : the batch of each child to be computed, indexed by child_id.
    households : the canonical table.

    Returns
    -------
    pandas.DataFrame : child_id, batch; distinct pairs.
    """
    stays = households[["child_id", "household_id"]].drop_duplicates()
    own = pd.DataFrame({"child_id": batch.index, "batch": batch.to_numpy()})
    homes = own.merge(stays, on="child_id")[["household_id", "batch"]].drop_duplicates()
    mates = homes.merge(stays, on="household_id")[["child_id", "batch"]]
    return pd.concat([own, mates], ignore_index=True).drop_duplicates(ignore_index=True)


def corrections_from_elsewhere(corrections: pd.DataFrame, child_of: pd.Series, needs: pd.DataFrame) -> pd.DataFrame:
    """Return the corrections that a batch needs beyond the rows of its children.

    Parameters
    ----------
    corrections : row (number in the file), child_id, replaces (an event_id).
    child_of : the child of each event that is corrected, indexed by event_id.
    needs : what `needed` returns.

    Returns
    -------
    pandas.DataFrame : row, batch.
    """
    about = corrections.assign(corrected=corrections["replaces"].map(child_of))
    moved = about[about["corrected"].notna() & (about["corrected"] != about["child_id"])]
    wanted = moved.merge(needs.rename(columns={"child_id": "corrected"}), on="corrected")
    joined = wanted.merge(needs, on=["child_id", "batch"], how="left", indicator="already")
    return joined.loc[joined["already"] == "left_only", ["row", "batch"]].reset_index(drop=True)
