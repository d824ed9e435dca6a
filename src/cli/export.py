"""The command `neglect-triage export`: a page of a report as a Word document."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import BadInput
from ..files import write_new
from ..pages.word import word_document

SUFFIX = ".docx"


def export(
    page: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A page of a report, such as data/reports/board.html.")
    ],
    out: Annotated[Path, typer.Option(help="The document to write.", show_default=False)],
) -> None:
    """Write a page of a report as a Word document, to be kept in a file or signed: the same words in the same order.

    Its title and the number of the sheet stand on every sheet, and so do its banners: a document leaves the secure area no more
    than its page does. What is folded on the page stands open. A picture becomes its description, and its table follows.
    A document that stands there is never replaced.
    """
    if out.suffix.lower() != SUFFIX:
        raise BadInput(
            "The document to write is no Word document by its name.", where=f"--out {out}", expected=f"a name ending in {SUFFIX}"
        )
    write_new({out: word_document(page.read_bytes(), str(page))}, "document", "--out")
    print(f"written: {out}")
