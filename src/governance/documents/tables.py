"""The tables that documents name; each figure with its interval."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, RootModel

from ...models.evaluation.operating_points import operating_points
from ...models.evaluation.scores import MODEL, RULE
from ...pages.tables import Table
from ...report.evaluation_tables import checks, ordered_methods
from ...report.explanation_truth import rows
from ...report.methods import with_method_names
from ...wording.estimates import number, percent, signed
from ...wording.operating_points import operating_table
from ...yamls import read_model
from .board import compared
from .facts import RunFacts, age_is_feature, recorded_characteristics
from .special import special

EXPLANATIONS = "Are the explanations true to the model?"
NOT_HELD = "Not recorded, and not audited."
METRICS = {"auc": "AUC", "average_precision": "Average precision", "prevalence": "Share followed by the outcome"}


def tables_of(facts: RunFacts) -> dict[str, list[Table]]:
    """Return lists of tables, by the name under which documents ask for them."""
    strata = with_method_names(facts.evaluation["strata"], facts.vocabulary.nouns)
    return {
        "rows": [_rows(facts)],
        "known_basis": [_known_basis(facts)],
        "flow": [_flow(facts)],
        "operating_points": [_operating(facts)],
        "compared": compared(facts),
        "performance": [table for name, found in strata.items() for table in _stratum(name, found)],
        "chances": _chances(facts),
        "explanations": [Table(EXPLANATIONS, ["What", "On how many", "Figure"], [list(row) for row in rows(facts.truth)])],
        "indicators": [_indicators(facts)],
        "characteristics": [_characteristics(facts)],
        "special": [_special(facts)],
        "design": [checks(facts.design)],
    }


def _operating(facts: RunFacts) -> Table:
    return operating_table(operating_points(facts.evaluation), facts.vocabulary.nouns.model_dump(), MODEL, RULE)


def _rows(facts: RunFacts) -> Table:
    rows = [
        [
            facts.vocabulary.nouns.people if name == "children" else name.replace("_", " "),
            *(f"{counts[part]:,}" for part in ("read", "kept", "quarantined")),
        ]
        for name, counts in sorted(facts.about["tables"].items())
    ]
    return Table("Rows of each table", ["Table", "Read", "Kept", "Put aside"], rows)


def _known_basis(facts: RunFacts) -> Table:
    counts = {words: facts.checks.get(f"records_{word}", 0) for word, words in facts.vocabulary.words["known_basis"].items()}
    total = sum(counts.values())
    rows = [[words, f"{count:,}", percent({"value": count / total}) if total else ""] for words, count in counts.items()]
    return Table("Where the day on which a record could be read comes from", ["It is", "Records", "Share"], rows)


def _flow(facts: RunFacts) -> Table:
    nouns = facts.vocabulary.nouns
    rows = [[step["step"], f"{step['points']:,}", f"{step['people']:,}"] for step in facts.flow]
    return Table("Who is in the study", ["Step", nouns.points, nouns.people], rows)


def _stratum(name: str, found: dict[str, Any]) -> list[Table]:
    """Return the tables of one stratum; none where it could not be evaluated."""
    ways = found.get("ways")
    if not ways:
        return []
    shown = [
        _method_table(f"Ranking: {name}", METRICS, ways),
        *(_at_capacity(kind, name, ways) for kind in ("precision", "recall")),
    ]
    if apart := found["differences"]:
        rows = [[way, signed(gain)] for way, gain in apart.items()]
        shown.append(Table(f"How far the model's AUC lies above that of another way: {name}", ["Other way", "Difference"], rows))
    if share := found["at_rule_share"]:
        rows = [[what, number(value)] for what, value in share.items()]
        shown.append(Table(f"When the model names as many as the local rule does: {name}", ["What", "Value"], rows))
    return shown


def _at_capacity(kind: str, name: str, ways: dict[str, Any]) -> Table:
    """Return precision or recall, from the smallest share reviewed to the largest, the rule's own share last."""
    start = f"{kind} at "
    shares = {metric.removeprefix(start) for metrics in ways.values() for metric in metrics if metric.startswith(start)}
    ordered = sorted(shares, key=lambda share: (not share.endswith("%"), float(share.rstrip("%")) if share.endswith("%") else 0))
    return _method_table(
        f"{kind.capitalize()}, by the share that is reviewed: {name}", {start + share: share for share in ordered}, ways
    )


def _method_table(caption: str, columns: dict[str, str], methods: dict[str, Any]) -> Table:
    rows = [[method, *(number(methods[method].get(metric)) for metric in columns)] for method in ordered_methods(methods)]
    return Table(caption, ["Way of scoring", *columns.values()], rows)


def _chances(facts: RunFacts) -> list[Table]:
    groups = facts.evaluation["details"].get("agreement", {}).get("groups", [])
    rows = [[f"{row['stated']:.3f}", number(row["observed"]), f"{row['points']:,}"] for row in groups]
    points = facts.vocabulary.nouns.points
    caption = "Do the stated chances hold, by tenths of the stated chance?"
    return [Table(caption, ["Stated", "Observed", points], rows)] if rows else []


def _indicators(facts: RunFacts) -> Table:
    features = pd.Series([feature.indicator for feature in facts.catalogue.features]).value_counts()
    rows = [[entry.means, entry.theme, str(features[name])] for name, entry in facts.catalogue.indicators.items()]
    return Table("The indicators", ["Indicator", "Theme", "Features"], rows)


def _special(facts: RunFacts) -> Table:
    person = facts.vocabulary.nouns.person
    rows = [[kind.name.format(person=person), kind.law, f"{facts.special[kind.name]:,}"] for kind in special()]
    return Table("Records of kinds that the law treats apart; one can be of several", ["Kind", "UK GDPR", "Records"], rows)


class _Characteristic(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    recorded: str = ""
    says: str


class _Equality(RootModel[list[_Characteristic]]):
    """The content of equality.yaml."""


def _characteristics(facts: RunFacts) -> Table:
    """Return the nine characteristics of the Equality Act, and which of them the records of this run hold."""
    held = recorded_characteristics(facts)
    words = facts.vocabulary.nouns.model_dump() | {
        "age_as_feature": "A feature of the model" if age_is_feature(facts) else "No feature of the model",
        "special_needs": ", with special educational needs beside it" if "special_needs" in held else "",
    }
    rows = [
        [
            one.name,
            "recorded" if one.recorded in held else "not recorded",
            NOT_HELD if one.recorded and one.recorded not in held else one.says.format_map(words),
        ]
        for one in read_model(Path(str(files(__package__) / "equality.yaml")), _Equality).root
    ]
    return Table("Protected characteristics, and whether these records hold them", ["Characteristic", "Here", "How"], rows)


def metrics(facts: RunFacts) -> list[dict[str, Any]]:
    """Return every figure of the performance tables as a number, for the model card in JSON."""
    strata = with_method_names(facts.evaluation["strata"], facts.vocabulary.nouns)
    return [
        _metric(metric, f"{stratum}; {way}", value)
        for stratum, found in strata.items()
        for way in ordered_methods(found.get("ways", {}))
        for metric, value in found["ways"][way].items()
        if metric in METRICS or metric.startswith(("precision at", "recall at"))
        if value["value"] is not None
    ] + [_metric(f"{MODEL}'s AUC above it", f"{name}; {way}", gain) for name, found in strata.items()
         for way, gain in (found.get("differences") or {}).items() if gain["value"] is not None]  # fmt: skip


def _metric(kind: str, part: str, value: dict[str, float | None]) -> dict[str, Any]:
    interval = {"lower_bound": value["low"], "upper_bound": value["high"]} if value.get("low") is not None else None
    return {"type": kind, "value": value["value"], "slice": part} | ({"confidence_interval": interval} if interval else {})
