"""From a folder of extracts to one chronology, with an account of every row."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import pandas as pd

from ...errors import BadInput, did_you_mean
from ..assemble import Chronology, Counts
from ..quarantine import conform
from ..tables import empty_table
from ..vocabulary import Vocabulary
from .account import account_of
from .extract import Extract, Typed, bring, read_cells
from .facts import Told, told_by
from .folder import FoundFile, file_names, read_file
from .found import Found
from .identifying import refuse_identifying
from .links import legacy_ids, link_rates, read_crosswalk
from .matching import Matching, day, read_matching, refuse_unknown_files
from .merging import Merged, merge
from .people import children, households, protected
from .spec import Format, Turned
from .windows import covered_until, coverage_of

log = logging.getLogger(__name__)

_GAP = pd.Timedelta(days=92)  # days beyond such a gap, and few of them, are slips of the pen and not the end of an extract
_FEW = 0.01


@dataclass(frozen=True)
class Choices:
    """What a user may choose about reading extracts.

    Attributes
    ----------
    matching : an edited matching report.
    crosswalk : a table of identifiers (source, id, child_id).
    working_days_late : by how much later than the rules say facts became known (0, 5 or 20: a sensitivity).
    least_link_rate : two sources that share a smaller part of their children than this are warned about.
    referrals_as_contacts : where there are no contacts, let each referral stand for one.
    identifiers : refuse what could name a person, or read on without it (inside the data controller's boundary alone).
    """

    matching: Path | None = None
    crosswalk: Path | None = None
    working_days_late: int = 0
    least_link_rate: float = 0.5
    referrals_as_contacts: bool = False
    identifiers: Literal["refuse", "drop"] = "refuse"


@dataclass(frozen=True)
class Reading:
    """What was read: the chronology, the matching report as it was applied, and the files as they stand."""

    chronology: Chronology
    matching: Matching
    files: list[FoundFile]


def read_extracts(folder: Path, vocabulary: Vocabulary, choices: Choices = Choices()) -> Reading:  # noqa: B008
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
    return _chronology(files, said, vocabulary, choices)


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


def _chronology(files: list[FoundFile], said: Matching, vocabulary: Vocabulary, choices: Choices) -> Reading:
    log.info("reading dates and codes")
    groups = _groups(files)
    typed = {key: _typed(members, said) for key, members in groups.items()}
    typed = _linked(typed, groups, choices)
    extracts = {key: _extract(key, members, typed[key], said) for key, members in groups.items()}
    told = {key: [told_by(table, extracts[key], choices.working_days_late) for table in typed[key]] for key in groups}
    facts, coverage = _all_facts(told, extracts, vocabulary)
    if choices.referrals_as_contacts:
        facts = pd.concat([facts, _as_contacts(facts)], ignore_index=True)
    log.info("merging %s facts of %s extracts", f"{len(facts):,}", len(extracts))
    merged = merge(facts)
    people = _people(told, extracts)
    rates = link_rates({name: set(people.loc[people["source"] == name, "child_id"]) for name in people["source"].unique()})
    refused = _refused(told, extracts, groups)
    account = account_of(files, extracts, typed, told, merged, rates, choices.least_link_rate)
    tables = _tables(merged.events, people, coverage, vocabulary)
    counts = {name: Counts(len(frame), len(frame), 0) for name, frame in tables.items() if name not in ("coverage", "points")}
    counts["events"] = Counts(len(tables["events"]) + len(refused), len(tables["events"]), len(refused))
    if tables["events"].empty:
        raise BadInput("No row of the extracts tells a fact.", where=", ".join(file.name for file in files), do="read the matching report")
    chronology = Chronology(tables, refused, counts, account["warnings"] + account["notes"], account)
    return Reading(chronology, _applied(files, extracts, groups, said), files)


def _groups(files: list[FoundFile]) -> dict[str, list[FoundFile]]:
    """Return which files make one extract: a workbook or census file alone, the loose tables of a format in one folder together."""
    groups: dict[str, list[FoundFile]] = defaultdict(list)
    for file in files:
        if file.form is None:
            continue
        alone = len(file.sheets) != 1 or file.sheets[0].name != ""
        where = PurePosixPath(file.name).parent.as_posix()
        groups[file.name if alone else f"{file.form.name} in {'the folder' if where == '.' else where}"].append(file)
    return dict(groups)


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
    census = {child for key in typed if forms[key] == "cin_census" for table in typed[key] for child in table.cells["child"].dropna()}
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


def _extract(key: str, members: list[FoundFile], typed: list[Typed], said: Matching) -> Extract:
    """Return an extract with its day: the user's, the file's own, else that of its latest record."""
    form = members[0].form
    assert form is not None
    stated = next((said.of(file.name).extract_date for file in members if said.of(file.name).extract_date), None)
    start = next((said.of(file.name).start for file in members if said.of(file.name).start), None)
    own = [file.stated for file in members if file.stated is not None]
    if stated is not None:
        date, source = pd.Timestamp(stated).as_unit("s"), "the matching report"
    elif own:
        date, source = max(own), "the file"
    else:
        date, source = _latest(typed), "its latest record"
    first = day(start)
    if first is None:
        first = _first_day(form, date, typed)
    return Extract(form, key, date, source, first, [found for file in members for found in file.found])


def _first_day(form: Format, date: pd.Timestamp, typed: list[Typed]) -> pd.Timestamp | None:
    """Return the first day that an extract covers, as its format has it; not before its first record, if the window is long."""
    if form.window.year:
        return date - pd.DateOffset(years=1) + pd.Timedelta(days=1)
    if form.window.months is None:
        return None
    start = date - pd.DateOffset(months=form.window.months) + pd.Timedelta(days=1)
    return max(start, _days(typed).min()) if form.window.months > 12 else start


def _days(typed: list[Typed]) -> pd.Series:
    """Return all days on which the facts of some tables happened, in order."""
    parts = [table.cells[fact.date].dropna() for table in typed for fact in table.spec.facts if fact.date in table.cells]
    days = pd.concat(parts) if parts else pd.Series(dtype="datetime64[s]")
    return days.sort_values(ignore_index=True)


def _latest(typed: list[Typed]) -> pd.Timestamp:
    """Return the day of the latest record, a few that lie far after all others left out."""
    recorded = [table.cells["recorded"].dropna() for table in typed if "recorded" in table.cells]
    days = pd.concat([_days(typed), *recorded]).sort_values(ignore_index=True)
    if days.empty:
        return pd.Timestamp("1900-01-01").as_unit("s")
    gaps = days.diff() > _GAP
    far = gaps[gaps].index
    cut = next((place for place in far if len(days) - place <= max(1, _FEW * len(days))), len(days))
    return days.iloc[cut - 1]


def _all_facts(told: dict[str, list[Told]], extracts: dict[str, Extract], vocabulary: Vocabulary) -> tuple[pd.DataFrame, pd.DataFrame]:
    parts, covers = [], []
    for key, extract in extracts.items():
        frames = [one.facts for one in told[key] if len(one.facts)]
        own = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
        covers.append(coverage_of(extract, own, vocabulary))
        if len(own):
            about = {"source": extract.form.name, "precedence": extract.form.precedence, "extract": key, "extract_date": extract.date}
            parts.append(own.assign(**about))
    coverage = pd.concat(covers, ignore_index=True)
    if not parts:
        raise BadInput("No row of the extracts tells a fact.", where=", ".join(extracts), do="run `neglect-triage read` and mend its report")
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


def _refused(told: dict[str, list[Told]], extracts: dict[str, Extract], groups: dict[str, list[FoundFile]]) -> pd.DataFrame:
    """Return the quarantine: rows and facts that cannot be used, torn rows, and rows that hold nothing to use."""
    parts = [
        one.refused.rename(columns={"place": "source_ref"}).assign(source=extracts[key].form.name)
        for key, tables in told.items()
        for one in tables
    ]
    for key, members in groups.items():
        for found in (found for file in members for found in file.found):
            parts.append(_left_by_reader(found, extracts[key].form))
    return conform(pd.concat(parts, ignore_index=True).assign(table="events"), "quarantine")


def _left_by_reader(found: Found, form: Format) -> pd.DataFrame:
    skipped = pd.DataFrame({"source_ref": list(found.skipped), "rule": list(found.skipped.values())}, dtype="str")
    torn = pd.DataFrame({"source_ref": found.torn, "rule": "torn row"}, dtype="str")
    return pd.concat([skipped, torn]).assign(source=form.name, column="(the whole row)", expected="a row about one child")


def _tables(events: pd.DataFrame, people: pd.DataFrame, coverage: pd.DataFrame, vocabulary: Vocabulary) -> dict[str, pd.DataFrame]:
    codes = events.loc[events["codes"] != "", ["event_id", "codes"]]
    pairs = codes.assign(codes=codes["codes"].str.split(";")).explode("codes")
    parts = pairs["codes"].str.split("=", n=1, expand=True) if len(pairs) else pd.DataFrame(columns=[0, 1])
    known = pd.Series(pd.concat([events["child_id"], people["child_id"]]).unique())
    return {
        "children": children(people, known),
        "events": conform(events.rename(columns={"place": "source_ref"}), "events"),
        "event_codes": conform(pairs[["event_id"]].assign(system=parts[0], code=parts[1]).drop_duplicates(), "event_codes"),
        "households": households(people, known),
        "protected": protected(people, known),
        "points": empty_table("points"),
        "coverage": _counted(coverage, events, vocabulary),
    }


def _counted(coverage: pd.DataFrame, events: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return the coverage with the events of each source and table, counted on its first period."""
    kinds = events["event_type"].map({name: kind.table for name, kind in vocabulary.event_types.items()})
    counts = pd.DataFrame({"source": events["source"], "table": kinds}).value_counts().rename("rows").reset_index()
    ordered = coverage.drop_duplicates().sort_values(["source", "table", "start"], ignore_index=True)
    joined = ordered.merge(counts, on=["source", "table"], how="left")
    rows = joined["rows"].fillna(0).where(~joined.duplicated(["source", "table"]), 0)
    return conform(joined.assign(rows_read=rows, rows_kept=rows, rows_quarantined=0), "coverage")


def _applied(files: list[FoundFile], extracts: dict[str, Extract], groups: dict[str, list[FoundFile]], said: Matching) -> Matching:
    """Return the matching report as it was applied, for the user to mend."""
    from .matching import FileMatching, SheetMatching

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
        } | {item.sheet: SheetMatching(why=item.why, rows=item.rows, columns=dict.fromkeys(item.headers)) for item in file.unrecognised}
        applied[file.name] = FileMatching(
            format=file.form.name if file.form else said.of(file.name).format,
            extract_date=extract.date.date() if extract else None,
            extract_date_from=extract.date_from if extract else None,
            start=said.of(file.name).start,
            sheets=sheets,
        )
    return Matching(files=applied)
