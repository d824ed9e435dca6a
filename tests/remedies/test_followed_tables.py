"""What a person does with own tables that are refused, as the message says: each is then read, and holds what it should."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.chronology.checks.lost_kinds import Kind, stop_at_lost_kinds
from neglect_triage.chronology.identifiers import refuse_named_files
from neglect_triage.chronology.reading.own_files import read_own_file
from neglect_triage.chronology.reading.readers import read_canonical, read_mapped
from neglect_triage.chronology.reading.table_folders import join_parts
from tests.chronology.reading.test_readers import HEALTH, MAPPING
from tests.chronology.reading.test_table_folders import log, parquet, text
from tests.chronology.samples import CHILDREN, EVENTS, changed, vocabulary, write_canonical, write_csv
from tests.remedies.following import follow

Do = Callable[[Path], object]


@dataclass(frozen=True)
class Case:
    """A table that is refused, the remedy of the message, and how a person follows it."""

    wrong: Do
    remedy: str
    mend: Do


def part(number: int, **columns: list[object]) -> Do:
    return lambda folder: parquet(folder / "t" / f"part-{number}.parquet", **columns)


def both(*each: Do) -> Do:
    return lambda folder: [do(folder) for do in each]


def exported_as_csv(folder: Path) -> None:
    shutil.rmtree(folder / "t")
    text(folder / "t" / "part-0.csv", "id\na\n")


OUTCOME = changed(EVENTS, 0, outcome="nfa")
DECIDED = [*EVENTS, {**EVENTS[0], "event_id": "e4", "event_type": "contact_decision", "outcome": "nfa"}]
DELTA = "export the table as Parquet or CSV"


@pytest.mark.parametrize(
    "case",
    [
        Case(
            both(part(0, id=["a"]), lambda folder: log(folder / "t", [{"add": {"path": "part-0.parquet"}}], first=7)),
            DELTA,
            exported_as_csv,
        ),
        Case(
            both(part(0, id=["a"]), lambda folder: log(folder / "t", [{"add": {"path": f"part-{n}.parquet"}} for n in (0, 1)])),
            "copy the whole folder again, or export the table as Parquet or CSV",
            part(1, id=["b"]),
        ),
        Case(
            both(part(0, id=["a"]), lambda folder: text(folder / "t" / "more.csv", "id\nb\n")),
            "move the other files out of it, or name the files instead of the folder",
            lambda folder: shutil.move(folder / "t" / "more.csv", folder / "more.csv"),
        ),
        Case(
            both(part(0, id=["a"]), part(1, id=[pd.Timestamp("2024-01-01")])),
            "export the table again as a whole",
            part(1, id=["b"]),
        ),
        Case(
            both(part(0, id=["a"]), part(1, other=["b"])),
            "export the table again as a whole, or give files of different tables names of their own",
            lambda folder: shutil.move(folder / "t" / "part-1.parquet", folder / "other.parquet"),
        ),
    ],
    ids=lambda case: case.remedy,
)
def test_a_table_in_parts_is_read_after_its_remedy(tmp_path: Path, case: Case) -> None:
    case.wrong(tmp_path)
    follow(lambda: read_own_file(tmp_path, "t"), case.remedy, lambda: case.mend(tmp_path))
    assert read_own_file(tmp_path, "t").cells["id"].tolist()[:1] == ["a"]


def test_the_folder_around_a_table_in_parts_is_named(tmp_path: Path) -> None:
    parquet(tmp_path / "in" / "events" / "year=2024" / "part-0.parquet", id=["a"])
    folder = [tmp_path / "in" / "events"]
    remedy = "name the folder around it, which holds the other tables as well"
    follow(lambda: join_parts(folder[0]), remedy, lambda: folder.__setitem__(0, tmp_path / "in"))
    assert join_parts(folder[0])[0] == ["events"]


def test_a_table_whose_form_is_not_followed_is_exported_as_parquet(tmp_path: Path) -> None:
    parquet(tmp_path / "t" / "data" / "part-0.parquet", id=["a"])
    text(tmp_path / "t" / "metadata" / "v1.metadata.json", "{}")

    def export() -> None:
        shutil.rmtree(tmp_path / "t")
        parquet(tmp_path / "t.parquet", id=["a"])

    follow(lambda: join_parts(tmp_path), DELTA, export)
    assert join_parts(tmp_path)[0] == ["t.parquet"]


def test_an_outcome_moves_to_a_type_that_was_added_to_the_vocabulary(tmp_path: Path) -> None:
    without = vocabulary().model_copy(
        update={"event_types": {name: kind for name, kind in vocabulary().event_types.items() if name != "contact_decision"}}
    )
    words = [without]
    write_canonical(tmp_path, events=OUTCOME)

    def add_and_move() -> None:
        words[0] = vocabulary()
        write_canonical(tmp_path, events=DECIDED)

    remedy = "add a type of event for decisions to the vocabulary, and move each outcome to a row of that type"
    follow(lambda: read_canonical(tmp_path, words[0]), remedy, add_and_move)


def test_a_kind_of_record_is_accepted_by_its_right_name_or_not_at_all() -> None:
    kinds = [Kind("events.visit", 100, 20)]
    for mended in ({"events.visit": "why, in 20 letters or more"}, {}):
        accept = {"events.visits": "why, in 20 letters or more"}
        most = 0.5 if mended else 1.0
        mend = partial(_replace, accept, mended)
        follow(partial(stop_at_lost_kinds, kinds, most, accept), "mend the name, or take it out", mend)


def _replace(accept: dict[str, str], mended: dict[str, str]) -> None:
    accept.clear()
    accept.update(mended)


def test_a_file_named_for_a_person_is_renamed(tmp_path: Path) -> None:
    names = ["contacts.csv", "943 476 5919.csv"]
    follow(lambda: refuse_named_files(names), "rename it", lambda: names.__setitem__(1, "health.csv"))


@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        (("event_date: day", "event_date: dey"), "mend the mapping"),
        (("DNA: was_not_brought", "DNA: wasnt_brought"), "mend the mapping or the vocabulary"),
    ],
)
def test_a_mapping_is_read_after_its_remedy(tmp_path: Path, wrong: tuple[str, str], remedy: str) -> None:
    write_csv(tmp_path / "health.csv", HEALTH)
    write_csv(tmp_path / "people.csv", [{"person": "1"}])
    mapping = tmp_path / "mapping.yaml"
    text(mapping, MAPPING.replace(*wrong))
    read = partial(read_mapped, tmp_path, mapping, vocabulary())
    follow(read, remedy, lambda: text(mapping, MAPPING))
    assert read().tables["events"]["outcome"].tolist() == ["was_not_brought", "attended"]


@pytest.mark.parametrize(
    ("wrong", "remedy", "mended"),
    [
        ({"events": [{**row, "event_date": "soon"} for row in EVENTS]}, "mend the export, or its mapping", EVENTS),
        (
            {"children": CHILDREN[:1], "events": EVENTS},
            "export both tables on the same day and with the same pseudonyms",
            EVENTS,
        ),
        ({"events": OUTCOME}, "move each outcome to a row of type contact_decision", DECIDED),
    ],
)
def test_canonical_tables_are_read_after_their_remedy(
    tmp_path: Path, wrong: dict[str, object], remedy: str, mended: object
) -> None:
    write_canonical(tmp_path, **wrong)  # type: ignore[arg-type]
    read = partial(read_canonical, tmp_path, vocabulary())
    follow(read, remedy, lambda: write_canonical(tmp_path, events=mended))  # type: ignore[arg-type]
    assert len(read().tables["events"]) == len(mended)  # type: ignore[arg-type]
    assert read().quarantine.empty
