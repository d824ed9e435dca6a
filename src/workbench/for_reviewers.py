"""What reviewers do: their queue, their own judgement from the records, then the page, then the judgement after it.

The gate stands in `page_after` and in the log: nothing of a page is made for somebody whose own judgement is not sealed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from starlette.responses import Response

from ..explain.render import contact_page_in, pictures
from ..review.steps import FINAL, OWN, RELEASED, record_final, record_own, release, steps_among
from ..review.with_own import of_form, unanswered
from ..sealed_log import Entry
from .asked import Asked, Visitor
from .before import Filters, before, hidden_from
from .desk import Desk, Given
from .drafts import draft_file, read_draft, remove_draft, save_draft
from .pages import common, message, workbench_page
from .replies import saved, sent_to, shown
from .unlinked import unlinked
from .views import PAGE, RECORDS, record_view

FILTERS = tuple(Filters.__dataclass_fields__)
OF_SECOND = "second"
ANSWERS = ("judgement", "reason")
LACKS = "Choose your own judgement"
BY_SCRIPT = "script"


def queue(desk: Desk, visitor: Visitor, asked: Asked) -> Response:
    """Show the contacts that a reviewer was given, and how far each is."""
    entries, rows = desk.entries(), []
    for number, given in enumerate(desk.given_to(visitor.name), start=1):
        steps = steps_among(entries, given.point_id, visitor.name)
        draft = read_draft(_draft(desk, visitor, given, FINAL if OWN in steps else OWN))
        status = "finished" if FINAL in steps else "judged" if OWN in steps else "draft" if draft.get("judgement") else "new"
        rows.append({"number": number, "token": given.token, "status": status})
    return workbench_page(
        desk, visitor, "workbench_queue.html", rows=rows, finished=sum(row["status"] == "finished" for row in rows)
    )


def records(desk: Desk, visitor: Visitor, asked: Asked) -> Response:
    """Show what came in and what the records held, with the form of the own judgement."""
    given = desk.find(visitor.name, asked.place["token"])
    if given is None:
        return message(desk, visitor, 404, "no_such_page")
    steps = steps_among(desk.entries(), given.point_id, visitor.name)
    return _records(desk, visitor, given, steps, asked.query)


def _records(
    desk: Desk, visitor: Visitor, given: Given, steps: Mapping[str, Entry], chosen: Mapping[str, str], missing: Sequence[str] = ()
) -> Response:
    """Show the records. `chosen` : which to list. `missing` : the names of the questions that were left out."""
    material = desk.material()
    view = given.sample.view if desk.agreement or given.sample.view != "partnership" else "hub"
    filters = Filters(**{name: chosen.get(name, "") for name in FILTERS})
    content = before(material.point(given.point_id), material.records, view, filters)
    drawn = pictures(content, desk.vocabulary, content["kept_apart"]) if content["timeline"] else {}
    record_view(desk.logs.views, RECORDS, given.point_id, visitor.name, desk.clock)
    lacks = {"judgement": LACKS} | {name: question.lacks for name, question in desk.asked.reviewers.with_own.items()}
    also: dict[str, Any] = {
        "token": given.token, "point_id": given.point_id, "view": view, "filters": filters, "agreement": desk.agreement,
        "words_of_form": desk.asked.reviewers, "draft": read_draft(_draft(desk, visitor, given, OWN)),
        "own": steps.get(OWN), "missing": {name: lacks[name] for name in missing}, "texts": desk.vocabulary.page,
    }  # fmt: skip
    status = 400 if missing else 200
    return workbench_page(desk, visitor, "workbench_records.html", status, **content, **drawn, **also)


def keep_draft(desk: Desk, visitor: Visitor, asked: Asked) -> Response:
    """Save what is chosen so far, and show the records that are asked for.

    A draft says which form it is of: one of the first that comes after its seal is no draft of the second judgement.
    """
    given = desk.find(visitor.name, asked.place["token"])
    if given is None:
        return message(desk, visitor, 404, "no_such_page")
    steps = steps_among(desk.entries(), given.point_id, visitor.name)
    step = FINAL if asked.form.get("of") == OF_SECOND else OWN
    if step not in steps and (step == OWN or OWN in steps):
        beside = of_form(asked.several, desk.asked.reviewers.with_own) if step == OWN else {}
        save_draft(_draft(desk, visitor, given, step), {**{name: asked.form.get(name, "") for name in ANSWERS}, **beside})
    if asked.form.get("by") == BY_SCRIPT:
        return saved()
    if "later" in asked.form or OWN in steps:
        return sent_to("/queue")
    return _records(desk, visitor, given, steps, asked.form)


def judge(desk: Desk, visitor: Visitor, asked: Asked) -> Response:
    """Seal the own judgement; the page can be seen from then on."""
    given = desk.find(visitor.name, asked.place["token"])
    if given is None:
        return message(desk, visitor, 404, "no_such_page")
    words, judgement = desk.asked.reviewers, asked.form.get("judgement", "")
    beside, known = of_form(asked.several, words.with_own), judgement in words.judgements
    if lacking := [*([] if known else ["judgement"]), *unanswered(beside, words.with_own)]:
        steps = steps_among(desk.entries(), given.point_id, visitor.name)
        if OWN not in steps:
            save_draft(_draft(desk, visitor, given, OWN), {"judgement": judgement if known else "", **beside})
        return _records(desk, visitor, given, steps, asked.form, lacking)
    record_own(desk.logs.decision_log, given.point_id, visitor.name, judgement, desk.clock, beside)
    remove_draft(_draft(desk, visitor, given, OWN))
    return sent_to(f"/contact/{given.token}/page")


def page_after(desk: Desk, visitor: Visitor, asked: Asked) -> Response:
    """Show the page, to somebody who has judged."""
    given = desk.find(visitor.name, asked.place["token"])
    if given is None:
        return message(desk, visitor, 404, "no_such_page")
    return _page(desk, visitor, given, {})


def _page(desk: Desk, visitor: Visitor, given: Given, chosen: Mapping[str, str], missing: bool = False) -> Response:
    steps = steps_among(desk.entries(), given.point_id, visitor.name)
    if OWN not in steps:
        return message(desk, visitor, 403, "judge_first")
    if RELEASED not in steps:
        release(desk.logs.decision_log, given.point_id, visitor.name, desk.clock)
    record_view(desk.logs.views, PAGE, given.point_id, visitor.name, desk.clock)
    material, words = desk.material(), desk.asked.reviewers
    hidden = 0 if desk.view_of_pages == "partnership" else hidden_from(
        material.point(given.point_id), material.records["partnership"]
    )  # fmt: skip
    also: dict[str, Any] = {
        "token": given.token, "own": steps[OWN], "final": steps.get(FINAL), "judgements": words.judgements,
        "reasons_to_choose": words.reasons, "draft": {**read_draft(_draft(desk, visitor, given, FINAL)), **chosen},
        "missing": missing, "hidden": hidden, "agreement": desk.agreement, "reports": "..",
    }  # fmt: skip
    content = material.page(given.point_id)
    html = contact_page_in("workbench_page.html", content, desk.vocabulary, desk.synthetic, "", **also, **common(desk, visitor))
    return shown(unlinked(html), 400 if missing else 200)


def judge_again(desk: Desk, visitor: Visitor, asked: Asked) -> Response:
    """Seal the judgement after the page, with what weighed most."""
    given = desk.find(visitor.name, asked.place["token"])
    if given is None:
        return message(desk, visitor, 404, "no_such_page")
    judgement, reason = (asked.form.get(name, "") for name in ANSWERS)
    words = desk.asked.reviewers
    if judgement not in words.judgements or reason not in words.reasons:
        return _page(desk, visitor, given, {name: asked.form.get(name, "") for name in ANSWERS}, missing=True)
    record_final(desk.logs.decision_log, given.point_id, visitor.name, judgement, reason, desk.clock)
    remove_draft(_draft(desk, visitor, given, FINAL))
    return sent_to("/queue")


def _draft(desk: Desk, visitor: Visitor, given: Given, step: str) -> Path:
    return draft_file(desk.logs.drafts, visitor.name, step, given.point_id)
