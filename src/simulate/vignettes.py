"""Worked examples, written by hand from published sources (vignettes.yaml), as canonical tables added to a world."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Self

import pandas as pd
from pydantic import BeforeValidator, Field, model_validator

from ..chronology.checks.fatal_errors import stop_at_contradictions
from ..chronology.checks.quarantine import Batch, sift
from ..chronology.store import WorkedExample
from ..chronology.tables import empty_table
from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput, did_you_mean
from ..params import World
from ..yamls import read_model
from .parameters import Strict
from .recording import SOURCE

FILE = "vignettes.yaml"
WRITTEN_FOR = dt.date(2024, 4, 1)  # the end of the world that the dates in the file assume
YEAR = 364  # days, the step of shifts: whole weeks keep working days, and about a year keeps school terms
BEFORE = 730  # days of the world needed before the last contact
CODE_COLUMNS = ["event_id", "system", "code", "place"]
HUB = "csc"  # its records reach the hub when they are known

_Several = Annotated[list[Any], BeforeValidator(lambda given: given if isinstance(given, list) else [given])]


class Home(Strict):
    """A stay of some children in the household of the vignette, or in another named one."""

    children: list[int]
    start: dt.date
    known: dt.date | None = None
    end: dt.date | None = None
    end_known: dt.date | None = None
    kind: str = "private"
    name: str = "home"


class Event(Strict):
    """One fact about each of some children. `code` belongs to the list of the event's type, `codes` to the lists named."""

    date: dt.date
    child: _Several
    type: str
    agency: str
    held_by: str | None = None
    known: dt.date | None = None
    shared: dt.date | None = None
    outcome: str | None = None
    concern: str | None = None
    seen: str | None = None
    basis: str | None = None
    consent_to_share: str | None = None
    consent_to_service: str | None = None
    scope: str = "child"
    value: float | None = None
    value_unit: str | None = None
    code: str | None = None
    codes: dict[str, _Several] = Field(default_factory=dict)


class Vignette(Strict):
    """One household: its published source, what its page should show, its children, homes and events."""

    id: str
    title: str
    source: str
    built_from: str
    see: str
    children: dict[int, str]
    homes: list[Home]
    events: list[Event]

    @model_validator(mode="after")
    def _names_its_own_children(self) -> Self:
        named = {child for home in self.homes for child in home.children} | {
            child for event in self.events for child in event.child
        }
        if unknown := named - set(self.children):
            raise ValueError(f"{self.id} names children that it does not have: {sorted(unknown, key=str)}")
        return self

    def child_id(self, number: int) -> str:
        """Return the pseudonym of one of the children."""
        return f"{self.id}-child-{number}"


class _Vignettes(Strict):
    vignettes: list[Vignette]


def load_vignettes(path: Path | None = None) -> list[Vignette]:
    """Read the vignettes; raises BadInput for a wrong key or value."""
    return read_model(path or Path(str(files(__package__) / FILE)), _Vignettes).vignettes


def vignettes_of(world: World) -> list[Vignette]:
    """Return the vignettes to add to a world: none if it is not of the default preset, or is too short for them."""
    if world.preset != "default":
        return []
    found = load_vignettes()
    last = max(event.date for one in found for event in one.events if event.type == "contact")
    return found if last + shift(world) - dt.timedelta(days=BEFORE) >= world.start else []


def shift(world: World) -> dt.timedelta:
    """Return the shift of the vignettes' dates for a world: whole multiples of YEAR, not beyond the end of the world."""
    return dt.timedelta(days=(world.end - WRITTEN_FOR).days // YEAR * YEAR)


def worked_examples(found: list[Vignette]) -> list[WorkedExample]:
    """Return what the pages need of the vignettes. The page of a vignette is about its first child."""
    return [
        WorkedExample(one.id, one.title, one.source, one.see, [one.child_id(number) for number in one.children]) for one in found
    ]


def note_on(found: list[Vignette]) -> str:
    """Return the note about the vignettes for the quality page."""
    children = sum(len(one.children) for one in found)
    return (
        f"Beside the simulated children stand {len(found)} worked examples with {children} children, written by hand from "
        "published reviews and strategies. They are counted among the rows read and in no other figure."
    )


def vignette_tables(
    found: list[Vignette], world: World, coverage: pd.DataFrame, vocabulary: Vocabulary
) -> dict[str, pd.DataFrame]:
    """Return the canonical tables of vignettes, `protected` without rows, and `coverage` as that of the world.

    Events outside coverage are left out, as for every child.

    Raises
    ------
    BadInput : a row fails the checks of a chronology; the message names the vignette and the event.
    """
    frames = _frames(found, vocabulary)
    batches = {name: sift(name, rows.drop(columns="place"), rows["place"], vocabulary) for name, rows in frames.items()}
    _stop_at_faults(batches)
    stop_at_contradictions(batches, {}, vocabulary)
    tables = {name: _moved(batch.kept, pd.Timedelta(shift(world))) for name, batch in batches.items()}
    events = tables["events"][_covered(tables["events"], coverage, vocabulary)]
    codes = tables["event_codes"]
    codes = codes[codes["event_id"].isin(events["event_id"])]
    return tables | {"events": events, "event_codes": codes, "protected": empty_table("protected"), "coverage": coverage}


def _frames(found: list[Vignette], vocabulary: Vocabulary) -> dict[str, pd.DataFrame]:
    """Return the rows of each table with their place in the file, as unparsed cells."""
    events = [row for vignette in found for row in _event_rows(vignette)]
    return {
        "children": pd.DataFrame([row for vignette in found for row in _child_rows(vignette)]),
        "households": pd.DataFrame([row for vignette in found for row in _stay_rows(vignette)]),
        "events": pd.DataFrame([{name: cell for name, cell in row.items() if name != "event"} for row in events]),
        "event_codes": pd.DataFrame([code for row in events for code in _code_rows(row, vocabulary)], columns=CODE_COLUMNS),
    }


def _child_rows(vignette: Vignette) -> Iterator[dict[str, Any]]:
    for number, month in vignette.children.items():
        place = f"{FILE}: {vignette.id}, child {number}"
        yield {"child_id": vignette.child_id(number), "birth_month": month, "birth_basis": "birth", "place": place}


def _stay_rows(vignette: Vignette) -> Iterator[dict[str, Any]]:
    for number, home in enumerate(vignette.homes, 1):
        for child in home.children:
            yield {
                "child_id": vignette.child_id(child), "household_id": f"{vignette.id}-{home.name}", "kind": home.kind,
                "start": _day(home.start), "known_date": _day(home.known or home.start),
                "end": _day(home.end), "end_known_date": _day(home.end_known or home.end),
                "place": f"{FILE}: {vignette.id}, home {number}",
            }  # fmt: skip


def _event_rows(vignette: Vignette) -> Iterator[dict[str, Any]]:
    for number, event in enumerate(vignette.events, 1):
        known, held_by = event.known or event.date, event.held_by or event.agency
        shared = event.shared or (known if held_by == HUB else None)
        same = event.model_dump(exclude={"date", "child", "type", "known", "shared", "held_by", "code", "codes"})
        for child in event.child:
            key = f"{vignette.id}-event-{number:03d}-{child}"
            yield same | {
                "event_id": key, "child_id": vignette.child_id(child), "event_type": event.type, "held_by": held_by,
                "event_date": _day(event.date), "known_date": _day(known), "shared_date": _day(shared),
                "known_basis": "recorded", "is_snapshot": "false", "source": SOURCE, "source_ref": f"{SOURCE}:{key}",
                "place": f"{FILE}: {vignette.id}, event {number} of {event.date}", "event": event,
            }  # fmt: skip


def _day(date: dt.date | None) -> str | None:
    return None if date is None else date.isoformat()


def _code_rows(row: dict[str, Any], vocabulary: Vocabulary) -> Iterator[dict[str, Any]]:
    event: Event = row["event"]
    kind = vocabulary.event_types.get(event.type)
    needs_code = kind and kind.codes == event.type  # a sign, for example, has no meaning without its code
    own = {kind.codes or "code": [event.code]} if kind and (needs_code or event.code) else {}
    for system, codes in (own | event.codes).items():
        for code in codes:
            known = vocabulary.codes.get(system, {})
            if system not in vocabulary.words["code_system"] or code is None or (known and code not in known):
                raise BadInput(
                    "A vignette lacks a code, or has one that the vocabulary does not hold.",
                    where=f"{row['place']}, {system}",
                    expected=did_you_mean(str(code), known) if known else "codes of a list in words.code_system",
                )
            yield {"event_id": row["event_id"], "system": system, "code": code, "place": row["place"]}


def _stop_at_faults(batches: dict[str, Batch]) -> None:
    faults = pd.concat([batch.faults[~batch.good] for batch in batches.values()])
    if len(faults):
        lines = faults["place"] + ", " + faults["column"] + ": " + faults["rule"] + " (" + faults["expected"] + ")"
        raise BadInput(
            f"{len(faults)} rows of the vignettes cannot be used.", where="\n            ".join(lines), do="mend these rows"
        )


def _moved(rows: pd.DataFrame, moved: pd.Timedelta) -> pd.DataFrame:
    """Return rows with their dates shifted; a month remains the first of a month."""
    days = rows.select_dtypes("datetime").apply(lambda column: column + moved).astype("datetime64[s]")
    months = [name for name in days if name.endswith("_month")]
    return rows.assign(**days).assign(**{name: days[name].dt.to_period("M").dt.to_timestamp() for name in months})


def _covered(events: pd.DataFrame, coverage: pd.DataFrame, vocabulary: Vocabulary) -> pd.Series:
    table = events["event_type"].map({name: kind.table for name, kind in vocabulary.event_types.items()})
    periods = coverage.set_index("table")
    return (events["event_date"] >= table.map(periods["start"])) & (events["known_date"] < table.map(periods["end"]))
