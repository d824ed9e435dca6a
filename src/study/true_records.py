"""Whether the records that a page cites are there because of the child's care: a simulated world knows it of each record.

A record's share due to care is that of such records which would not be there with usual care (`simulate/due.py`). On each page
the adverse records that the lines cite are compared with as many others of the same page: at random, the latest, those of the
kinds of which most is due to care (a yardstick, learnt from the truth), those that a model ranks first which was fitted with the
truth on what pages show (`ceiling.py`), and the best possible, which sees what nobody can see. Of the five records that a page
names first, all places count: one without a truth, or left empty, has the page's mean, and a repeated record counts once.
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
from ..explain.first_records import MOST
from ..models.bands import ATTENTION
from ..models.evaluation.estimates import FEWEST_FAMILIES, NONE, Stated, family_draws, share_of, stated
from ..params import Evaluate
from .ceiling import ceiling, seen_on_pages

CHOSEN, RANDOM, LATEST, BY_KIND, BEST = "chosen by the page", "at random", "the latest", "by kind alone", "the best possible"
CEILING = "the ceiling that can be reached"
ORDERS = (CHOSEN, RANDOM, LATEST, BY_KIND, CEILING, BEST)
CITED, FIRST = "cited", "first"  # what a page chooses: the records that its lines cite, and those that it names first
VARIANTS = {"due": "shocks as they were", "due_without_shocks": "without shocks"}
RANKED = {BY_KIND: "of_kind", CEILING: "ranked", BEST: "value"}
BANDS = {"in the attention band": True, "below the band": False}
NOT_MADE_BY_CARE = ("strength",)
NOT_MISSED = ("attended", "cancelled_by_provider")
OF_KIND = ("sign", "context", "circumstance", "oversight")  # codes that say of what kind a record is


@dataclass(frozen=True)
class TrueRecords:
    """The adverse records of pages with their truth, and how many of the pages' records have one."""

    rows: pd.DataFrame
    join: Join


def records_of_pages(pages: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the records before the day on each test point's page: point_id, day, in_band, source_ref, number, cited, first."""
    rows = [
        {
            "point_id": page["point_id"],
            "day": page["iso_date"],
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
    columns = ["point_id", "day", "in_band", "source_ref", "number", CITED, FIRST]
    kinds: dict[str, Any] = {
        "point_id": "str",
        "day": "datetime64[s]",
        "in_band": bool,
        "source_ref": "str",
        CITED: bool,
        FIRST: bool,
    }
    return pd.DataFrame(rows, columns=columns).astype(kinds)


def _is_cited(record: Mapping[str, Any], page: Mapping[str, Any]) -> bool:
    """Return whether one of the page's lines rests on a record."""
    return bool(record["lines"])


def adverse_records(
    on_pages: pd.DataFrame, events: pd.DataFrame, codes: pd.DataFrame, truth: pd.DataFrame, folds: pd.Series | None = None
) -> TrueRecords:
    """Return the records of pages that poor care can make, with their kind, what is due to care, and whether they repeat another.

    Parameters
    ----------
    on_pages : of `records_of_pages`. events : event_id, source_ref, event_type, outcome, agency, value, event_date.
    codes : event_codes. truth : truth_records.
    folds : the fold of each point, by point_id; without them no model is fitted, and nothing has a ceiling.
    """
    found = on_pages.merge(events, on="source_ref", how="left", validate="many_to_one")
    join = join_of("contact pages", "records", "the truth", "record", found["event_id"].fillna(""), truth["event_id"])
    code = codes[codes["system"].isin(OF_KIND)].drop_duplicates("event_id").set_index("event_id")["code"]
    found = found.merge(truth[["event_id", *VARIANTS]], on="event_id", how="left", validate="many_to_one")
    found = found.assign(
        kind=found["event_type"].str.cat(code.reindex(found["event_id"]).fillna("").to_numpy(), sep=" "),
        before=(found["day"] - found["event_date"]).dt.days,
    )
    kept_or_moved = found["outcome"].isin(NOT_MISSED) | found["event_type"].isin(NOT_MADE_BY_CARE)
    adverse = (found["due"].notna() & ~kept_or_moved).to_numpy()
    same = ["point_id", "kind", "outcome", "agency", "value", "event_date"]
    found["repeats"] = found.sort_values("number", kind="stable").duplicated(same, keep="last")
    reached = {variant: np.full(len(found), np.nan) for variant in VARIANTS}
    if folds is not None:
        found["fold"] = folds.reindex(found["point_id"]).to_numpy()
        seen = seen_on_pages(found)
        reached = {each: ceiling(found, seen, found[each].where(adverse).to_numpy(np.float64)) for each in VARIANTS}
    found = found.assign(**{f"ceiling_{variant}": values for variant, values in reached.items()})
    return TrueRecords(found[adverse].reset_index(drop=True), join)


def true_records(found: TrueRecords, families: pd.Series, settings: Evaluate, intervals: bool) -> dict[str, Any]:
    """Return what is due to care in the records that pages cite and in as many others (JSON), by band and variant.

    Parameters
    ----------
    families : the family of each point, by point_id. intervals : whether families are known, so that intervals can be estimated.
    """
    cites, opens = ({variant: _of_pages(found.rows, variant, choice) for variant in VARIANTS} for choice in (CITED, FIRST))

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


def gains_by_group(
    found: TrueRecords, families: pd.Series, settings: Evaluate, intervals: bool, groups: Mapping[str, Mapping[str, pd.Series]]
) -> list[dict[str, Any]]:
    """Return what the records to open first add to records at random on the pages of each group (JSON), in the order of `groups`.

    Parameters
    ----------
    families, intervals : as for `true_records`. groups : by characteristic and group, its points.

    Returns
    -------
    list : characteristic, group, and by variant: pages, due, above_random.
    """
    opens = {variant: _of_pages(found.rows, variant, FIRST) for variant in VARIANTS}
    return [
        {"characteristic": kind, "group": name}
        | {
            variant: _gain(each[each["point_id"].isin(points).to_numpy()], families, settings, intervals)
            for variant, each in opens.items()
        }
        for kind, of in groups.items()
        for name, points in of.items()
    ]


def _of_pages(rows: pd.DataFrame, variant: str, choice: str) -> pd.DataFrame:
    """Return for each page that chooses records what is due, on average, of as many records as each order puts first."""
    rows = rows.assign(value=rows[variant].astype(float), ranked=rows[f"ceiling_{variant}"])
    rows["of_kind"] = rows.groupby("kind")["value"].transform("mean")
    if choice == FIRST:
        rows = rows[(~rows["repeats"] | rows[FIRST]).to_numpy(bool)]
    pages = []
    for point, page in rows.sort_values(["point_id", "number"], kind="stable").groupby("point_id", sort=False):
        value, chosen = page["value"].to_numpy(), page[choice].to_numpy(bool)
        number = int(chosen.sum()) if choice == CITED or not chosen.any() else MOST
        if number:
            first = {name: value[np.argsort(-page[column].to_numpy(), kind="stable")[:number]] for name, column in RANKED.items()}
            by_order = {CHOSEN: value[chosen], RANDOM: value, LATEST: value[-number:]} | first
            means = {name: _mean_of_places(each, number, value) for name, each in by_order.items()}
            if not np.isfinite(page["ranked"]).all():
                means[CEILING] = np.nan  # no other family's page taught it
            pages.append({"point_id": point, "in_band": page["in_band"].iloc[0], "adverse": len(page), "chosen": number, **means})
    return pd.DataFrame(pages, columns=["point_id", "in_band", "adverse", "chosen", *ORDERS])


def _mean_of_places(values: np.ndarray, number: int, page: np.ndarray) -> float:
    """Return the mean of `number` places; those that stay empty have the page's mean."""
    empty = max(number - len(values), 0)
    return float((values.sum() + empty * page.mean()) / (len(values) + empty))


def _stated(pages: pd.DataFrame, families: pd.Series, settings: Evaluate, intervals: bool) -> dict[str, Any]:
    if pages.empty:
        return {"pages": 0}
    mean = _means(pages, families, settings, intervals)
    gain = {name: mean[name] - mean[RANDOM] for name in ORDERS}
    compared = (CHOSEN, LATEST, BY_KIND)
    return {
        "pages": len(pages),
        "adverse_records": round(float(pages["adverse"].mean()), 1),
        "chosen_records": round(float(pages["chosen"].mean()), 1),
        "due": {name: stated(values) for name, values in mean.items()},
        "above_random": {name: stated(gain[name]) for name in ORDERS if name != RANDOM},
        "above_kind": stated(mean[CHOSEN] - mean[BY_KIND]),
        "share_of_the_reachable": {name: stated(share_of(gain[name], gain[BEST])) for name in (*compared, CEILING)},
        "share_of_the_ceiling": {name: stated(share_of(gain[name], gain[CEILING])) for name in compared},
    }


def _gain(pages: pd.DataFrame, families: pd.Series, settings: Evaluate, intervals: bool) -> dict[str, Any]:
    """Return what the chosen records add to records at random on the pages of a group, unless its families are too few."""
    enough = families.reindex(pages["point_id"]).nunique() >= FEWEST_FAMILIES
    mean = _means(pages, families, settings, intervals) if enough else {}
    added: Stated = stated(mean[CHOSEN] - mean[RANDOM]) if enough else NONE
    return {"pages": len(pages), "due": stated(mean[CHOSEN]) if enough else NONE, "above_random": added}


def _means(pages: pd.DataFrame, families: pd.Series, settings: Evaluate, intervals: bool) -> dict[str, np.ndarray]:
    """Return the mean over pages of each order, in each draw of families."""
    of_page = families.loc[pages["point_id"]].to_numpy()
    draws = family_draws(of_page, settings.bootstrap_draws if intervals else 0, settings.seed)
    number = draws.sums(np.ones(len(pages)))
    return {name: share_of(draws.sums(pages[name].to_numpy()), number) for name in ORDERS}
