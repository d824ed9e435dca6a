"""Reading the source that a project's parameters name: canonical tables, mapped tables, or extracts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ..chronology.checks.lost_kinds import stop_at_lost_kinds
from ..chronology.identifiers import refuse_named_files
from ..chronology.joins import refuse_lost_joins
from ..chronology.named_files import files_below, names_hidden, names_of_people, without_names
from ..chronology.reading.assemble import Chronology, Known
from ..chronology.reading.readers import read_canonical, read_mapped
from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput
from ..params import Source
from .read import Choices, Reading, read_extracts
from .reconciliation.matching_report import with_report


def read_source(source: Source, vocabulary: Vocabulary, matching: Path, known: Known | None = None) -> Chronology:
    """Return the chronology in the source folder.

    Parameters
    ----------
    source : the parameters of a source of any kind except simulate.
    vocabulary : the words that the chronology may hold.
    matching : for extracts, the file to which the matching report is written for the user to correct.
    known : for tables, the ids of children and events that earlier files hold.

    Raises
    ------
    BadInput : the files cannot be used, hardly any row of one table finds its row in another
        (source.least_link_rate), or quarantine takes away a kind of record (source.quarantine).
    """
    refuse_named_files(files_below(source.folder))
    with names_hidden(source.folder, vocabulary):
        chronology = _read(source, vocabulary, matching, known)
    try:
        if source.kind == "extracts":
            refuse_lost_joins(chronology.joins, source.least_link_rate)
        accepted = stop_at_lost_kinds(chronology.kinds, source.quarantine.most, source.quarantine.accept)
    except BadInput as stop:
        if source.kind != "extracts":
            raise
        raise with_report(stop, matching) from None
    return replace(chronology, notes=[*chronology.notes, *accepted])


def _read(source: Source, vocabulary: Vocabulary, matching: Path, known: Known | None) -> Chronology:
    """Return the chronology, without names of files, sheets and columns that could identify a person."""
    twice, least = source.exact_duplicates, source.least_link_rate
    if source.mapping:
        mapped = read_mapped(source.folder, source.mapping, vocabulary, twice, least_link_rate=least, known=known)
        return without_names(mapped, names_of_people(source.folder, [], vocabulary))
    if source.kind != "extracts":
        canonical = read_canonical(source.folder, vocabulary, twice, least_link_rate=least, known=known)
        return without_names(canonical, names_of_people(source.folder, [], vocabulary))
    return unnamed(source.folder, read_extracts(source.folder, vocabulary, choices_of(source), matching), vocabulary)


def choices_of(source: Source) -> Choices:
    """Return what a project chooses about reading extracts."""
    return Choices(
        matching=source.matching,
        crosswalk=source.crosswalk,
        working_days_late=source.known_working_days_late,
        least_link_rate=source.least_link_rate,
        referrals_as_contacts=source.referrals_as_contacts,
    )


def unnamed(folder: Path, reading: Reading, vocabulary: Vocabulary) -> Chronology:
    """Return the chronology of extracts, without names of files, sheets and columns that could identify a person."""
    return without_names(reading.chronology, names_of_people(folder, reading.sheets, vocabulary, reading.headers))
