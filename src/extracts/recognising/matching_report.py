"""The matching report as it was applied, for the user to mend and feed back."""

from __future__ import annotations

from ..cells.extract import Extract
from ..files.folder import FoundFile
from .matching import FileMatching, Matching, SheetMatching


def applied(files: list[FoundFile], extracts: dict[str, Extract], groups: dict[str, list[FoundFile]], said: Matching) -> Matching:
    """Return the matching report as it was applied, for the user to mend."""
    extract_of = {file.name: extracts[key] for key, members in groups.items() for file in members}
    applied = {}
    for file in files:
        extract = extract_of.get(file.name)
        sheets = {
            found.sheet: SheetMatching(
                table=found.table,
                header_row=found.header_row,
                rows=found.rows_read,
                columns={own: role for role, own in found.matched.items()} | dict.fromkeys(found.unmatched),
                words=said.of(file.name).sheets.get(found.sheet, SheetMatching()).words,
            )
            for found in file.found
        } | {
            item.sheet: SheetMatching(why=item.why, rows=item.rows, columns=dict.fromkeys(item.headers))
            for item in file.unrecognised
        }
        applied[file.name] = FileMatching(
            format=file.form.name if file.form else said.of(file.name).format,
            extract_date=extract.date.date() if extract else None,
            extract_date_from=extract.date_from if extract else None,
            start=said.of(file.name).start,
            sheets=sheets,
        )
    return Matching(files=applied)
