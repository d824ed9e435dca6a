"""The pages of the release edition: built as the internal ones are, from controlled figures, and marked as released."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from ...explain.decisions.definitions import load_decisions
from ...explain.decisions.page import decisions_page
from ...explain.render import banner
from ...fairness.page import fairness_page
from ...files import write_json, write_text
from ...models.evaluation import plots
from ...pages.render import RELEASE, edition, page
from ...pages.tables import Table
from ...report.evaluation_page import Found, evaluation_page
from ...report.glossary import glossary_page
from ..documents.as_json import as_json, metadata
from ..documents.as_markdown import as_markdown
from ..documents.blanks import Organisation
from ..documents.facts import RunFacts
from ..documents.write import CARD, NAMES, as_page, documents
from .controlled_run import Controlled

INSIDE = {
    "contact pages, lists for a second look, the index": "they are about single contacts, and stay inside for ever",
    "the model, curve by curve": "its steps can rest on few families",
    "curves of ROC, precision and recall, capacity": "they are drawn contact by contact",
    "groups of two characteristics, and what stands beside the groups' figures": "the groups are small, the differences fine",
    "quality, sources and features": "their checks count single records",
}
"""What is no part of any release, and why."""
Built = dict[str, str | dict[str, Any]]
_LINK = re.compile(r'<a\b[^>]*href="(?P<page>(?!index)[a-z_]+\.html)[^"]*"[^>]*>(?P<words>.*?)</a>', re.DOTALL)
_MARKED = re.compile(r"\[(?P<words>[^\]]+)\]\((?P<page>(?!index)[a-z_]+\.html)[^)]*\)")


def release_pages(facts: RunFacts, organisation: Organisation) -> tuple[Built, dict[str, str]]:
    """Return the files of the release edition by name, and why some could not be made.

    Parameters
    ----------
    facts : those of a controlled run.
    """
    built: Built = {}
    withheld: dict[str, str] = {}
    for name, build in _builders(facts, organisation).items():
        try:
            with edition(RELEASE):
                built |= build()
        except TypeError:  # a sentence or a picture asked for a number, and control had left none
            withheld[name] = "too few for what it says: a figure that it needs is hidden"
    return {name: _without_links_inside(its, built) for name, its in built.items()}, withheld


def _without_links_inside(content: Any, built: Built) -> Any:
    """Return a page or data in which what stays inside is named and not linked."""
    if isinstance(content, dict):
        return {name: _without_links_inside(its, built) for name, its in content.items()}
    if isinstance(content, list):
        return [_without_links_inside(its, built) for its in content]
    if not isinstance(content, str):
        return content

    def kept(found: re.Match[str]) -> str:
        return found[0] if found["page"] in built else f"{found['words']} (not in this edition)"

    return re.sub(_MARKED, kept, re.sub(_LINK, kept, content))


def _builders(facts: RunFacts, organisation: Organisation) -> Mapping[str, Callable[[], Built]]:
    return {
        **{f"{name}.html": partial(_document, name, facts, organisation) for name in NAMES},
        "evaluation.html": lambda: {"evaluation.html": evaluation_page(_evaluation(facts), facts.vocabulary)},
        "decisions.html": lambda: {"decisions.html": _decisions(facts)},
        "fairness.html": lambda: {"fairness.html": _fairness(facts)} if facts.audit else {},
        "glossary.html": lambda: {"glossary.html": glossary_page(facts.vocabulary, facts.about["synthetic"], RELEASE)},
    }


def _document(name: str, facts: RunFacts, organisation: Organisation) -> Built:
    document = documents(facts, organisation, [name])[0]
    shown: Built = {f"{name}.html": as_page(document)}
    if name != CARD:
        return shown
    return shown | {f"{CARD}.md": as_markdown(document, metadata(document, facts)), f"{CARD}.json": as_json(document, facts)}


def _evaluation(facts: RunFacts) -> Found:
    """Return what the evaluation page is made of, with the pictures that can be drawn from controlled figures."""
    details, note = facts.evaluation["details"], facts.vocabulary.synthetic if facts.about["synthetic"] else ""
    drawn = {} if "note" in details else {
        "calibration": plots.calibration(details["agreement"], note),
        "decision_curve": plots.decision(details["decision_curve"], note),
    }  # fmt: skip
    pictures = {name: plots.as_svg(figure) for name, figure in drawn.items()}
    return Found(facts.about["synthetic"], facts.evaluation, facts.sensitivity, facts.design, pictures)


def _decisions(facts: RunFacts) -> str:
    due_after = facts.params.cohort.rule_contacts
    definitions = load_decisions(facts.vocabulary)
    return decisions_page(facts.decisions, definitions, facts.vocabulary, facts.about["synthetic"], due_after)


def _fairness(facts: RunFacts) -> str:
    assert facts.audit is not None
    return fairness_page(facts.audit, facts.catalogue, facts.vocabulary, facts.about["synthetic"])


def first_page(built: Built, run: Controlled, withheld: Mapping[str, str]) -> str:
    """Return the page that leads to the others, and says what was done to their figures."""
    facts = run.facts
    with edition(RELEASE):
        return page(
            "release.html",
            synthetic=banner(facts.vocabulary, facts.about["synthetic"]),
            home="",
            pages={name: _title(its) for name, its in sorted(built.items()) if isinstance(its, str) and name.endswith(".html")},
            done=_table(run.done),
            attack=attack_said(run.attack),
            absent={**INSIDE, **withheld},
        )


def write_release(folder: Path, built: Built, run: Controlled, withheld: Mapping[str, str]) -> None:
    """Write the release edition: its pages, a first page that says what was done, and the same as JSON."""
    for name, content in (built | {"index.html": first_page(built, run, withheld)}).items():
        if isinstance(content, str):
            write_text(folder / name, content)
        else:
            write_json(folder / name, content)
    write_json(folder / "release.json", {"done": run.done, "attack": run.attack, "absent": {**INSIDE, **withheld}})


def _title(content: str) -> str:
    """Return the heading of a page."""
    return content.split("<h1>")[1].split("</h1>")[0]


def attack_said(attack: Mapping[str, float | None]) -> str:
    """Return the result of an attack in words."""
    width = attack["narrowest"]
    if not attack["hidden"]:
        return "No count is hidden, so none can be worked out."
    said = "has no upper end" if width is None else f"spans {width:,.0f} at the least"
    return f"Of {attack['hidden']:,} hidden counts, none can be told: what each may be {said}."


def _table(done: Mapping[str, Mapping[str, int]]) -> Table:
    rows = [[part, *(f"{its[what]:,}" for what in ("numbers", "hidden", "rounded", "withheld"))] for part, its in done.items()]
    return Table("What was done to the figures of each part", ["Part", "Numbers", "Hidden", "Rounded", "Withheld"], rows)
