"""The comparison as Markdown: every number in it comes from the JSON of a run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from benchmarks.first_records.methods import CHOSEN, VARIANTS
from neglect_triage.study.true_records import BEST, BY_KIND, RANDOM

Comparison = dict[str, Any]
HEADS = {"due": "other strains as they were", "due_without_shocks": "without other strains", "both": "mean of both"}
WORLDS = {
    "six": "all six seeds on which no way was compared, the figure to quote",
    "fresh": "three of them that nobody had looked at",
    "earlier": "the three others, run before with another form of the rule",
    "choosing": "two seeds on which ways were compared",
    "reshuffled": "slopes dealt anew among kinds",
    "null": "the pattern adds nothing",
    "watched": "some children are seen twice as often",
    "even": "no group is treated otherwise",
    "hub": "the three fresh seeds, on what had reached the hub alone",
}


LIMITS = [
    "## What this cannot tell",
    "",
    "- The world is ours. Its records follow need by rates that we chose, and a real place's need not.",
    "- A kind's figure says nothing of one child. What is due is a share of such records, not a fact about one of them.",
    "- In the world `null` decisions do not follow need, so that the rule learns nothing of need there: nothing may be claimed.",
    "- Some 250 forms of rules were tried on the two choosing seeds, a world with slopes dealt anew and the default world of",
    "  60,000 children, so that figures on these are optimistic.",
    "- The earlier three seeds (730101 to 730103) were first run while a kind needed 30 families with records on either side of",
    "  the comparison, which leaves kinds out in worlds so small; then the denominators were set to the usual ones. The table",
    "  has them by the rule as it is. They come out below the fresh three: worlds of one size differ by more than an interval by",
    "  family says, and three seeds alone would have promised too much.",
]


def as_markdown(found: Comparison) -> str:
    """Return the document."""
    shown = [name for name in ("six", "choosing") if name in found["worlds"]]
    parts = [_head(found), _worlds(found), *(_methods(found, name) for name in shown), LIMITS]
    return "\n".join(line for part in parts for line in part) + "\n"


def _head(found: Comparison) -> list[str]:
    return [
        "# Which records to open first",
        "",
        f"**{found['synthetic']}** Written by `python -m benchmarks.first_records`. Every number comes from",
        "`first_records.json`, which that run wrote.",
        "",
        "A page in the attention band names five records to open first. The simulated world knows of each record which share of",
        "such records care made (`src/simulate/due.py`): what is *due* to care. It has two variants, with other strains",
        "(domestic abuse, a carer's substance use and the like) as they were, and without them. Neither is optimised alone: ways",
        "are compared by the mean of both. All five places count: a record without a truth, and an empty place, has the",
        "mean of the page's records, and a repeated record counts once.",
        "",
        f"Each world has {found['children']:,} children. *Of the ceiling*: the gain over records at random, as a share of that",
        "of a ranking fitted with the truth, on other families, on what a page may see (`src/study/ceiling.py`). Intervals are",
        "95 %, by family.",
        "",
    ]


def _in_order(names: Iterable[str]) -> list[str]:
    """Return the names of worlds in the order of WORLDS, then the single seeds: JSON keeps no order of its own."""
    places = {name: place for place, name in enumerate(WORLDS)}
    return sorted(names, key=lambda name: (places.get(name, len(WORLDS)), name))


def _worlds(found: Comparison) -> list[str]:
    rows = [
        [
            name if name not in WORLDS else f"{name}: {WORLDS[name]}",
            f"{each['pages']:,}",
            *(_due(each, method) for method in (RANDOM, BY_KIND, CHOSEN, BEST)),
            _share(each["methods"][CHOSEN]["both"]["of_the_ceiling"]),
            _points(each["methods"][CHOSEN]["both"]["above_kind"]),
        ]
        for name in _in_order(found["worlds"])
        for each in [found["worlds"][name]]
    ]
    heads = [
        "world",
        "pages",
        "at random",
        "by kind, as the truth orders kinds",
        "the rule",
        "best possible",
        "rule, of the ceiling",
    ]
    return [
        "## The rule",
        "",
        "Due to care, mean of both variants.",
        "",
        *_table([*heads, "rule above kind, in points"], rows),
        "",
    ]


def _methods(found: Comparison, world: str) -> list[str]:
    methods = found["worlds"][world]["methods"]
    order = sorted(methods, key=lambda name: -methods[name]["both"]["due"]["value"])
    rows = [
        [
            name,
            *(_share(methods[name][variant]["of_the_ceiling"]) for variant in VARIANTS),
            _points(methods[name]["both"]["above_kind"]),
        ]
        for name in order
    ]
    heads = ["way", *(f"of the ceiling, {HEADS[variant]}" for variant in VARIANTS), "above kind, in points"]
    return [f"## Every way: {WORLDS[world]}", "", *_table(heads, rows), ""]


def _due(each: dict[str, Any], method: str) -> str:
    return _share(each["methods"][method]["both"]["due"])


def _share(stated: dict[str, float | None]) -> str:
    value, low, high = stated["value"], stated["low"], stated["high"]
    if value is None:
        return "not estimable"
    return f"{100 * value:.1f} %" if low is None or high is None else f"{100 * value:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def _points(stated: dict[str, float | None]) -> str:
    value, low, high = stated["value"], stated["low"], stated["high"]
    if value is None:
        return "not estimable"
    return f"{100 * value:+.1f}" if low is None or high is None else f"{100 * value:+.1f} ({100 * low:+.1f} to {100 * high:+.1f})"


def _table(heads: list[str], rows: list[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]
