"""The evidence that documents name: figures and sentences from a run, and the conditions that it fulfils."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import pandas as pd

from ...chronology.vocabulary import view_name
from ...disclosure.rounding import HIDDEN, total
from ...fairness.characteristics import PROTECTED
from ...fairness.summary import names_of, summary
from ...models.design_checks import PER_FEATURE, POLICY
from ...models.evaluation.operating_points import operating_points
from ...models.labels import load_definitions
from ...pages.shares import chosen_share, of_100
from ...params import Split
from ...report.index_page import plain_words
from ...review.questions import questions
from ...wording.estimates import number, percent, signed
from ...wording.operating_points import operating_note
from ...wording.sentences import british_date
from .blanks import Organisation, still_blank
from .board import board_lines
from .content import Evidence, written
from .facts import RunFacts, age_is_feature, recorded_characteristics
from .tables import tables_of
from .ways import words_of_way

AS_DATED = "as dated"
DESIGN = {
    "time": "predictors end before the outcome starts",
    "followed": "follow-up is complete",
    "apart": "families are on one side",
    "enough": PER_FEATURE,
    "test": "positive families to test on",
    "copy": "the outcome is independent of predictors",
    "missing": "missingness by period",
    "known": "when records could be read",
    "policy": POLICY,
}
"""The checks of the design, by the name under which documents ask for their answer."""
ANSWERS = {"pass": "Yes.", "fail": "No.", "unknown": "Not certain."}
NOT_MEASURED = "Not measured in this run: whether it performs less well for some groups of people than for others."


def evidence_of(facts: RunFacts, organisation: Organisation) -> Evidence:
    """Return everything that the texts of the documents may name."""
    blank = {"blanks_in_all": str(len(still_blank(organisation))), "entries_in_all": str(len(organisation))}
    return Evidence(figures(facts) | blank, lines(facts), tables_of(facts), conditions(facts))


def conditions(facts: RunFacts) -> frozenset[str]:
    """Return which conditions hold: they decide which parts of a text are shown."""
    all_conditions = {
        "synthetic": facts.about["synthetic"],
        "contacts": facts.params.cohort.kind == "contacts",
        "safeguarding": bool(facts.vocabulary.page.precedents),
        "intervals": facts.families["intervals_estimable"],
        "decisions": "note" not in facts.decisions,
        "audited": facts.audit is not None,
        "operating": bool(operating_points(facts.evaluation)),
        "leak": bool(facts.evaluation["leak_alarm"]["tripped"]),
        "late": bool(facts.sensitivity["variants"].get("known dates")),
    }
    return frozenset(name for name, holds in all_conditions.items() if holds)


def figures(facts: RunFacts) -> dict[str, str]:
    """Return single figures as text, by the name under which documents ask for them."""
    return (
        facts.vocabulary.nouns.model_dump()
        | _choices(facts)
        | _records(facts)
        | _model(facts)
        | _explained(facts)
        | _reported()
        | _design(facts)
    )


def _design(facts: RunFacts) -> dict[str, str]:
    """Return the answer of each check of the design, with its evidence and why a failure is accepted; and its evidence alone."""
    found = {check["name"]: check for check in facts.design}
    answers = {f"design_{key}": _checked(found[name]) for key, name in DESIGN.items()}
    return answers | {f"evidence_{key}": found[name]["evidence"] for key, name in DESIGN.items()}


def _checked(check: Mapping[str, str]) -> str:
    return " ".join(filter(None, [ANSWERS[check["verdict"]], check["evidence"], check["accepted"]]))


def _reported() -> dict[str, str]:
    """Return how many parts of TRIPOD+AI there are, and how many have evidence; a part may have two versions of its text."""
    parts = {part.id: part for section in written("tripod_ai").sections for part in section.parts}
    return {"tripod_items": str(len(parts)), "tripod_done": str(sum(not part.not_done for part in parts.values()))}


def _choices(facts: RunFacts) -> dict[str, str]:
    params, nouns = facts.params, facts.vocabulary.nouns
    return words_of_way(params.train, facts.curves, nouns) | {
        "view_name": view_name(params.train.view, nouns),
        "folds": str(params.split.folds),
        "horizon": f"{params.cohort.horizon_days}",
        "cuts": _cuts(params.split),
        "neighbours": str(params.train.neighbours),
        "audited_share": chosen_share(params.audit.capacity),
        "attention_share": chosen_share(params.train.attention_share),
        "draws": f"{facts.evaluation['bootstrap_draws']:,}",
        "leak_threshold": f"{facts.evaluation['leak_alarm']['threshold']:.2f}",
    }


def _cuts(split: Split) -> str:
    """Return how periods were split."""
    if split.cut_1 and split.cut_2:
        days = [british_date(pd.Timestamp(cut)) for cut in (split.cut_1, split.cut_2)]
        return f"training ends before {days[0]}, the test starts on {days[1]}"
    calibrated = f"calibrated on {', '.join(split.calibration_periods)}, " if split.calibration_periods else ""
    return f"trained on {', '.join(split.train_periods)}, {calibrated}tested on {', '.join(split.test_periods)}"


def month(day: pd.Timestamp) -> str:
    """Return the month of a day in words."""
    return british_date(day).split(maxsplit=1)[1]


def _records(facts: RunFacts) -> dict[str, str]:
    tables = facts.about["tables"]
    protected = [name for name in PROTECTED if name in recorded_characteristics(facts)]
    return {
        "covered_from": month(facts.covered[0]),
        "covered_to": month(facts.covered[1]),
        "tested_from": month(facts.tested[0]),
        "tested_to": month(facts.tested[1]),
        "events_kept": f"{tables['events']['kept']:,}",
        "people_kept": f"{tables['children']['kept']:,}",
        "rows_put_aside": f"{total(rows['quarantined'] for rows in tables.values()):,}",
        "family_count": f"{facts.families['families']:,}",
        "largest_family": _hundredfold(facts.families["largest_share_of_points"]),
        "rows_with_warnings": f"{facts.quality['rows_with_warnings']:,}",
        "protected_columns": (", ".join(name.replace("_", " ") for name in protected) or "none").capitalize(),
        "age_as_feature": "Age is the exception: it is a feature." if age_is_feature(facts) else "Age is no feature here either.",
    }


def _model(facts: RunFacts) -> dict[str, str]:
    trained, features = facts.manifest["trained_on"], facts.catalogue.features
    counts = facts.evaluation["details"].get("counts") or facts.evaluation["strata"][facts.evaluation["headline"][0]]["counts"]
    return {
        "version": version("neglect-triage"),
        "fingerprint": facts.fingerprint,
        "catalogue_sha": facts.manifest["catalogue_sha256"][:12],
        "indicators": str(len(facts.catalogue.indicators)),
        "features": str(len(features)),
        "increasing": str(sum(feature.direction == "increases" for feature in features)),
        "without_sentence": str(sum(entry.says is None for entry in facts.catalogue.indicators.values())),
        "trained_points": f"{trained['points']:,}",
        "trained_families": f"{trained['families']:,}",
        "trained_positives": f"{trained['positives']:,}",
        "test_points": f"{counts['points']:,}",
        "test_people": f"{counts['people']:,}",
        "test_families": f"{counts['families']:,}",
        "test_positives": f"{counts['positives']:,}",
        "test_share": HIDDEN
        if HIDDEN in counts.values()
        else percent({"value": counts["positives"] / counts["points"]}).removesuffix(" %"),
    }


def _explained(facts: RunFacts) -> dict[str, str]:
    checks = facts.checks
    return {
        "points_explained": f"{checks['points_explained']:,}",
        "points_compared": f"{checks['points_compared_with_shap']:,}",
        "sum_difference": str(checks["largest_difference_from_margin"]),
        "shap_difference": str(checks["largest_difference_from_shap"]),
        "pages": f"{checks['pages']:,}",
        "features_assumed": _share(facts.assumed["features"]),
        "reasons_assumed": _share(facts.assumed["reasons"]),
        "judgements": ", ".join(questions(facts.vocabulary.nouns).reviewers.judgements).lower(),
    }


def _hundredfold(share: float | None) -> str:
    return HIDDEN if share is None else of_100(share, 2)


def _share(of: Mapping[str, int | str]) -> str:
    count, every = of["count"], of["of"]
    if isinstance(count, str) or isinstance(every, str):
        return f"{count} of {every:,}"
    return f"{count:,} of {every:,} ({_per_cent(count, every)})" if every else "none of none"


def lines(facts: RunFacts) -> dict[str, list[str]]:
    """Return lists of sentences, by the name under which documents ask for them."""
    alarm = facts.evaluation["leak_alarm"]
    return {
        **board_lines(facts),
        "operating_note": [operating_note(facts.vocabulary.nouns.model_dump())],
        "summary": [line[:1].upper() + line[1:] for line in facts.evaluation["summary"]],
        "worse_for": summary(facts.audit, names_of(facts.vocabulary)) if facts.audit else [NOT_MEASURED],
        "errors": plain_words(facts.evaluation, facts.vocabulary),
        "label": _label(facts),
        "notes": facts.about["notes"],
        "precedents": facts.vocabulary.page.precedents,
        "fitted": facts.model_summary["fitted"],
        "beside": [f"{name[:1].upper()}{name[1:]}: {how}" for name, how, _ in facts.model_summary["beside"]],
        "denominators": [_denominators(name, facts) for name in _strata(facts)],
        "failed_checks": [f"{check['asks']} {check['evidence']}" for check in facts.design if check["verdict"] != "pass"],
        "leaks": alarm["sentences"],
        "too_small": [f"Too few {facts.vocabulary.nouns.families} to tell: {name}." for name in alarm["too_small_to_tell"]],
        "known_dates": _known_dates(facts),
        "about_carers": [f"{words[:1].upper()}{words[1:]}." for words in facts.vocabulary.codes.get("context", {}).values()],
    }


def _strata(facts: RunFacts) -> list[str]:
    headline = facts.evaluation["headline"]
    return [*headline, *sorted(set(facts.evaluation["strata"]) - set(headline))]


def _denominators(name: str, facts: RunFacts) -> str:
    found, nouns = facts.evaluation["strata"][name], facts.vocabulary.nouns
    counts = found["counts"]
    note = f" {found['note'].capitalize()}." if "note" in found else ""
    return (
        f"{name.capitalize()}: {counts['positives']:,} of {counts['points']:,} {nouns.points} were followed by the outcome "
        f"({counts['people']:,} {nouns.people}, {counts['families']:,} {nouns.families}). "
        f"{counts['points_whose_family_recurs']:,} are of {nouns.families} that were there before; "
        f"their model had not seen them.{note}"
    )


def _label(facts: RunFacts) -> list[str]:
    """Return what the label counts; empty where the project supplied its labels."""
    if facts.params.cohort.kind != "contacts":
        return []
    labels = load_definitions(facts.vocabulary).labels
    return [f"{label.means}." for name, label in labels.items() if facts.params.cohort.label in (name, "either")]


def _known_dates(facts: RunFacts) -> list[str]:
    """Return what later known dates would change, where that was measured."""
    variants: list[dict[str, Any]] = facts.sensitivity["variants"].get("known dates", [])
    return [f"{one['name'].capitalize()}: AUC {number(one['auc'])}{_change(one)}." for one in variants]


def _change(one: dict[str, Any]) -> str:
    return "" if one["name"] == AS_DATED else f", a change of {signed(one['difference'])}"


def _per_cent(count: int, of: int) -> str:
    return percent({"value": count / of})
