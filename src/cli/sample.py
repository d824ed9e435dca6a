"""The commands `neglect-triage sample` and `compare`: contacts for two blind auditors, and what they found."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from ..chronology.one_run import check_nothing_else
from ..chronology.store import tables_of_run
from ..chronology.vocabulary import Vocabulary, load_vocabulary
from ..explain.full_chronology import full_chronology
from ..explain.full_chronology import headings as headings_of_records
from ..explain.record import sources_for
from ..features.catalogue import load_catalogue
from ..files import write_json
from ..params import Params, load_params
from ..paths import DATA
from ..review.compare import (
    AUDITORS,
    KEY_SHEET,
    SAMPLE,
    compare,
    counted_answers,
    headings,
    key_headings,
    read_auditor,
    read_key,
)
from ..review.questions import Questions, questions
from ..review.sample import KEY, draw_sample, sample_id, to_draw_from
from ..review.workbook import Sheet, write_workbooks
from ..wording.reviews import comparison_sentences
from ..wording.sentences import british_date
from .on_a_run import on_a_run
from .project import stage_table, synthetic_note

RECORDS, KEY_FILE = "Records", "key.xlsx"


@on_a_run
def sample(
    out: Annotated[Path, typer.Option(help="Folder to write: a workbook for each of two auditors, and the key.")] = (
        DATA.audit_sample
    ),
    contacts: Annotated[int, typer.Option(min=1, help="How many {points} to draw.")] = 120,
    seed: Annotated[int, typer.Option(help="Another seed draws another sample.")] = 1,
) -> None:
    """Draw {points} for a second look by two people who are blind to each other and to the model.

    The workbooks hold what could be read on the day of each {point}, and blanks to fill in. The key holds the band and the
    weights: keep it from the auditors until both have finished, then run neglect-triage compare. A workbook
    of an earlier sample is never replaced.
    """
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    asked = questions(vocabulary.nouns)
    tables = stage_table("explain", DATA.decision_lines), stage_table("cohort", DATA.points), stage_table("train", DATA.scores)
    lines, scored, account = to_draw_from(*tables, params, vocabulary.nouns.points)
    drawn = draw_sample(lines, scored, contacts, seed)
    synthetic = synthetic_note(vocabulary)
    contacts_sheet = _contacts(drawn, vocabulary, asked)
    sheets = [contacts_sheet, _records(drawn, params, vocabulary)]
    name = f"{SAMPLE} {sample_id(drawn, seed)} of {len(drawn)} {vocabulary.nouns.points}"
    workbooks = {
        out / f"auditor_{auditor}.xlsx": (_readme(auditor, synthetic, name, vocabulary, asked), sheets) for auditor in AUDITORS
    }
    key_rows = [
        [*known, *given[2 : len(asked.given)]]
        for known, given in zip(drawn[KEY].astype(object).to_numpy().tolist(), contacts_sheet.rows, strict=True)
    ]
    key = Sheet(KEY_SHEET, key_headings(asked), key_rows)
    write_workbooks(workbooks | {out / KEY_FILE: ([*synthetic, name, "Keep this from the auditors."], [key])}, "--out")
    print(f"{len(drawn)} {vocabulary.nouns.points} of {round(float(drawn['weight'].sum())):,}; written to {out}")
    print("\n".join(account))


@on_a_run
def compare_auditors(
    folder: Annotated[Path, typer.Argument(help="The folder that neglect-triage sample wrote, filled in.")],
    out: Annotated[Path | None, typer.Option(help="Also write the figures to this file (JSON).")] = None,
) -> None:
    """Compare two auditors' findings with each other and with the attention band, and estimate both for all {points}."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    asked = questions(vocabulary.nouns)
    key = read_key(folder / KEY_FILE, asked)
    auditors = [read_auditor(folder / f"auditor_{name}.xlsx", key, folder / KEY_FILE, asked) for name in AUDITORS]
    comparison = compare(key, auditors, asked, params.evaluate.bootstrap_draws, params.evaluate.seed)
    texts = {name: question.ask for name, question in asked.auditors.items()}
    lines = [
        *synthetic_note(vocabulary),
        *comparison_sentences(comparison, texts, counted_answers(asked), vocabulary.nouns.model_dump()),
    ]
    print("\n".join(lines))
    if out:
        write_json(out, comparison)
        print(f"written: {out}")


def _contacts(drawn: pd.DataFrame, vocabulary: Vocabulary, asked: Questions) -> Sheet:
    words = vocabulary.words["outcome"]
    rows = [
        [
            number,
            row["point_id"],
            row["child_id"],
            british_date(row["as_of"]),
            words.get(row["decision"], "not recorded"),
            *([None] * len(asked.auditors)),
        ]
        for number, row in enumerate(drawn.to_dict("records"), start=1)
    ]
    answers = {question.ask: question.answers for question in asked.auditors.values()}
    return Sheet(asked.sheet, headings(asked), rows, answers)


def _records(drawn: pd.DataFrame, params: Params, vocabulary: Vocabulary) -> Sheet:
    """Return what could be read before the day of each contact, by its number."""
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    tables = tables_of_run(DATA)
    check_nothing_else(drawn, tables["children"]["child_id"], "decision audit")
    sources = sources_for(tables, drawn["child_id"], catalogue, vocabulary, "partnership")
    rows = [
        [number, *record]
        for number, row in enumerate(drawn.to_dict("records"), start=1)
        for record in full_chronology(sources, row["child_id"], row["as_of"]).records
    ]
    return Sheet(RECORDS, ["No.", *headings_of_records(vocabulary.nouns)], rows)


def _readme(auditor: str, synthetic: list[str], name: str, vocabulary: Vocabulary, asked: Questions) -> list[str]:
    nouns = vocabulary.nouns
    at_the_hub = headings_of_records(nouns)[2]
    return [
        *synthetic,
        f"{nouns.points.capitalize()} for a second look: auditor {auditor}",
        name,
        f"Read the records of each {nouns.point} on the sheet {RECORDS}, by its number, then answer on the sheet {asked.sheet}.",
        f'The records are those that could be read before the day. "{at_the_hub}" says when each had reached the {nouns.hub}: '
        f"where it says anything but a day before the {nouns.point}, the {nouns.hub} did not have it.",
        "Answer before you talk with the other auditor, and before you look at a page of the report: it shows what a model says.",
        "Answers come from a list. Leave a cell blank where you did not get to it. Write no names and no notes.",
        f"Only the yellow cells can be changed. This decides nothing about any {nouns.person}.",
    ]
