"""The evaluation page: how well the model works, for a board and a data scientist, filled from the run."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from ..chronology.vocabulary import Nouns, Vocabulary
from ..explain.render import banner
from ..files import read_json
from ..models.comparators.logistic import LOGISTIC
from ..models.comparators.prior_contacts import PRIOR_CONTACTS
from ..models.comparators.unconstrained import UNCONSTRAINED
from ..models.evaluation.comparison import compared
from ..models.evaluation.estimates import not_above_zero
from ..models.evaluation.operating_points import operating_points
from ..models.evaluation.scores import IN_WINDOW, MODEL, RULE
from ..models.labels import definitions
from ..models.sensitivity.labels import other_labels
from ..pages.render import page
from ..pages.shares import of_100
from ..pages.tables import Table
from ..paths import DataFolder
from ..wording.estimates import in_100, number, percent, signed
from ..wording.groups import sum_sentence
from ..wording.operating_points import operating_note, operating_table
from ..yamls import read_model
from . import evaluation_pictures as pictures
from . import evaluation_tables as tables
from .methods import method_name, with_method_names

PICTURES = {
    "roc": "ROC curves of every way of scoring; the table holds their areas",
    "precision_recall": "Precision against recall of every way of scoring; the table holds their average precision",
    "capacity": "Recall against the share that is reviewed, of every way of scoring; the tables hold it at some shares",
    "calibration": "What followed against what was stated, with its interval; the table holds tenths of the points",
    "decision_curve": "Net benefit of the model, of reviewing all, and of the rule, by threshold; the table holds some",
}
SIMPLER = (RULE, IN_WINDOW, PRIOR_CONTACTS, LOGISTIC)
CHOICES = {
    "labels": ("Another label, or another time", "as it stands"),
    "records": ("Fewer records", "with all"),
    "known dates": ("Records that could be read later (for part of the data, features were computed again)", "as dated"),
    "censoring": ("Only those who stayed, weighted for those who left", "as it stands"),
    "learning": ("The learning curve", "all training data"),
}


TOO_FEW = (
    "How well the model works is not estimable, because fewer than 30 {families}, or fewer than 10 with the outcome, are in the "
    "test period. Figures on this page without an interval may be due to chance alone."
)


class Published(BaseModel):
    """A published figure of another tool."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    tool: str
    unit: str
    label: str
    prevalence: str
    found: str
    source: str
    mark: Literal["P", "S"]


class Elsewhere(BaseModel):
    """The content of elsewhere.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    rows: list[Published]


@dataclass(frozen=True)
class Found:
    """What the files of a run hold about its evaluation, and its pictures (SVG)."""

    synthetic: bool
    evaluation: dict[str, Any]
    sensitivity: dict[str, Any]
    checks: list[dict[str, Any]]
    pictures: dict[str, str]


def gather_evaluation(data: DataFolder) -> Found:
    """Read what the stages design, evaluate and sensitivity wrote into the project's data folder."""
    pictures = {name: data.plots / f"{name}.svg" for name in PICTURES}
    return Found(
        synthetic=read_json(data.about)["synthetic"],
        evaluation=read_json(data.evaluation),
        sensitivity=read_json(data.sensitivity),
        checks=read_json(data.design_checks),
        pictures={name: path.read_text(encoding="utf-8") for name, path in pictures.items() if path.is_file()},
    )


def evaluation_page(found: Found, vocabulary: Vocabulary) -> str:
    """Return the page (HTML)."""
    evaluation = with_method_names(found.evaluation, vocabulary.nouns)
    details, strata = evaluation["details"], evaluation["strata"]
    simpler = _simpler(evaluation["headline"], found.evaluation["strata"], vocabulary.nouns)
    order = [*evaluation["headline"], *sorted(set(strata) - set(evaluation["headline"]))]
    return page(
        "evaluation.html",
        words=vocabulary.nouns,
        synthetic=banner(vocabulary, found.synthetic),
        home="index.html",
        summary=evaluation["summary"],
        short=_short(found.evaluation["details"], vocabulary) + simpler,
        draws=evaluation["bootstrap_draws"],
        intervals=evaluation["intervals_estimable"],
        counts=details["counts"],
        note=details.get("note", ""),
        checks=tables.checks(found.checks),
        strata=[_stratum(name, strata[name], vocabulary) | {"beside": name not in evaluation["headline"]} for name in order],
        pictures={name: _picture(text, PICTURES[name]) for name, text in found.pictures.items()},
        details=None if "note" in details else _details(details, vocabulary, found.synthetic),
        weekly=details.get("weekly"),
        operating=operating_table(operating_points(found.evaluation), vocabulary.nouns.model_dump(), MODEL, RULE),
        operating_note=operating_note(vocabulary.nouns.model_dump()),
        choices=_choices(found.sensitivity, vocabulary),
        sensitivity=found.sensitivity,
        base=number(found.sensitivity["base"]["auc"]),
        ages=tables.ages(found.sensitivity["ages"]) if found.sensitivity["ages"] else None,
        leak_alarm=evaluation["leak_alarm"],
        elsewhere=_elsewhere() if vocabulary.page.precedents else [],
    )


def _short(details: dict[str, Any], vocabulary: Vocabulary) -> list[str]:
    """Return what a board needs to know, in sentences."""
    if "note" in details:
        return [f"{details['note'].capitalize()}."]
    if not details["enough_families"]:
        return [TOO_FEW.format_map(vocabulary.nouns.model_dump())]
    capacity, week, words = operating_points({"details": details})[0], details["weekly"], vocabulary.nouns.model_dump()
    model = capacity.ways[MODEL]
    at = f"At {capacity.name(words)} ({capacity.means(words)})"
    lines = [
        f"{at}, {in_100(model['precision'])} of 100 looked at would be followed by the outcome. "
        f"Of 100 that are followed, {in_100(model['recall'])} would be among them.",
        f"So {number(model['number to review'], 1)} would be looked at for one that was followed.",
    ]
    if rule := capacity.ways.get(RULE):
        lines.append(f"Using the {RULE} instead: {in_100(rule['precision'])}, and {in_100(rule['recall'])}.")
    if outcomes := week["outcomes"]:
        before = f"{percent(outcomes['recall'])} would have been looked at before"
        lines.append(f"Of {outcomes['outcomes']:,} outcomes, each counted once, {before}.")
    lines += _less_often_flagged(details, vocabulary)
    slope = details["agreement"]["slope"]
    if slope["high"] is not None and slope["high"] < 1:
        lines.append(
            f"Stated chances are too bold: high ones too high, low ones too low (slope {number(slope, 2)}, where 1 is right)."
        )
    return lines


def _less_often_flagged(details: dict[str, Any], vocabulary: Vocabulary) -> list[str]:
    """Return a sentence on the groups whose recall, with its whole interval, lies below that of all."""
    every = _in_band(details)
    if every is None:
        return []
    fewer = []
    for kind, found in details["groups"].items():
        title, words = _group_words(kind, vocabulary)
        low = [group for group in found["groups"] if group["recall"]["high"] is not None and group["recall"]["high"] < every]
        fewer += [f"{title}: {words.get(group['name'], group['name'])}, {percent(group['recall'])}" for group in low]
    if not fewer:
        return []
    counted = f"Every {vocabulary.nouns.point} counted, {of_100(every)} % of those followed are in the attention band."
    return [f"{counted} Fewer are by {'; '.join(fewer)}."]


def _simpler(headline: list[str], strata: dict[str, Any], nouns: Nouns) -> list[str]:
    """Return, for each headline stratum, which simpler methods are as good as the model, and the price of readable curves."""
    lines = []
    for name in headline:
        gains = compared(strata[name])
        if as_good := [method for method in SIMPLER if method in gains and not_above_zero(gains[method])]:
            named = "; ".join(
                f"{method_name(method, nouns)} (model's AUC above it by {signed(gains[method])})" for method in as_good
            )
            lines.append(f"{name}: simpler, and as good in this run: {named}. The simpler method is to be preferred.")
        if UNCONSTRAINED in gains:
            lines.append(
                f"{name}: the price of curves that can be read: AUC {signed(gains[UNCONSTRAINED])} beside {UNCONSTRAINED}."
            )
    return [line[:1].upper() + line[1:] for line in lines]


def _stratum(name: str, found: dict[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    if "note" in found:
        return {"name": name, "counts": found["counts"], "note": found["note"], "tables": []}
    shown = [tables.ranking(found), tables.capacity(found), tables.recall_by_method(found)]
    if found["at_rule_share"]:
        shown.append(tables.at_rule_share(found["at_rule_share"]))
    note = (
        ""
        if found["enough_families"]
        else f"Fewer than 30 {vocabulary.nouns.families}, or fewer than 10 with the outcome: intervals are not estimable."
    )
    return {"name": name, "counts": found["counts"], "note": note, "tables": shown}


def _details(details: dict[str, Any], vocabulary: Vocabulary, synthetic: bool) -> dict[str, Any]:
    note = vocabulary.synthetic if synthetic else ""
    return {
        "weekly_picture": pictures.weekly(details["weekly"], note),
        "chances": tables.chances(details["agreement"]),
        "decision": tables.decision(details["decision_curve"]),
        "weekly": tables.weekly(details["weekly"]),
        "days": tables.days(details["times"]) if details["times"] else [],
        "groups": [
            (_group_picture(kind, found, details, vocabulary, note), _group_table(kind, found, vocabulary))
            for kind, found in details["groups"].items()
        ],
        "sums": [_group_sum(kind, found, vocabulary) for kind, found in details["groups"].items() if "account" in found],
    }


def _group_picture(kind: str, found: dict[str, Any], details: dict[str, Any], vocabulary: Vocabulary, note: str) -> Markup | None:
    """Return a kind of groups as a picture; None where the days of outcomes, and so the share of all, are not known."""
    title, words = _group_words(kind, vocabulary)
    every = _in_band(details)
    return None if every is None else pictures.groups(title, found, words, every, note)


def _in_band(details: dict[str, Any]) -> float | None:
    """Return the share of those followed that are in the attention band, every point counted; None where that is not known."""
    return details["times"]["flagged"]["number"] / details["counts"]["positives"] if details["times"] else None


def _group_table(kind: str, found: dict[str, Any], vocabulary: Vocabulary) -> Table:
    title, words = _group_words(kind, vocabulary)
    return tables.groups(title, found, words, vocabulary.nouns.families)


def _group_sum(kind: str, found: dict[str, Any], vocabulary: Vocabulary) -> str:
    """Return where each point is by a kind of groups."""
    title, words = _group_words(kind, vocabulary)
    return f"By {title}: {sum_sentence(found['account'], lambda name: words.get(name, name), vocabulary.nouns.points)}"


def _group_words(kind: str, vocabulary: Vocabulary) -> tuple[str, dict[str, str]]:
    """Return the title of a kind of groups, and the names of its groups that are words of the vocabulary."""
    words = vocabulary.words.get("agency", {}) if kind == "source" else {}
    return kind.replace("points", vocabulary.nouns.points), words


def _choices(found: dict[str, Any], vocabulary: Vocabulary) -> list[Table]:
    words = {f"label: {name}": label.means for name, label in (definitions().labels | other_labels()).items()}
    words["label: later"] = f"closed, and followed through a later {vocabulary.nouns.point}"
    shown = []
    for kind, (caption, against) in CHOICES.items():
        if rows := found["variants"].get(kind):
            rows = [*rows, found["base"] | {"name": "100 % of the training data"}] if kind == "learning" else rows
            shown.append(tables.variants(caption, rows, against, words))
    return shown


def _picture(svg: str, says: str) -> dict[str, str]:
    """Return a picture as a data URL, which a page without a network can show, and its description."""
    return {"source": "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode(), "says": says}


def _elsewhere() -> list[Published]:
    return read_model(Path(str(files(__package__) / "elsewhere.yaml")), Elsewhere).rows
