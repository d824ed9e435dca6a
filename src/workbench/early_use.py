"""What a report on early use must say: the items of DECIDE-AI, filled from the logs of the workbench."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from starlette.responses import Response

from ..chronology.vocabulary import Nouns
from ..governance.approvals import FIELDS
from ..governance.documents.blanks import FILE, load_organisation
from ..governance.documents.content import Evidence, filled, written
from ..models.bands import STANDINGS
from ..review.steps import OWN, SECOND_LOOK
from ..review.summary import summarise_log
from ..sealed_log import read_log
from ..wording.board import UNDECIDED, decision_sentences
from ..wording.reviews import log_sentences
from ..wording.sentences import british_date
from .asked import Asked, Visitor
from .desk import Desk
from .figures import FIRST, Taken, agreement_in_words, minutes_to_judge, minutes_when_new_and_later, taken_steps
from .pages import workbench_page
from .samples import Sample
from .views import read_views

DOCUMENT = "decide_ai"
UNCLEAR = -1
"""The place, among the reasons that readers choose from, of the one that says that the page was unclear or wrong."""


def report(desk: Desk, visitor: Visitor, asked: Asked) -> Response:
    """Show each item with what the logs hold of it, what the organisation has to say, or why it is not answered."""
    organisation = load_organisation(desk.vocabulary.nouns, desk.project / FILE)
    document = filled(DOCUMENT, evidence_of_use(desk), organisation, "")
    return workbench_page(desk, visitor, "workbench_early_use.html", document=document)


def evidence_of_use(desk: Desk) -> Evidence:
    """Return what the text of the document may name; it can be had before anybody has judged."""
    samples, taken, nouns = desk.samples(), taken_steps(desk.entries()), desk.vocabulary.nouns
    judged = {key: steps[OWN] for key, steps in taken.items() if OWN in steps}
    readers = len({reviewer for _, reviewer in judged})
    parts = {part.id: part for section in written(DOCUMENT).sections for part in section.parts}
    figures = nouns.model_dump() | {
        "readers": "1 person" if readers == 1 else f"{readers} people",
        "views": f"{len(read_views(desk.logs.views)):,}",
        "decide_items": str(len(parts)),
        "decide_done": str(sum(not part.not_done for part in parts.values())),
    }
    lines = _reviews(desk, taken) | {
        "samples": [_sample_line(sample, nouns) for sample in samples],
        "decisions": _decisions(desk),
        "judged": _judged_lines(desk, {point for point, _ in judged}),
        "agreement": _agreement_lines(desk, samples, taken),
        "second_looks": _second_looks(desk),
    }
    holds = {"drawn": bool(samples), "begun": bool(judged)}
    return Evidence(figures, lines, {}, frozenset(name for name, held in holds.items() if held))


def _reviews(desk: Desk, taken: Taken) -> dict[str, list[str]]:
    """Return how much was read, what changed after the page, what was found wrong, and whether readers became quicker."""
    words, views = desk.asked.reviewers, read_views(desk.logs.views)
    summary = summarise_log(desk.entries(), desk.standing_of if taken else {}, words)
    first, *others = log_sentences(summary)
    unclear = words.reasons[UNCLEAR]
    minutes, (new, later) = minutes_to_judge(taken, views), minutes_when_new_and_later(taken, views)
    return {
        "use": [first, f"From first opening the records to sealing the own judgement: {_minutes(minutes)}."],
        "changes": others,
        "errors": [f'"{unclear}": {summary["reasons"][unclear]} of {summary["ended"]} reviews that ended.'],
        "learning": [
            f"The first {FIRST} judgements of each reader: {_minutes(new)}. Later ones: {_minutes(later)}. Quicker is not better."
        ],
    }


def _minutes(minutes: float | None) -> str:
    return "not yet enough to say" if minutes is None else f"{minutes:g} minutes (median, breaks included)"


def _sample_line(sample: Sample, nouns: Nouns) -> str:
    seen = {"hub": f"what had reached the {nouns.hub}", "partnership": f"what any {nouns.agency} held", "neither": "what came in"}
    readings = max(map(len, sample.contacts["readers"]), default=0)
    day = british_date(dt.date.fromisoformat(sample.at[:10]))
    return (
        f"{day}: {len(sample.contacts)} {nouns.points}, drawn at random from every kind of decision, standing and knowledge; "
        f"each for {readings} {'reader' if readings == 1 else 'readers'}. Seen before judging: {seen[sample.view]}."
    )


def _decisions(desk: Desk) -> list[str]:
    decided = read_log(desk.logs.approvals, fields=FIELDS)
    each = [decision_sentences(entry["decision"], entry["role"], entry["at"], entry["conditions"]) for entry in decided]
    return [line for lines in each for line in lines] or [UNDECIDED]


def _judged_lines(desk: Desk, points: set[str]) -> list[str]:
    nouns = desk.vocabulary.nouns
    if not points:
        return [f"None of the {nouns.points} has been judged."]
    counts = Counter(desk.standing_of.get(point, "not scored") for point in points)
    standings = "; ".join(f"{name} {counts[name]}" for name in (*STANDINGS, "not scored") if counts[name])
    return [f"{nouns.points.capitalize()} judged by somebody: {len(points)}. By standing: {standings}."]


def _agreement_lines(desk: Desk, samples: Sequence[Sample], taken: Taken) -> list[str]:
    """Return how far two readers of the same points agree, by sample; of samples with one reader, that this is not known."""
    settings = desk.params.evaluate.bootstrap_draws, desk.params.evaluate.seed
    judgements, points = desk.asked.reviewers.judgements, desk.vocabulary.nouns.points
    found = [agreement_in_words(sample, taken, judgements, *settings, points) for sample in samples]
    words = ["; ".join(f"{step}: {kappa}" for step, kappa in each.items()) for each in found if each]
    lines = [f"Two readers of the same {desk.vocabulary.nouns.point}: {each}." for each in words]
    return lines or [f"How far readers agree with each other is not known: none of the {points} was given to two."]


def _second_looks(desk: Desk) -> list[str]:
    latest = {entry["contact"]: entry for entry in desk.entries() if entry["step"] == SECOND_LOOK}
    lines = [f"Looked at again by a meeting: {len(latest)}."]
    question = desk.asked.second_look["found"]
    counts = Counter(entry["answers"].get("found") for entry in latest.values())
    return lines + [f'"{answer}": {counts[answer]}.' for answer in question.answers if counts[answer]]
