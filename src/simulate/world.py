"""Simulate the world: people, their care, what agencies notice, and what the Front Door does about it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from ..params import World
from .care import make_care, step
from .contacts import contacts
from .draws import Draws
from .early_help import end_early_help
from .homes import change_homes
from .log import Log
from .observe import observe
from .output import children, coverage, households, protected, truths
from .parameters import Parameters, parameters_of
from .people import make_people
from .plans import open_help, work_plans
from .recording import record
from .referrals import conclude_assessments, step_up_plans
from .town import Month, Open, Town, calendar
from .truth import PARTS, Past
from .workers import map_in_processes

TRUTH = ("truth", "truth_contacts", "truth_people", "truth_records")  # tables that no stage but `study` may read


def simulate(world: World, vocabulary: Vocabulary) -> dict[str, pd.DataFrame]:
    """Simulate a place with its children and agencies, all in memory.

    Parameters
    ----------
    world : the section of params.yaml: seed, children, first day, day after the last, and the kind of world.
    vocabulary : the words of its records.

    Returns
    -------
    dict : the tables of `simulate_blocks`, concatenated over blocks; row counts of coverage are summed.
    """
    blocks = list(simulate_blocks(world, vocabulary))
    tables = {name: pd.concat([block[name] for block in blocks], ignore_index=True) for name in blocks[0]}
    counts = ["rows_read", "rows_kept", "rows_quarantined"]
    summed = tables["coverage"].groupby("table", sort=False)[counts].sum().reset_index(drop=True)
    return tables | {"coverage": blocks[0]["coverage"].assign(**{name: summed[name] for name in counts})}


def simulate_blocks(world: World, vocabulary: Vocabulary, workers: int = 1) -> Iterator[dict[str, pd.DataFrame]]:
    """Simulate a place with its children and agencies, in blocks of whole families.

    Parameters
    ----------
    world, vocabulary : what to simulate, and the vocabulary of the events.
    workers : processes that simulate blocks in parallel, one block in memory each; the number does not change the output.

    Yields
    ------
    dict : for one block, the canonical tables events, event_codes, children, households, protected and coverage, ready for
        `chronology.tables.write_table`, and the tables of TRUTH (see `truth`), which no stage but `study` may read.
        The same seed gives the same blocks, and a larger world begins with the blocks of a smaller one.
    """
    p, blocks = parameters_of(world), range(blocks_of(world))
    yield from map_in_processes(partial(_simulate_block, p, world, vocabulary), blocks, min(workers, len(blocks)))


def blocks_of(world: World) -> int:
    """Return the number of blocks of the world."""
    return -(-world.children // parameters_of(world).whole("children_together"))


def _simulate_block(p: Parameters, world: World, vocabulary: Vocabulary, block: int) -> dict[str, pd.DataFrame]:
    start, end = pd.Timestamp(world.start), pd.Timestamp(world.end)
    days, together = (end - start).days, p.whole("children_together")
    switch = days if world.family_help_from is None else (pd.Timestamp(world.family_help_from) - start).days
    town = _first_day(p, world.seed, block, min(together, world.children - block * together), start, days, switch)
    for month in calendar(start, end):
        _simulate_month(town, month)
    events, codes, why = record(town, vocabulary, days)
    return {
        "events": events,
        "event_codes": codes,
        "children": children(town, days),
        "households": households(town, days),
        "protected": protected(town),
        "coverage": coverage(town, vocabulary, events, days),
        **truths(town, days),
        "truth_records": why,
    }


def _first_day(p: Parameters, seed: int, block: int, number: int, start: pd.Timestamp, days: int, switch: int) -> Town:
    """Return the state of the world on the first day."""
    people = make_people(p, Draws(seed, block, "people"), number, days)
    care = make_care(p, Draws(seed, block, "care"), people)
    for month in range(p.whole("settling_months")):
        step(p, Draws(seed, block, "burn in", month), care, np.zeros(people.homes), 2 * people.families)
    town = Town(
        p,
        seed,
        block,
        start,
        people,
        care,
        Open(people.children, len(p.agencies.rows), len(p.contacts.rows), p.whole("rule_contacts")),
        Log(),
        switch,
    )
    edges = [0, *(month.end for month in calendar(start, start + pd.Timedelta(days=days)))]
    town.past = Past(edges, p["neglect_below"], p.whole("neglect_days"), p.whole("neglect_of_days"))
    first_day = np.maximum(people.birth - int(p["seen_before_birth"]), 0)
    town.move(np.arange(people.children), first_day, people.family, "private")
    return town


def _simulate_month(town: Town, month: Month) -> None:
    """Simulate one month."""
    step(town.p, town.draws("care", month.index), town.care, open_help(town, month.start), 2 * town.people.families)
    parts = town.care.parts(town.p, town.open.home)
    town.parts = town.p["care_counts"] * np.array([parts[name] for name in PARTS])
    change_homes(town, month)
    observe(town, month)
    end_early_help(town, month)
    conclude_assessments(town, month)
    contacts(town, month)
    step_up_plans(town, month)
    work_plans(town, month)
    _remember_truth(town, month)


def _remember_truth(town: Town, month: Month) -> None:
    """Store the truth of this month, as it was at the start of the month."""
    past = town.past
    past.parts.append(town.parts.astype(np.float32))
    past.living.append(town.living(month.middle))
    past.home.append(town.open.home.copy())
    past.masked.append(town.open.support_until > month.start)
