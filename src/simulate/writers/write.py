"""Write a simulated world as the extracts of a local authority: what each format can hold of it on the day of the extract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ...chronology.reading.own_files import SYNTHETIC_MARK
from ...chronology.vocabulary import Vocabulary
from ...extracts.formats.specification import FORMATS, Format, load_format
from ...files import atomic, write_text
from .annex_a import annex_a_tables, held_by_annex_a
from .cin_census import census_modules, held_by_census, write_census
from .multi_agency import held_by_partners, multi_agency_tables
from .people import legacy_ids, local_ids, people
from .planted import with_identifiers
from .quirks import Quirks, quirks_of
from .records import in_records
from .sheets import Sheet, sheet, write_csv, write_workbook
from .ssd import held_by_ssd, ssd_tables

_LIST_NAMES = ("List_{number}", "List {number} - {says}", "{says}", "LIST {number} ", "list {number}")
_LACKED = ("family",)  # tables that another case management system lacks
_SUFFIX = "_999"  # no local authority has this number
_SYSTEMS = ("factor", "primary_need", "legal_status", "appointment_kind", "context", "oversight", "housing")
_SAME = ["child_id", "event_type", "event_date", "agency", "spell_id", "context", "oversight", "housing"]


@dataclass(frozen=True)
class Wanted:
    """The extracts to write: their days (for the census every 31 March up to the last), quirks and file types.

    Attributes
    ----------
    days : of Annex A; the last one is also that of the dataset and of partners' tables.
    quirks : "none", "usual", or names of quirks.
    identifying : whether to add artificial identifiers.
    parquet : whether the dataset's tables are Parquet files.
    """

    days: tuple[pd.Timestamp, ...]
    quirks: str | tuple[str, ...] = "none"
    seed: int = 0
    identifying: bool = False
    parquet: bool = False
    formats: tuple[str, ...] = FORMATS


def extracts_of(
    tables: Mapping[str, pd.DataFrame], name: str, wanted: Wanted, vocabulary: Vocabulary
) -> dict[pd.Timestamp, pd.DataFrame]:
    """Return the facts of each extract of a format by its day, before they are translated into the codes of the format."""
    events = _with_codes(tables)
    held = {day: _held(name, _as_known(events, day, vocabulary), day) for day in _days(tables, name, wanted)}
    return {day: facts for day, facts in held.items() if name != "cin_census" or len(facts)}  # no census without a child


def _with_codes(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the events with a column for each code system of `_SYSTEMS`; several codes are joined by ";"."""
    codes = tables["event_codes"].sort_values(["event_id", "system", "code"])
    joined = codes.groupby(["event_id", "system"])["code"].agg(";".join).unstack().reindex(columns=list(_SYSTEMS))
    found = joined.reindex(tables["events"]["event_id"]).set_axis(tables["events"].index).astype("str")
    return tables["events"].join(found)


def _as_known(events: pd.DataFrame, day: pd.Timestamp, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return those of `events` (from `_with_codes`) that were current on `day`, each fact once, by child and date.

    These are all that an extract of that day can hold: no fact that was unknown, superseded or withdrawn by then. Of two records
    of one kind by one agency about one child on one day, the first known is kept.
    """
    events = events[events["known_date"] <= day]
    events = events[~events["event_id"].isin(events["replaces"].dropna()) & (events["event_type"] != vocabulary.withdrawal)]
    events = events.sort_values(["child_id", "event_date", "known_date", "event_id"], kind="stable")
    return events.drop_duplicates(_SAME, ignore_index=True)


def _held(name: str, events: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    if name == "multi_agency":
        return held_by_partners(events)
    facts = in_records(events)
    held = {
        "cin_census": lambda: held_by_census(facts, day),
        "annex_a": lambda: held_by_annex_a(facts, day),
        "ssd": lambda: held_by_ssd(facts),
    }
    return held[name]()


def _days(tables: Mapping[str, pd.DataFrame], name: str, wanted: Wanted) -> list[pd.Timestamp]:
    if name == "annex_a":
        return sorted(wanted.days)
    if name != "cin_census":
        return [max(wanted.days)]
    begin = tables["coverage"]["start"].min()
    ends = [pd.Timestamp(year, 3, 31) for year in range(begin.year, max(wanted.days).year + 1)]
    return [end for end in ends if begin < end <= max(wanted.days)]


def write_extracts(tables: Mapping[str, pd.DataFrame], out: Path, wanted: Wanted, vocabulary: Vocabulary) -> list[Path]:
    """Write extracts of every format wanted into the folder `out`; return the files.

    The folder also gets SYNTHETIC_DATA.txt, and crosswalk.csv if a format has other identifiers of children than the rest.
    """
    write_text(out / SYNTHETIC_MARK, f"{vocabulary.synthetic}\n\nA simulation made these files. They are about nobody.\n")
    files: list[Path] = []
    crosswalk: list[pd.DataFrame] = []
    for name in wanted.formats:
        quirks = quirks_of(name, wanted.quirks, wanted.seed)
        ids = identifiers(tables["children"]["child_id"], quirks)
        if (ids != local_ids(tables["children"]["child_id"])).any():
            crosswalk.append(pd.DataFrame({"source": name, "id": ids, "child_id": local_ids(tables["children"]["child_id"])}))
        renamed = dict(zip(tables["children"]["child_id"], ids, strict=True))
        for day, facts in extracts_of(tables, name, wanted, vocabulary).items():
            form, about = load_format(name), people(tables, day).assign(legacy=legacy_ids(tables["children"]["child_id"]))
            says, stem = f"{vocabulary.synthetic}. {form.says}, {day:%d/%m/%Y}", out / name / f"{name}_{day:%Y-%m-%d}"
            files += _write_one(_Extract(form, day, facts, about, renamed, quirks, says, stem), wanted)
    if crosswalk:
        with atomic(out / "crosswalk.csv") as partial:
            pd.concat(crosswalk).to_csv(partial, index=False, lineterminator="\n")
        files.append(out / "crosswalk.csv")
    return files


def identifiers(child_ids: pd.Series, quirks: Quirks) -> pd.Series:
    """Return the identifier of each child in the files of a format."""
    if quirks.has("legacy_ids"):
        return legacy_ids(child_ids)
    return local_ids(child_ids) + (_SUFFIX if quirks.has("ids_with_suffix") else "")


@dataclass(frozen=True)
class _Extract:
    """One extract to write: facts, people, identifiers of children, quirks, the text that marks its files, and their path."""

    form: Format
    day: pd.Timestamp
    facts: pd.DataFrame
    people: pd.DataFrame
    ids: dict[str, str]
    quirks: Quirks
    says: str
    stem: Path


def _write_one(extract: _Extract, wanted: Wanted) -> list[Path]:
    quirks, stem = extract.quirks, extract.stem
    rows = _rows(extract)
    rows = _renamed(with_identifiers(rows, extract.form) if wanted.identifying else rows, extract.ids)
    if extract.form.name == "cin_census":
        path = stem.with_suffix(".xml")
        write_census(rows, extract.day, path, quirks, extract.says)
        return [path]
    if extract.form.name == "annex_a" and not quirks.has("lists_as_csv", stem.name):
        path = stem.with_suffix(".xlsx")
        write_workbook([_sheet(extract, table, frame, True) for table, frame in rows.items()], path, extract.says)
        return [path]
    lacking = _LACKED if quirks.has("mosaic") else ()
    return [_write_table(extract, table, rows[table], wanted.parquet) for table in rows if table not in lacking]


def _rows(extract: _Extract) -> dict[str, pd.DataFrame]:
    facts, about, day = extract.facts, extract.people, extract.day
    rows = {
        "cin_census": lambda: census_modules(facts, about),
        "annex_a": lambda: annex_a_tables(facts, about, day),
        "ssd": lambda: ssd_tables(facts, about),
        "multi_agency": lambda: multi_agency_tables(facts, about, day),
    }
    return rows[extract.form.name]()


def _renamed(rows: dict[str, pd.DataFrame], ids: dict[str, str]) -> dict[str, pd.DataFrame]:
    return {name: frame.assign(child=frame["child"].map(ids)) if "child" in frame else frame for name, frame in rows.items()}


def _sheet(extract: _Extract, table: str, frame: pd.DataFrame, in_workbook: bool) -> Sheet:
    spec, quirks, place = extract.form.tables[table], extract.quirks, f"{extract.stem.name} {table}"
    title = f"{extract.says}. {spec.says[:1].upper()}{spec.says[1:]}" if in_workbook else None
    name = f"List {spec.number}"
    if quirks.has("sheet_names", place):
        names = _LIST_NAMES[: 5 if spec.names else 2]
        pattern = str(quirks.draws("sheet_names", place).choice(names))
        name = pattern.format(number=spec.number, says=(spec.names or [table])[0].title())
    return sheet(name, spec, frame, quirks, place, title, in_workbook)


def _write_table(extract: _Extract, table: str, frame: pd.DataFrame, parquet: bool) -> Path:
    spec, place = extract.form.tables[table], f"{extract.stem.name} {table}"
    content = _sheet(extract, table, frame, False)
    path = extract.stem / f"{f'List {spec.number}' if spec.number else spec.names[0]}.csv"
    if not parquet:
        write_csv(content, path, extract.quirks, place)
        return path
    path = path.with_suffix(".parquet")
    headers, *rows = content.rows
    with atomic(path) as partial:
        pd.DataFrame(rows, columns=headers).astype("str").to_parquet(partial, index=False)
    return path
