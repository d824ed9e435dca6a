"""The audit of one set of scores: every group, pairs of groups, calibration by band, and how the gaps were held together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..models.evaluation.estimates import rounded, share_of, stated
from ..models.groups import Groups
from ..models.resampling import Draws, draw_families
from .calibration import band_of
from .characteristics import LARGEST, UNKNOWN
from .counting import Members, counted, members_of, sizes
from .figures import Drawn, draw, enough, told
from .groups import pairs_of

Name = tuple[str, str]
"""A group: its characteristic, and its name."""
ALL, PAIRS = "all", "pairs"


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
    rows : one a contact: label (0 or 1), flagged (bool), family; `score` (higher is flagged first) and `probability` where
        there are any.
    groups : by characteristic, by group: which rows belong to it (masks).
    references : by characteristic, the group that others are compared with, or `largest`.
    draws : draws of families; 0 where families are not known, so that no interval can be told.
    pairs : whether groups of two characteristics are told too.
    questions : by characteristic, the question that it belongs to: gaps of one question are held together. All, if not given.

    Returns
    -------
    dict : all, groups, references, together (how gaps were held together, by question), calibration by band; pairs, and the
        number of pairs that could not be told.
    """
    rows = rows.assign(family=pd.factorize(rows["family"])[0])
    drawn = draw_families(rows["family"].to_numpy(), draws, seed).of(rows["family"].to_numpy())
    names = [(kind, name) for kind, its in groups.items() for name in its]
    members = members_of([groups[kind][name] for kind, name in names])
    of_groups = draw(rows, members, drawn)
    chosen = references_of(names, references, of_groups.sizes)
    beside = [names.index((kind, chosen[kind])) for kind, _ in names]
    lines, held = told(of_groups, beside, [(questions or {}).get(kind, ALL) for kind, _ in names])
    _count_again(lines, of_groups)
    found: dict[str, Any] = {kind: [] for kind in groups}
    for (kind, name), line in zip(names, lines, strict=True):
        found[kind].append({"name": name} | line)
    everybody = told(draw(rows, members_of([np.ones(len(rows), bool)]), drawn), [-1], [ALL])[0][0]
    by_band = _by_band(rows, members, names, drawn) if "probability" in rows else {}
    told_of_pairs = _of_pairs(rows, groups, chosen, drawn) if pairs else {}
    return {"all": everybody, "groups": found, "references": chosen, "together": held, "calibration": by_band} | told_of_pairs


def references_of(names: Sequence[Name], wanted: Mapping[str, str], counts: pd.DataFrame) -> dict[str, str]:
    """Return the reference of each characteristic: the one wanted if the data hold it, else the largest that is recorded."""
    found = {}
    for kind in dict.fromkeys(kind for kind, _ in names):
        its = {name: int(counts["contacts"].iloc[at]) for at, (of, name) in enumerate(names) if of == kind}
        recorded = {name: number for name, number in its.items() if name != UNKNOWN} or its
        ask = wanted.get(kind, LARGEST)
        found[kind] = ask if ask in its else max(recorded, key=lambda name: (recorded[name], name))
    return found


def _count_again(lines: Sequence[dict[str, Any]], drawn: Drawn) -> None:
    """Put fairlearn's counts in place of the first draw's: the same numbers, by the definitions of a known library."""
    rates = counted(drawn.counts)
    for at, line in enumerate(lines):
        for name in rates:
            if line["figures"][str(name)]["value"] is not None:
                line["figures"][str(name)]["value"] = rounded(float(rates[name].iloc[at]))


def _by_band(rows: pd.DataFrame, members: Members, names: Sequence[Name], draws: Draws) -> dict[str, Any]:
    """Return by characteristic, by group: in each band of the stated chance, what was stated and what followed."""
    chance = rows["probability"].to_numpy(float)
    band = band_of(chance)
    number = int(band.max()) + 1
    apart = Members(members.number * number, members.rows, members.groups * number + band[members.rows])
    can = enough(sizes(rows, apart))
    size = apart.tally(draws)[..., 0]
    followed = apart.tally(draws, rows["label"].to_numpy(float)[apart.rows])[..., 0]
    said = apart.tally(draws, chance[apart.rows])[..., 0]
    observed, ratio = share_of(followed, size), share_of(followed, said)
    observed[:, ~can], ratio[:, ~can] = np.nan, np.nan
    found: dict[str, Any] = {}
    for at, (kind, name) in enumerate(names):
        found.setdefault(kind, {})[name] = [
            {
                "from": rounded(chance[band == each].min()),
                "to": rounded(chance[band == each].max()),
                "contacts": int(size[0, place]),
                "stated": rounded(said[0, place] / size[0, place]) if can[place] else None,
                "observed": stated(observed[:, place]),
                "observed_per_expected": stated(ratio[:, place]),
            }
            for each, place in enumerate(range(at * number, (at + 1) * number))
        ]
    return found


def _of_pairs(rows: pd.DataFrame, groups: Groups, references: Mapping[str, str], draws: Draws) -> dict[str, Any]:
    """Return the pairs of groups that have families enough, compared with the pair of both references (JSON)."""
    every = list(pairs_of(groups))
    able = enough(sizes(rows, members_of([mask for _, mask in every])))
    kept = [each for each, can in zip(every, able, strict=True) if can]
    places = {pair: at for at, (pair, _) in enumerate(kept)}
    beside = [places.get(((one, references[one]), (other, references[other])), -1) for (one, _), (other, _) in places]
    found = draw(rows, members_of([mask for _, mask in kept]), draws, calibrated=False)
    lines, held = told(found, beside, [PAIRS] * len(kept))
    return {
        "pairs": [{"of": [list(name) for name in pair]} | line for pair, line in zip(places, lines, strict=True)],
        "pairs_not_estimable": len(every) - len(kept),
        "pairs_together": held.get(PAIRS, {"comparisons": 0, "standard_errors": None, "differ": 0}),
    }
