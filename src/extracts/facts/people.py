"""The tables about people: children with their month of birth, households, and protected characteristics."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ...chronology.reading.distinct import written_out
from ...chronology.tables import conform

_CHARACTERISTICS = ("sex", "ethnicity", "disability")
NOT_RECORDED = "unknown"
_PREGNANCY = 10  # months, with those that are overdue
_ANOTHER_LIFE = 12  # months between two births from which on rows of one identifier cannot be of one child


def children(people: pd.DataFrame, known: pd.Series) -> pd.DataFrame:
    """Return the table children: all ids in `known`, with the month of birth (or expected birth) and of death, and the area.

    `people` has one row for each row of a table about a person, the most trusted source and latest extract first; see
    `of_one_life`.
    """
    best = _best(people, known, ("birth", "expected_birth", "death", "area"))
    birth, expected = _month(best, "birth"), _month(best, "expected_birth")
    basis = pd.Series(None, index=best.index, dtype="str").mask(expected.notna(), "expected").mask(birth.notna(), "birth")
    frame = best[["child_id"]].assign(birth_month=birth.fillna(expected), birth_basis=basis, death_month=_month(best, "death"))
    return conform(frame.assign(area=best.get("area")), "children")


def of_one_life(people: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows that can be of one child each, and warnings that count the rows that contradict each other.

    The first row of a child that gives a birth stands. Rows whose birth is a year or more away, or whose death is before it,
    are left out as a whole, so that nobody is put together from two lives. Of the other values, the first that is not empty
    counts.
    """
    birth = _month(people, "birth").fillna(_month(people, "expected_birth"))
    first = birth.groupby(people["child_id"]).transform("first")
    apart = (_months(birth) - _months(first)).abs().where(birth.notna(), 0)
    another = apart >= _ANOTHER_LIFE
    died_before = (_month(people, "death") < first) & ~another
    contradictions = {
        "months of birth a year or more apart": another,
        "a month of death before the month of birth": died_before,
        "months of birth less than a year apart": (apart > 0) & ~another & ~died_before & _month(people, "birth").notna(),
    }
    left_out = " Rows that differ are left out of all that is held about the child."
    lines = [
        f"WARNING: {number:,} {'child has' if number == 1 else 'children have'} rows with {how}. The latest row "
        f"of the most trusted source counts.{left_out if where is another or where is died_before else ''}"
        for how, where in contradictions.items()
        if (number := people.loc[where, "child_id"].nunique())
    ]
    kept = people[~another & ~died_before]
    return kept, lines + _differences(kept)


def born_and_died_by_then(people: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows without births and deaths that their extract cannot know, and warnings that count them.

    A birth after the extract is one that was expected; beyond the months of a pregnancy it is a mistake, and so is a death.

    Parameters
    ----------
    people : with `made`, the day on which the extract of each row was made.
    """
    made = _months(people["made"])
    birth, expected, death = (_months(_month(people, role)) - made for role in ("birth", "expected_birth", "death"))
    unborn = (birth > 0) & (birth <= _PREGNANCY)
    wrong = {"birth": birth > _PREGNANCY, "expected_birth": expected > _PREGNANCY, "death": death > 0}
    if unborn.any():
        day = people["birth"].where(unborn)
        stated = people["expected_birth"].fillna(day) if "expected_birth" in people else day
        people = people.assign(expected_birth=stated, birth=people["birth"].mask(unborn))
    people = people.assign(**{role: people[role].mask(where) for role, where in wrong.items() if where.any()})
    says = {"birth": "of birth", "expected_birth": "of expected birth", "death": "of death"}
    notes = [
        f"WARNING: {number:,} {'row has' if number == 1 else 'rows have'} a month {says[role]} that lies too far after the "
        "extract. It counts as not recorded."
        for role, where in wrong.items()
        if (number := int(where.sum()))
    ]
    if number := int(unborn.sum()):
        notes.append(f"{number:,} {'birth' if number == 1 else 'births'} after the day of the extract: read as expected.")
    return people, notes


def known_before_not_recorded(people: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows without "not recorded" where another row of the child says more, and lines that count these children."""
    lines = []
    for role, says in (("sex", "sex"), ("ethnicity", "ethnic group")):
        if role not in people:
            continue
        missing = people[role] == NOT_RECORDED
        known = (people[role].notna() & ~missing).groupby(people["child_id"]).transform("any")
        if number := people.loc[missing & known, "child_id"].nunique():
            lines.append(
                f"The {says} of {number:,} {'child' if number == 1 else 'children'} is not recorded in some rows and recorded in "
                "others. The recorded one counts."
            )
        people = people.assign(**{role: people[role].mask(missing & known)})
    return people, lines


def _differences(people: pd.DataFrame) -> list[str]:
    lines = []
    for role, says in (("death", "months of death"), ("sex", "sexes"), ("ethnicity", "ethnic groups")):
        if role not in people:
            continue
        values = _month(people, role) if role == "death" else people[role].where(people[role] != NOT_RECORDED)
        if number := int((values.groupby(people["child_id"]).nunique() > 1).sum()):
            lines.append(
                f"WARNING: rows about {number:,} children give different {says}. The latest of the most trusted source counts."
            )
    return lines


def _months(days: pd.Series) -> pd.Series:
    months: pd.Series = days.dt.year * 12 + days.dt.month
    return months


def protected(people: pd.DataFrame, known: pd.Series) -> pd.DataFrame:
    """Return the table protected; a disability is recorded if any row records one."""
    best = _best(people, known, _CHARACTERISTICS)
    frame = best[["child_id", *(name for name in _CHARACTERISTICS if name in best)]]
    if "disability" in people:
        recorded = people.dropna(subset="disability")
        of_child = recorded["disability"].str.contains("yes").groupby(written_out(recorded["child_id"]))
        every = of_child.any().map({True: "yes", False: "no"})
        frame = frame.assign(disability=frame["child_id"].map(every))
    return conform(frame.dropna(subset=[name for name in frame if name != "child_id"], how="all"), "protected")


def households(people: pd.DataFrame, known: pd.Series) -> pd.DataFrame:
    """Return the table households: undated, because no source gives dates; it is used for splits, never features."""
    if "family" not in people:
        return conform(pd.DataFrame({"child_id": [], "household_id": [], "kind": []}, dtype="str"), "households")
    pairs = people[["child_id", "family"]].dropna().drop_duplicates()
    pairs = pairs[pairs["child_id"].isin(known)]
    return conform(pairs.rename(columns={"family": "household_id"}).assign(kind="private"), "households")


def _best(people: pd.DataFrame, known: pd.Series, roles: Iterable[str]) -> pd.DataFrame:
    """Return one row for each child, with the first value that is not empty for each role."""
    best = pd.DataFrame({"child_id": known.sort_values(kind="stable", ignore_index=True)})
    codes, children = pd.factorize(people["child_id"])
    found = pc.index_in(pa.array(pd.Series(children, dtype="str")), value_set=pa.array(best["child_id"]))
    numbers = np.append(found.fill_null(-1).to_numpy(), -1)[codes]
    for role in (role for role in roles if role in people):
        stated = np.flatnonzero(people[role].notna() & (numbers >= 0))[::-1]
        first = np.full(len(best), -1)
        first[numbers[stated]] = stated  # of several rows of a child the first stands, for it is written last
        best[role] = people[role].array.take(first, allow_fill=True)
    return best


def _month(best: pd.DataFrame, role: str) -> pd.Series:
    if role not in best:
        return pd.Series(pd.NaT, index=best.index, dtype="datetime64[s]")
    days = best[role].astype("datetime64[s]")
    return (days - pd.to_timedelta(days.dt.day - 1, unit="D")).astype("datetime64[s]")
