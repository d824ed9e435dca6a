"""The canonical tables about people that a block leaves behind."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from .log import Flags
from .recording import SOURCE, canonical, child_ids, coverage_starts, household_ids
from .town import NEVER, Town
from .truth import COLUMNS, OF_CONTACTS, Poor, drivers, months_in_neglect, months_of_truth, neglect_follows, poor_days


def children(town: Town, days: int) -> pd.DataFrame:
    """Return the table children."""
    birth = town.start + pd.to_timedelta(town.people.birth, unit="D")
    died = pd.Series(town.open.died).where(town.open.died > NEVER)
    death = town.start + pd.to_timedelta(died, unit="D")
    frame = pd.DataFrame({"child_id": child_ids(town, town.everyone), "area": town.people.area})
    basis = np.where(town.people.birth < days, "birth", "expected")
    frame = frame.assign(birth_month=_month(pd.Series(birth)), birth_basis=basis, death_month=_month(death))
    return canonical("children", frame)


def _month(day: pd.Series) -> pd.Series:
    months: pd.Series = day.dt.to_period("M").dt.to_timestamp()
    return months


def households(town: Town, days: int) -> pd.DataFrame:
    """Return one row for each stay; the start of the next stay ends it."""
    who, day, home, kind = zip(*town.stays, strict=True)
    kinds = np.repeat(np.array(kind, dtype=object), [len(part) for part in who])
    stays = pd.DataFrame({"child": np.concatenate(who), "day": np.concatenate(day), "home": np.concatenate(home), "kind": kinds})
    stays = stays.sort_values(["child", "day"], kind="stable", ignore_index=True)
    keys = (stays["child"].to_numpy() << 15) ^ stays["day"].to_numpy()
    delay = 1 + town.draws("households").wait(keys, town.p["household_known"])
    stays["known"] = stays["day"] + np.where(stays["day"] == 0, 0, delay)
    stays[["end", "end_known"]] = stays.groupby("child")[["day", "known"]].shift(-1)
    died = town.open.died[stays["child"]]
    after_death = (died > NEVER) & (stays["day"] > died)
    stays = stays[(stays["known"] < days) & ~(stays["end"] <= stays["day"]) & (stays["kind"] != "away") & ~after_death]
    stays.loc[stays["end_known"] >= days, ["end", "end_known"]] = np.nan
    date = {name: town.start + pd.to_timedelta(stays[name], unit="D") for name in ("day", "known", "end", "end_known")}
    homes = household_ids(town, stays["home"])
    frame = stays.assign(child_id=child_ids(town, stays["child"]), household_id=homes, start=date["day"])
    frame = frame.assign(known_date=date["known"], end=date["end"], end_known_date=date["end_known"])
    return canonical("households", frame)


def protected(town: Town) -> pd.DataFrame:
    """Return the table protected."""
    people = town.people
    frame = pd.DataFrame({"child_id": child_ids(town, town.everyone), "sex": people.sex, "ethnicity": people.ethnicity})
    frame = frame.assign(disability=people.disability, special_needs=people.special_needs)
    return canonical("protected", frame.assign(deprivation_quintile=people.quintile))


def coverage(town: Town, vocabulary: Vocabulary, events: pd.DataFrame, days: int) -> pd.DataFrame:
    """Return the table coverage with the rows of `events` counted."""
    starts, end = coverage_starts(town, vocabulary), town.start + pd.Timedelta(days=days)
    table = events["event_type"].map({name: kind.table for name, kind in vocabulary.event_types.items()})
    rows = table.value_counts().reindex(list(starts), fill_value=0).to_numpy()
    first = town.start + pd.to_timedelta(list(starts.values()), unit="D")
    frame = pd.DataFrame({"table": list(starts), "start": first, "end": end, "extract_date": end, "source": SOURCE})
    return canonical("coverage", frame.assign(rows_read=rows, rows_kept=rows, rows_quarantined=0))


def truths(town: Town, days: int) -> dict[str, pd.DataFrame]:
    """Return the truth by child and month, by contact-day, and by child (what the study counts beside published figures)."""
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
    """Return the truth at each contact-day about a child who was born; what lies beyond the end of the world is unknown."""
    contact_days = pd.DataFrame(dict(zip(("child", "day"), town.log.of("contact"), strict=True))).drop_duplicates()
    contact_days = contact_days[contact_days["day"] < days].sort_values(["child", "day"])
    born = contact_days["day"].to_numpy() >= town.people.birth[contact_days["child"]]
    who, day = (contact_days.loc[born, name].to_numpy() for name in ("child", "day"))
    month = np.searchsorted(town.past.edges, day, side="right") - 1
    follows = pd.Series(neglect_follows(poor, monthly, who, day)).astype("boolean")
    risk, driver, by = drivers(town.past, town.risk_of, who, day)
    care = np.array([parts.sum(axis=0) for parts in town.past.parts])[month, who]
    frame = pd.DataFrame({"child_id": child_ids(town, who), "date": town.start + pd.to_timedelta(day, unit="D"), "care": care})
    frame["in_neglect"], frame["neglect_follows"] = poor.in_neglect(who, day), follows.mask(day + 365 >= days)
    return frame.assign(risk=risk, driver=driver, lowers_by=by)[list(OF_CONTACTS)].astype(OF_CONTACTS)
