"""The command `neglect-triage`, and those of its commands that need no module of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..chronology.dictionary import data_dictionary
from ..chronology.reading.ids import one_id
from ..chronology.vocabulary import load_vocabulary
from ..errors import run
from ..explain.full_chronology import STAY_HEADINGS, full_chronology, headings
from ..explain.record import sources_for
from ..features.catalogue import Catalogue, load_catalogue
from ..features.documentation import as_html, as_markdown
from ..files import write_text
from ..params import View, load_params
from ..paths import DATA
from ..report.glossary import glossary_markdown
from .approve import approvals, approve
from .audit import audit
from .doctor import doctor
from .erase import erase_child, expire
from .explain import explain
from .features import features
from .help_words import CommandInWords, CommandsInWords
from .init import init
from .monitor import monitor_periods
from .move_log import move_a_log
from .on_a_run import on_a_run
from .project import chronology_tables, synthetic_note
from .pseudonymise import pseudonymise
from .read import read
from .release import release
from .review import review, reviews
from .run import run_stages
from .sample import compare_auditors, sample
from .score import score
from .simulate_extracts import formats, simulate_extracts

MOST_CHARACTERS = 10_000  # the longest line without a terminal

app = typer.Typer(
    cls=CommandsInWords,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help=__doc__,
)
command = partial(app.command, cls=CommandInWords)
command()(init)
command("run")(run_stages)
command()(doctor)
command()(pseudonymise)
command()(read)
command()(features)
command()(on_a_run(score))
command()(on_a_run(approve))
command()(on_a_run(approvals))
command()(on_a_run(release))
command()(simulate_extracts)
command()(on_a_run(sample))
command("compare")(on_a_run(compare_auditors))
command()(on_a_run(review))
command()(on_a_run(reviews))
command()(formats)
command("erase")(erase_child)
command()(expire)
command("move-log")(move_a_log)
command()(on_a_run(explain))
command()(audit)
command("monitor")(on_a_run(monitor_periods))


@command()
def catalogue(
    html: Annotated[Path | None, typer.Option(help="write the documentation of the catalogue to this page instead")] = None,
    markdown: Annotated[Path | None, typer.Option(help="write it to this Markdown file instead")] = None,
) -> None:
    """Print the indicators of this project's catalogue: what they mean, and from where; or write their documentation."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    loaded = load_catalogue(vocabulary, params.features.catalogue)
    for out, write in ((html, as_html), (markdown, as_markdown)):
        if out:
            write_text(out, write(loaded, vocabulary))
            print(f"written: {out}")
    if not (html or markdown):
        _print_catalogue(loaded)
    print(f"{len(loaded.indicators)} indicators, {len(loaded.features)} features")


def _print_catalogue(loaded: Catalogue) -> None:
    rows = []
    for name, indicator in loaded.indicators.items():
        measures = ", ".join(f"{measure} ({direction})" for measure, direction in indicator.measures.items())
        windows = ", ".join(indicator.windows)
        rows.append([name, indicator.theme, indicator.means, measures, windows, indicator.seed or ""])
    print_table(("indicator", "theme", "means", "measures", "windows", "source"), rows)


@command()
def dictionary(out: Annotated[Path, typer.Option(help="file to write")] = DATA.dictionary) -> None:
    """Write the data dictionary from the canonical tables and this project's vocabulary."""
    write_text(out, data_dictionary(load_vocabulary(load_params().source.vocabulary)))
    print(f"written: {out}")


@command()
def glossary(out: Annotated[Path, typer.Option(help="file to write")] = Path("docs/glossary.md")) -> None:
    """Write the glossary: the words of this project's vocabulary, and those of records, models and figures."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary).for_horizon(params.cohort.horizon_days)
    write_text(out, glossary_markdown(vocabulary))
    print(f"written: {out}")


@command()
@on_a_run
def chronology(
    child_id: Annotated[str, typer.Argument(help="pseudonym of the {person}, as on a page")],
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="only what could be read before this day (YYYY-MM-DD)")
    ] = None,
    view: Annotated[View, typer.Option(help="what some agency held, or what had reached the {hub}")] = "partnership",
) -> None:
    """Print one {person}'s chronology in full, from data/chronology."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    loaded = load_catalogue(vocabulary, params.features.catalogue)
    child_id = one_id(child_id)
    sources = sources_for(chronology_tables(), [child_id], loaded, vocabulary, view)
    text = full_chronology(sources, child_id, None if as_of is None else pd.Timestamp(as_of))
    print("\n".join([*synthetic_note(vocabulary), *text.about]))
    for heads, rows in ((STAY_HEADINGS, text.stays), (headings(vocabulary.nouns), text.records)):
        print_table(heads, rows)


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table as wide as the terminal; without a terminal, wide enough for one line a row."""
    console, table = Console(), Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, min_width=30 if heading == "record" else None)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    if not console.is_terminal:
        console.width = console.measure(table, options=console.options.update(max_width=MOST_CHARACTERS)).maximum
    with console.capture() as printed:
        console.print(table)
    print("\n" + "\n".join(line.rstrip() for line in printed.get().splitlines()))


def main() -> None:
    """Run the command; exit code 2 for bad input, 1 for a bug."""
    run(app)
