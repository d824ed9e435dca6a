"""The command `neglect-triage agenda`: the contacts for a second look at one meeting, as a workbook to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..chronology.vocabulary import load_vocabulary
from ..errors import BadInput
from ..explain.decisions.agenda import agenda
from ..explain.decisions.definitions import load_decisions
from ..explain.decisions.second_look import agenda_rows
from ..files import read_json
from ..params import load_params
from ..paths import DATA
from ..review.workbook import DAY, WORDS, Sheet, write_workbooks
from ..wording.decision_audit import AGENDA, AGENDA_GIVEN, AGENDA_README, AGENDA_TO_FILL_IN
from .on_a_run import on_a_run
from .project import synthetic_note


@on_a_run
def write_agenda(
    meeting: Annotated[int, typer.Option(min=1, help="Which meeting: each has {points} that no earlier one had.")] = 1,
    contacts: Annotated[int, typer.Option(min=1, help="How many {points} a meeting looks at.")] = 10,
    out: Annotated[
        Path | None, typer.Option(help="The workbook to write.", show_default="in data/review, by the meeting")
    ] = None,
) -> None:
    """Write the agenda of a meeting that looks again at {points}: why each is there, and blanks for finding, owner and day.

    The first meeting's are those on the page second_look.html. A workbook that stands there is never replaced.
    """
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    definitions, listed = load_decisions(vocabulary), read_json(DATA.second_look)
    entries = agenda(listed, params.explain.seed, contacts, meeting)
    if not entries or definitions is None:
        raise BadInput(
            "No contact is left for this meeting.",
            where=f"--meeting {meeting}",
            expected=f"a meeting among the {sum(len(each['entries']) for each in listed):,} entries of {DATA.second_look}",
            do="take an earlier meeting; or set explain.second_look higher in params.yaml, then: dvc repro",
        )
    out = out or DATA.agenda(meeting)
    nouns = vocabulary.nouns.model_dump()
    given = [each.format(**nouns).capitalize() for each in AGENDA_GIVEN]
    finding, owner, due = AGENDA_TO_FILL_IN
    rows = [[*row, None, None, None] for row in agenda_rows(entries, definitions, vocabulary)]
    sheet = Sheet(AGENDA, [*given, finding, owner, due], rows, {finding: WORDS, owner: WORDS, due: DAY})
    readme = [*synthetic_note(vocabulary), *(line.format(meeting=meeting, many=len(rows), **nouns) for line in AGENDA_README)]
    write_workbooks({out: (readme, [sheet])}, "--out")
    print(f"{len(rows)} {vocabulary.nouns.points if len(rows) != 1 else vocabulary.nouns.point}; written to {out}")
