"""How the model was fitted, what it was compared with, and how much work its attention band brings, in words and rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..chronology.vocabulary import Vocabulary
from ..disclosure.rounding import FEWEST_FAMILIES
from ..files import read_json
from ..models.bands import STANDINGS
from ..models.calibration import VENN_ABERS
from ..models.comparators.registry import comparators_of
from ..models.groups import AGES
from ..models.registered import CALIBRATION, MANIFEST
from ..paths import DataFolder
from ..wording.estimates import of_hundred, percent
from ..wording.groups import sum_sentence
from .methods import method_name

PERIODS = {"calibration": "Calibration period", "test": "Test period"}
GROUPS = {"age": "Age", "source": "Who made the {point}", "area": "Area"}
FEW = f"fewer than {FEWEST_FAMILIES} {{families}}"
CHOICES = {
    "rounds": "rounds",
    "learning_rate": "learning rate",
    "min_data_in_leaf": "fewest training rows in a leaf",
    "l2": "penalty (L2)",
}

AT_THRESHOLD = (
    "{period}: {tied:,} {points} have exactly the score at which the band starts. All of them are in it, so that it can be "
    "larger than the share that was asked for."
)


def read_model_files(data: DataFolder) -> dict[str, Any]:
    """Read what the stage train wrote about its models: manifest, calibration, tuning, bands, checks."""
    return {
        "tuning": read_json(data.tuning),
        "bands": read_json(data.bands),
        "checks": read_json(data.model_checks),
        "manifest": read_json(data.registered / MANIFEST),
        "calibration": read_json(data.registered / CALIBRATION),
    }


def model_summary(model_files: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """Return what the page says about the model, from what `read_model_files` returned."""
    periods = {name: period for name, period in model_files["bands"]["periods"].items() if name in PERIODS}
    return {
        "fitted": _fitted(model_files, vocabulary),
        "beside": [
            (
                method_name(one.name, vocabulary.nouns),
                one.description.format_map(vocabulary.nouns.model_dump()),
                one.needs.format_map(vocabulary.nouns.model_dump()) if one.name in model_files["checks"]["not_estimable"] else "",
            )
            for one in comparators_of(model_files["manifest"]["train"]["way"])
        ],
        "volume": [
            (PERIODS[name], band, *_volume(period["bands"][band])) for name, period in periods.items() for band in STANDINGS
        ],
        "ties": [
            AT_THRESHOLD.format(period=PERIODS[name], tied=period["at_threshold"], points=vocabulary.nouns.points)
            for name, period in periods.items()
            if period["at_threshold"] > 1
        ],
        "periods": [PERIODS[name] for name in periods],
        "mix": [
            {
                "by": heading.format(point=vocabulary.nouns.point),
                "rows": _mix(by, periods, vocabulary),
                "sums": _sums(by, periods, vocabulary),
            }
            for by, heading in GROUPS.items()
        ],
    }


def _fitted(model_files: Mapping[str, Any], vocabulary: Vocabulary) -> list[str]:
    nouns = vocabulary.nouns
    points, trained, calibrated = nouns.points, model_files["manifest"]["trained_on"], model_files["calibration"]
    simple = calibrated["method"] != VENN_ABERS
    weighed = f"all {points}, each {nouns.family} weighing one" if simple else f"one {nouns.point} a {nouns.family}"
    recent = " They are of the latest year." if model_files["manifest"]["train"]["calibration"] == "latest_year" else ""
    lines = [
        f"The model on this page was fitted on {trained['points']:,} {points} of {trained['families']:,} {nouns.families}; "
        f"{trained['positives']:,} were followed by {vocabulary.nouns.outcome}.",
        f"Probabilities were learnt by {calibrated['method']} from {calibrated['families']:,} {nouns.families}, "
        f"{calibrated['positive_families']:,} of them with the outcome: {weighed}, scored by a model that was not fitted on it."
        f"{recent} "
        f"How often {points} like one were followed by the outcome is counted among the {calibrated['neighbours']:,} of theirs "
        "that are nearest in score.",
    ]
    if simple:
        lines.append(
            f"There were too few {nouns.families} with the outcome for more than a logistic curve: read probabilities with care."
        )
    if held := model_files["checks"]["coverage"]:
        lines.append(
            f"Of {held['places']:,} stated 95 % intervals, {of_hundred(held['observed'])} in 100 held what was found later; "
            f"{of_hundred(held['expected'])} in 100 would, by chance alone, if nothing had changed between the periods."
        )
    tuning, way = model_files["tuning"], model_files["manifest"]["train"]["way"]
    if way != "boosted":
        return [*lines, "Its choices were stated beforehand, not tuned."]
    chosen = ", ".join(f"{title} {tuning['chosen'][name]:.4g}" for name, title in CHOICES.items())
    how = f"the best of {tuning['trials']} trials ({tuning['folds']})" if tuning["trials"] else "stated beforehand, not tuned"
    return [*lines, f"Its choices were {how}: {chosen}."]


def _volume(band: Mapping[str, float]) -> tuple[str, ...]:
    weekly = (f"{band[name]:.1f}" for name in ("a_week", "a_quiet_week", "a_busy_week"))
    return (f"{band['points']:,}", percent({"value": band["share"]}), *weekly)


def _mix(by: str, periods: Mapping[str, Any], vocabulary: Vocabulary) -> list[tuple[str, ...]]:
    """Return a row for each group: its name, and for each period what share of it is in the attention band."""
    words, families = _words(by, vocabulary), vocabulary.nouns.families
    present = dict.fromkeys(name for period in periods.values() for name in period["mix"][by])
    groups = sorted(present, key=list(AGES | present).index) if by == "age" else list(present)
    return [
        (words.get(group, group), *(_attention_share(period["mix"][by].get(group), families) for period in periods.values()))
        for group in groups
    ]  # fmt: skip


def _sums(by: str, periods: Mapping[str, Any], vocabulary: Vocabulary) -> list[str]:
    """Return for each period where each point is."""
    words = _words(by, vocabulary)
    return [
        f"{PERIODS[name]}: {sum_sentence(period['accounts'][by], lambda group: words.get(group, group), vocabulary.nouns.points)}"
        for name, period in periods.items()
    ]


def _words(by: str, vocabulary: Vocabulary) -> Mapping[str, str]:
    """Return the names of groups that are words of the vocabulary."""
    return vocabulary.words.get("agency", {}) if by == "source" else {}


def _attention_share(shares: Mapping[str, float] | None, families: str) -> str:
    return FEW.format(families=families) if shares is None else percent({"value": shares[STANDINGS[0]]}, 0)
