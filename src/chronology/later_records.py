"""Later records joined to those that are known: what is new, what corrects, and what could not be read when it is dated.

A later file may hold new rows alone, or tell everything again. A row that it tells as before counts once; one that it tells
otherwise is a correction, known on the day of the file (design section 3). What an earlier file covered without holding it could
not be read before the next day, unless its known date was recorded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .tables import conform, sort_table
from .vocabulary import Vocabulary

CORRECTS = "~"  # between the id of an event and the day of the file that corrects it
_CORRECTION = re.compile(rf"{CORRECTS}\d{{4}}-\d\d-\d\d$")
_DAY = pd.Timedelta(days=1)
_TOLD = ["known_date", "known_basis", "shared_date", "source_ref", "replaces"]
"""Columns that say when and where a fact was read, not what it is."""
_STAY = ["child_id", "household_id", "start"]
Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Later:
    """What later files add to known records.

    tables : canonical tables of the rows that are new or changed, to be put over the known ones (`put_over`).
    counts : rows of the later files by table and by what became of them; the sums are the rows that were given.
    """

    tables: dict[str, pd.DataFrame]
    counts: dict[str, dict[str, int]]


def later_records(known: Tables, given: Tables, vocabulary: Vocabulary) -> Later:
    """Return what later files add.

    Parameters
    ----------
    known : canonical tables events, event_codes, children, households and coverage; of events and their codes at least those
        whose event_id is given too, and what corrects them. given : the same tables as later files tell them.
    vocabulary : tells which coverage table an event is of.
    """
    events, codes, of_events = _events(known, given, vocabulary)
    children, of_children = _children(known["children"], given["children"])
    stays, of_stays = _stays(known["households"], given["households"])
    coverage = given["coverage"]
    tables = {"events": events, "event_codes": codes, "children": children, "households": stays, "coverage": coverage}
    counts = {"events": of_events, "children": of_children, "households": of_stays}
    return Later({name: conform(frame, name) for name, frame in tables.items()}, counts)


def put_over(known: Tables, later: Tables) -> dict[str, pd.DataFrame]:
    """Return known tables with the rows of later ones: a later row takes the place of the one with its key.

    Codes go with their event; coverage is added to. A table that `known` lacks stays out.
    """
    keys = {"events": ["event_id"], "event_codes": ["event_id"], "children": ["child_id"], "households": _STAY}
    together = dict(known)
    for name in set(together) & {*keys, "coverage"}:
        replaced = later["events" if name == "event_codes" else name]
        left = _without(known[name], replaced, keys[name]) if name in keys else known[name]
        rows = pd.concat([left, later[name]], ignore_index=True)
        together[name] = sort_table(conform(rows.drop_duplicates() if name == "coverage" else rows, name), name)
    return together


def _without(rows: pd.DataFrame, others: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the rows whose key no row of `others` has; empty cells are alike."""
    found = rows[keys].merge(others[keys].drop_duplicates(), how="left", on=keys, indicator="found")["found"]
    return rows[(found == "left_only").to_numpy()]


def _events(known: Tables, given: Tables, vocabulary: Vocabulary) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, int]]:
    """Return the rows of events that are new or changed, their codes, and how many of what kind were given."""
    before = _with_codes(known["events"], known["event_codes"])
    rows = _with_codes(given["events"], given["event_codes"]).reset_index(drop=True)
    latest = _latest_telling(before, rows["event_id"])
    again = latest.notna().to_numpy()
    old = before.set_index("event_id").loc[latest[again]].rename_axis("latest").reset_index().set_axis(rows.index[again])
    compared = [name for name in rows if name not in (*_TOLD, "event_id")]
    differs = pd.Series(False, rows.index)
    differs[again] = _differ(rows.loc[again, compared], old[compared])
    reached = pd.Series(False, rows.index)
    reached[again] = old["shared_date"].isna() & rows.loc[again, "shared_date"].notna() & ~differs[again]
    missed = ~latest.notna() & _should_have_been_there(rows, known["coverage"], vocabulary)
    made = _made(rows, given["coverage"])

    new = _known_after(rows[latest.isna()], missed, known["coverage"])
    corrections = _corrections(rows[differs], old[differs[again]], made[differs])
    shared = old[reached[again]].rename(columns={"latest": "event_id"}).assign(shared_date=rows.loc[reached, "shared_date"])
    changed = pd.concat([new, corrections, shared], ignore_index=True)
    counts = {
        "new": len(new) - int(missed.sum()),
        "new, and dated before an earlier file that did not hold them": int(missed.sum()),
        "corrections of known rows": int(differs.sum()),
        "known rows that reached the hub since": int(reached.sum()),
        "known before": int(again.sum() - differs.sum() - reached.sum()),
    }
    return changed.drop(columns="codes"), _codes_of(changed), counts


def _with_codes(events: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return events with their codes as one text, "system=code" joined by line feeds in their order; "" for none."""
    texts: dict[str, str] = {}
    ordered = codes.sort_values(["event_id", "system", "code"])
    for event, system, code in zip(ordered["event_id"], ordered["system"], ordered["code"], strict=True):
        texts[event] = f"{texts[event]}\n{system}={code}" if event in texts else f"{system}={code}"
    return events.assign(codes=pd.Series([texts.get(each, "") for each in events["event_id"]], events.index, dtype="str"))


def _codes_of(events: pd.DataFrame) -> pd.DataFrame:
    parts = events.loc[events["codes"] != "", ["event_id", "codes"]]
    pairs = [(event, *code.split("=", 1)) for event, text in parts.itertuples(index=False) for code in text.split("\n")]
    return pd.DataFrame(pairs, columns=["event_id", "system", "code"])


def _latest_telling(before: pd.DataFrame, ids: pd.Series) -> pd.Series:
    """Return for each id the known row that tells its event latest: the row itself, or the last by which a file corrected it."""
    own = before["event_id"].astype("str")
    corrects = before["replaces"].notna() & own.str.contains(_CORRECTION)
    first = own.where(~corrects, own.str.replace(_CORRECTION, "", regex=True))
    last = own.groupby(first.to_numpy()).max()
    return ids.map(last[last.index.isin(own)]).astype("str")


def _differ(rows: pd.DataFrame, others: pd.DataFrame) -> pd.Series:
    """Return which rows differ from those of `others` with the same index in any column; empty cells are alike."""
    same = [(rows[name] == others[name]).fillna(False) | (rows[name].isna() & others[name].isna()) for name in rows]
    return ~pd.Series(np.logical_and.reduce(same) if same else True, rows.index)


def _should_have_been_there(rows: pd.DataFrame, coverage: pd.DataFrame, vocabulary: Vocabulary) -> pd.Series:
    """Return which rows an earlier file would have held, had they been readable: it covers their day and was made later."""
    tables = vocabulary.coverage_tables(rows["event_type"])
    keyed = rows[["source", "event_date", "known_date", "known_basis"]].assign(table=tables.to_numpy(), row=rows.index)
    both = keyed.merge(coverage[["source", "table", "start", "end", "extract_date"]], on=["source", "table"])
    covered = (both["event_date"] >= both["start"]) & (both["event_date"] < both["end"])
    covered &= (both["known_date"] <= both["extract_date"]) & (both["known_basis"] != "recorded")
    return rows.index.to_series().isin(both.loc[covered, "row"])


def _known_after(rows: pd.DataFrame, missed: pd.Series, coverage: pd.DataFrame) -> pd.DataFrame:
    """Return rows, those `missed` known on the day after the latest earlier file of their source, and shared no earlier."""
    late = missed.reindex(rows.index, fill_value=False)
    if not late.any():
        return rows
    next_day = rows["source"].map(coverage.groupby("source")["extract_date"].max()) + _DAY
    known = rows["known_date"].mask(late & (rows["known_date"] < next_day), next_day)
    shared = rows["shared_date"].mask(late & (rows["shared_date"] < known), known)
    return rows.assign(known_date=known, shared_date=shared, known_basis=rows["known_basis"].mask(late, "extract"))


def _made(rows: pd.DataFrame, coverage: pd.DataFrame) -> pd.Series:
    """Return for each row the day on which the file of its source was made, at least its own known date."""
    days = rows["source"].map(coverage.groupby("source")["extract_date"].max()).astype("datetime64[s]")
    return days.where(days >= rows["known_date"], rows["known_date"])


def _corrections(rows: pd.DataFrame, old: pd.DataFrame, made: pd.Series) -> pd.DataFrame:
    """Return rows as corrections of what is known, on the day on which their file was made."""
    known = made.where(made >= old["known_date"], old["known_date"])
    shared = rows["shared_date"].mask(rows["shared_date"] < known, known)
    ids = rows["event_id"] + CORRECTS + known.dt.strftime("%Y-%m-%d")
    basis = rows["known_basis"].mask(known > rows["known_date"], "extract")
    replaced = old["latest"].where(old["latest"] != ids, old["replaces"])  # corrected twice on one day: the last word counts
    return rows.assign(event_id=ids, known_date=known, known_basis=basis, shared_date=shared, replaces=replaced)


def _children(known: pd.DataFrame, given: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return children that are new, or of whom something else is told now: an empty cell takes nothing away."""
    before = known.set_index("child_id")
    rows = given.set_index("child_id")
    again = rows.index.isin(before.index)
    old = before.reindex(rows.index)
    filled = rows.where(rows.notna(), old)
    changed = again & _differ(filled, old).to_numpy()
    counts = {"new": int((~again).sum()), "changed": int(changed.sum()), "known before": int((again & ~changed).sum())}
    return filled[~again | changed].reset_index(), counts


def _stays(known: pd.DataFrame, given: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return stays that are new, or whose end, kind or days of knowing are told otherwise now."""
    untold = _without(given, known, _STAY)
    again = given.drop(index=untold.index)
    changed = _without(again, known, list(map(str, given)))
    counts = {"new": len(untold), "changed": len(changed), "known before": len(again) - len(changed)}
    return pd.concat([untold, changed], ignore_index=True), counts
