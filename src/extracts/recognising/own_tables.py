"""Canonical tables in a folder of extracts: this program's own tables, which a reader of extracts would take for a partner's."""

from __future__ import annotations

from collections.abc import Iterable

from ...errors import BadInput
from ..files.sheets import Sheet
from .files import RecognisedFile

_COLUMNS = {"event_id", "child_id", "event_date", "known_date", "event_type"}  # together no partner's table has them


def refuse_canonical(files: Iterable[RecognisedFile]) -> None:
    """Stop at a canonical table of events: read as an extract, most of what it holds would be left out.

    Raises
    ------
    BadInput : there is one, or several.
    """
    found = [file.name for file in files if any(map(_is_canonical, file.sheets))]
    if found:
        raise BadInput(
            "The folder holds canonical tables, as `pseudonymise` and the stage source write them, and not extracts.",
            where=", ".join(found),
            expected="Annex A, the children in need census, the Standard Safeguarding Dataset, or partners' tables",
            do="put them in a folder of their own; in params.yaml, write source.kind: canonical, and its name as source.folder",
        )


def _is_canonical(sheet: Sheet) -> bool:
    headers = sheet.header if sheet.header is not None else [] if sheet.cells.empty else list(sheet.cells.iloc[0])
    return set(headers) >= _COLUMNS
