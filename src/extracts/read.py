"""From a folder of extracts to one chronology, with an account of every row."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from ..chronology.reading.assemble import Chronology, Counts
from ..chronology.reading.own_files import says_synthetic
from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput, did_you_mean
from .cells.extract import Extract, Typed, bring, read_cells
from .choices import Choices
from .facts.rows import Told, told_by
from .facts.windows import coverage_of, covered_until
from .files.folder import FoundFile, file_names, read_file
from .formats.specification import Format, Turned
from .identifying import refuse_identifying
from .merging.canonical import canonical_tables, quarantine_of
from .merging.links import legacy_ids, link_rates, read_crosswalk
from .merging.merge import merge
from .recognising.grouping import extract_of, groups_of
from .recognising.matching import Matching, read_matching, refuse_unknown_files
from .recognising.matching_report import applied
from .reconciliation.summary import account_of

log = logging.getLogger(__name__)

DEFAULT = Choices()


@dataclass(frozen=True)
class Reading:
    """What was read: the chronology, the matching report as it was applied, and the files as they stand."""

    chronology: Chronology
    matching: Matching
    files: list[FoundFile]


def read_extracts(folder: Path, vocabulary: Vocabulary, choices: Choices = DEFAULT) -> Reading:
    """Read every extract in `folder`: Annex A, the children in need census, the Standard Safeguarding Dataset, partners' tables.

    Raises
    ------
    BadInput : nothing in the folder is recognised; a file is not what it says; a column could name a person; the vocabulary
        lacks a word that a format needs.
    """
    said = read_matching(choices.matching)
    names = file_names(folder, [path for path in (choices.matching, choices.crosswalk) if path])
    refuse_unknown_files(said, names, choices.matching)
    files = []
    for name in names:
        files.append(read_file(folder, name, said))
        log.info("read %s: %s", name, files[-1].form.says if files[-1].form else "not recognised")
    if choices.identifiers == "refuse":
        log.info("looking for anything that could identify a person")
        refuse_identifying(files)
    if not any(file.found for file in files):
        raise BadInput(
            "No file in the folder was recognised.",
            where=f"{folder}: {len(files)} file{'s' * (len(files) > 1)}",
            expected="Annex A, the children in need census, the Standard Safeguarding Dataset, or partners' tables",
            do="run `neglect-triage read` on the folder, mend the matching report that it writes, and name it as source.matching",
        )
    _check_words({file.form.name: file.form for file in files if file.form}.values(), vocabulary)
    return _chronology(files, said, vocabulary, choices, says_synthetic(folder))


def _check_words(forms: Iterable[Format], vocabulary: Vocabulary) -> None:
    for form in forms:
        for table in form.tables.values():
            for fact in table.facts:
                for name in fact.type.words.values() if isinstance(fact.type, Turned) else [fact.type]:
                    if name not in vocabulary.event_types:
                        raise BadInput(
                            "The vocabulary lacks an event type that a format needs.",
                            where=f"{form.says}: {name}",
                            expected=did_you_mean(name, vocabulary.event_types),
                            do="add it to the vocabulary of this project",
                        )


def _chronology(files: list[FoundFile], said: Matching, vocabulary: Vocabulary, choices: Choices, synthetic: bool) -> Reading:
    log.info("reading dates and codes")
    groups = groups_of(files)
    typed = {key: _typed(members, said) for key, members in groups.items()}
    typed = _linked(typed, groups, choices)
    extracts = {key: extract_of(key, members, typed[key], said) for key, members in groups.items()}
    told = {key: [told_by(table, extracts[key], choices.working_days_late) for table in typed[key]] for key in groups}
    facts, coverage = _all_facts(told, extracts, vocabulary)
    if choices.referrals_as_contacts:
        facts = pd.concat([facts, _as_contacts(facts)], ignore_index=True)
    log.info("merging %s facts of %s extracts", f"{len(facts):,}", len(extracts))
    merged = merge(facts)
    people = _people(told, extracts)
    rates = link_rates({name: set(people.loc[people["source"] == name, "child_id"]) for name in people["source"].unique()})
    refused = quarantine_of(told, extracts, groups)
    matching = applied(files, extracts, groups, said)
    account = account_of(files, extracts, typed, told, merged, rates, choices, matching)
    tables = canonical_tables(merged.events, people, coverage, vocabulary)
    counts = {name: Counts(len(frame), len(frame), 0) for name, frame in tables.items() if name not in ("coverage", "points")}
    counts["events"] = Counts(len(tables["events"]) + len(refused), len(tables["events"]), len(refused))
    if tables["events"].empty:
        raise BadInput(
            "No row of the extracts tells a fact.", where=", ".join(file.name for file in files), do="read the matching report"
        )
    chronology = Chronology(tables, refused, counts, account["warnings"] + account["notes"], account, synthetic)
    return Reading(chronology, matching, files)


def _typed(members: list[FoundFile], said: Matching) -> list[Typed]:
    tables = []
    for file in members:
        for found in file.found:
            spec = file.form.tables[found.table] if file.form else None
            if spec is not None and not spec.because:
                sheet = said.of(file.name).sheets.get(found.sheet)
                tables.append(read_cells(found, spec, sheet.words if sheet else {}))
    return tables


def _linked(typed: dict[str, list[Typed]], groups: dict[str, list[FoundFile]], choices: Choices) -> dict[str, list[Typed]]:
    """Return the tables with every child under the one identifier that the crosswalk gives; then bring columns together."""
    crosswalk = read_crosswalk(choices.crosswalk) if choices.crosswalk else {}
    forms = {key: str(members[0].form.name) for key, members in groups.items() if members[0].form}
    census = {
        child for key in typed if forms[key] == "cin_census" for table in typed[key] for child in table.cells["child"].dropna()
    }
    people = [table.cells for key in typed if forms[key] == "ssd" for table in typed[key] if "legacy" in table.cells]
    if census and people and "cin_census" not in crosswalk:
        older = legacy_ids(pd.concat(people).rename(columns={"child": "child_id"}), census)
        crosswalk |= {"cin_census": older} if older else {}

    def named(table: Typed, ids: dict[str, str]) -> Typed:
        if "child" not in table.cells or not ids:
            return table
        child = table.cells["child"].map(lambda own: ids.get(own, own), na_action="ignore").astype("str")
        return replace(table, cells=table.cells.assign(child=child))

    return {key: bring([named(table, crosswalk.get(forms[key], {})) for table in tables]) for key, tables in typed.items()}


def _all_facts(
    told: dict[str, list[Told]], extracts: dict[str, Extract], vocabulary: Vocabulary
) -> tuple[pd.DataFrame, pd.DataFrame]:
    parts, covers = [], []
    for key, extract in extracts.items():
        frames = [one.facts for one in told[key] if len(one.facts)]
        own = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
        covers.append(coverage_of(extract, own, vocabulary))
        if len(own):
            form = extract.form
            parts.append(own.assign(source=form.name, precedence=form.precedence, extract=key, extract_date=extract.date))
    coverage = pd.concat(covers, ignore_index=True)
    if not parts:
        raise BadInput(
            "No row of the extracts tells a fact.", where=", ".join(extracts), do="run `neglect-triage read` and mend its report"
        )
    facts = pd.concat(parts, ignore_index=True)
    return facts.assign(covered_until=covered_until(facts, coverage, vocabulary)), coverage


def _as_contacts(facts: pd.DataFrame) -> pd.DataFrame:
    """Return a contact for each referral, and a decision on it for each decision on the referral."""
    rows = facts[facts["event_type"].isin(["referral", "referral_decision"]) & (facts["version"] == 0)]
    decided = rows["event_type"] == "referral_decision"
    kinds = decided.map({True: "contact_decision", False: "contact"}).astype("str")
    return rows.assign(event_type=kinds, outcome=rows["outcome"].replace({"taken_forward": "referral"}))


def _people(told: dict[str, list[Told]], extracts: dict[str, Extract]) -> pd.DataFrame:
    """Return what all extracts tell of people, the most trusted source and the latest extract first."""
    parts = [
        one.people.assign(source=extract.form.name, precedence=extract.form.precedence, extract_date=extract.date)
        for key, extract in extracts.items()
        for one in told[key]
    ]
    people = pd.concat(parts, ignore_index=True)
    return people.sort_values(["precedence", "extract_date"], ascending=[True, False], kind="stable", ignore_index=True)
