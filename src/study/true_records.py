"""Whether the records that a page cites are there because of the child's care: a simulated world knows it of each record.

A record's share due to care is that of such records which would not be there with usual care (`simulate/due.py`). On each page
the adverse records that the lines cite are compared with as many others of the same page: at random, the latest, those of the
kinds of which most is due to care (a yardstick, learnt from the truth), and the best possible, which sees what nobody can see.
What cannot be due to poor care is not counted (strengths, appointments that were kept or that the provider cancelled), nor what
follows from earlier records (decisions, help), nor the contact itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..chronology.joins import Join, join_of
from ..models.bands import ATTENTION
from ..models.evaluation.estimates import family_draws, share_of, stated
from ..models.resampling import Draws
from ..params import Evaluate

CHOSEN, RANDOM, LATEST, BY_KIND, BEST = "chosen by the page", "at random", "the latest", "by kind alone", "the best possible"
ORDERS = (CHOSEN, RANDOM, LATEST, BY_KIND, BEST)
CITED, FIRST = "cited", "first"  # what a page chooses: the records that its lines cite, and those that it names first
VARIANTS = {"due": "shocks as they were", "due_without_shocks": "without shocks"}
BANDS = {"in the attention band": True, "below the band": False}
NOT_MADE_BY_CARE = ("strength",)
NOT_MISSED = ("attended", "cancelled_by_provider")
OF_KIND = ("sign", "context", "circumstance", "oversight")  # codes that say of what kind a record is


@dataclass(frozen=True)
class TrueRecords:
    """The adverse records of pages with their truth, how many of the pages' records have one, and how many a page names first."""

    rows: pd.DataFrame
    join: Join
    places: pd.Series


def records_of_pages(pages: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the records before the day on each page of a test point: point_id, in_band, source_ref, number, cited, first."""
    rows = [
        {
            "point_id": page["point_id"],
            "in_band": page["standing"] == ATTENTION,
            "source_ref": record["source_ref"],
            "number": record["number"],
            CITED: _is_cited(record, page),
            FIRST: record["number"] in {one["number"] for one in page["first"]},
        }
        for page in pages
        if not page["worked_example"]
        for record in page["records"]
        if not record["today"]
    ]
    columns = ["point_id", "in_band", "source_ref", "number", CITED, FIRST]
    kinds: dict[str, Any] = {"point_id": "str", "in_band": bool, "source_ref": "str", CITED: bool, FIRST: bool}
    return pd.DataFrame(rows, columns=columns).astype(kinds)


def _is_cited(record: Mapping[str, Any], page: Mapping[str, Any]) -> bool:
    """Return whether one of the lines on what raised the score rests on a record; patterns have higher numbers."""
    return any(int(line) <= len(page["reasons"]) for line in record["lines"].split(", ") if line)


def adverse_records(on_pages: pd.DataFrame, events: pd.DataFrame, codes: pd.DataFrame, truth: pd.DataFrame) -> TrueRecords:
    """Return the records of pages that poor care can make, with their kind and what is due to care.

    Parameters
    ----------
    on_pages : of `records_of_pages`. events : event_id, source_ref, event_type, outcome. codes : event_codes.
    truth : truth_records.
    """
    found = on_pages.merge(events, on="source_ref", how="left", validate="many_to_one")
    join = join_of("contact pages", "records", "the truth", "record", found["event_id"].fillna(""), truth["event_id"])
    code = codes[codes["system"].isin(OF_KIND)].drop_duplicates("event_id").set_index("event_id")["code"]
    kept_or_moved = found["outcome"].isin(NOT_MISSED) | found["event_type"].isin(NOT_MADE_BY_CARE)
    rows = found.merge(truth[["event_id", *VARIANTS]], on="event_id", validate="many_to_one")
    rows = rows[rows["due"].notna() & ~rows["event_id"].isin(found.loc[kept_or_moved, "event_id"])]
    kind = rows["event_type"].str.cat(code.reindex(rows["event_id"]).fillna("").to_numpy(), sep=" ")
    places = on_pages.groupby("point_id")[FIRST].sum()
    return TrueRecords(rows.assign(kind=kind).reset_index(drop=True), join, places)


def true_records(found: TrueRecords, families: pd.Series, settings: Evaluate, intervals: bool) -> dict[str, Any]:
    """Return what is due to care in the records that pages cite and in as many others (JSON), by band and variant.

    Parameters
    ----------
    families : the family of each point, by point_id. intervals : whether families are known, so that intervals can be estimated.
    """
    cites, opens = ({variant: _of_pages(found, variant, choice) for variant in VARIANTS} for choice in (CITED, FIRST))

    def figures(pages: dict[str, pd.DataFrame], inside: bool) -> dict[str, Any]:
        return {
            variant: _stated(each[(each["in_band"] == inside).to_numpy(bool)], families, settings, intervals)
            for variant, each in pages.items()
        }

    return {
        "records_with_truth": found.join.plain(),
        "bands": {band: figures(cites, inside) for band, inside in BANDS.items()},
        "first": figures(opens, True),
    }


def _of_pages(found: TrueRecords, variant: str, choice: str) -> pd.DataFrame:
    """Return for each page that chooses records what is due, on average, of as many records as each order puts first.

    A record to open first of which nothing is known to be due takes a place all the same: it has the page's mean.
    """
    rows = found.rows
    rows = rows.assign(value=rows[variant].astype(float))
    rows["of_kind"] = rows.groupby("kind")["value"].transform("mean")
    pages = []
    for point, page in rows.sort_values(["point_id", "number"], kind="stable").groupby("point_id", sort=False):
        value, chosen = page["value"].to_numpy(), page[choice].to_numpy(bool)
        number = int(chosen.sum()) if choice == CITED else int(found.places[point])
        if number:
            of_choice = np.append(value[chosen], np.full(number - int(chosen.sum()), value.mean()))
            first_kinds = np.argsort(-page["of_kind"].to_numpy(), kind="stable")[:number]
            by_order = [of_choice, value, value[-number:], value[first_kinds], np.sort(value)[-number:]]
            means = dict(zip(ORDERS, (each.mean() for each in by_order), strict=True))
            pages.append({"point_id": point, "in_band": page["in_band"].iloc[0], "adverse": len(page), "chosen": number, **means})
    return pd.DataFrame(pages, columns=["point_id", "in_band", "adverse", "chosen", *ORDERS])


def _stated(pages: pd.DataFrame, families: pd.Series, settings: Evaluate, intervals: bool) -> dict[str, Any]:
    if pages.empty:
        return {"pages": 0}
    of_page = families.loc[pages["point_id"]].to_numpy()
    draws = family_draws(of_page, settings.bootstrap_draws if intervals else 0, settings.seed)
    mean = {name: _mean(pages[name].to_numpy(), draws) for name in ORDERS}
    reach = mean[BEST] - mean[RANDOM]
    return {
        "pages": len(pages),
        "adverse_records": round(float(pages["adverse"].mean()), 1),
        "chosen_records": round(float(pages["chosen"].mean()), 1),
        "due": {name: stated(values) for name, values in mean.items()},
        "above_random": {name: stated(mean[name] - mean[RANDOM]) for name in ORDERS if name != RANDOM},
        "share_of_the_reachable": {
            name: stated(share_of(mean[name] - mean[RANDOM], reach)) for name in (CHOSEN, LATEST, BY_KIND)
        },
    }


def _mean(values: np.ndarray, draws: Draws) -> np.ndarray:
    total, number = draws.sums(np.column_stack([values, np.ones(len(values))])).T
    return share_of(total, number)
