"""The audit of one set of scores: every group, pairs of groups, calibration by band, and how gaps were compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..chronology.declared import declared_names, words_of
from ..models.capacity import Picked, highest
from ..models.evaluation.estimates import rounded, share_of, stated
from ..models.evaluation.scores import MODEL
from ..models.groups import Groups, account_of
from ..models.resampling import Draws, draw_families
from ..params import Audit
from .characteristics import LARGEST, PROTECTED, UNKNOWN, characteristics
from .figures.by_group import GroupFigures, group_figures, have_enough_families, summarise
from .figures.calibration import band_of
from .figures.counts import Membership, fairlearn_rates, group_counts, membership_of
from .figures.definitions import compared_rates
from .groups import comparable, pairs_of

Name = tuple[str, str]
"""A group: its characteristic, and its name."""
ALL, PAIRS = "all", "pairs"


def audit_run(test: pd.DataFrame, groups: Groups, settings: Audit, intervals: bool) -> dict[str, Any]:
    """Return the audit of a run: the headline's test contacts, flagged at capacity, by every recorded characteristic (JSON).

    Parameters
    ----------
    test : the headline's test points, as returned by `models.evaluation.scores.with_scores`; in_protected, whether a row of the
        table of protected characteristics is about the person, where that is known.
    groups : what `groups_of_points` returns for them; those that can be compared are audited, and all are accounted for.
    intervals : False where families are not known, so that no interval can be estimated.
    """
    units = test["review_unit"].to_numpy()
    picked = highest(test[MODEL].to_numpy(), settings.capacity, units)
    rows = test[["family", "probability"]].assign(label=test["label"].astype(int), score=test[MODEL])
    rows = rows.assign(flagged=picked.rows, chance=picked.chance)
    described = characteristics()
    accounts, compared = account_of(groups, len(test)), comparable(groups)
    if "in_protected" in test:
        for kind in accounts.keys() & set(PROTECTED):
            accounts[kind]["without_row"] = int((~test["in_protected"]).sum())
    figures = audit_figures(
        rows,
        compared,
        {name: one.reference for name, one in described.items()},
        draws=settings.draws if intervals else 0,
        seed=settings.seed,
        questions={name: one.question for name, one in described.items()},
    )
    about = {
        "capacity": settings.capacity,
        **about_picked(picked),
        "draws": settings.draws,
        "intervals": intervals,
        "strata": sorted(set(test["stratum"])),
        **_not_compared(accounts, compared),
    }
    return {"about": about, "accounts": accounts} | figures


def about_picked(picked: Picked) -> dict[str, int]:
    """Return how many review units there are, are asked for, and are flagged (more, where scores tie with the last)."""
    return {"review_units": picked.of, "review_units_asked": picked.asked, "review_units_flagged": picked.picked}


def _not_compared(accounts: Mapping[str, Any], compared: Groups) -> dict[str, Any]:
    """Return the characteristics of which nothing is recorded, and the one group of each that has only one."""
    found: dict[str, Any] = {"not_recorded": [], "one_group": {}}
    for kind, one in characteristics().items():
        groups = accounts[kind]["groups"] if kind in accounts else {}
        held = [name for name, number in groups.items() if number and name != UNKNOWN]
        if kind not in compared and held and one.taken_from != "record":
            found["one_group"][kind] = held[0]
        elif kind not in compared:
            found["not_recorded"].append(kind)
    return found


def audit_figures(
    rows: pd.DataFrame,
    groups: Groups,
    references: Mapping[str, str],
    *,
    draws: int,
    seed: int,
    pairs: bool = True,
    questions: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the figures of every group and their gaps to the reference (JSON).

    Parameters
    ----------
    rows : one per contact: label (0 or 1), flagged (bool), family; `score` (higher is flagged first), `probability`, and
        `chance` (to be flagged if lot decides among equal scores) where there are any.
    groups : by characteristic, by group: which rows belong to it (masks).
    references : by characteristic, the group that others are compared with, or `largest`.
    draws : draws of families; 0 where families are not known, so that no interval can be estimated.
    pairs : whether groups of two characteristics are audited too.
    questions : by characteristic, the question that it belongs to: gaps of one question get simultaneous bands. One question
        for all, if not given.

    Returns
    -------
    dict : all, groups, references, together (how gaps were compared, by question), calibration by band; exactly, the rates at
        exactly the capacity where scores tie at it; pairs, and the number of pairs that could not be estimated.
    """
    rows = rows.assign(family=pd.factorize(rows["family"])[0])
    family_draws = draw_families(rows["family"].to_numpy(), draws, seed).of(rows["family"].to_numpy())
    names = [(kind, name) for kind, by_name in groups.items() for name in by_name]
    membership = membership_of([groups[kind][name] for kind, name in names])
    figures = group_figures(rows, membership, family_draws)
    chosen = references_of(names, references, figures.counts)
    positions = [names.index((kind, chosen[kind])) for kind, _ in names]
    lines, comparisons = summarise(figures, positions, [(questions or {}).get(kind, ALL) for kind, _ in names])
    _use_fairlearn_rates(lines, figures)
    by_kind: dict[str, Any] = {kind: [] for kind in groups}
    for (kind, name), line in zip(names, lines, strict=True):
        by_kind[kind].append({"name": name} | line)
    everybody = group_figures(rows, membership_of([np.ones(len(rows), bool)]), family_draws)
    content = {
        "all": summarise(everybody, [-1], [ALL])[0][0],
        "groups": by_kind,
        "references": chosen,
        "together": comparisons,
        "calibration": _by_band(rows, membership, names, family_draws) if "probability" in rows else {},
        "exactly": _exactly(rows, groups, names, family_draws) if "chance" in rows else {},
    }
    return content | (_pairs(rows, groups, chosen, family_draws) if pairs else {})


def references_of(names: Sequence[Name], wanted: Mapping[str, str], counts: pd.DataFrame) -> dict[str, str]:
    """Return the reference group of each characteristic: the one wanted if it has rows, else the largest recorded group.

    Parameters
    ----------
    counts : of the groups `names`, in their order: contacts.
    """
    chosen = {}
    for kind in dict.fromkeys(kind for kind, _ in names):
        contacts = {name: int(counts["contacts"].iloc[at]) for at, (of, name) in enumerate(names) if of == kind}
        recorded = {name: number for name, number in contacts.items() if name != UNKNOWN} or contacts
        name = wanted.get(kind, LARGEST)
        chosen[kind] = name if name in contacts else max(recorded, key=lambda group: (recorded[group], group))
    return chosen


def _use_fairlearn_rates(lines: Sequence[dict[str, Any]], figures: GroupFigures) -> None:
    """Replace the estimates of rates by fairlearn's: the same numbers, by the definitions of a known library."""
    rates = fairlearn_rates(figures.confusion)
    for at, line in enumerate(lines):
        for name in rates:
            if line["figures"][str(name)]["value"] is not None:
                line["figures"][str(name)]["value"] = rounded(float(rates[name].iloc[at]))


def _by_band(rows: pd.DataFrame, membership: Membership, names: Sequence[Name], draws: Draws) -> dict[str, Any]:
    """Return by characteristic, by group: in each band of the stated chance, the mean chance and how many were followed."""
    chance = rows["probability"].to_numpy(float)
    band = band_of(chance)
    bands = int(band.max()) + 1
    cells = Membership(membership.number * bands, membership.rows, membership.groups * bands + band[membership.rows])
    estimable = have_enough_families(group_counts(rows, cells))
    size = cells.tally(draws)[..., 0]
    positives = cells.tally(draws, rows["label"].to_numpy(float)[cells.rows])[..., 0]
    expected = cells.tally(draws, chance[cells.rows])[..., 0]
    observed, ratio = share_of(positives, size), share_of(positives, expected)
    observed[:, ~estimable], ratio[:, ~estimable] = np.nan, np.nan
    found: dict[str, Any] = {}
    for at, (kind, name) in enumerate(names):
        found.setdefault(kind, {})[name] = [
            {
                "from": rounded(chance[band == each].min()),
                "to": rounded(chance[band == each].max()),
                "contacts": int(size[0, cell]),
                "stated": rounded(expected[0, cell] / size[0, cell]) if estimable[cell] else None,
                "observed": stated(observed[:, cell]),
                "observed_per_expected": stated(ratio[:, cell]),
            }
            for each, cell in enumerate(range(at * bands, (at + 1) * bands))
            if (band == each).any()  # where many chances tie, a band is empty
        ]
    return found


def _exactly(rows: pd.DataFrame, groups: Groups, names: Sequence[Name], draws: Draws) -> dict[str, Any]:
    """Return the rates of all and of each group at exactly the capacity; nothing where no score ties at it.

    Each row that ties counts by its chance: rates are means over every way in which lot could decide.
    """
    if rows["chance"].isin([0.0, 1.0]).all():
        return {}
    counted = rows[["label", "family"]].assign(flagged=rows["chance"])
    membership = membership_of([np.ones(len(rows), bool), *(groups[kind][name] for kind, name in names)])
    found = group_figures(counted, membership, draws, calibrated=False).draws
    every, *lines = ({name: stated(found[name][:, at]) for name in compared_rates()} for at in range(len(names) + 1))
    by_kind: dict[str, list[dict[str, Any]]] = {kind: [] for kind in groups}
    for (kind, name), line in zip(names, lines, strict=True):
        by_kind[kind].append({"name": name, "figures": line})
    return {"all": every, "groups": by_kind}


def _pairs(rows: pd.DataFrame, groups: Groups, references: Mapping[str, str], draws: Draws) -> dict[str, Any]:
    """Return the pairs of groups that have enough families, compared with the pair of both references (JSON)."""
    every = list(pairs_of(groups))
    enough = have_enough_families(group_counts(rows, membership_of([mask for _, mask in every])))
    kept = [pair for pair, estimable in zip(every, enough, strict=True) if estimable]
    positions = {names: at for at, (names, _) in enumerate(kept)}
    compared = [positions.get(((one, references[one]), (other, references[other])), -1) for (one, _), (other, _) in positions]
    figures = group_figures(rows, membership_of([mask for _, mask in kept]), draws, calibrated=False)
    lines, comparisons = summarise(figures, compared, [PAIRS] * len(kept))
    return {
        "pairs": [{"of": [list(name) for name in pair]} | line for pair, line in zip(positions, lines, strict=True)],
        "pairs_not_estimable": len(every) - len(kept),
        "pairs_together": comparisons.get(PAIRS, {"comparisons": 0, "standard_errors": None, "differ": 0}),
    }


def areas_as_declared(audit: dict[str, Any], declared: frozenset[str]) -> dict[str, str]:
    """Return each area of the audit as it may leave. All other groups are of the vocabulary or of ours."""
    counted = audit["accounts"].get("area", {"groups": ()})["groups"]
    areas = dict.fromkeys([*(line["name"] for line in audit["groups"].get("area", ())), *counted])
    return declared_names(areas, declared | words_of([UNKNOWN]))
