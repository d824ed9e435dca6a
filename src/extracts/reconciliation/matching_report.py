"""The matching report as it was applied, for the user to correct and supply again, also when the reading has to stop."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ...errors import BadInput
from ..recognising.files import RecognisedFile
from ..recognising.found import IGNORE
from ..recognising.matching import FileMatching, Matching, SheetMatching, Unclear, Unread, write_matching
from ..tables.extract import LATEST_RECORD, Extract


def applied_matching(
    files: list[RecognisedFile], extracts: list[Extract], supplied: Matching, failures: Mapping[str, BadInput] | None = None
) -> Matching:
    """Return the matching report as it was applied to `files`, with the user's own entries from the one `supplied`.

    A day that the records alone gave is left out: other columns, once mended, may give another. Files that cannot be read
    (`failures`) have their own entry, and the reason.
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
                columns={
                    **{header: role for role, header in found.matched.items()},
                    **{header: _ignored(own.sheet(found.sheet), header) for header in found.unmatched},
                },
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
    for name, failure in (failures or {}).items():
        own = supplied.of(name)
        entries[name] = own.model_copy(update={"sheets": own.sheets | {"": SheetMatching(why=f"Not read. {failure.what}")}})
    return Matching(files=dict(sorted(entries.items())))


def _ignored(sheet: SheetMatching, header: str) -> str | None:
    return IGNORE if sheet.columns.get(header) == IGNORE else None


def asked(stop: BadInput, matching: Matching, report: Path | None, command: str) -> BadInput:
    """Write the matching report, and return the error that says where it is and what to write there.

    Parameters
    ----------
    stop : why reading stops; what the user has to say, if it is `Unclear`.
    matching : the report as far as it was applied.
    report : the file to write; None: the error names the `command` that writes it.
    """
    if report is not None:
        write_matching(matching, report, stop.blank if isinstance(stop, Unclear) else {})
    place = f"run `{command} --out FOLDER`; in FOLDER/matching.yaml" if report is None else f"in {report}"
    then = "then name that file with --matching (in a project: source.matching in params.yaml)"
    if isinstance(stop, Unclear):
        return BadInput(stop.what, where=stop.where, expected=stop.expected, do=f"{place}, {stop.do}; {then}")
    if isinstance(stop, Unread):
        do = f"{stop.do}; or, to do without, {place}, give each file that cannot be read the format ignore; {then}"
        return BadInput(stop.what, where=stop.where, expected=stop.expected, do=do)
    return stop if report is None else with_report(stop, report)


def with_report(stop: BadInput, report: Path) -> BadInput:
    """Return the error with the place of the matching report, which shows what each file and column was taken for."""
    do = f"{stop.do} (what each file and column was taken for: {report})"
    return BadInput(stop.what, where=stop.where, expected=stop.expected, do=do)
