"""The commands `neglect-triage dictionary` and `glossary`: what columns and words mean."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..chronology.dictionary import data_dictionary
from ..chronology.vocabulary import load_vocabulary
from ..files import write_text
from ..params import load_params
from ..paths import DATA
from ..report.glossary import glossary_markdown


def dictionary(out: Annotated[Path, typer.Option(help="file to write")] = DATA.dictionary) -> None:
    """Write the data dictionary from the canonical tables and this project's vocabulary."""
    write_text(out, data_dictionary(load_vocabulary(load_params().source.vocabulary)))
    print(f"written: {out}")


def glossary(out: Annotated[Path, typer.Option(help="file to write")] = Path("docs/reference/glossary.md")) -> None:
    """Write the glossary: the words of this project's vocabulary, and those of records, models and figures."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary).for_horizon(params.cohort.horizon_days)
    write_text(out, glossary_markdown(vocabulary))
    print(f"written: {out}")
