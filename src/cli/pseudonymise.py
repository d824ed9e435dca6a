"""The command `neglect-triage pseudonymise`: makes tables for the pipeline from the controller's own records."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from ..chronology.reading.own_files import SYNTHETIC_MARK
from ..chronology.vocabulary import load_vocabulary
from ..errors import BadInput
from ..files import write_text
from ..pseudonyms.folders import check_folders, write_inside, write_tables
from ..pseudonyms.hashing import SHORT, pseudonym, pseudonyms
from ..pseudonyms.keys import Key, create_key, read_key, read_key_file
from ..pseudonyms.lookup import read_lookup
from ..pseudonyms.raw import Raw, read_raw
from ..pseudonyms.small_cells import small_cells
from ..pseudonyms.tables import KINDS, Pseudonymous, pseudonymise_tables
from .project import OF_PROJECT, project_params

Source = Annotated[Path, typer.Argument(help="Folder with extracts, or with tables (canonical, or of your own with --mapping).")]
Out = Annotated[Path, typer.Argument(help="Folder for the pseudonymous tables: new, or of an earlier run.")]
KeyFile = Annotated[Path | None, typer.Option("--key", help="File of the key, which its owner alone can read (mode 0600).")]
NewKey = Annotated[bool, typer.Option("--new-key", help="Draw a key and write it to the file --key first.")]
OldKey = Annotated[Path | None, typer.Option(help="The key before this one: keep inside which old pseudonym is which new one.")]
Inside = Annotated[Path | None, typer.Option(help="Folder for what stays inside.", show_default="pseudonyms, beside the key")]
Places = Annotated[Path | None, typer.Option(help="Table of places: postcode, area, deprivation_quintile.")]
Mapped = Annotated[Path | None, typer.Option(help="How your own tables feed the canonical ones (YAML).")]
Mended = Annotated[Path | None, typer.Option(help="A matching report for extracts that you mended.")]
Crosswalk = Annotated[
    Path | None, typer.Option(help="Which identifiers of several extracts are one {person}: source, id, child_id.")
]
Words = Annotated[Path | None, typer.Option(help="Words of the events (YAML).", show_default=OF_PROJECT)]
Fewest = Annotated[int, typer.Option("--k", min=2, help="A class of fewer {people} than this is small.")]

_WARNING = """\
A new key was drawn: {path}
Keep it safe and inside. Without it nobody, you included, can make the same pseudonyms again, so that later records would not
join earlier ones; with it anybody can find out which pseudonym a known identifier has. It belongs in no backup of the tables,
in no mail and in no repository."""


def pseudonymise(
    source: Source,
    out: Out,
    key: KeyFile = None,
    new_key: NewKey = False,
    old_key: OldKey = None,
    inside: Inside = None,
    places: Places = None,
    mapping: Mapped = None,
    matching: Mended = None,
    crosswalk: Crosswalk = None,
    vocabulary: Words = None,
    k: Fewest = 5,
) -> None:
    """Write tables without identifiers that the pipeline reads (source.kind: canonical). Run it inside your own systems.

    Identifiers become keyed pseudonyms, the same in all sources and runs under one key; days of birth become months, postcodes
    areas, workers the days on which they changed; names and free text are left out. The key is a file, or the hexadecimal digits
    in the variable NEGLECT_TRIAGE_PSEUDONYM_KEY. See docs/how-to/pseudonymisation.md.

    Example: neglect-triage pseudonymise records tables --key keys/pseudonyms.key --new-key --places places.csv
    """
    private = _inside(inside, key)
    check_folders(source, out, private, key)
    lookup = read_lookup(places) if places else None
    params = project_params()
    words = load_vocabulary(vocabulary or (params.source.vocabulary if params else None))
    older = read_key_file(old_key) if old_key else None
    secret = _key(key, new_key)
    raw = read_raw(source, words, mapping, matching, crosswalk)
    made = pseudonymise_tables(raw, secret, lookup, k, words)
    report = small_cells(made.tables["children"], made.tables["protected"], k)
    write_tables(made.tables, out)
    if raw.chronology.synthetic:
        write_text(out / SYNTHETIC_MARK, f"{words.synthetic}\n")
    summary: dict[str, Any] = {
        "key": pseudonym(secret, "key", "", SHORT),
        "small_cells": report,
        "counts": made.counts,
        "rows": _rows(raw),
    }
    summary["joins"], summary["notes"] = [join.plain() for join in raw.chronology.joins], raw.chronology.notes
    own = {"files": made.files, "quarantine": raw.chronology.quarantine}
    write_inside(private, own | ({"old_and_new": _old_and_new(raw, older, secret)} if older else {}), summary)
    print("\n".join(_report_lines(raw, made, summary, out, private, words.nouns.people)))


def _inside(inside: Path | None, key: Path | None) -> Path:
    if inside is None and key is None:
        raise BadInput(
            "There is no folder for what has to stay inside.",
            where="neither --inside nor --key",
            expected="a folder that only those who hold the key can read",
            do="name it with --inside",
        )
    return inside if inside else Path(str(key)).parent / "pseudonyms"


def _key(path: Path | None, draw: bool) -> Key:
    if not draw:
        return read_key(path)
    if path is None:
        raise BadInput("A new key needs a file to go to.", where="--new-key without --key", do="name the file with --key")
    key = create_key(path)
    print(_WARNING.format(path=path))
    return key


def _rows(raw: Raw) -> dict[str, dict[str, int]]:
    return {
        name: {"read": count.read, "kept": count.kept, "quarantined": count.quarantined}
        for name, count in raw.chronology.counts.items()
    }


def _old_and_new(raw: Raw, old: Key, new: Key) -> pd.DataFrame:
    """Return the old and new pseudonyms of children, households and teams."""
    parts = []
    for table, column in (("children", "child_id"), ("households", "household_id"), ("events", "team_id")):
        ids = pd.Series(sorted(raw.chronology.tables[table][column].dropna().unique()), dtype="str")
        kind = KINDS[column]
        parts.append(pd.DataFrame({"kind": kind, "old": pseudonyms(old, kind, ids), "new": pseudonyms(new, kind, ids)}))
    return pd.concat(parts, ignore_index=True).sort_values(["kind", "new"], ignore_index=True)


def _report_lines(raw: Raw, made: Pseudonymous, summary: dict[str, Any], out: Path, inside: Path, people: str) -> Iterable[str]:
    """Yield the lines to print: counts, but no values and no names of source files."""
    for name, rows in summary["rows"].items():
        yield f"{name}: {rows['read']:,} rows read, {rows['kept']:,} kept, {rows['quarantined']:,} in quarantine"
    for rule, rows in raw.chronology.quarantine.groupby("rule", sort=True):
        yield f"- {rule}: {len(rows):,} rows (which: {inside / 'quarantine.csv'})"
    if warnings := sum(note.startswith("WARNING") for note in raw.chronology.notes):
        yield f"- WARNINGS on how the records were read: {warnings:,} (which: notes in {inside / 'account.json'})"
    for what, count in made.counts.items():
        if count:
            yield f"- {what}: {count:,}"
    if columns := sum(raw.extras.left_out.values()):
        yield f"- columns that no table has, and that were left out: {columns:,}"
    yield f"- names of sources, which are written as they stand: {', '.join(sorted(made.tables['coverage']['source'].unique()))}"
    cells = summary["small_cells"]
    yield (
        f"Small cells: {cells['children_in_small_classes']:,} of {cells['children']:,} {people} share their month of birth, "
        f"sex, ethnicity and area with fewer than {cells['k']} {people}, they counted too; "
        f"{cells['children_alone_in_their_class']:,} are alone. With the year of birth it would be "
        f"{cells['children_in_small_classes_with_year_of_birth']:,}."
    )
    yield from (
        f"- without {name.replace('_', ' ')}: {count:,}" for name, count in cells["children_in_small_classes_without"].items()
    )
    yield f"written: {out} (source.kind: canonical); to stay inside: {inside}"
