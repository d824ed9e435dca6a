"""The command `neglect-triage catalogue`: the indicators of a project, and their documentation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..chronology.vocabulary import load_vocabulary
from ..features.catalogue import Catalogue, load_catalogue
from ..features.documentation import as_html, as_markdown
from ..files import write_text
from ..params import load_params
from .tables import print_table


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
