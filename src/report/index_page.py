"""The first page of a report: what it is, how well it works in plain words, and links to everything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from ..chronology.vocabulary import Vocabulary
from ..explain.render import banner, sampled_pages, worked_example_pages
from ..explain.search import searchable
from ..models.comparators.logistic import LOGISTIC
from ..models.comparators.prior_contacts import PRIOR_CONTACTS
from ..models.evaluation.comparison import compared
from ..models.evaluation.estimates import not_above_zero
from ..models.evaluation.operating_points import operating_points
from ..models.evaluation.scores import MODEL, RULE
from ..pages.dots import hundred
from ..pages.render import as_data, page, script
from ..params import Way
from ..wording.estimates import in_100, of_hundred, rest_of_hundred

SIMPLER = {RULE: "the local rule", PRIOR_CONTACTS: "counting earlier {points}", LOGISTIC: "logistic regression"}
WAYS: Mapping[Way, str] = {
    "boosted": "boosted trees, which can learn what two features add together",
    "logistic": "logistic regression, which is the simplest to check",
    "ebm": "an explainable boosting machine, whose curves can bend and never meet in pairs",
}
CHOSEN = (
    "The model in this run is {way}. "
    "To use another, set train.way in params.yaml to boosted, logistic or ebm, and run: dvc repro."
)
MOST_LISTED = 500  # pages in the list for readers without a script


def index_page(
    evaluation: Mapping[str, Any], contents: Sequence[Mapping[str, Any]], points: pd.DataFrame, vocabulary: Vocabulary,
    synthetic: bool, blanks: int, out_of_scope: Sequence[str], way: Way,
) -> str:  # fmt: skip
    """Return the HTML of the page.

    Parameters
    ----------
    evaluation : what evaluation.json holds. contents : the content of the pages that were written.
    points : the contacts that can be searched: point_id, child_id, as_of, and decision where it is recorded.
    blanks : how many entries of governance.yaml nobody has filled in. out_of_scope : what the model must not be used for.
    way : how the model was fitted.
    """
    files = {content["point_id"]: content["file"] for content in contents}
    found = searchable(points, files, vocabulary)
    return page(
        "index.html",
        words=vocabulary.nouns,
        synthetic=banner(vocabulary, synthetic),
        home="",
        headline=plain_words(evaluation, vocabulary),
        way=CHOSEN.format(way=WAYS[way]),
        pictures=pictures(evaluation, vocabulary, vocabulary.synthetic if synthetic else ""),
        out_of_scope=out_of_scope,
        blanks=blanks,
        examples=worked_example_pages(contents),
        pages=sampled_pages(contents)[:MOST_LISTED],
        decisions=found["decisions"],
        contacts=len(found["rows"]),
        data=as_data(found),
        script=script("search.js"),
    )


def plain_words(evaluation: Mapping[str, Any], vocabulary: Vocabulary) -> list[str]:
    """Return how well the model works, for readers who are not statisticians; a simpler method first where it is as good."""
    nouns, details, words = vocabulary.nouns, evaluation["details"], vocabulary.nouns.model_dump()
    lines = list(evaluation["leak_alarm"]["sentences"])
    if "note" in details:
        return [*lines, "How well the model works cannot be told from this run."]
    capacity = next(iter(operating_points(evaluation)), None)
    if capacity is None or not _can_be_told(capacity.ways[MODEL]):
        return [*lines, "How well the model works cannot be told from this run: too few were followed by the outcome."]
    lines += simpler_methods(evaluation, vocabulary)
    precision, recall = (capacity.ways[MODEL][figure] for figure in ("precision", "recall"))
    lines.append(
        f"Take {capacity.name(words)}: {capacity.means(words)}, {capacity.looked_at:,} of {capacity.of:,} {nouns.points} in the "
        f"time on which the model was tested. Of 100 that the model would choose, {in_100(precision)} would be followed by "
        f"{nouns.outcome} {nouns.within}, and {rest_of_hundred(precision['value'])} would not."
    )
    lines.append(
        f"Of 100 {nouns.points} followed by {nouns.outcome}, the model would choose {in_100(recall)} and leave out "
        f"{rest_of_hundred(recall['value'])}."
    )
    rule = capacity.ways.get(RULE)
    if rule is not None and _can_be_told(rule):
        lines.append(
            f"Using the local rule instead, {in_100(rule['precision'])} of 100 chosen would be followed. Of 100 that are "
            f"followed, it would choose {in_100(rule['recall'])}."
        )
    once = f"{nouns.points.capitalize()} of one {nouns.family} on one day count once."
    lines.append(once + (" Brackets show how far chance could move a number." if "(" in lines[-1] else ""))
    return lines


def pictures(evaluation: Mapping[str, Any], vocabulary: Vocabulary, note: str) -> list[Markup]:
    """Return the model's figures as dots: a hundred that it would choose, and a hundred that are followed; none if unknown."""
    model = next((point.ways[MODEL] for point in operating_points(evaluation)), None)
    if model is None or not _can_be_told(model):
        return []
    chosen, found = model["precision"]["value"], model["recall"]["value"]
    points = vocabulary.nouns.points
    drawn = (
        (
            chosen,
            f"100 {points} that the model would choose",
            (f"{of_hundred(chosen)} are followed by the outcome", f"{rest_of_hundred(chosen)} are not"),
        ),
        (
            found,
            f"100 {points} followed by the outcome",
            (f"{of_hundred(found)} the model would choose", f"{rest_of_hundred(found)} it would leave out"),
        ),
    )
    return [
        hundred(round(100 * share), title=title, says=says, about=f"Of {title}, {says[0]} and {says[1]}.", note=note)
        for share, title, says in drawn
    ]


def _can_be_told(figures: Mapping[str, Any] | None) -> bool:
    return figures is not None and figures["precision"]["value"] is not None and figures["recall"]["value"] is not None


def simpler_methods(evaluation: Mapping[str, Any], vocabulary: Vocabulary) -> list[str]:
    """Return a sentence on the simpler methods that the model is not shown to rank better than; nothing where there is none."""
    as_good = _as_good(evaluation, vocabulary.nouns.model_dump())
    simpler = "a simpler method did as well, and is" if len(as_good) == 1 else "simpler methods did as well, and are"
    return [f"In this run, {simpler} to be preferred: {', '.join(as_good)}."] if as_good else []


def _as_good(evaluation: Mapping[str, Any], nouns: Mapping[str, str]) -> list[str]:
    """Return the simpler methods than which the model is not shown to rank better, in any headline stratum."""
    differences = [compared(evaluation["strata"][name]) for name in evaluation["headline"]]
    return [
        title.format_map(nouns)
        for method, title in SIMPLER.items()
        if any(method in each and not_above_zero(each[method]) for each in differences)
    ]
