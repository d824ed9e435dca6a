"""The pages of the release edition: built like the internal ones, but from controlled figures, and marked as released."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from ...chronology.declared import days_of_settings, leaving_words, only_declared, words_of
from ...chronology.vocabulary import Vocabulary
from ...explain.decisions.definitions import load_decisions
from ...explain.decisions.page import decisions_page
from ...explain.render import banner
from ...fairness.page import fairness_page
from ...files import csv_for_people
from ...models.evaluation import plots
from ...models.evaluation.operating_points import operating_points
from ...pages.render import RELEASE, edition, page
from ...pages.tables import Table
from ...report.evaluation_page import Found, evaluation_page
from ...report.glossary import glossary_page
from ...strategy.definitions import load_strategy
from ...strategy.released import released_page, released_table
from ..documents.blanks import Organisation
from ..documents.facts import RunFacts
from ..documents.write import CARD, NAMES, Files, as_page, card_files, documents, write_files
from .controlled_run import Controlled

INSIDE = {
    "{point} pages, lists for a second look, the index": "they are about single {points}, and stay inside for ever",
    "the model, curve by curve": "its steps can rest on few {families}",
    "curves of ROC, precision and recall, capacity": "they are drawn {point} by {point}",
    "groups of two characteristics, and what stands beside the groups' figures": "the groups are small, the differences fine",
    "the strategy by month and by protected group": "they hold small counts, and years that overlap would give these away",
    "quality, sources and features": "their checks count single records",
}
"""What is never released, and why, with the project's nouns in braces."""
UNDECLARED = "words that the vocabulary does not declare"
_LINK = re.compile(r'<a\b[^>]*href="(?P<page>(?!index)[a-z_]+\.html)[^"]*"[^>]*>(?P<words>.*?)</a>', re.DOTALL)
_MARKED = re.compile(r"\[(?P<words>[^\]]+)\]\((?P<page>(?!index)[a-z_]+\.html)[^)]*\)")


def release_pages(facts: RunFacts, organisation: Organisation) -> tuple[Files, dict[str, str]]:
    """Return the files of the release edition by name, and why some could not be built.

    Parameters
    ----------
    facts : those of a controlled run.
    """
    built: Files = {}
    withheld: dict[str, str] = {}
    for name, build in _builders(facts, organisation).items():
        try:
            with edition(RELEASE):
                built |= build()
        except TypeError:  # a sentence or a picture needs a number that control has withheld
            withheld[name] = "too few for what it says: a figure that it needs is hidden"
    built = {name: _without_internal_links(content, built) for name, content in built.items()}
    built, undeclared = _only_declared(built, facts, organisation)
    return built, withheld | undeclared


def _only_declared(built: Files, facts: RunFacts, organisation: Organisation) -> tuple[Files, dict[str, str]]:
    """Return the files without words that come from records alone, such as the name of an area, and what was left out."""
    answers = [answer.given for answer in organisation.values()]
    declared = words_of([str(facts.vocabulary), str(facts.catalogue), *answers]) | days_of_settings(
        facts.params.model_dump(mode="json")
    )
    declared |= leaving_words()
    checked = {name: only_declared(content, declared) for name, content in built.items()}
    counts = [f"{count:,} in {name}" for name, (_, count) in checked.items() if count]
    files = {name: content for name, (content, _) in checked.items()}
    return files, {UNDECLARED: f"{', '.join(counts)}; list areas in its words, under area, to show them"} if counts else {}


def _without_internal_links(content: Any, built: Files) -> Any:
    """Return a page or data in which pages that are not released are named, but not linked."""
    if isinstance(content, dict):
        return {name: _without_internal_links(value, built) for name, value in content.items()}
    if isinstance(content, list):
        return [_without_internal_links(value, built) for value in content]
    if not isinstance(content, str):
        return content

    def replaced(link: re.Match[str]) -> str:
        return link[0] if link["page"] in built else f"{link['words']} (not in this edition)"

    return re.sub(_MARKED, replaced, re.sub(_LINK, replaced, content))


def _builders(facts: RunFacts, organisation: Organisation) -> Mapping[str, Callable[[], Files]]:
    return {
        **{f"{name}.html": partial(_document, name, facts, organisation) for name in NAMES},
        "evaluation.html": lambda: {"evaluation.html": evaluation_page(_evaluation(facts), facts.vocabulary)},
        "decisions.html": lambda: {"decisions.html": _decisions(facts)},
        "fairness.html": lambda: {"fairness.html": _fairness(facts)} if facts.audit else {},
        "strategy.html": lambda: _strategy(facts),
        "glossary.html": lambda: {"glossary.html": glossary_page(facts.vocabulary, facts.about["synthetic"], RELEASE)},
    }


def _document(name: str, facts: RunFacts, organisation: Organisation) -> Files:
    document = documents(facts, organisation, [name])[0]
    return {f"{name}.html": as_page(document)} | (card_files(document, facts) if name == CARD else {})


def _evaluation(facts: RunFacts) -> Found:
    """Return the content of the evaluation page, with the pictures that can be drawn from controlled figures."""
    details, note = facts.evaluation["details"], facts.vocabulary.synthetic if facts.about["synthetic"] else ""
    plotted = {} if "note" in details else {
        "calibration": plots.calibration(details["agreement"], note),
        "decision_curve": plots.decision(details["decision_curve"], note),
    }  # fmt: skip
    pictures = {name: plots.as_svg(figure) for name, figure in plotted.items()}
    return Found(facts.about["synthetic"], facts.evaluation, facts.sensitivity, facts.design, pictures)


def _decisions(facts: RunFacts) -> str:
    due_after = facts.params.cohort.rule_contacts
    definitions = load_decisions(facts.vocabulary)
    return decisions_page(facts.decisions, definitions, facts.vocabulary, facts.about["synthetic"], due_after)


def _fairness(facts: RunFacts) -> str:
    assert facts.audit is not None
    points = operating_points(facts.evaluation)
    return fairness_page(facts.audit, facts.catalogue, facts.vocabulary, facts.about["synthetic"], points)


def _strategy(facts: RunFacts) -> Files:
    """Return the page of the strategy and its table."""
    strategy, synthetic = load_strategy(), banner(facts.vocabulary, facts.about["synthetic"])
    html = released_page(facts.strategy, strategy, facts.params.policy_changes, facts.vocabulary, synthetic)
    return {"strategy.html": html, "strategy.csv": csv_for_people(released_table(facts.strategy, strategy))}


def first_page(built: Files, run: Controlled, withheld: Mapping[str, str]) -> str:
    """Return the page that links to the others, and says what was done to their figures."""
    facts = run.facts
    with edition(RELEASE):
        return page(
            "release.html",
            words=facts.vocabulary.nouns,
            synthetic=banner(facts.vocabulary, facts.about["synthetic"]),
            home="",
            pages={
                name: _title(text) for name, text in sorted(built.items()) if isinstance(text, str) and name.endswith(".html")
            },
            done=_table(run.done),
            attack=attack_sentence(run.attack),
            absent=stays_inside(facts.vocabulary, withheld),
        )


def write_release(folder: Path, built: Files, run: Controlled, withheld: Mapping[str, str]) -> None:
    """Write the release edition: its pages, a first page that says what was done, and the same as JSON."""
    about = {"done": run.done, "attack": run.attack, "absent": stays_inside(run.facts.vocabulary, withheld)}
    write_files(folder, built | {"index.html": first_page(built, run, withheld), "release.json": about})


def stays_inside(vocabulary: Vocabulary, withheld: Mapping[str, str]) -> dict[str, str]:
    """Return what is not released, and why: what never is, and what was withheld from this release."""
    nouns = vocabulary.nouns.model_dump()
    return {what.format_map(nouns): why.format_map(nouns) for what, why in INSIDE.items()} | dict(withheld)


def _title(content: str) -> str:
    """Return the heading of a page."""
    return content.split("<h1>")[1].split("</h1>")[0]


def attack_sentence(attack: Mapping[str, float | None]) -> str:
    """Return the result of an attack as a sentence."""
    width = attack["narrowest"]
    if not attack["hidden"]:
        return "No count is hidden, so none can be worked out."
    span = "has no upper end" if width is None else f"spans {width:,.0f} at the least"
    with_what = (
        f" The attacker also had the {attack['earlier']:,} earlier releases of the ledger, and knew the change of each count."
        if attack["earlier"]
        else " The ledger holds no earlier release to subtract it from."
    )
    return f"Of {attack['hidden']:,} hidden counts, none can be worked out: what each may be {span}.{with_what}"


def _table(done: Mapping[str, Mapping[str, int]]) -> Table:
    columns = ("numbers", "hidden", "rounded", "withheld")
    rows = [[part, *(f"{numbers[name]:,}" for name in columns)] for part, numbers in done.items()]
    return Table("What was done to the figures of each part", ["Part", "Numbers", "Hidden", "Rounded", "Withheld"], rows)
