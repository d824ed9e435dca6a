"""The commands `neglect-triage review` and `reviews`: judging first, the page then, and what all reviews say together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from ..chronology.joins import OF_ONE_RUN, account_of_joins, join_of
from ..chronology.reading.ids import one_id
from ..chronology.vocabulary import load_vocabulary
from ..errors import BadInput
from ..explain.selection import file_name
from ..files import write_json
from ..models.bands import standing
from ..models.cohort import scored_points
from ..params import load_params
from ..paths import DATA
from ..review.by_sheet import read_reviews, write_reviews
from ..review.questions import questions
from ..review.steps import FIELDS, review_contact
from ..review.summary import summarise_log
from ..sealed_log import read_whole_log
from ..wording.logs import log_lines
from ..wording.reviews import log_sentences
from .on_a_run import on_a_run
from .project import stage_table, synthetic_note

PAGES = (DATA.contact_pages, DATA.contact_pages_asked_for)
LogFile = Annotated[Path, typer.Option(help="The decision log: lines are added to it, and never changed.")]


@on_a_run
def review(
    contact_ids: Annotated[list[str] | None, typer.Argument(help="{Points} to review, as on a page.")] = None,
    reviewer: Annotated[str, typer.Option(help="A role or a pseudonym, such as lead-2; never a name.")] = "",
    sheet: Annotated[Path | None, typer.Option(help="Write a workbook to fill in, instead of asking here.")] = None,
    read: Annotated[Path | None, typer.Option(help="Read back a workbook that was filled in.")] = None,
    log: LogFile = DATA.decision_log,
) -> None:
    """Judge one of the {points} yourself, then see its page, then judge again and say why. Each step is kept with its time."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    asked = questions(vocabulary.nouns, vocabulary.page.concerns)
    synthetic = synthetic_note(vocabulary)
    points = stage_table("cohort", DATA.points)
    if read:
        released, counts = read_reviews(read, log, points, reviewer, asked, _now)
        print(
            f"Taken in: {counts['own']} own and {counts['final']} final judgements; {counts['before']} stood in the log before; "
            f"{counts['blank']} rows are blank."
        )
        for point_id in released:
            print(f"  {point_id}: {_page(point_id)}")
        return
    wanted = {one_id(given) for given in contact_ids or []}
    chosen = points[points["point_id"].isin(wanted)]
    if not wanted or len(chosen) < len(wanted):
        raise BadInput(
            f"There is no {vocabulary.nouns.point} of that id.",
            where=f"CONTACT_IDS, {len(wanted) - len(chosen):,} of {len(wanted):,}",
            do=f"take the id from {DATA.page('index')}",
        )
    if sheet:
        write_reviews(sheet, chosen, reviewer, asked, synthetic)
        print(f"written: {sheet}")
        return
    print("\n".join(synthetic))
    for row in chosen.to_dict("records"):
        print(f"{row['point_id']}. Its records: neglect-triage chronology {row['child_id']} --as-of {row['as_of']:%Y-%m-%d}")
        review_contact(log, row["point_id"], reviewer, _page(row["point_id"]), asked.reviewers, ask=_ask, say=print, clock=_now)


@on_a_run
def reviews(
    log: LogFile = DATA.decision_log,
    out: Annotated[Path | None, typer.Option(help="Also write the figures to this file (JSON).")] = None,
) -> None:
    """Say what all reviews in the decision log say together, after checking that no line of it was changed."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    nouns = vocabulary.nouns
    scored = scored_points(stage_table("cohort", DATA.points), stage_table("train", DATA.scores), params.train.view)
    whole = read_whole_log(log, fields=FIELDS)
    reviewed = pd.Series(sorted({entry["contact"] for entry in whole.entries}), name="point_id", dtype="str")
    join = join_of(log.name, f"reviewed {nouns.points}", f"the scored {nouns.points}", "point_id", reviewed, scored["point_id"])
    account = account_of_joins([join], params.source.least_link_rate, OF_ONE_RUN)
    standing_of = dict(zip(scored["point_id"], standing(scored), strict=True))
    words = questions(nouns, vocabulary.page.concerns).reviewers
    summary = summarise_log(whole.entries, standing_of, words) | {"joins": [join.plain()]}
    print("\n".join([*log_sentences(summary), *account, *log_lines(whole)]))
    if out:
        write_json(out, summary)
        print(f"written: {out}")


def _page(point_id: str) -> str:
    written = [path for folder in PAGES if (path := folder / file_name(point_id)).is_file()]
    return str(written[0]) if written else f"not yet written: neglect-triage explain {point_id}"


def _ask(question: str, answers: Sequence[str]) -> str:
    """Ask at the terminal until one of the answers is chosen by its number."""
    print(f"\n{question}:")
    for number, answer in enumerate(answers, start=1):
        print(f"  {number}  {answer}")
    chosen = 0
    while not 1 <= chosen <= len(answers):
        chosen = typer.prompt("Number", type=int)
    return answers[chosen - 1]


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
