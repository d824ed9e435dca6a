"""A run's figures as they may leave, in the form in which the pages read them. Sentences are made anew from what may leave."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ...disclosure.attack import narrowest
from ...disclosure.figures import attacked, controlled, what_was_done
from ...explain.decisions.groups import funnel
from ...models.evaluation.summary import leak_alarm, sentences
from ...params import Params
from ...paths import DataFolder
from ...report.explanation_truth import ExplanationTruth
from ...report.model_summary import account_content, gather_account
from ..documents.facts import RunFacts, gather
from . import fairness

CHOSEN = frozenset({
    "weeks", "groups", "refits", "years", "errors", "warnings", "reasons_shown", "sizes",
    "largest_difference_from_margin", "largest_difference_from_shap",
}) | fairness.CHOSEN  # fmt: skip
"""Names of numbers that were chosen, or count no people and no records, in the files that pages are made of."""
TOO_FEW = "withheld: it rests on too few"
FIGURES_WITHHELD = "Its figures stay inside the secure area."


@dataclass(frozen=True)
class Controlled:
    """A run as it may leave.

    done : by part of the run, how many numbers were hidden, rounded and withheld. attack : how many counts are hidden, and by
    how much the best known of them can still vary (None: without end).
    """

    facts: RunFacts
    done: dict[str, dict[str, int]]
    attack: dict[str, float | None]


def controlled_run(data: DataFolder, params: Params) -> Controlled:
    """Return what pages are made of, as it may leave: all parts of the run are controlled as one set of linked tables."""
    facts, account = gather(data, params), gather_account(data)
    parts = _parts(facts, account)
    told = controlled(parts, CHOSEN)
    possible = attacked(parts, CHOSEN)
    narrow = narrowest(possible)
    return Controlled(
        facts=_put_together(facts, account, told),
        done={name: what_was_done(parts[name], told[name]) for name in parts},
        attack={"hidden": len(possible), "narrowest": narrow if math.isfinite(narrow) else None},
    )


def _parts(facts: RunFacts, account: Mapping[str, Any]) -> dict[str, Any]:
    """Return everything with figures that the pages of a release read. The largest family is one family: it is withheld."""
    fitted = {name: account["calibration"][name] for name in ("families", "positive_families")}
    return {
        "rows": facts.about["tables"],
        "who is in the study": facts.flow,
        "families": {**facts.families, "largest_share_of_points": None},
        "fitted on": account["manifest"]["trained_on"],
        "calibrated on": fitted,
        "evaluation": {**facts.evaluation, "summary": [], "leak_alarm": {}},
        "sensitivity": facts.sensitivity,
        "explanations": facts.checks,
        "truth of explanations": facts.truth.faithfulness,
        "decisions": facts.decisions,
        "kinds that the law treats apart": facts.special,
        "quality": facts.quality,
        "reasons with assumed dates": facts.assumed["reasons"],
        "fairness": fairness.ready(facts.audit),
    }


def _put_together(facts: RunFacts, account: Mapping[str, Any], told: Mapping[str, Any]) -> RunFacts:
    manifest = account["manifest"] | {"trained_on": told["fitted on"]}
    inside = {"bands": {"periods": {}}, "checks": {"coverage": None, "not_estimable": account["checks"]["not_estimable"]}}
    fitted = {**account, **inside, "manifest": manifest, "calibration": account["calibration"] | told["calibrated on"]}
    notes = [note for note in facts.about["notes"] if worded(note) == note]
    return RunFacts(  # field by field: one that is new has to be thought about here
        params=facts.params,
        vocabulary=facts.vocabulary,
        catalogue=facts.catalogue,
        about=facts.about | {"tables": told["rows"], "notes": notes},
        covered=_in_months(facts.covered),
        tested=_in_months(facts.tested),
        flow=told["who is in the study"],
        families=told["families"],
        design=[check | {"evidence": worded(check["evidence"])} for check in facts.design],
        manifest=manifest,
        curves=facts.curves,
        account=account_content(fitted, facts.vocabulary),
        fingerprint=facts.fingerprint,
        evaluation=_evaluation(told["evaluation"], facts.evaluation["leak_alarm"]["threshold"]),
        sensitivity=told["sensitivity"],
        checks=told["explanations"],
        truth=ExplanationTruth(told["truth of explanations"], facts.truth.drivers),
        decisions=_decisions(told["decisions"]),
        special=told["kinds that the law treats apart"],
        quality=told["quality"],
        assumed=facts.assumed | {"reasons": told["reasons with assumed dates"]},
        audit=fairness.told(told["fairness"]),
    )


def _in_months(days: tuple[pd.Timestamp, pd.Timestamp]) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first day of the first month and the last of the last: the first and the last record are somebody's."""
    first, last = days
    return first.to_period("M").start_time, last.to_period("M").end_time.normalize()


def _evaluation(told: dict[str, Any], threshold: float) -> dict[str, Any]:
    """Return a controlled evaluation with its sentences made anew. A stratum that rests on too few says so instead."""
    strata = {name: _stratum(its) for name, its in told["strata"].items()}
    alarm = leak_alarm(strata, threshold)
    shown = [line for name in told["headline"] for line in sentences(name, strata[name])]
    return told | {
        "strata": strata, "details": _details(told["details"]), "leak_alarm": alarm, "summary": alarm["sentences"] + shown,
    }  # fmt: skip


def _details(told: dict[str, Any]) -> dict[str, Any]:
    """Return the details of the headline; counts alone where a part of what their tables and pictures show is withheld."""
    agreement = told.get("agreement")
    if agreement is None:
        return told
    drawn = [value for row in (*agreement["groups"], *agreement["curve"]) for value in (row["stated"], row["observed"]["value"])]
    return {"counts": told["counts"], "note": TOO_FEW} if None in drawn else told


def _stratum(told: dict[str, Any]) -> dict[str, Any]:
    model = told.get("ways", {}).get("model", {})
    if "note" in told or not model or model["auc"]["value"] is None:
        return {"counts": told["counts"], "note": told.get("note", TOO_FEW)}
    share = told["at_rule_share"]
    return told | {"at_rule_share": None if share and None in (its["value"] for its in share.values()) else share}


def _decisions(told: dict[str, Any]) -> dict[str, Any]:
    """Return controlled figures of the decision audit; its funnels are drawn anew from what may be shown."""
    groups = [
        group | {"funnels": {known: _funnel(group, known, drawn) for known, drawn in group["funnels"].items()}}
        for group in told.get("groups", [])
    ]
    return told | ({"groups": groups} if groups else {})


def _funnel(group: Mapping[str, Any], known: str, drawn: Mapping[str, Any] | None) -> dict[str, Any] | None:
    shown = [{"name": row["name"], "of": row[known]["of"], "share": row[known]["share"]} for row in group["groups"]]
    kept = [row | {"share": row["share"]["value"]} for row in shown if isinstance(row["of"], int) and row["share"]]
    kept = [row for row in kept if row["share"] is not None]
    if drawn is None or len(kept) < 2 or drawn["overall"] is None or drawn["effect"] is None:
        return None
    return funnel(pd.DataFrame(kept), drawn["overall"], max(1.0, drawn["effect"]))


def worded(text: str) -> str:
    """Return a sentence that a stage wrote; if it holds a figure, that its figures are withheld."""
    return FIGURES_WITHHELD if re.search(r"\d", text) else text
