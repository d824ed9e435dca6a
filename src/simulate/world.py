"""The simulated world: people and their care, what agencies notice of it, and what the Front Door does about it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from ..params import World
from .care import make_care, step
from .contacts import contacts
from .early_help import end_early_help
from .log import Log
from .observe import observe
from .parameters import SHOCKS, load_parameters
from .people import make_people
from .plans import open_help, work_plans
from .recording import SOURCE, canonical, child_ids, coverage_starts, household_ids, record
from .referrals import conclude_assessments, step_up_plans
from .town import Month, Open, Town, calendar, stream
from .truth import COLUMNS, in_neglect, month_of_truth

BURN_IN = 24  # months in which care settles before the world starts


def simulate(world: World, vocabulary: Vocabulary) -> dict[str, pd.DataFrame]:
    """Simulate a place with its children and agencies.

    Returns
    -------
    dict : the canonical tables events, event_codes, children, households, protected and coverage, ready for
        `chronology.tables.write_table`, and `truth` (see `truth.COLUMNS`), which no stage but `study` may read.
        The same seed gives the same tables.
    """
    start, end = pd.Timestamp(world.start), pd.Timestamp(world.end)
    days = (end - start).days
    town = _found(world, start, days)
    truth = [_live(town, month) for month in calendar(start, end)]
    events, codes = record(town, vocabulary, days)
    return {
        "events": events,
        "event_codes": codes,
        "children": _children(town, days),
        "households": _households(town, days),
        "protected": _protected(town),
        "coverage": _coverage(town, vocabulary, events, days),
        "truth": _truth(town, truth),
    }


def _found(world: World, start: pd.Timestamp, days: int) -> Town:
    """Return the town on the first day."""
    p, seed = load_parameters(), world.seed
    people = make_people(p, stream(seed, "people"), world.children, days)
    care = make_care(p, stream(seed, "care"), people)
    for month in range(BURN_IN):
        step(p, stream(seed, "burn in", month), care, np.zeros(people.homes), 2 * people.families)
    town = Town(p, seed, start, people, care, Open(people.children, len(p.agencies.rows)), Log())
    first_day = np.maximum(people.birth - int(p["seen_before_birth"]), 0)
    town.move(np.arange(people.children), first_day, people.family, "private")
    return town


def _live(town: Town, month: Month) -> pd.DataFrame:
    """Let one month pass; return its truth."""
    step(town.p, town.draws("care", month.index), town.care, open_help(town, month.start), 2 * town.people.families)
    parts = town.care.parts(town.p, town.open.home)
    town.need = -np.sum(list(parts.values()), axis=0)
    _move_home(town, month)
    observe(town, month)
    end_early_help(town, month)
    conclude_assessments(town, month)
    contacts(town, month)
    step_up_plans(town, month)
    work_plans(town, month)
    return month_of_truth(town, month, parts)


def _move_home(town: Town, month: Month) -> None:
    """Let families move together, and some children change to the home of another parent or relative."""
    p, n, people, draws = town.p, town.people.children, town.people, town.draws("moves", month.index)
    home, present = town.open.home, town.present(month.middle) & (town.age(month.middle) >= 0)
    evicted = town.care.shocks[:, SHOCKS.index("eviction")]
    moves = draws.random(people.homes) < p["moves"] / 12 * np.where(evicted, 10, 1)
    who = np.flatnonzero(present & moves[home] & (home < 2 * people.families))
    who = who[np.unique(home[who], return_index=True)[1]]
    day = month.start + draws.integers(0, month.end - month.start, n)[who]
    town.log.add("address_change", who, day, "housing", scope="household")
    parted = present & (draws.random(people.homes)[people.family] < p["separations"] / 12) & (home < 2 * people.families)
    who = np.flatnonzero(parted & (draws.random(n) < 0.7))
    day = month.start + draws.integers(0, month.end - month.start, people.families)[people.family[who]]
    own = people.family[who]
    town.move(who, day, np.where(home[who] == own, own + people.families, own), "private")


def _children(town: Town, days: int) -> pd.DataFrame:
    birth = town.start + pd.to_timedelta(town.people.birth, unit="D")
    frame = pd.DataFrame({"child_id": child_ids(np.arange(town.people.children)), "area": town.people.area})
    basis = np.where(town.people.birth < days, "birth", "expected")
    return canonical("children", frame.assign(birth_month=birth.to_period("M").to_timestamp(), birth_basis=basis))


def _households(town: Town, days: int) -> pd.DataFrame:
    """Return one row for each stay; the start of the next stay ends it."""
    parts = [pd.DataFrame({"child": w, "day": d, "home": h, "kind": k}) for w, d, h, k in town.stays]
    stays = pd.concat(parts).sort_values(["child", "day"], kind="stable", ignore_index=True)
    delay = town.draws("households").geometric(1 / town.p["household_known"], len(stays))
    stays["known"] = stays["day"] + np.where(stays["day"] == 0, 0, delay)
    stays[["end", "end_known"]] = stays.groupby("child")[["day", "known"]].shift(-1)
    stays = stays[(stays["known"] < days) & ~(stays["end"] <= stays["day"])]
    stays.loc[stays["end_known"] >= days, ["end", "end_known"]] = np.nan
    start = {name: town.start + pd.to_timedelta(stays[name], unit="D") for name in ("day", "known", "end", "end_known")}
    frame = stays.assign(child_id=child_ids(stays["child"]), household_id=household_ids(stays["home"]), start=start["day"])
    frame = frame.assign(known_date=start["known"], end=start["end"], end_known_date=start["end_known"])
    return canonical("households", frame)


def _protected(town: Town) -> pd.DataFrame:
    people = town.people
    frame = pd.DataFrame({"child_id": child_ids(np.arange(people.children)), "sex": people.sex, "ethnicity": people.ethnicity})
    frame = frame.assign(disability=people.disability, special_needs=people.special_needs)
    return canonical("protected", frame.assign(deprivation_quintile=people.quintile))


def _coverage(town: Town, vocabulary: Vocabulary, events: pd.DataFrame, days: int) -> pd.DataFrame:
    starts, end = coverage_starts(town, vocabulary), town.start + pd.Timedelta(days=days)
    table = events["event_type"].map({name: kind.table for name, kind in vocabulary.event_types.items()})
    rows = table.value_counts().reindex(list(starts), fill_value=0).to_numpy()
    first = town.start + pd.to_timedelta(list(starts.values()), unit="D")
    frame = pd.DataFrame({"table": list(starts), "start": first, "end": end, "extract_date": end, "source": SOURCE})
    return canonical("coverage", frame.assign(rows_read=rows, rows_kept=rows, rows_quarantined=0))


def _truth(town: Town, months: list[pd.DataFrame]) -> pd.DataFrame:
    truth = pd.concat(months).sort_values(["child", "month"], kind="stable", ignore_index=True)
    truth["in_neglect"] = in_neglect(truth, town.p["neglect_below"])
    truth["child_id"], truth["household_id"] = child_ids(truth["child"]), household_ids(truth["home"])
    first = town.start.to_period("M")
    months_of = pd.DatetimeIndex([(first + k).to_timestamp() for k in range(truth["month"].max() + 1)])
    truth["month"] = months_of[truth["month"]].astype("datetime64[s]")
    return truth[list(COLUMNS)].astype(COLUMNS)
