"""The command `neglect-triage chronology`: one person's records in full, or as they stood on a day."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import pandas as pd
import typer

from ..chronology.reading.ids import one_id
from ..chronology.store import tables_of_run
from ..chronology.vocabulary import load_vocabulary
from ..explain.full_chronology import STAY_HEADINGS, full_chronology, headings
from ..explain.record import sources_for
from ..features.catalogue import load_catalogue
from ..params import View, load_params
from ..paths import DATA
from .on_a_run import on_a_run
from .project import synthetic_note
from .tables import print_table


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
    sources = sources_for(tables_of_run(DATA), [child_id], loaded, vocabulary, view)
    text = full_chronology(sources, child_id, None if as_of is None else pd.Timestamp(as_of))
    print("\n".join([*synthetic_note(vocabulary), *text.about]))
    for heads, rows in ((STAY_HEADINGS, text.stays), (headings(vocabulary.nouns), text.records)):
        print_table(heads, rows)
