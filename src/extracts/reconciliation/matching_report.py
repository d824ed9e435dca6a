"""The matching report as it was applied, for the user to correct and supply again."""

from __future__ import annotations

from ..recognising.files import RecognisedFile
from ..recognising.matching import FileMatching, Matching, SheetMatching
from ..tables.extract import Extract


def applied_matching(files: list[RecognisedFile], extracts: list[Extract], supplied: Matching) -> Matching:
    """Return the matching report as it was applied to `files`, with the user's own entries from the one `supplied`."""
    extract_of = {file.name: extract for extract in extracts for file in extract.files}
    entries = {}
    for file in files:
        extract, own = extract_of.get(file.name), supplied.of(file.name)
        sheets = {
            found.sheet: SheetMatching(
                table=found.table,
                header_row=found.header_row,
                rows=found.rows_read,
                columns={header: role for role, header in found.matched.items()} | dict.fromkeys(found.unmatched),
                words=own.sheet(found.sheet).words,
            )
            for found in file.tables
        } | {
            item.sheet: SheetMatching(why=item.why, rows=item.rows, columns=dict.fromkeys(item.headers))
            for item in file.unrecognised
        }
        entries[file.name] = FileMatching(
            format=file.form.name if file.form else own.format,
            extract_date=extract.date.date() if extract else None,
            extract_date_from=extract.date_from if extract else None,
            start=own.start,
            sheets=sheets,
        )
    return Matching(files=entries)
