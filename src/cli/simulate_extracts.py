"""Commands about file formats: write a simulated world as extracts, and write what each format can hold."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from ..chronology.vocabulary import load_vocabulary
from ..errors import BadInput, did_you_mean
from ..extracts.formats.specification import FORMATS
from ..files import write_text
from ..params import World
from ..simulate.world import simulate
from ..simulate.writers.documentation import formats_page
from ..simulate.writers.write import Wanted, write_extracts
from ..yamls import checked

_DAYS = ["%Y-%m-%d"]
_LAST_DAY = datetime(2025, 3, 31)
_YEARS = 5

Out = Annotated[Path, typer.Argument(help="Folder to write into.")]
Children = Annotated[int, typer.Option(min=1, help="Children ever known.")]
_DATES = "Day of an Annex A workbook, several times for several. The last one ends the world, and is the day of the other files."
Dates = Annotated[list[datetime] | None, typer.Option("--extract-date", formats=_DAYS, help=_DATES, show_default="2025-03-31")]
Years = Annotated[int, typer.Option(min=1, help="Years that the world goes back; there is a census file for each 31 March.")]
Seed = Annotated[int, typer.Option(help="The same seed writes the same files.")]
_QUIRKS = "none, usual (a mixture), or the name of a quirk (see docs/reference/formats.md), several times for several."
QuirkNames = Annotated[list[str] | None, typer.Option("--quirks", help=_QUIRKS, show_default="usual")]
Formats = Annotated[list[str] | None, typer.Option("--format", help=f"One of {', '.join(FORMATS)}.", show_default="all")]
_IDENTIFYING = "Add artificial names, postcodes and NHS numbers, to try how they are refused and taken out."
Identifying = Annotated[bool, typer.Option("--identifying", help=_IDENTIFYING)]
AsParquet = Annotated[bool, typer.Option("--parquet", help="Tables of the safeguarding dataset as Parquet.")]


def formats(out: Annotated[Path, typer.Option(help="File to write.")] = Path("docs/reference/formats.md")) -> None:
    """Write what is known of each format: tables, columns, codes, when facts count as known, and what it cannot hold."""
    write_text(out, formats_page())
    print(f"written: {out}")


def simulate_extracts(
    out: Out,
    children: Children = 200,
    extract_date: Dates = None,
    years: Years = _YEARS,
    seed: Seed = 1,
    quirks: QuirkNames = None,
    format: Formats = None,
    identifying: Identifying = False,
    parquet: AsParquet = False,
) -> None:
    """Write SYNTHETIC DATA as Annex A, census, safeguarding dataset and partners' files, with the quirks of real ones.

    To try the readers, or to see what each format can hold, before any real record is touched.

    Example: neglect-triage simulate-extracts extracts --children 50 --quirks usual
    """
    names = tuple(format or FORMATS)
    for name in names:
        if name not in FORMATS:
            raise BadInput("There is no such format.", where=f"--format {name}", expected=did_you_mean(name, FORMATS))
    days = tuple(sorted(pd.Timestamp(day).as_unit("s") for day in extract_date or [_LAST_DAY]))
    end = days[-1] + pd.Timedelta(days=1)
    start = end - pd.DateOffset(years=years)
    world = checked({"seed": seed, "children": children, "start": start.date(), "end": end.date()}, World, "The command line")
    vocabulary = load_vocabulary()
    chosen = tuple(quirks or ["usual"])
    which = chosen[0] if chosen in (("none",), ("usual",)) else chosen
    wanted = Wanted(days, which, seed, identifying, parquet, names)
    files = write_extracts(simulate(world, vocabulary), out, wanted, vocabulary)
    print(f"{vocabulary.synthetic}: {len(files)} files about {children:,} children written to {out}")
