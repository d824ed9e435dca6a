"""The command `neglect-triage features`: as-of features from files, without a project, DVC or params.yaml."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import typer
from rich.console import Console

from ..chronology.joins import Join
from ..chronology.known_children import known_children
from ..chronology.reading.assemble import Chronology, Counts
from ..chronology.reading.own_files import OwnFile, read_own_file
from ..chronology.reading.readers import canonical_file
from ..chronology.reading.summary import print_summary
from ..chronology.tables import arrow_schema, sort_table
from ..chronology.vocabulary import view_name
from ..errors import BadInput
from ..features.account import unknown_for_all, write_account
from ..features.engine.choice import write_features
from ..features.engine.compute import feature_matrix
from ..features.engine.matrix import KEYS, as_table, matrix_file
from ..features.engine.spark_parts import CANONICAL, is_url
from ..features.known_children import known_children_in_files, unknown_children_lines
from ..features.own_tables import read_chronology, read_contacts
from ..features.reads import refuse_unreadable
from ..files import check_other_file
from ..models.registered import catalogue_hash
from ..params import Engine, View
from ..yamls import checked
from .project import OF_PROJECT, Choices, choices

_SPARK = "Apache Spark (--engine spark)"
_OTHER = "Other tables (each overrides the one of --chronology)"
_DEFAULTS = Engine()

Contacts = Annotated[str, typer.Option(help="Days to compute at: child_id, as_of, and point_id if a day holds several.")]
Out = Annotated[str, typer.Option(help="Parquet file to write; with Spark also the URL of a folder.")]
Folder = Annotated[str | None, typer.Option(help="Folder of canonical tables, as the stage source writes them.")]
Events = Annotated[str | None, typer.Option(help="At least child_id, event_date and event_type.")]
Indicators = Annotated[Path | None, typer.Option(help="Indicators to compute (YAML).", show_default=OF_PROJECT)]
Words = Annotated[Path | None, typer.Option(help="Words of the events (YAML).", show_default=OF_PROJECT)]
Whose = Annotated[View, typer.Option(help="What some agency knew, or what had reached the {hub}.")]
Codes = Annotated[str | None, typer.Option(rich_help_panel=_OTHER, help="event_id, system, code.")]
Children = Annotated[str | None, typer.Option(rich_help_panel=_OTHER, help="child_id, birth_month.")]
Households = Annotated[str | None, typer.Option(rich_help_panel=_OTHER, help="Who lived with whom, from when to when.")]
_COVERAGE = "From when to when records are complete."
Coverage = Annotated[str | None, typer.Option(rich_help_panel=_OTHER, help=_COVERAGE, show_default="first to last event")]
BatchEvents = Annotated[int, typer.Option(min=1, help="Events held in memory at once.")]
EngineName = Annotated[Literal["local", "spark"], typer.Option(rich_help_panel=_SPARK, help="The numbers are the same.")]
Master = Annotated[str, typer.Option(rich_help_panel=_SPARK, help="The cluster: local[2], spark://..., yarn.")]
_PARTS = "Parts that the {people} are dealt to; a core holds one at once."
Partitions = Annotated[int, typer.Option(min=1, rich_help_panel=_SPARK, help=_PARTS)]
Memory = Annotated[str, typer.Option(rich_help_panel=_SPARK, help="Of each process, as 2g.")]


def features(
    contacts: Contacts,
    out: Out,
    chronology: Folder = None,
    events: Events = None,
    catalogue: Indicators = None,
    vocabulary: Words = None,
    view: Whose = "partnership",
    event_codes: Codes = None,
    children: Children = None,
    households: Households = None,
    coverage: Coverage = None,
    batch_events: BatchEvents = _DEFAULTS.batch_events,
    engine: EngineName = "local",
    master: Master = _DEFAULTS.spark.master,
    partitions: Partitions = _DEFAULTS.spark.partitions,
    memory: Memory = _DEFAULTS.spark.memory,
) -> None:
    """Compute every indicator of a catalogue as it was knowable on the day of each {point}.

    Tables are CSV or Parquet; their columns are listed in data/README.md. Canonical Parquet (what the stage source writes) is
    read in batches of {people}; anything else is read whole and checked row by row, and what had to be assumed is said:
    without known_date every event counts as known on its day.

    The file holds point_id, child_id and as_of, and a column a feature, in the order of {person} and day. Empty is unknown.

    Example: neglect-triage features --events events.csv --contacts contacts.csv --catalogue mine.yaml --out features.parquet
    """
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    logging.getLogger("neglect_triage").setLevel(logging.INFO)
    chosen = choices(vocabulary, catalogue)
    spark = {"master": master, "partitions": partitions, "memory": memory}
    settings = checked({"engine": engine, "batch_events": batch_events, "spark": spark}, Engine, "The command line")
    single = {"events": events, "event_codes": event_codes, "children": children, "households": households, "coverage": coverage}
    paths = _paths(chronology, {name: path for name, path in single.items() if path})
    _check_out(out, [contacts, *paths.values()])
    if engine == "spark" or not _not_canonical(paths):
        joins, notes = _from_canonical(paths, contacts, view, out, chosen, settings)
    else:
        joins, notes = _from_own(paths, contacts, view, Path(out), chosen)
    account = []
    if not is_url(out):
        lines = unknown_for_all(Path(out))
        made_with = {"view": view, "catalogue_sha256": catalogue_hash(chosen.catalogue, chosen.vocabulary)}
        print(*(f"- {line}\n" for line in lines), sep="", end="", file=sys.stderr)
        account = [write_account(Path(out), joins, notes + lines, made_with)]
    if chosen.says:
        print(chosen.says)
    made = f"{len(chosen.catalogue.features)} features of {len(chosen.catalogue.indicators)} indicators"
    print(f"written: {', '.join([out, *map(str, account)])} ({made}, {view_name(view, chosen.vocabulary.nouns)})")


def _paths(folder: str | None, single: dict[str, str]) -> dict[str, str]:
    """Return the path or URL of each table."""
    paths = {}
    if folder and is_url(folder):
        paths = {name: f"{folder}/{name}.parquet" for name in CANONICAL}
    elif folder:
        found = {name: canonical_file(Path(folder), name) for name in CANONICAL}
        paths = {name: str(Path(folder, file)) for name, file in found.items() if file}
    paths |= single
    if "events" not in paths:
        raise BadInput(
            "There are no events.",
            where=folder or "--events",
            expected="a table events: at least child_id, event_date and event_type",
            do="name it with --events, or its folder with --chronology",
        )
    return paths


def _check_out(out: str, read: Sequence[str]) -> None:
    if is_url(out):
        return
    if Path(out).suffix.lower() != ".parquet":
        raise BadInput("Features are written as Parquet.", where=f"--out {out}", expected="a name that ends in .parquet")
    check_other_file(Path(out), (Path(path) for path in read if not is_url(path)))


def _not_canonical(paths: Mapping[str, str]) -> list[str]:
    """Return the tables that cannot be read as canonical: missing coverage, and files without the canonical columns."""
    others = [] if "coverage" in paths else ["coverage"]
    for name, path in paths.items():
        if not is_url(path):
            try:
                canonical = path.lower().endswith(".parquet") and pq.read_schema(path).equals(arrow_schema(name))
            except (pa.ArrowInvalid, OSError):
                canonical = False
            others += [] if canonical else [name]
    return others


def _from_canonical(
    paths: Mapping[str, str],
    contacts: str,
    view: View,
    out: str,
    chosen: Choices,
    settings: Engine,
) -> tuple[list[Join], list[str]]:
    if other := _not_canonical(paths):
        raise BadInput(
            "Spark reads canonical tables only.",
            where=", ".join(paths.get(name, f"{name} (absent)") for name in other),
            expected="Parquet files with the columns listed in data/README.md, coverage among them",
            do="let the stage source write them, or choose --engine local",
        )
    refuse_unreadable(chosen.catalogue, {name: arrow_schema(name).names for name in paths})
    least, points = chosen.least_link_rate, None
    joins: list[Join] = []
    notes: list[str] = []
    if not is_url(contacts):
        asked = read_contacts(_own(contacts), _known(paths), chosen.vocabulary, least, chosen.quarantine)
        _summarise({"points": asked.counts}, asked.quarantine, asked.notes)
        points, joins, notes = sort_table(asked.points, "points"), asked.joins, asked.notes
    asked_for = contacts if points is None else points
    look_up = None if joins else least
    found = write_features(paths, asked_for, {view: out}, chosen.catalogue, chosen.vocabulary, settings, KEYS, look_up)
    lines = [line for join in found for line in unknown_children_lines(join, least)]
    for line in lines:
        print(f"- {line}", file=sys.stderr)
    return joins + found, notes + lines


def _from_own(paths: Mapping[str, str], contacts: str, view: View, out: Path, chosen: Choices) -> tuple[list[Join], list[str]]:
    catalogue, words, least = chosen.catalogue, chosen.vocabulary, chosen.least_link_rate
    chronology = read_chronology({name: _own(path) for name, path in paths.items()}, catalogue, words, least, chosen.quarantine)
    asked = read_contacts(_own(contacts), known_children(chronology.tables), words, least, chosen.quarantine)
    quarantine = pd.concat([chronology.quarantine, asked.quarantine], ignore_index=True)
    notes = chronology.notes + asked.notes
    _summarise(chronology.counts | {"points": asked.counts}, quarantine, notes)
    points = sort_table(asked.points, "points")
    with matrix_file(out) as append:
        append(as_table(points, catalogue, feature_matrix(points, chronology.tables, catalogue, words, view), KEYS))
    return chronology.joins + asked.joins, notes


def _known(paths: Mapping[str, str]) -> pd.Series | None:
    """Return the children of the chronology; None if it is at a URL, which this process cannot read."""
    return None if any(map(is_url, paths.values())) else known_children_in_files({name: Path(p) for name, p in paths.items()})


def _own(path: str) -> OwnFile:
    """Read a file, named as the user named it."""
    own = read_own_file(Path(path).parent, Path(path).name)
    return OwnFile(path, own.cells, own.torn)


def _summarise(counts: dict[str, Counts], quarantine: pd.DataFrame, notes: list[str]) -> None:
    print_summary(Chronology({}, quarantine, counts, notes), Console(stderr=True))
