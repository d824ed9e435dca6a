"""Reading a folder of extracts into one chronology, with a summary of every row."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pandas as pd

from ..chronology.checks.clocks import clock_warnings
from ..chronology.checks.lost_kinds import errors_of_lost
from ..chronology.columns_of_names import name_warnings
from ..chronology.declared import words_of
from ..chronology.identifiers import refuse_identifiers
from ..chronology.joins import Join
from ..chronology.names import shown_name
from ..chronology.reading.assemble import Chronology, Counts
from ..chronology.reading.doubtful_ids import id_warnings
from ..chronology.reading.own_files import read_own_file, says_synthetic
from ..chronology.reading.passed_over import IGNORED, notes_of_passed_over
from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput, did_you_mean
from ..params import LEAST_LINK_RATE
from .facts.ages import warnings_of_ages
from .facts.people import born_and_died_by_then, known_before_not_recorded, of_one_life
from .facts.rows import facts_in_extract
from .files.opening import list_files
from .identifying import refuse_identifying, sheet_columns, unused_headers
from .merging.canonical import canonical_tables, quarantined_rows
from .merging.combining import combine_facts, combine_people, with_referrals_as_contacts
from .merging.merge import merge
from .merging.order import undecided_people
from .merging.repeated_records import told_once, warnings_of_repeated
from .recognising.copies import copies_beside, warnings_of_copies
from .recognising.cut_off import warnings_of_cut_off
from .recognising.files import RecognisedFile, recognise_file
from .recognising.found import IGNORE
from .recognising.matching import (
    Matching,
    Unclear,
    Unread,
    keep_what_was_mended,
    read_matching,
    refuse_unknown_files,
    write_matching,
)
from .recognising.own_tables import refuse_canonical
from .reconciliation.matching_report import applied_matching, asked
from .reconciliation.summary import kinds_of_extracts, reading_summary
from .tables.extract import Extract, make_extracts
from .tables.joins import crosswalk_joins, joins_in, keys_of_several_children, source_joins

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Choices:
    """What a user may choose about reading extracts.

    Attributes
    ----------
    matching : a corrected matching report.
    crosswalk : a table of identifiers (source, id, child_id).
    working_days_late : by how much later than the rules say facts became known (0, 5 or 20: a sensitivity analysis).
    least_link_rate : a smaller part of a source's children in another, or of the rows of a join, gets a warning.
    referrals_as_contacts : whether each referral stands for a contact, for sources without contacts.
    identifiers : refuse what could name a person, or read on without it (only inside the data controller's boundary).
    """

    matching: Path | None = None
    crosswalk: Path | None = None
    working_days_late: int = 0
    least_link_rate: float = LEAST_LINK_RATE
    referrals_as_contacts: bool = False
    identifiers: Literal["refuse", "drop"] = "refuse"


DEFAULT = Choices()


@dataclass(frozen=True)
class Reading:
    """A folder as it was read: the chronology, the matching report as it was applied, and the files."""

    chronology: Chronology
    matching: Matching
    files: list[RecognisedFile]

    @property
    def sheets(self) -> list[tuple[str, str]]:
        """The sheets of workbooks: file, sheet."""
        return [(file.name, sheet.name) for file in self.files for sheet in file.sheets if sheet.name]

    @property
    def headers(self) -> list[tuple[str, int, str]]:
        """The headers that have no role: file, number of the column, header."""
        return [(file.name, number, header) for file in self.files for number, header in unused_headers(file)]


def read_extracts(folder: Path, vocabulary: Vocabulary, choices: Choices = DEFAULT, report: Path | None = None) -> Reading:
    """Read every extract in `folder`: Annex A, the children in need census, the Standard Safeguarding Dataset, partners' tables.

    Parameters
    ----------
    folder : the extracts, in any subfolders.
    vocabulary : the words that the chronology may hold.
    choices : the user's.
    report : the file to which the matching report is written, also if the reading stops; only where something could identify a
        person, nothing is written at all.

    Raises
    ------
    BadInput : nothing in the folder is recognised; a file is not what it says; a column could name a person; the vocabulary
        lacks a word that a format needs; no row records a fact; nothing says which of two extracts is the later; a report that
        somebody changed would be written over.
    """
    if report is not None:
        keep_what_was_mended(report, choices.matching)
    supplied = read_matching(choices.matching)
    files, failures, passed = _recognise_files(folder, supplied, choices)
    extracts: list[Extract] = []
    try:
        if failures:
            raise Unread(failures)
        _check_event_types(files, vocabulary)
        _stop_if_none_is_recognised(files, folder)
        log.info("reading dates and codes")
        extracts = make_extracts(files, supplied, choices.crosswalk)
        reading = _read(folder, files, extracts, supplied, vocabulary, choices)
        reading = _with_passed_over(reading, passed)
    except BadInput as stop:
        command = f"neglect-triage read {folder}" + " --drop-identifiers" * (choices.identifiers == "drop")
        raise asked(stop, applied_matching(files, extracts, supplied, failures), report, command) from None
    if report is not None:
        write_matching(reading.matching, report)
    return reading


def _read(
    folder: Path,
    files: list[RecognisedFile],
    extracts: list[Extract],
    supplied: Matching,
    vocabulary: Vocabulary,
    choices: Choices,
) -> Reading:
    """Return the chronology that the extracts hold."""
    recorded = {extract.name: told_once(extract, *facts_in_extract(extract, choices.working_days_late)) for extract in extracts}
    facts = {name: tables for name, (_, tables) in recorded.items()}
    kinds = kinds_of_extracts(extracts, facts)
    rows, coverage, to_confirm = combine_facts({name: own for name, (own, _) in recorded.items()}, extracts, vocabulary, kinds)
    del recorded
    about_cells = _about_cells(folder, files, extracts, vocabulary, choices)
    if choices.referrals_as_contacts:
        rows = with_referrals_as_contacts(rows)
    log.info("merging %s facts of %s extracts", f"{len(rows):,}", len(extracts))
    merged = merge(rows)
    del rows  # as large as what came of it
    people = combine_people(facts, extracts)
    _stop_if_undecided(merged.undecided | undecided_people(people), extracts)
    people, too_late = born_and_died_by_then(people)
    people, contradictions = of_one_life(people)
    people, completed = known_before_not_recorded(people)
    tables = canonical_tables(merged.events, people, coverage, vocabulary)
    merged = replace(merged, events=merged.events[[]])
    quarantine = quarantined_rows(facts, extracts)
    matching = applied_matching(files, extracts, supplied)
    joins = about_cells.joins
    summary = reading_summary(
        files, extracts, facts, merged, people, matching, choices.referrals_as_contacts, joins, choices.least_link_rate
    )
    summary["warnings"] += errors_of_lost(kinds) + id_warnings(tables) + warnings_of_ages(tables) + too_late + contradictions
    summary["warnings"] += [line for name, tables_of in facts.items() for line in warnings_of_repeated(name, tables_of)]
    summary["warnings"] += clock_warnings(tables["events"], vocabulary) + about_cells.warnings
    summary["notes"] += completed + to_confirm + about_cells.notes
    notes = summary["warnings"] + summary["notes"]
    counts = _count_rows(tables, quarantine)
    joins += source_joins(summary["links"])
    return Reading(Chronology(tables, quarantine, counts, notes, summary, says_synthetic(folder), kinds, joins), matching, files)


@dataclass(frozen=True)
class _AboutCells:
    joins: list[Join]
    warnings: list[str]
    notes: list[str]


def _about_cells(
    folder: Path, files: list[RecognisedFile], extracts: list[Extract], vocabulary: Vocabulary, choices: Choices
) -> _AboutCells:
    """Return all that is left to say of the cells of the files, and let go of them: merging needs the memory.

    The cells of sheets stay where identifiers are dropped: postcodes and workers are taken from them later (`pseudonyms.raw`).
    """
    joins = [join for extract in extracts for join in joins_in(extract)] + crosswalk_joins(choices.crosswalk, extracts)
    warnings = _name_warnings(files, vocabulary) + warnings_of_copies(folder, files) + warnings_of_cut_off(files)
    notes = [note for extract in extracts for note in keys_of_several_children(extract)]
    if choices.identifiers == "refuse":
        files[:] = [file.without_cells() for file in files]
    light = {file.name: file for file in files}
    extracts[:] = [
        replace(
            extract,
            files=[light[file.name] for file in extract.files],
            tables=[table.without_cells() for table in extract.tables],
        )
        for extract in extracts
    ]
    return _AboutCells(joins, warnings, notes)


def _recognise_files(
    folder: Path, supplied: Matching, choices: Choices
) -> tuple[list[RecognisedFile], dict[str, BadInput], dict[str, str]]:
    """Return the files of the folder with their recognised tables, those that cannot be read, and why others are passed over.

    Raises
    ------
    BadInput : there are none, or one could name a person, or is a canonical table.
    """
    names, passed = list_files(folder, [path for path in (choices.matching, choices.crosswalk) if path])
    refuse_unknown_files(supplied, names, choices.matching)
    copies = copies_beside(folder, names, supplied)
    files: list[RecognisedFile] = []
    failures: dict[str, BadInput] = {}
    for name in (name for name in names if name not in copies):
        try:
            files.append(recognise_file(folder, name, supplied))
        except BadInput as failure:
            failures[name] = failure
        else:
            log.info("read %s: %s", shown_name(name, "a file"), files[-1].form.says if files[-1].form else "not recognised")
    if choices.identifiers == "refuse":
        log.info("looking for anything that could identify a person")
        refuse_identifying(files)
        if choices.crosswalk:  # its identifiers take the place of those in the files
            refuse_identifiers([read_own_file(choices.crosswalk.parent, choices.crosswalk.name)], [])
    refuse_canonical(files)
    ignored = {name: IGNORED for name in names if supplied.of(name).format == IGNORE}
    return files, failures, passed | copies | ignored


def _with_passed_over(reading: Reading, passed: dict[str, str]) -> Reading:
    """Return a reading whose summary and notes name the files that were passed over."""
    chronology, notes = reading.chronology, notes_of_passed_over(passed)
    summary = chronology.extracts | {
        "passed_over": [{"file": name, "why": why} for name, why in passed.items()],
        "notes": chronology.extracts["notes"] + notes,
    }
    return replace(reading, chronology=replace(chronology, extracts=summary, notes=chronology.notes + notes))


def _name_warnings(files: list[RecognisedFile], vocabulary: Vocabulary) -> list[str]:
    columns = (column for file in files for column in sheet_columns(file))
    others = ((column.place, column.shown, column.cells) for column in columns if column.spec is None)
    return name_warnings(others, words_of([str(vocabulary)]))


def _stop_if_none_is_recognised(files: list[RecognisedFile], folder: Path) -> None:
    if not any(file.tables for file in files):
        raise Unclear(
            "No file in the folder was recognised.",
            where=f"{folder}: {len(files)} file{'s' * (len(files) > 1)}",
            expected="Annex A, the children in need census, the Standard Safeguarding Dataset, or partners' tables",
            mend="give a file its format (docs/reference/formats.md), and under its sheets the table and the role of each header",
        )


def _stop_if_undecided(names: set[str], extracts: list[Extract]) -> None:
    """Stop if these extracts tell the same thing differently, and nothing in them says which is the later."""
    tied = [extract for extract in extracts if extract.name in names]
    if tied:
        raise Unclear(
            "Extracts of one day contradict each other, and nothing in them says which is the later.",
            where="\n            ".join(f"{extract.name} ({extract.date:%d/%m/%Y})" for extract in tied),
            expected="a day for each, or for a census return a DateTime or SerialNo in its header; a name decides nothing",
            mend="give each of them an order (1 for the earliest), or mend their extract_date",
            blank={file.name: ["order"] for extract in tied for file in extract.files},
        )


def _check_event_types(files: list[RecognisedFile], vocabulary: Vocabulary) -> None:
    for form in {file.form.name: file.form for file in files if file.form}.values():
        for name in (name for table in form.tables.values() for fact in table.facts for name in fact.event_types):
            if name not in vocabulary.event_types:
                raise BadInput(
                    "The vocabulary lacks an event type that a format needs.",
                    where=f"{form.says}: {name}",
                    expected=did_you_mean(name, vocabulary.event_types),
                    do="add it to your vocabulary (--vocabulary; in a project, source.vocabulary in params.yaml)",
                )


def _count_rows(tables: Mapping[str, pd.DataFrame], quarantine: pd.DataFrame) -> dict[str, Counts]:
    kept = {name: len(frame) for name, frame in tables.items() if name not in ("coverage", "points")}
    counts = {name: Counts(rows, rows, 0) for name, rows in kept.items()}
    return counts | {"events": Counts(kept["events"] + len(quarantine), kept["events"], len(quarantine))}
