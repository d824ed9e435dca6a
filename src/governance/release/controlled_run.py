"""A run's figures after disclosure control, in the form that pages read. Sentences are rebuilt from controlled figures."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import pandas as pd

from ...disclosure.attack import narrowest
from ...disclosure.cells import Path as Cell
from ...disclosure.earlier import Published
from ...disclosure.figures import as_published, attacked, controlled, counts_by_name, what_was_done
from ...explain.decisions.groups import funnel
from ...models.evaluation.summary import leak_alarm, sentences
from ...params import Params
from ...paths import DataFolder
from ...report.explanation_truth import ExplanationTruth
from ...report.model_summary import model_summary, read_model_files
from ...strategy.definitions import load_strategy
from ...wording.board import WITHHELD
from ..documents.facts import RunFacts, gather
from . import fairness, strategy

CHOSEN = frozenset({
    "weeks", "groups", "refits", "years", "errors", "warnings", "reasons_shown", "sizes",
    "largest_difference_from_margin", "largest_difference_from_shap", "sources", "sources_without_shared_dates",
}) | fairness.CHOSEN | strategy.CHOSEN  # fmt: skip
"""Names of numbers that somebody chose, or that count neither people nor records, in the files that pages are made of."""
TOO_FEW = "withheld: it rests on too few"
FIGURES_WITHHELD = "Its figures stay inside the secure area."


@dataclass(frozen=True)
class Controlled:
    """A run after disclosure control.

    done : by part of the run, how many numbers were hidden, rounded and withheld. attack : how many counts are hidden, and the
    width of the narrowest range in which a reader can place one of them (None: unlimited), if they also have the `earlier`
    releases, so many. record : what this one shows, for the ledger.
    """

    facts: RunFacts
    done: dict[str, dict[str, int]]
    attack: dict[str, float | None]
    record: Published[Cell]


def controlled_run(data: DataFolder, params: Params, earlier: Sequence[Published[Cell]] = ()) -> Controlled:
    """Return what pages are made of, after control: all parts of the run are controlled as one set of linked tables.

    earlier : the releases in the ledger. This one is attacked together with those that came before its figures were first
        released.
    """
    facts, model_files = gather(data, params), read_model_files(data)
    parts = _parts(facts, model_files)
    counts = counts_by_name(parts, CHOSEN)
    earlier = list(takewhile(lambda release: release.counts != counts, earlier))
    shown = controlled(parts, CHOSEN, earlier)
    ranges = attacked(parts, CHOSEN, earlier)
    width = narrowest(ranges)
    named = {"families": facts.vocabulary.nouns.families}
    return Controlled(
        facts=_controlled_facts(facts, model_files, shown),
        done={named.get(name, name): what_was_done(parts[name], shown[name]) for name in parts},
        attack={"hidden": len(ranges), "narrowest": width if math.isfinite(width) else None, "earlier": len(earlier)},
        record=as_published(parts, CHOSEN, earlier),
    )


def _parts(facts: RunFacts, model_files: Mapping[str, Any]) -> dict[str, Any]:
    """Return everything with figures that the pages of a release read. The largest family's share is withheld."""
    fitted = {name: model_files["calibration"][name] for name in ("families", "positive_families")}
    return {
        "rows": facts.about["tables"],
        "who is in the study": facts.flow,
        "families": {**facts.families, "largest_share_of_points": None},
        "fitted on": model_files["manifest"]["trained_on"],
        "calibrated on": fitted,
        "evaluation": {
            **facts.evaluation,
            "summary": [],
            "leak_alarm": {},
            "details": _without_sums(facts.evaluation["details"]),
        },
        "sensitivity": {**facts.sensitivity, "ages": [row for row in facts.sensitivity["ages"] if row["odds"] is not None]},
        "explanations": facts.checks,
        "truth of explanations": facts.truth.faithfulness,
        "decisions": facts.decisions,
        "kinds that the law treats apart": facts.special,
        "quality": facts.quality,
        "reasons with assumed dates": facts.assumed["reasons"],
        "fairness": fairness.before_control(facts.audit),
        "strategy over time": strategy.before_control(facts.strategy, load_strategy().measures),
    }


def _without_sums(details: dict[str, Any]) -> dict[str, Any]:
    """Return the details without the sums over groups: each repeats the tables, and would give away a hidden count."""
    if "groups" not in details:
        return details
    groups = {
        kind: {name: each for name, each in found.items() if name != "account"} for kind, found in details["groups"].items()
    }
    return details | {"groups": groups}


def _controlled_facts(facts: RunFacts, model_files: Mapping[str, Any], shown: Mapping[str, Any]) -> RunFacts:
    manifest = model_files["manifest"] | {"trained_on": shown["fitted on"]}
    withheld = {"bands": {"periods": {}}, "checks": {"coverage": None, "not_estimable": model_files["checks"]["not_estimable"]}}
    fitted = {**model_files, **withheld, "manifest": manifest, "calibration": model_files["calibration"] | shown["calibrated on"]}
    notes = [note for note in facts.about["notes"] if without_figures(note) == note]
    return RunFacts(  # field by field, so that a new field is decided on here
        params=facts.params,
        vocabulary=facts.vocabulary,
        catalogue=facts.catalogue,
        about=facts.about | {"tables": shown["rows"], "notes": notes},
        covered=_in_months(facts.covered),
        tested=_in_months(facts.tested),
        flow=shown["who is in the study"],
        families=shown["families"],
        design=[check | {"evidence": without_figures(check["evidence"])} for check in facts.design],
        manifest=manifest,
        curves=facts.curves,
        model_summary=model_summary(fitted, facts.vocabulary),
        fingerprint=facts.fingerprint,
        evaluation=_evaluation(shown["evaluation"], facts.evaluation["leak_alarm"]["threshold"]),
        sensitivity=shown["sensitivity"],
        checks=shown["explanations"],
        truth=ExplanationTruth(shown["truth of explanations"], facts.truth.drivers),
        decisions=_decisions(shown["decisions"]),
        special=shown["kinds that the law treats apart"],
        quality=shown["quality"],
        assumed=facts.assumed | {"reasons": shown["reasons with assumed dates"]},
        audit=fairness.after_control(shown["fairness"]),
        strategy=facts.strategy | {"measures": strategy.after_control(shown["strategy over time"])},
        decided=[WITHHELD],
    )


def _in_months(days: tuple[pd.Timestamp, pd.Timestamp]) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first day of the first month and the last of the last: the first and the last record are somebody's."""
    first, last = days
    return first.to_period("M").start_time, last.to_period("M").end_time.normalize()


def _evaluation(shown: dict[str, Any], threshold: float) -> dict[str, Any]:
    """Return a controlled evaluation with rebuilt sentences. A stratum with too few families has a note instead of figures."""
    strata = {name: _stratum(stratum) for name, stratum in shown["strata"].items()}
    alarm = leak_alarm(strata, threshold)
    lines = [line for name in shown["headline"] for line in sentences(name, strata[name])]
    summary = {"leak_alarm": alarm, "summary": alarm["sentences"] + lines}
    return shown | {"strata": strata, "details": _details(shown["details"])} | summary


def _details(shown: dict[str, Any]) -> dict[str, Any]:
    """Return the details of the headline; only counts where any figure of its tables and pictures is withheld."""
    agreement = shown.get("agreement")
    if agreement is None:
        return shown
    plotted = [
        value for row in (*agreement["groups"], *agreement["curve"]) for value in (row["stated"], row["observed"]["value"])
    ]
    return {"counts": shown["counts"], "note": TOO_FEW} if None in plotted else shown


def _stratum(shown: dict[str, Any]) -> dict[str, Any]:
    model = shown.get("ways", {}).get("model", {})
    if "note" in shown or not model or model["auc"]["value"] is None:
        return {"counts": shown["counts"], "note": shown.get("note", TOO_FEW)}
    share = shown["at_rule_share"]
    return shown | {"at_rule_share": None if share and None in (value["value"] for value in share.values()) else share}


def _decisions(shown: dict[str, Any]) -> dict[str, Any]:
    """Return controlled figures of the decision audit; its funnels are redrawn from them, its period is given in months."""
    groups = [
        group | {"funnels": {known: _funnel(group, known, drawn) for known, drawn in group["funnels"].items()}}
        for group in shown.get("groups", [])
    ]
    months = {"period": [_without_day(day) for day in shown["period"]]} if "period" in shown else {}
    return shown | months | ({"groups": groups} if groups else {})


def _without_day(date: str) -> str:
    """Return the month of a date in words, because the first and the last contact are somebody's."""
    return date.split(" ", 1)[1]


def _funnel(group: Mapping[str, Any], known: str, drawn: Mapping[str, Any] | None) -> dict[str, Any] | None:
    rows = [{"name": row["name"], "of": row[known]["of"], "share": row[known]["share"]} for row in group["groups"]]
    kept = [row | {"share": row["share"]["value"]} for row in rows if isinstance(row["of"], int) and row["share"]]
    kept = [row for row in kept if row["share"] is not None]
    if drawn is None or len(kept) < 2 or drawn["overall"] is None or drawn["effect"] is None:
        return None
    return funnel(pd.DataFrame(kept), drawn["overall"], max(1.0, drawn["effect"]))


def without_figures(text: str) -> str:
    """Return a sentence that a stage wrote, or that its figures are withheld if it has any."""
    return FIGURES_WITHHELD if re.search(r"\d", text) else text
