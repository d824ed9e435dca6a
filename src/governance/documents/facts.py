"""The facts of a run, read once from its files for every document."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ...chronology.tables import read_table
from ...chronology.vocabulary import Vocabulary, load_vocabulary
from ...fairness.characteristics import characteristics
from ...features.catalogue import Catalogue, load_catalogue
from ...files import read_json, read_run_table, sha256
from ...models.registered import MODEL, SUMMARY
from ...params import Params
from ...paths import DataFolder
from ...report.explanation_truth import ExplanationTruth, gather_truth
from ...report.model_summary import model_summary, read_model_files
from ...wording.board import UNDECIDED, decision_sentences
from ..approvals import decision_about
from .known_dates import read_assumed, share_of_features, share_of_reasons
from .special import count_special


@dataclass(frozen=True)
class RunFacts:
    """What the files of a run hold.

    covered, tested : first and last day of the records, and of the test points. model_summary : how the model was
    fitted, as on model.html. assumed : how many features and shown reasons rest on assumed known dates. special : how many events
    are of kinds that the law treats separately. audit : what audit.json holds, or None where the audit did not run.
    strategy : what the stage of that name found; of a controlled run `release.strategy` says what is left.
    decided : what was decided about the model, in sentences.
    """

    params: Params
    vocabulary: Vocabulary
    catalogue: Catalogue
    about: dict[str, Any]
    covered: tuple[pd.Timestamp, pd.Timestamp]
    tested: tuple[pd.Timestamp, pd.Timestamp]
    flow: list[dict[str, Any]]
    families: dict[str, Any]
    design: list[dict[str, Any]]
    manifest: dict[str, Any]
    curves: dict[str, Any]
    model_summary: dict[str, Any]
    fingerprint: str
    evaluation: dict[str, Any]
    sensitivity: dict[str, Any]
    checks: dict[str, Any]
    truth: ExplanationTruth
    decisions: dict[str, Any]
    quality: dict[str, Any]
    assumed: dict[str, dict[str, int]]
    special: dict[str, int]
    audit: dict[str, Any] | None
    strategy: dict[str, Any]
    decided: list[str]


def recorded_characteristics(facts: RunFacts) -> frozenset[str]:
    """Return the characteristics that the audit found recorded of somebody; all that can be, where no audit looked."""
    not_recorded = set() if facts.audit is None else set(facts.audit["about"]["not_recorded"])
    return frozenset(characteristics()) - not_recorded


def age_is_feature(facts: RunFacts) -> bool:
    """Return whether the catalogue measures anybody's age."""
    return any(feature.measure == "years" for feature in facts.catalogue.features)


def gather(data: DataFolder, params: Params) -> RunFacts:
    """Read what the stages wrote into the project's data folder."""
    vocabulary = load_vocabulary(params.source.vocabulary).for_horizon(params.cohort.horizon_days)
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    model_files = read_model_files(data)
    return RunFacts(
        params=params,
        vocabulary=vocabulary,
        catalogue=catalogue,
        about=read_json(data.about),
        covered=_covered(data.coverage),
        tested=_tested(data.points),
        flow=read_json(data.flow),
        families=read_json(data.families),
        design=read_json(data.design_checks),
        manifest=model_files["manifest"],
        curves=read_json(data.registered / SUMMARY),
        model_summary=model_summary(model_files, vocabulary),
        fingerprint=sha256(data.registered / MODEL)[:12],
        evaluation=read_json(data.evaluation),
        sensitivity=read_json(data.sensitivity),
        checks=read_json(data.explanation_checks),
        truth=gather_truth(data),
        decisions=read_json(data.decision_figures),
        quality=read_json(data.quality_figures),
        assumed=_assumed(data, catalogue, vocabulary),
        special=count_special(data.chronology),
        audit=read_json(data.audit) if data.audit.is_file() else None,
        strategy=read_json(data.strategy_figures),
        decided=_decided(data.registered, data.approvals),
    )


def _decided(model: Path, log: Path) -> list[str]:
    entry = decision_about(model, log)
    if entry is None:
        return [UNDECIDED]
    return decision_sentences(entry["decision"], entry["role"], entry["at"], entry["conditions"])


def _covered(path: Path) -> tuple[pd.Timestamp, pd.Timestamp]:
    coverage = read_table("coverage", path)
    return coverage["start"].min(), coverage["end"].max() - pd.Timedelta(days=1)


def _tested(path: Path) -> tuple[pd.Timestamp, pd.Timestamp]:
    days = read_run_table(path, columns=["period", "as_of"]).query("period == 'test'")["as_of"]
    return days.min(), days.max()


def _assumed(data: DataFolder, catalogue: Catalogue, vocabulary: Vocabulary) -> dict[str, dict[str, int]]:
    events = read_assumed(data.chronology)
    return {
        "features": share_of_features(events, data.chronology, catalogue, vocabulary),
        "reasons": share_of_reasons(events, read_json(data.page_contents)),
    }
