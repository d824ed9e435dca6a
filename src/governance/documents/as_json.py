"""The model card as JSON, in the schema 0.0.2 of the Model Card Toolkit, and as metadata of Hugging Face."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from ...files import read_json
from .content import Document
from .facts import RunFacts
from .tables import metrics

SCHEMA = "toolkit_schema.json"
VERSION = "0.0.2"
TAGS = ("tabular-classification", "lightgbm", "interpretable", "decision-support", "research-and-audit")


@cache
def schema() -> dict[str, Any]:
    """Return the schema, as the package ships it."""
    return dict(read_json(Path(str(files(__package__) / SCHEMA))))


def as_json(card: Document, facts: RunFacts) -> dict[str, Any]:
    """Return the card's own sentences and the run's figures in the toolkit's form.

    Raises
    ------
    jsonschema.ValidationError : the result does not fit the schema (a bug).
    """
    content = {
        "schema_version": VERSION,
        "model_details": _details(card),
        "model_parameters": {
            "model_architecture": _text(card, "architecture"),
            "data": [
                {"name": "training data", "description": _text(card, "rows")},
                {
                    "name": "evaluation data",
                    "description": _text(card, "tested"),
                    "sensitive": {"sensitive_data": _texts(card, "protected-groups")},
                },
            ],
            "input_format": _text(card, "input"),
            "output_format": _text(card, "output"),
        },
        "quantitative_analysis": {"performance_metrics": [*_assumed(facts), *metrics(facts)]},
        "considerations": {
            "users": _described(card, "users"),
            "use_cases": _described(card, "uses"),
            "limitations": [
                *({"description": f"Not for this use: {text}"} for text in _texts(card, "not-for")),
                *(each for id in ("not-known", "worse-for", "limits") for each in _described(card, id)),
            ],
            "tradeoffs": _described(card, "tradeoffs"),
            "ethical_considerations": [
                {"name": part.name, "mitigation_strategy": " ".join(part.say)}
                for section in card.sections
                if section.id == "ethics"
                for part in section.parts
            ],
        },
    }
    Draft7Validator(schema()).validate(content)
    return content


def _details(card: Document) -> dict[str, Any]:
    owners = card.part("owners")
    filled_in = {answer.key: answer.given for answer in owners.blanks} if owners else {}
    owner = {name: filled_in[key] for name, key in (("name", "owner"), ("contact", "contact_email")) if filled_in.get(key)}
    banner = [card.synthetic] if card.synthetic else []
    return {
        "name": "neglect-triage",
        "overview": " ".join([*banner, *_texts(card, "for")]),
        "documentation": " ".join([*banner, *card.about, *_texts(card, "beside-the-rule"), *_texts(card, "leak")]),
        "owners": [owner] if owner else [],
        "version": {"name": _text(card, "version")},
        "licenses": [{"identifier": "MIT"}],
    }


def _assumed(facts: RunFacts) -> list[dict[str, Any]]:
    return [
        {"type": f"share of {name} that rest on assumed known dates", "value": of["count"] / of["of"], "slice": f"of {of['of']}"}
        for name, of in facts.assumed.items()
        if of["of"]
    ]


def metadata(card: Document, facts: RunFacts) -> dict[str, Any]:
    """Return the keys that Hugging Face reads at the head of a model card."""
    return {
        "language": "en",
        "license": "mit",
        "library_name": "lightgbm",
        "model_name": "neglect-triage",
        "pipeline_tag": "tabular-classification",
        "tags": [*TAGS, *(["synthetic-data"] if card.synthetic else [])],
        "metrics": ["roc_auc", "average_precision", "precision", "recall"],
        "model-index": [{"name": "neglect-triage", "results": [_result(name, facts) for name in facts.evaluation["headline"]]}],
    }


def _result(name: str, facts: RunFacts) -> dict[str, Any]:
    of_model = [each for each in metrics(facts) if each["slice"] == f"{name}; model" and not each["type"].startswith("model's")]
    return {
        "task": {"type": "tabular-classification"},
        "dataset": {"name": f"test {facts.vocabulary.nouns.points}: {name}", "type": "own"},
        "metrics": [{"type": each["type"], "value": each["value"]} for each in of_model],
    }


def _texts(card: Document, id: str) -> list[str]:
    """Return all texts of a part; empty where it was left out."""
    part = card.part(id)
    return [*part.say, *part.points] if part else []


def _text(card: Document, id: str) -> str:
    return " ".join(_texts(card, id))


def _described(card: Document, id: str) -> list[dict[str, str]]:
    return [{"description": text} for text in _texts(card, id)]
