"""The command `neglect-triage`: documentation made from the project's own vocabulary and catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from .chronology.dictionary import data_dictionary
from .chronology.vocabulary import load_vocabulary
from .errors import run
from .features.catalogue import load_catalogue
from .files import write_text
from .params import load_params

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


@app.command()
def catalogue() -> None:
    """Print the indicators of this project's catalogue: what they mean, and from where."""
    params = load_params()
    found = load_catalogue(load_vocabulary(params.source.vocabulary), params.features.catalogue)
    table = Table("indicator", "theme", "means", "measures", "windows", "source")
    for name, entry in found.indicators.items():
        measures = ", ".join(f"{measure} ({direction})" for measure, direction in entry.measures.items())
        table.add_row(name, entry.theme, entry.means, measures, ", ".join(entry.windows), entry.seed or "")
    Console().print(table)
    print(f"{len(found.indicators)} indicators, {len(found.features)} features")


@app.command()
def dictionary(out: Annotated[Path, typer.Option(help="file to write")] = Path("data/README.md")) -> None:
    """Write the data dictionary from the canonical tables and this project's vocabulary."""
    write_text(out, data_dictionary(load_vocabulary(load_params().source.vocabulary)))
    print(f"written: {out}")


def main() -> None:
    """Run the command; exit code 2 for bad input, 1 for a bug."""
    run(app)
