"""The tables of the evaluation page; every figure with its interval, or "not estimable"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.comparators.prevalence import PREVALENCE
from ..models.evaluation.scores import MODEL, RULE
from ..models.sensitivity.ages import IN_NONE
from ..pages.shares import chosen_share, of_100
from ..pages.tables import Table
from ..wording.estimates import NOT_ESTIMABLE, number, percent, signed

SHOWN_THRESHOLDS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3)


def ordered_methods(methods: Mapping[str, Any]) -> list[str]:
    """Return the methods of scoring in the order of every table: the model, the rule, then the others by name."""
    return sorted(methods, key=lambda method: (method != MODEL, method != RULE, method))


def ranking(stratum: dict[str, Any]) -> Table:
    """Return for every method its area under the curve, the model's difference from it, and average precision."""
    methods = stratum["ways"]
    rows = [
        [
            method,
            number(methods[method]["auc"]),
            "" if method == MODEL else signed(stratum["differences"][method]),
            number(methods[method]["average_precision"]),
        ]
        for method in ordered_methods(methods)
    ]
    return Table("Every way of scoring", ["Way of scoring", "AUC", "Model's AUC above it", "Average precision"], rows)


def capacity(stratum: dict[str, Any]) -> Table:
    """Return what the model finds at each share that is reviewed."""
    found = stratum["ways"][MODEL]
    names = [key.removeprefix("recall at ") for key in found if key.startswith("recall at ")]
    names.sort(key=lambda name: float(name.rstrip("%")))
    rows = [[name, *_finds({key.removesuffix(f" at {name}"): value for key, value in found.items()})] for name in names]
    columns = ["Share reviewed", "Of 100 reviewed, followed", "Of 100 followed, reviewed", "Lift", "To review for one found"]
    return Table("What the model finds, by the share of review units that is looked at", columns, rows)


def recall_by_method(stratum: dict[str, Any]) -> Table:
    """Return the recall of every method at each share, with the best and worst order of tied scores."""
    methods = stratum["ways"]
    names = [key.removeprefix("recall at ") for key in methods[MODEL] if key.startswith("recall at ")]
    names.sort(key=lambda name: float(name.rstrip("%")))
    shown = [method for method in ordered_methods(methods) if method not in (RULE, PREVALENCE)]
    rows = [[method, *(_with_ties(methods[method].get(f"recall at {name}")) for name in names)] for method in shown]
    return Table("Of 100 followed, how many are among the reviewed", ["Way of scoring", *(f"At {name}" for name in names)], rows)


def weekly(found: dict[str, Any]) -> Table:
    """Return what every method finds when a fixed number of units a week is looked at."""
    methods = found["ways"]
    rows = [[method, *_finds(methods[method])] for method in ordered_methods(methods) if method != PREVALENCE]
    columns = ["Way of scoring", "Of 100 reviewed, followed", "Of 100 followed, reviewed", "Lift", "To review for one found"]
    return Table(f"When the {found['per_week']} highest of every week are looked at", columns, rows)


def _finds(found: dict[str, Any]) -> list[str]:
    ties, lift, needed = _with_ties(found["recall"]), number(found["lift"], 1), number(found["number to review"], 1)
    return [percent(found["precision"]), ties, lift, needed]


def at_rule_share(found: dict[str, Any]) -> Table:
    """Return what the model and the rule find when both name the same number."""
    order = [f"{method} {what}" for what in ("precision", "recall") for method in (MODEL, RULE)]
    rows = [[name, percent(found[name])] for name in ("share", *order, "gain in precision", "gain in recall")]
    return Table("When the model names as many as the local rule does", ["What", "Value"], rows)


def _with_ties(recall: dict[str, Any] | None) -> str:
    """Return a recall; where scores are tied at the edge, with the figures of the worst and the best order."""
    if recall is None:
        return ""
    worst, best = recall.get("worst order"), recall.get("best order")
    ties = "" if worst == best or worst is None or best is None else f"; ties: {of_100(worst)} to {of_100(best)}"
    return percent(recall) + ties


def chances(agreement: dict[str, Any]) -> list[Table]:
    """Return how stated chances agree with what followed: measures, and tenths of the points."""
    brier = agreement["brier"]
    rows = [
        ["Followed, for one that was stated", number(agreement["observed_per_stated"], 2), "1 if as many followed as stated"],
        ["Slope", number(agreement["slope"], 2), "1 if neither too bold (below 1) nor too timid"],
        ["Intercept", number(agreement["intercept"], 2), "0 if the level is right; above 0, too few were stated"],
        ["Mean distance of the smooth curve (ICI)", percent(agreement["ici"]), "0 if every one holds; chance alone raises it"],
        ["Brier score", number(brier["score"], 4), "the smaller the better"],
        ["Better than stating the prevalence by", percent(brier["skill"]), "0 if no better, 100 if every one is foreseen"],
        ["Reliability, resolution, uncertainty", " / ".join(f"{brier[part]:.4f}" for part in _PARTS), "parts of the Brier score"],
    ]  # fmt: skip
    groups = [[f"{row['points']:,}", f"{of_100(row['stated'])} %", percent(row["observed"])] for row in agreement["groups"]]
    return [
        Table("Measures of agreement", ["Measure", "Value", "How to read it"], rows),
        Table("Tenths of the points, by stated chance", ["Points", "Stated on average", "Followed"], groups),
    ]


_PARTS = ("reliability", "resolution", "uncertainty")


def decision(curve: list[dict[str, Any]]) -> Table:
    """Return the net benefit at some thresholds, per 1,000 points."""
    others = [name for name in ("review all", RULE) if name in curve[0]]
    rows = [
        [
            f"{chosen_share(row['threshold'])} in 100",
            *(_thousand(row[name]) for name in ("model", *others, "gain")),
            row["best_other"],
        ]
        for row in curve
        if row["threshold"] in SHOWN_THRESHOLDS
    ]
    heads = ["A second look is worth it from", "Model", *(name.capitalize() for name in others), "Model above the best other"]
    return Table("Net benefit a 1,000 points", [*heads, "Best other"], rows)


def _thousand(value: dict[str, float | None]) -> str:
    return number({name: None if x is None else 1000 * x for name, x in value.items()}, 1)


def days(times: dict[str, Any]) -> list[Table]:
    """Return the days from point to outcome, flagged and not, and how early the first flag came."""
    names = {"flagged": "Flagged points", "not flagged": "Points not flagged", "first flag": "From the first flag to the outcome"}
    rows = [
        [says, f"{times[key]['number']:,}", *(number(times[key][share], 0) for share in ("25%", "50%", "75%"))]
        for key, says in names.items()
    ]
    early = [["At any time before", percent(times["outcomes flagged before"])]]
    early += [[f"{row['days']} days before, or earlier", percent(row["share"])] for row in times["flagged early"]]
    return [
        Table("Days until the outcome", ["Which", "Number", "A quarter within", "Half within", "Three quarters within"], rows),
        Table(f"Of {times['outcomes']:,} outcomes, each once: flagged", ["When", "Share"], early),
    ]


def groups(kind: str, found: dict[str, Any], words: Mapping[str, str], units: str) -> Table:
    """Return the figures of each group of a kind, the random-effects summary last; the other two are words of the vocabulary."""
    rows = [
        [
            words.get(group["name"], group["name"]),
            f"{group['positives']:,} of {group['points']:,} ({group['families']:,} {units})",
            number(group["auc"]),
            number(group["observed_per_stated"], 2),
            percent(group["flagged"]),
            percent(group["recall"]),
        ]
        for group in found["groups"]
    ]
    if spread := found["spread"]:
        further = spread["a_further_group"]
        between = NOT_ESTIMABLE if further["low"] is None else f"{further['low']:.3f} to {further['high']:.3f}"
        spread_words = f"spread beyond chance: {of_100(spread['i_squared'], 0)} % of what is seen"
        rows.append([f"Mean of {spread['groups']} groups", spread_words, number(spread["mean"]), "", "", ""])
        rows.append(["A further group would lie", "", between, "", "", ""])
    columns = [kind.capitalize(), "Followed", "AUC", "Followed for one stated", "Flagged", "Of the followed, flagged"]
    return Table(f"By {kind}", columns, rows)


def variants(caption: str, rows: list[dict[str, Any]], against: str, words: Mapping[str, str]) -> Table:
    """Return refits under other choices, compared with the refit that changes nothing; `words` are names of choices."""
    cells = [
        [
            words.get(row["name"], row["name"]),
            f"{row['positives']:,} of {row['points']:,}",
            number(row["auc"]),
            number(row["base"]),
            signed(row["difference"]),
        ]
        for row in rows
    ]
    return Table(caption, ["Choice", "Followed", "AUC, refitted", f"AUC, {against}", "Difference"], cells)


def ages(rows: list[dict[str, Any]]) -> Table:
    """Return the age sweep: age by years added."""
    years = sorted({row["years"] for row in rows})
    at = {(row["age"], row["years"]): row for row in rows}
    names = list(dict.fromkeys(row["age"] for row in rows))
    order = [*(name for name in names if name != IN_NONE), IN_NONE]

    def cell(age: str, added: float) -> str:
        row = at.get((age, added))
        if row is None:
            return "nobody"
        if age == IN_NONE:
            return f"{row['points']:,}"
        if row["odds"] is None or row["change_band"] is None:
            return f"{NOT_ESTIMABLE} ({row['points']:,})"
        return f"×{row['odds']:.2f}; {of_100(row['change_band'])} % change band ({row['points']:,})"

    cells = [[age, *(cell(age, added) for added in years)] for age in order if age in names]
    return Table("The same records at another age", ["Age", *(f"{added:+g} years" for added in years)], cells)


def checks(rows: list[dict[str, Any]]) -> Table:
    """Return the checks of the design."""
    cells = []
    for row in rows:
        verdict = row["verdict"] + (", accepted" if row["accepted"] else "")
        cells.append([row["asks"], verdict, " ".join([row["evidence"], row["accepted"]]).strip()])
    return Table("Checks of the design, before anything was fitted", ["Question", "Verdict", "Evidence"], cells)
