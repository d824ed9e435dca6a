"""The simulated world: people and their care, what agencies notice of it, and what the Front Door does about it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from ..params import World
from .care import make_care, step
from .contacts import contacts
from .draws import Draws
from .early_help import end_early_help
from .log import Log
from .observe import observe
from .parameters import SHOCKS, load_parameters
from .people import make_people
from .plans import open_help, work_plans
from .recording import SOURCE, canonical, child_ids, coverage_starts, household_ids, record
from .referrals import conclude_assessments, step_up_plans
from .town import Month, Open, Town, calendar
from .truth import COLUMNS, in_neglect, month_of_truth

BURN_IN = 24  # months in which care settles before the world starts
TRUTH = ("truth",)  # tables that no stage but `study` may read
BLOCK = 10_000  # children simulated at a time; random numbers belong to a block, so another size makes another world


def simulate(world: World, vocabulary: Vocabulary) -> dict[str, pd.DataFrame]:
    """Simulate a place with its children and agencies, all in memory.

    Returns
    -------
    dict : the tables of `simulate_blocks`, each of all blocks; the rows of coverage are added up.
    """
    blocks = list(simulate_blocks(world, vocabulary))
    tables = {name: pd.concat([block[name] for block in blocks], ignore_index=True) for name in blocks[0]}
    counts = ["rows_read", "rows_kept", "rows_quarantined"]
    summed = tables["coverage"].groupby("table", sort=False)[counts].sum().reset_index(drop=True)
    return tables | {"coverage": blocks[0]["coverage"].assign(**{name: summed[name] for name in counts})}


def simulate_blocks(world: World, vocabulary: Vocabulary) -> Iterator[dict[str, pd.DataFrame]]:
    """Simulate a place with its children and agencies, block after block of whole families.

    Yields
    ------
    dict : of one block, the canonical tables events, event_codes, children, households, protected and coverage, ready for
        `chronology.tables.write_table`, and `truth` (see `truth.COLUMNS`), which no stage but `study` may read.
        The same seed gives the same blocks, and a larger world begins with the blocks of a smaller one.
    """
    for block in range(blocks_of(world)):
        yield _simulate_block(world, vocabulary, block, min(BLOCK, world.children - block * BLOCK))


def blocks_of(world: World) -> int:
    """Return the number of blocks of the world."""
    return -(-world.children // BLOCK)


def _simulate_block(world: World, vocabulary: Vocabulary, block: int, children: int) -> dict[str, pd.DataFrame]:
    start, end = pd.Timestamp(world.start), pd.Timestamp(world.end)
    days = (end - start).days
    town = _found(world, block, children, start, days)
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


def _found(world: World, block: int, children: int, start: pd.Timestamp, days: int) -> Town:
    """Return the town on the first day."""
    p, seed = load_parameters(), world.seed
    people = make_people(p, Draws(seed, block, "people"), children, days)
    care = make_care(p, Draws(seed, block, "care"), people)
    for month in range(BURN_IN):
        step(p, Draws(seed, block, "burn in", month), care, np.zeros(people.homes), 2 * people.families)
    town = Town(p, seed, block, start, people, care, Open(people.children, len(p.agencies.rows)), Log())
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
    p, people, draws = town.p, town.people, town.draws("moves", month.index)
    home, present = town.open.home, town.present(month.middle) & (town.age(month.middle) >= 0)
    evicted = town.care.shocks[:, SHOCKS.index("eviction")]
    moves = draws.random(np.arange(people.homes)) < p["moves"] / 12 * np.where(evicted, p["moves_evicted"], 1)
    who = np.flatnonzero(present & moves[home] & (home < 2 * people.families))
    who = who[np.unique(home[who], return_index=True)[1]]
    day = month.start + draws.integers(who, month.end - month.start)
    town.log.add("address_change", who, day, "housing", scope="household")
    parted = present & (draws.random(people.family) < p["separations"] / 12) & (home < 2 * people.families)
    who = np.flatnonzero(parted & (draws.random(town.everyone) < p["separations_child"]))
    day = month.start + draws.integers(people.family[who], month.end - month.start)
    own = people.family[who]
    town.move(who, day, np.where(home[who] == own, own + people.families, own), "private")


def _children(town: Town, days: int) -> pd.DataFrame:
    birth = town.start + pd.to_timedelta(town.people.birth, unit="D")
    frame = pd.DataFrame({"child_id": child_ids(town, town.everyone), "area": town.people.area})
    basis = np.where(town.people.birth < days, "birth", "expected")
    return canonical("children", frame.assign(birth_month=birth.to_period("M").to_timestamp(), birth_basis=basis))


def _households(town: Town, days: int) -> pd.DataFrame:
    """Return one row for each stay; the start of the next stay ends it."""
    parts = [pd.DataFrame({"child": w, "day": d, "home": h, "kind": k}) for w, d, h, k in town.stays]
    stays = pd.concat(parts).sort_values(["child", "day"], kind="stable", ignore_index=True)
    delay = 1 + town.draws("households").wait(
        (stays["child"].to_numpy() << 15) ^ stays["day"].to_numpy(), town.p["household_known"]
    )
    stays["known"] = stays["day"] + np.where(stays["day"] == 0, 0, delay)
    stays[["end", "end_known"]] = stays.groupby("child")[["day", "known"]].shift(-1)
    stays = stays[(stays["known"] < days) & ~(stays["end"] <= stays["day"])]
    stays.loc[stays["end_known"] >= days, ["end", "end_known"]] = np.nan
    start = {name: town.start + pd.to_timedelta(stays[name], unit="D") for name in ("day", "known", "end", "end_known")}
    frame = stays.assign(
        child_id=child_ids(town, stays["child"]), household_id=household_ids(town, stays["home"]), start=start["day"]
    )
    frame = frame.assign(known_date=start["known"], end=start["end"], end_known_date=start["end_known"])
    return canonical("households", frame)


def _protected(town: Town) -> pd.DataFrame:
    people = town.people
    frame = pd.DataFrame(
        {"child_id": child_ids(town, np.arange(people.children)), "sex": people.sex, "ethnicity": people.ethnicity}
    )
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
    truth["child_id"], truth["household_id"] = child_ids(town, truth["child"]), household_ids(town, truth["home"])
    first = town.start.to_period("M")
    months_of = pd.DatetimeIndex([(first + k).to_timestamp() for k in range(truth["month"].max() + 1)])
    truth["month"] = months_of[truth["month"]].astype("datetime64[s]")
    return truth[list(COLUMNS)].astype(COLUMNS)
