"""The model card: what the model is for, on what it was fitted, how well it works, and its limits, filled from the run.

Every figure is read from a file that the run wrote; a part whose file is not there is not on the card.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ..chronology.vocabulary import Vocabulary
from ..explain.report import banner
from ..features.catalogue import Catalogue, load_catalogue
from ..files import read_json
from ..models.evaluation.scores import MODEL, RULE
from ..models.labels import load_definitions
from ..params import Params
from .explanation_truth import ExplanationTruth, gather_truth, rows
from .figures import number

OUT_OF_SCOPE = (
    "To decide about anybody, or to recommend a decision: it decides and recommends nothing.",
    "To close, delay or reorder work, or to reassure: below the attention band it says nothing, "
    "and that is no evidence that anybody's needs are met.",
    "To rank, compare or check on workers, teams, agencies or areas.",
    "To accuse: a record says what somebody wrote down on a day, and no more.",
    "On a live service without a study of its use, an impact assessment, and people who are accountable for it.",
)
LIMITS = (
    "The outcome counts what agencies recorded and did, not what happened in anybody's life. "
    "Where agencies did not look, it is silent.",
    "Intervals hold for these fitted models and this place. They do not tell how the model would do elsewhere or later.",
    "More records about somebody may come from more watching. The model cannot tell the two apart.",
    "Fairness between groups has not been measured in this version.",
    "A reason tells what weighed in the score. It does not tell what the cause was.",
    "How people use the pages has not been studied.",
    "Small counts are not suppressed in this version: do not publish this card when it describes real people.",
)
METRICS = {"auc": "AUC", "average_precision": "Average precision", "prevalence": "Share followed by the outcome"}


@dataclass(frozen=True)
class RunFacts:
    """What the run's files say."""

    about: dict[str, Any]
    flow: list[dict[str, Any]]
    families: dict[str, Any]
    evaluation: dict[str, Any]
    checks: dict[str, Any]
    truth: ExplanationTruth


def gather(data: Path) -> RunFacts:
    """Read what the stages wrote into the project's data folder."""
    return RunFacts(
        about=read_json(data / "chronology/about.json"),
        flow=read_json(data / "cohort/flow.json"),
        families=read_json(data / "cohort/families.json"),
        evaluation=read_json(data / "evaluation/evaluation.json"),
        checks=read_json(data / "explanations/checks.json"),
        truth=gather_truth(data),
    )


def card(facts: RunFacts, params: Params, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the content of model_card.html."""
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    strata = facts.evaluation["strata"]
    order = [*facts.evaluation["headline"], *sorted(set(strata) - set(facts.evaluation["headline"]))]
    return {
        "words": vocabulary.nouns,
        "synthetic": banner(vocabulary, facts.about["synthetic"]),
        "home": "index.html",
        "summary": facts.evaluation["summary"],
        "out_of_scope": OUT_OF_SCOPE,
        "precedents": vocabulary.page.precedents,
        "about": facts.about,
        "flow": facts.flow,
        "families": facts.families,
        "label": _label(params, vocabulary),
        "horizon": params.cohort.horizon_days if params.cohort.kind == "contacts" else None,
        "strata": [_stratum(name, strata[name]) for name in order],
        "chances": facts.evaluation["details"].get("agreement", {}).get("groups", []),
        "leak_alarm": facts.evaluation["leak_alarm"],
        "known_basis": _known_basis(facts.checks, vocabulary),
        "catalogue": _catalogue(catalogue),
        "train": params.train,
        "folds": params.split.folds,
        "checks": facts.checks,
        "explanation_truth": rows(facts.truth),
        "limits": LIMITS,
    }


def _label(params: Params, vocabulary: Vocabulary) -> list[str]:
    """Return what the label counts: any of these, or nothing where the project supplied its labels."""
    if params.cohort.kind != "contacts":
        return []
    labels = load_definitions(vocabulary).labels
    return [label.means for name, label in labels.items() if params.cohort.label in (name, "either")]


def _stratum(name: str, found: dict[str, Any]) -> dict[str, Any]:
    """Return the tables of one stratum, their cells as text."""
    ways = found.get("ways", {})
    return {
        "name": name,
        "counts": found["counts"],
        "note": found.get("note"),
        "tables": [_table("Ranking", METRICS, ways), *(_at_capacity(kind, ways) for kind in ("precision", "recall"))],
        "differences": _as_text(found.get("differences")),
        "at_rule_share": _as_text(found.get("at_rule_share")),
    }


def _at_capacity(kind: str, ways: dict[str, Any]) -> dict[str, Any]:
    """Return the table of precision or recall, from the smallest share reviewed to the largest, the rule's own share last."""
    start = f"{kind} at "
    shares = {metric.removeprefix(start) for metrics in ways.values() for metric in metrics if metric.startswith(start)}
    ordered = sorted(shares, key=lambda share: (not share.endswith("%"), float(share.rstrip("%")) if share.endswith("%") else 0))
    caption = f"{kind.capitalize()}, by the share that is reviewed"
    return _table(caption, {start + share: share.capitalize() for share in ordered}, ways)


def _table(caption: str, columns: dict[str, str], ways: dict[str, Any]) -> dict[str, Any]:
    """Return a table with one row a way of scoring, the model first, and one column a metric."""
    order = sorted(ways, key=lambda way: (way != MODEL, way != RULE, way))
    rows = [(way, [number(ways[way].get(metric)) for metric in columns]) for way in order]
    return {"caption": caption, "columns": list(columns.values()), "rows": rows}


def _as_text(values: dict[str, Any] | None) -> list[tuple[str, str]]:
    return [(name, number(value)) for name, value in (values or {}).items()]


def _known_basis(checks: dict[str, Any], vocabulary: Vocabulary) -> list[tuple[str, int, str]]:
    """Return where known dates come from: words, records, share of all."""
    counts = {words: checks.get(f"records_{word}", 0) for word, words in vocabulary.words["known_basis"].items()}
    total = sum(counts.values())
    return [(words, count, f"{count / total:.1%}" if total else "") for words, count in counts.items()]


def _catalogue(catalogue: Catalogue) -> dict[str, Any]:
    features = pd.Series([feature.indicator for feature in catalogue.features]).value_counts()
    entries = catalogue.indicators.items()
    return {
        "indicators": len(catalogue.indicators),
        "features": len(catalogue.features),
        "without_sentence": sum(entry.says is None for _, entry in entries),
        "increasing": sum(feature.direction == "increases" for feature in catalogue.features),
        "rows": [(entry.theme, entry.means, int(features[name])) for name, entry in entries],
    }
