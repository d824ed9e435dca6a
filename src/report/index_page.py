"""The first page of a report: what it is, how well it works in plain words, and links to everything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ..chronology.vocabulary import Vocabulary
from ..explain.render import banner, sampled_pages, worked_example_pages
from ..explain.search import searchable
from ..models.comparators.logistic import LOGISTIC
from ..models.comparators.prior_contacts import PRIOR_CONTACTS
from ..models.evaluation.comparison import compared
from ..models.evaluation.estimates import not_above_zero
from ..models.evaluation.scores import MODEL, RULE
from ..pages.render import as_data, page, script

SIMPLER = {RULE: "the local rule", PRIOR_CONTACTS: "counting earlier {points}", LOGISTIC: "logistic regression"}
MOST_LISTED = 500  # pages in the list for readers without a script


def index_page(
    evaluation: Mapping[str, Any], contents: Sequence[Mapping[str, Any]], points: pd.DataFrame, vocabulary: Vocabulary,
    synthetic: bool, blanks: int, out_of_scope: Sequence[str],
) -> str:  # fmt: skip
    """Return the HTML of the page.

    Parameters
    ----------
    evaluation : what evaluation.json holds. contents : the content of the pages that were written.
    points : the contacts that can be searched: point_id, child_id, as_of, and decision where it is recorded.
    blanks : how many entries of governance.yaml nobody has filled in. out_of_scope : what the model must not be used for.
    """
    files = {content["point_id"]: content["file"] for content in contents}
    found = searchable(points, files, vocabulary)
    return page(
        "index.html",
        words=vocabulary.nouns,
        synthetic=banner(vocabulary, synthetic),
        home="",
        headline=plain_words(evaluation, vocabulary),
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
    nouns, details = vocabulary.nouns, evaluation["details"]
    lines = list(evaluation["leak_alarm"]["sentences"])
    if "note" in details:
        return [*lines, "How well the model works cannot be told from this run."]
    week = details["weekly"]
    model = _of_100(week["ways"][MODEL])
    if model is None or not details["enough_families"]:
        return [*lines, "How well the model works cannot be told from this run: too few were followed by the outcome."]
    if as_good := _as_good(evaluation, nouns.model_dump()):
        simpler = "a simpler way is as good, and is" if len(as_good) == 1 else "simpler ways are as good, and are"
        lines.append(f"For all that this run can tell, {simpler} to be preferred: {', '.join(as_good)}.")
    lines.append(
        f"Say the model chose {week['per_week']} {nouns.points} a week for a second look. Of 100 that it chose, {model[0]} would "
        f"be followed by {nouns.outcome} {nouns.within}. The other {100 - model[0]} would not."
    )
    lines.append(f"Of 100 that are followed by it, the model would choose {model[1]} and leave out {100 - model[1]}.")
    if rule := _of_100(week["ways"].get(RULE)):
        lines.append(
            f"With the local rule in its place, {rule[0]} of 100 chosen would be followed. Of 100 that are followed, it would "
            f"choose {rule[1]}."
        )
    return lines


def _of_100(figures: Mapping[str, Any] | None) -> tuple[int, int] | None:
    """Return precision and recall of a method, in 100; None where they cannot be estimated."""
    if figures is None or figures["precision"]["value"] is None or figures["recall"]["value"] is None:
        return None
    return round(100 * figures["precision"]["value"]), round(100 * figures["recall"]["value"])


def _as_good(evaluation: Mapping[str, Any], nouns: Mapping[str, str]) -> list[str]:
    """Return the simpler methods than which the model is not shown to rank better, in any headline stratum."""
    differences = [compared(evaluation["strata"][name]) for name in evaluation["headline"]]
    return [
        title.format_map(nouns)
        for method, title in SIMPLER.items()
        if any(method in each and not_above_zero(each[method]) for each in differences)
    ]
