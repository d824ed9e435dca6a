"""The part of the fairness page that stands beside the groups' figures: people, proxies, directions, and remedies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..chronology.vocabulary import Vocabulary
from ..features.catalogue import Catalogue
from ..models.sensitivity.variants import BASE
from ..pages.tables import Table
from .beside_tables import CAME_BACK, GAP, changed, cost_row, gaps_apart, in_order, proxy_table, side_by_side
from .constraints import DIRECTIONS
from .gaps import AREA, RATES
from .humans import EITHER, MODEL, PEOPLE
from .mitigation import BY_GROUP, LABELS, TOGETHER
from .page import words_of
from .proxies import NO_PROXIES, PROTECTED
from .words import Words

WAYS = {PEOPLE: "Front Door", MODEL: "Model, same share", EITHER: "Either"}
AT_CAPACITY = (AREA, "selection_rate", "recall", "false_positive_rate")


def beside_content(found: Mapping[str, Any], catalogue: Catalogue, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the content of fairness_beside.html: humans, proxies, constraints, mitigation.

    Parameters
    ----------
    found : what `beside` returned.
    """
    words = words_of(vocabulary)
    return {
        "humans": _humans(found["humans"], words) if found["humans"] else None,
        "proxies": _proxies(found, catalogue, words),
        "constraints": _constraints(found["refitted"], words),
        "mitigation": _mitigation(found, words),
    }


def _humans(found: Mapping[str, Any], words: Words) -> dict[str, Any]:
    gaps, closed = found["gaps"], found["closed"]["gaps"]["groups"]
    apart = {said: gaps_apart(gaps, metric, PEOPLE, MODEL, words) for metric, said in GAP.items()}
    return {
        "without_decision": found["without_decision"],
        "taken_forward": found["taken_forward"],
        "either": found["either"],
        "together": gaps["together"][MODEL],
        "apart": {said: lines for said, (lines, _) in apart.items() if lines},
        "alone": apart[GAP["recall"]][1],
        "closed": {name: found["closed"][name] for name in ("contacts", "came_back")},
        "parts": [
            {
                "title": words.title(kind),
                "tables": [side_by_side(kind, rows, metric, WAYS, words) for metric in RATES],
                "closed": side_by_side(kind, closed[kind], "recall", {MODEL: WAYS[MODEL]}, words, CAME_BACK),
            }
            for kind, rows in in_order(gaps["groups"])
        ],
    }


def _proxies(found: Mapping[str, Any], catalogue: Catalogue, words: Words) -> dict[str, Any]:
    proxies = found["proxies"]
    rows = [row for its in proxies["groups"].values() for row in its]
    return {
        "tried": proxies["tried"],
        "told": sum(row["told"] for row in rows),
        "table": proxy_table(proxies["groups"], words),
        "taken_out": [catalogue.indicators[name].means for name in proxies["taken_out"]],
        "without": _by_characteristic(found["refitted"], NO_PROXIES, words) if proxies["taken_out"] else [],
    }


def _constraints(refitted: Mapping[str, Any], words: Words) -> dict[str, Any]:
    return {
        "capacity": refitted["capacity"],
        "together": refitted["together"][DIRECTIONS],
        "all": Table(
            "All groups together: what changes without the directions",
            ["Change", "AUC", "Recall", "Precision"],
            [cost_row("Without the directions", refitted, DIRECTIONS)],
        ),
        "tables": [
            changed(kind, rows, AT_CAPACITY, BASE, DIRECTIONS, words.title(kind), words)
            for kind, rows in in_order(refitted["groups"])
        ],
    }


def _mitigation(found: Mapping[str, Any], words: Words) -> dict[str, Any]:
    refitted, by_kind = found["refitted"], found["recalibrated"]
    labels = [name for name in LABELS if name in refitted["all"]["ways"]]
    said = {name: f"Another outcome to learn from: {name.removeprefix('label: ')} alone" for name in labels}
    said |= {NO_PROXIES: "Without the records that carry most"} if NO_PROXIES in refitted["all"]["ways"] else {}
    costs = [cost_row(its, refitted, name) for name, its in said.items()]
    costs += [
        cost_row(f"Recalibrated by group: {words.title(kind).lower()}", its, BY_GROUP) for kind, its in in_order(by_kind)
    ]  # fmt: skip
    return {
        "costs": Table("What each would cost, over all groups together", ["Remedy", "AUC", "Recall", "Precision"], costs),
        "recalibrated": [
            changed(kind, its["groups"][kind], AT_CAPACITY, TOGETHER, BY_GROUP, words.title(kind), words)
            for kind, its in in_order(by_kind)
        ],
        "refitted": [
            {
                "title": said[name],
                "tables": _by_characteristic(refitted, name, words),
                "own": Table(
                    "Judged by that outcome, over all groups together",
                    ["Change", "AUC", "Recall", "Precision"],
                    [cost_row(said[name], found["by_own_label"][name], name)],
                ),
            }
            for name in labels
        ],
    }


def _by_characteristic(refitted: Mapping[str, Any], way: str, words: Words) -> list[Table]:
    """Return a table for each protected characteristic of what a refit changes."""
    return [
        changed(kind, refitted["groups"][kind], AT_CAPACITY, BASE, way, words.title(kind), words)
        for kind in PROTECTED
        if kind in refitted["groups"]
    ]
