"""The command `neglect-triage read`: shows what a folder of extracts holds, before a project uses it."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ..chronology.checks.lost_kinds import stop_where_files_lose_kinds
from ..chronology.identifiers import refuse_named_files
from ..chronology.joins import refuse_lost_joins
from ..chronology.named_files import files_below, names_hidden
from ..chronology.reading.summary import print_summary
from ..chronology.vocabulary import load_vocabulary
from ..extracts.read import Choices, read_extracts
from ..extracts.reconciliation.page import sources_page
from ..extracts.source import choices_of, unnamed
from ..files import write_json, write_text
from ..params import Quarantine
from .project import OF_PROJECT, project_params

Folder = Annotated[Path, typer.Argument(help="Folder with Annex A, census, safeguarding dataset or partners' files.")]
Out = Annotated[Path, typer.Option(help="Folder for the matching report (matching.yaml) and the page (sources.html).")]
Mended = Annotated[Path | None, typer.Option(help="A matching report that you mended.")]
Crosswalk = Annotated[Path | None, typer.Option(help="A table of identifiers: source, id, child_id.")]
Words = Annotated[Path | None, typer.Option(help="Words of the events (YAML).", show_default=OF_PROJECT)]
_DROP = "Read on where a column could name a person, without it. Inside your own systems only: nothing of it is written."
Drop = Annotated[bool, typer.Option("--drop-identifiers", help=_DROP)]


def read(
    folder: Folder,
    out: Out,
    matching: Mended = None,
    crosswalk: Crosswalk = None,
    vocabulary: Words = None,
    drop_identifiers: Drop = False,
) -> None:
    """Say what each file in a folder was taken for, and what would become of every row; no record is written.

    In a project's folder, source in its params.yaml says how they are read, as in the stage source.

    Example: neglect-triage read extracts --out reading
    """
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    logging.getLogger("neglect_triage").setLevel(logging.INFO)
    params = project_params()
    choices = replace(
        choices_of(params.source) if params else Choices(),
        matching=matching,
        crosswalk=crosswalk,
        identifiers="drop" if drop_identifiers else "refuse",
    )
    words = load_vocabulary(vocabulary or (params.source.vocabulary if params else None))
    if not drop_identifiers:
        refuse_named_files(files_below(folder))
    with names_hidden(folder, words):
        chronology = unnamed(folder, read_extracts(folder, words, choices, out / "matching.yaml"), words)
    about = {"kind": "extracts", "synthetic": chronology.synthetic, "extracts": chronology.extracts}
    about["joins"] = [join.plain() for join in chronology.joins]
    write_json(out / "account.json", about)
    write_text(out / "sources.html", sources_page(about, home=""))
    print_summary(chronology, Console())
    print(
        f"written: {out / 'matching.yaml'} (mend it, and name it with --matching), {out / 'sources.html'}, {out / 'account.json'}"
    )
    refuse_lost_joins(chronology.joins, choices.least_link_rate)
    allowed = params.source.quarantine if params else Quarantine()
    for line in stop_where_files_lose_kinds(chronology.kinds, allowed.most, allowed.accept):
        print(line)
