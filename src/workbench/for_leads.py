"""What leads do: draw a sample and deal it to readers, follow it, read what the reviews say together, and who saw what."""

from __future__ import annotations

from starlette.responses import Response

from ..errors import BadInput
from ..files import csv_for_people, read_run_table
from ..review.sample import draw_sample, to_draw_from
from ..review.summary import summarise_log
from ..review.workbook import Sheet, workbook_bytes
from ..wording.reviews import log_sentences
from .accounts import read_accounts
from .asked import Asked, Visitor
from .desk import Desk
from .figures import agreement_in_words, exported, minutes_to_judge, progress, taken_steps
from .pages import workbench_page
from .replies import download, sent_to
from .samples import VIEWS, View, make_sample
from .views import EXPORTED, read_views, record_view

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FEWEST, MOST, MOST_VIEWS = 1, 2000, 500


def overview(desk: Desk, visitor: Visitor, asked: Asked) -> Response:
    """Show the samples, how far they are, and what the reviews say together."""
    entries = desk.entries()
    taken, words = taken_steps(entries), desk.asked.reviewers
    settings = desk.params.evaluate.bootstrap_draws, desk.params.evaluate.seed
    rows = []
    for sample in desk.samples():
        agreed = agreement_in_words(sample, taken, words.judgements, *settings, desk.vocabulary.nouns.points)
        rows.append({"sample": sample, "progress": progress(sample, taken), "agreement": agreed})
    sentences = log_sentences(summarise_log(entries, desk.standing_of, words)) if entries else []
    minutes = minutes_to_judge(taken, read_views(desk.logs.views)) if entries else None
    return workbench_page(
        desk,
        visitor,
        "workbench_lead.html",
        rows=rows,
        sentences=sentences,
        minutes=minutes,
        readers=_readers(desk),
        agreement=desk.agreement,
    )


def draw(desk: Desk, visitor: Visitor, asked: Asked) -> Response:
    """Draw a sample and deal it to its readers."""
    contacts, seed, readings = (_number(asked, name) for name in ("contacts", "seed", "readings"))
    view: View = _one_of(asked.form.get("view", ""))
    chosen = [name for name in asked.several.get("readers", []) if name in _readers(desk)]
    if view == "partnership" and not desk.agreement:
        raise BadInput(
            "Records that partners never shared may not be shown: no agreement is named.",
            where="governance.yaml, unshared_records_agreement and unshared_records_agreement_date",
            do="have both filled in by whoever answers for them, or choose another view",
        )
    lines, points, scores = (read_run_table(path) for path in (desk.data.decision_lines, desk.data.points, desk.data.scores))
    lines, scored, _ = to_draw_from(lines, points, scores, desk.params, desk.vocabulary.nouns.points)
    drawn = draw_sample(lines, scored, contacts, seed)
    make_sample(desk.logs.samples, drawn, seed, view, chosen, readings, visitor.name, desk.clock)
    return sent_to("/lead")


def views(desk: Desk, visitor: Visitor, asked: Asked) -> Response:
    """Show who saw what, the newest first."""
    entries = read_views(desk.logs.views)
    return workbench_page(desk, visitor, "workbench_views.html", entries=entries[:MOST_VIEWS], count=len(entries))


def export(desk: Desk, visitor: Visitor, asked: Asked) -> Response:
    """Return every review as a workbook."""
    table = exported(desk.samples(), taken_steps(desk.entries()), desk.asked.reviewers)
    record_view(desk.logs.views, EXPORTED, "", visitor.name, desk.clock)
    lines = [desk.vocabulary.synthetic] if desk.synthetic else []
    content = workbook_bytes(lines, [Sheet("Reviews", list(table.columns.map(str)), table.to_numpy().tolist())])
    return download(content, "reviews.xlsx", XLSX)


def export_as_text(desk: Desk, visitor: Visitor, asked: Asked) -> Response:
    """Return every review as CSV."""
    table = exported(desk.samples(), taken_steps(desk.entries()), desk.asked.reviewers)
    record_view(desk.logs.views, EXPORTED, "", visitor.name, desk.clock)
    return download(csv_for_people(table).encode(), "reviews.csv", "text/csv")


def _readers(desk: Desk) -> list[str]:
    return [account.name for account in read_accounts(desk.logs.accounts).values() if account.role == "reviewer"]


def _number(asked: Asked, name: str) -> int:
    text = asked.form.get(name, "")
    if not text.isascii() or not text.isdigit() or not FEWEST <= int(text) <= MOST:
        raise BadInput(
            "A number is wanted.", where=name, expected=f"a whole number from {FEWEST} to {MOST:,}", do="go back, and mend it"
        )
    return int(text)


def _one_of(view: str) -> View:
    if view not in VIEWS:
        raise BadInput("Which records may be seen before judging is not said.", where="view", expected=", ".join(VIEWS))
    return view  # type: ignore[return-value]
