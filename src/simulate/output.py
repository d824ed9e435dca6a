"""The canonical tables of a block except events and codes, and the tables of its truth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from .log import Flags
from .naming import canonical, child_ids, dates, household_ids
from .recording import CHILD_AT, SOURCE, coverage_starts
from .town import NEVER, Town
from .truth import COLUMNS, OF_CONTACTS, Poor, drivers, months_in_neglect, months_of_truth, neglect_follows, poor_days


def children(town: Town, days: int) -> pd.DataFrame:
    """Return the table children."""
    birth, died = pd.Series(town.people.birth), pd.Series(town.open.died)
    frame = pd.DataFrame({"child_id": child_ids(town, town.everyone), "area": town.people.area})
    basis = np.where(town.people.birth < days, "birth", "expected")
    frame = frame.assign(birth_month=_month(town, birth), birth_basis=basis, death_month=_month(town, died.where(died > NEVER)))
    return canonical("children", frame)


def _month(town: Town, days: pd.Series) -> pd.Series:
    months: pd.Series = dates(town, days).dt.to_period("M").dt.to_timestamp()
    return months


def households(town: Town, days: int) -> pd.DataFrame:
    """Return the table households: one row for each stay, which ends when the next one starts."""
    who, day, home, kind = zip(*town.stays, strict=True)
    kinds = np.repeat(np.array(kind, dtype=object), [len(part) for part in who])
    stays = pd.DataFrame({"child": np.concatenate(who), "day": np.concatenate(day), "home": np.concatenate(home), "kind": kinds})
    stays = stays.sort_values(["child", "day"], kind="stable", ignore_index=True)
    keys = (stays["child"].to_numpy() << CHILD_AT) ^ stays["day"].to_numpy()
    delay = 1 + town.draws("households").wait(keys, town.p["household_known"])
    stays["known"] = stays["day"] + np.where(stays["day"] == 0, 0, delay)
    stays[["end", "end_known"]] = stays.groupby("child")[["day", "known"]].shift(-1)
    died = town.open.died[stays["child"]]
    after_death = (died > NEVER) & (stays["day"] > died)
    stays = stays[(stays["known"] < days) & ~(stays["end"] <= stays["day"]) & (stays["kind"] != "away") & ~after_death]
    stays.loc[stays["end_known"] >= days, ["end", "end_known"]] = np.nan
    frame = stays.assign(child_id=child_ids(town, stays["child"]), household_id=household_ids(town, stays["home"]))
    frame = frame.assign(start=dates(town, stays["day"]), end=dates(town, stays["end"]))
    known = dates(town, stays["known"])
    return canonical("households", frame.assign(known_date=known, end_known_date=dates(town, stays["end_known"])))


def protected(town: Town) -> pd.DataFrame:
    """Return the table protected."""
    people = town.people
    frame = pd.DataFrame({"child_id": child_ids(town, town.everyone), "sex": people.sex, "ethnicity": people.ethnicity})
    frame = frame.assign(disability=people.disability, special_needs=people.special_needs)
    return canonical("protected", frame.assign(deprivation_quintile=people.quintile))


def coverage(town: Town, vocabulary: Vocabulary, events: pd.DataFrame, days: int) -> pd.DataFrame:
    """Return the table coverage with the rows of `events` counted."""
    starts, end = coverage_starts(town, vocabulary), town.start + pd.Timedelta(days=days)
    counted = events["event_type"].value_counts()
    table = [vocabulary.event_types[str(name)].table for name in counted.index]
    rows = counted.groupby(table).sum().reindex(list(starts), fill_value=0).to_numpy()
    first = dates(town, np.array(list(starts.values())))
    frame = pd.DataFrame({"table": list(starts), "start": first, "end": end, "extract_date": end, "source": SOURCE})
    return canonical("coverage", frame.assign(rows_read=rows, rows_kept=rows, rows_quarantined=0))


def truths(town: Town, days: int) -> dict[str, pd.DataFrame]:
    """Return the truth by child and month, by contact-day, and by child (for the comparison with published figures)."""
    poor = poor_days(town.past)
    monthly = months_in_neglect(poor)
    truth = months_of_truth(town.past, monthly)
    names = {"child_id": child_ids(town, truth["child"]), "household_id": household_ids(town, truth["home"])}
    first = town.start.to_period("M")
    months = pd.DatetimeIndex([(first + k).to_timestamp() for k in range(len(town.past.parts))])
    truth = truth.assign(month=months[truth["month"]], **names)[list(COLUMNS)].astype(COLUMNS)
    people = protected(town)[["child_id", "ethnicity", "disability"]]
    return {"truth": truth, "truth_contacts": _of_contacts(town, poor, monthly, days), "truth_people": people}


def _of_contacts(town: Town, poor: Poor, monthly: Flags, days: int) -> pd.DataFrame:
    """Return the truth at each contact-day about a child already born; what follows is missing after the end of the world."""
    contact_days = pd.DataFrame(dict(zip(("child", "day"), town.log.of("contact"), strict=True))).drop_duplicates()
    contact_days = contact_days[contact_days["day"] < days].sort_values(["child", "day"])
    born = contact_days["day"].to_numpy() >= town.people.birth[contact_days["child"]]
    who, day = (contact_days.loc[born, name].to_numpy() for name in ("child", "day"))
    month, horizon = np.searchsorted(town.past.edges, day, side="right") - 1, town.p.whole("truth_horizon")
    follows = pd.Series(neglect_follows(poor, monthly, who, day, horizon)).astype("boolean")
    risk, driver, by = drivers(town.past, town.risk_of, who, day, town.p.whole("driver_months"))
    care = np.array([parts.sum(axis=0) for parts in town.past.parts])[month, who]
    frame = pd.DataFrame({"child_id": child_ids(town, who), "date": dates(town, day), "care": care})
    frame["in_neglect"], frame["neglect_follows"] = poor.in_neglect(who, day), follows.mask(day + horizon >= days)
    return frame.assign(risk=risk, driver=driver, lowers_by=by)[list(OF_CONTACTS)].astype(OF_CONTACTS)
