"""The matching report as it was applied, for the user to correct and supply again, also when the reading has to stop."""

from __future__ import annotations

from pathlib import Path

from ...errors import BadInput
from ..recognising.files import RecognisedFile
from ..recognising.matching import FileMatching, Matching, SheetMatching, Unclear, write_matching
from ..tables.extract import LATEST_RECORD, Extract


def applied_matching(files: list[RecognisedFile], extracts: list[Extract], supplied: Matching) -> Matching:
    """Return the matching report as it was applied to `files`, with the user's own entries from the one `supplied`.

    A day that the records alone gave is left out: other columns, once mended, may give another.
    """
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
            extract_date=extract.date.date() if extract and extract.date_from != LATEST_RECORD else None,
            extract_date_from=extract.date_from if extract else None,
            order=own.order,
            start=own.start,
            sheets=sheets,
        )
    return Matching(files=entries)


def asked(unclear: Unclear, matching: Matching, report: Path | None, command: str) -> BadInput:
    """Write the matching report, and return the error that says where it is and what to write there.

    Parameters
    ----------
    unclear : what the user has to say.
    matching : the report as far as it was applied.
    report : the file to write; None: the error names the `command` that writes it.
    """
    if report is None:
        place = f"run `{command} --out FOLDER`; in FOLDER/matching.yaml"
    else:
        write_matching(matching, report, unclear.blank)
        place = f"in {report}"
    do = f"{place}, {unclear.do}; then name that file with --matching (in a project: source.matching in params.yaml)"
    return BadInput(unclear.what, where=unclear.where, expected=unclear.expected, do=do)
