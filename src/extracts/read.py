"""Reading a folder of extracts into one chronology, with a summary of every row."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from ..chronology.checks.clocks import clock_warnings
from ..chronology.checks.lost_kinds import errors_of_lost
from ..chronology.joins import LEAST_RATE
from ..chronology.reading.assemble import Chronology, Counts
from ..chronology.reading.doubtful_ids import id_warnings
from ..chronology.reading.own_files import says_synthetic
from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput, did_you_mean
from .facts.coverage import covered_until, extract_coverage
from .facts.people import of_one_life
from .facts.rows import TableFacts, facts_in_table
from .files.opening import list_files
from .identifying import refuse_identifying
from .merging.canonical import canonical_tables, quarantined_rows
from .merging.merge import merge
from .recognising.files import RecognisedFile, recognise_file
from .recognising.matching import Matching, read_matching, refuse_unknown_files
from .reconciliation.matching_report import applied_matching
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
    least_link_rate: float = LEAST_RATE
    referrals_as_contacts: bool = False
    identifiers: Literal["refuse", "drop"] = "refuse"


DEFAULT = Choices()


@dataclass(frozen=True)
class Reading:
    """A folder as it was read: the chronology, the matching report as it was applied, and the files."""

    chronology: Chronology
    matching: Matching
    files: list[RecognisedFile]


def read_extracts(folder: Path, vocabulary: Vocabulary, choices: Choices = DEFAULT) -> Reading:
    """Read every extract in `folder`: Annex A, the children in need census, the Standard Safeguarding Dataset, partners' tables.

    Raises
    ------
    BadInput : nothing in the folder is recognised; a file is not what it says; a column could name a person; the vocabulary
        lacks a word that a format needs; no row records a fact.
    """
    supplied = read_matching(choices.matching)
    files = _recognise_files(folder, supplied, choices)
    _check_event_types(files, vocabulary)
    log.info("reading dates and codes")
    extracts = make_extracts(files, supplied, choices.crosswalk)
    facts = {
        extract.name: [facts_in_table(table, extract, choices.working_days_late) for table in extract.tables]
        for extract in extracts
    }
    rows, coverage, to_confirm = _combine_facts(facts, extracts, vocabulary)
    if choices.referrals_as_contacts:
        rows = pd.concat([rows, _referrals_as_contacts(rows)], ignore_index=True)
    log.info("merging %s facts of %s extracts", f"{len(rows):,}", len(extracts))
    merged = merge(rows)
    people, contradictions = of_one_life(_combine_people(facts, extracts))
    tables = canonical_tables(merged.events, people, coverage, vocabulary)
    if tables["events"].empty:
        raise BadInput(
            "No row of the extracts tells a fact.", where=", ".join(file.name for file in files), do="read the matching report"
        )
    quarantine = quarantined_rows(facts, extracts)
    matching = applied_matching(files, extracts, supplied)
    joins = [join for extract in extracts for join in joins_in(extract)] + crosswalk_joins(choices.crosswalk, extracts)
    summary = reading_summary(
        files, extracts, facts, merged, people, matching, choices.referrals_as_contacts, joins, choices.least_link_rate
    )
    kinds = kinds_of_extracts(extracts, facts)
    summary["warnings"] += errors_of_lost(kinds) + id_warnings(tables) + contradictions
    summary["warnings"] += clock_warnings(tables["events"], vocabulary)
    summary["notes"] += to_confirm + [note for extract in extracts for note in keys_of_several_children(extract)]
    notes = summary["warnings"] + summary["notes"]
    counts = _count_rows(tables, quarantine)
    joins += source_joins(summary["links"])
    return Reading(Chronology(tables, quarantine, counts, notes, summary, says_synthetic(folder), kinds, joins), matching, files)


def _recognise_files(folder: Path, supplied: Matching, choices: Choices) -> list[RecognisedFile]:
    """Return the files of the folder with their recognised tables; stop if there are none, or if one could name a person."""
    names = list_files(folder, [path for path in (choices.matching, choices.crosswalk) if path])
    refuse_unknown_files(supplied, names, choices.matching)
    files = []
    for name in names:
        files.append(recognise_file(folder, name, supplied))
        log.info("read %s: %s", name, files[-1].form.says if files[-1].form else "not recognised")
    if choices.identifiers == "refuse":
        log.info("looking for anything that could identify a person")
        refuse_identifying(files)
    if not any(file.tables for file in files):
        raise BadInput(
            "No file in the folder was recognised.",
            where=f"{folder}: {len(files)} file{'s' * (len(files) > 1)}",
            expected="Annex A, the children in need census, the Standard Safeguarding Dataset, or partners' tables",
            do="run `neglect-triage read` on the folder, mend the matching report that it writes, and name it as source.matching",
        )
    return files


def _check_event_types(files: list[RecognisedFile], vocabulary: Vocabulary) -> None:
    for form in {file.form.name: file.form for file in files if file.form}.values():
        for name in (name for table in form.tables.values() for fact in table.facts for name in fact.event_types):
            if name not in vocabulary.event_types:
                raise BadInput(
                    "The vocabulary lacks an event type that a format needs.",
                    where=f"{form.says}: {name}",
                    expected=did_you_mean(name, vocabulary.event_types),
                    do="add it to the vocabulary of this project",
                )


def _combine_facts(
    facts: Mapping[str, list[TableFacts]], extracts: list[Extract], vocabulary: Vocabulary
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Return the facts of all extracts as `merge` needs them, the coverage of all extracts, and what to confirm about it."""
    parts, covers, to_confirm = [], [], []
    for extract in extracts:
        frames = [one.facts for one in facts[extract.name] if len(one.facts)]
        own = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
        cover, lines = extract_coverage(extract, own, vocabulary)
        covers.append(cover)
        to_confirm += lines
        if len(own):
            form = extract.form
            parts.append(
                own.assign(source=form.name, precedence=form.precedence, extract=extract.name, extract_date=extract.date)
            )
    coverage = pd.concat(covers, ignore_index=True)
    if not parts:
        raise BadInput(
            "No row of the extracts tells a fact.",
            where=", ".join(extract.name for extract in extracts),
            do="run `neglect-triage read` and mend its report",
        )
    combined = pd.concat(parts, ignore_index=True)
    return combined.assign(covered_until=covered_until(combined, coverage, vocabulary)), coverage, to_confirm


def _referrals_as_contacts(facts: pd.DataFrame) -> pd.DataFrame:
    """Return a contact for each referral, and a contact decision for each decision on a referral."""
    rows = facts[facts["event_type"].isin(["referral", "referral_decision"]) & (facts["version"] == 0)]
    decided = rows["event_type"] == "referral_decision"
    kinds = decided.map({True: "contact_decision", False: "contact"}).astype("str")
    return rows.assign(event_type=kinds, outcome=rows["outcome"].replace({"taken_forward": "referral"}))


def _combine_people(facts: Mapping[str, list[TableFacts]], extracts: list[Extract]) -> pd.DataFrame:
    """Return the rows about people of all extracts, the most trusted source and the latest extract first."""
    parts = [
        one.people.assign(source=extract.form.name, precedence=extract.form.precedence, extract_date=extract.date)
        for extract in extracts
        for one in facts[extract.name]
    ]
    people = pd.concat(parts, ignore_index=True)
    return people.sort_values(["precedence", "extract_date"], ascending=[True, False], kind="stable", ignore_index=True)


def _count_rows(tables: Mapping[str, pd.DataFrame], quarantine: pd.DataFrame) -> dict[str, Counts]:
    kept = {name: len(frame) for name, frame in tables.items() if name not in ("coverage", "points")}
    counts = {name: Counts(rows, rows, 0) for name, rows in kept.items()}
    return counts | {"events": Counts(kept["events"] + len(quarantine), kept["events"], len(quarantine))}
