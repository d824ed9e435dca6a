"""Reading in: what is filled, what is set aside, what stops the run."""

from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.chronology.reading.assemble import Chronology
from neglect_triage.chronology.reading.readers import read_canonical, read_mapped
from neglect_triage.chronology.tables import tables
from neglect_triage.errors import BadInput
from neglect_triage.files import write_text
from tests.chronology.samples import CHILDREN, EVENTS, POINTS, Rows, changed, vocabulary, write_canonical, write_csv

MAPPING = """
source: health
tables:
  events:
    - file: health.csv
      columns: {child_id: person, event_date: day, event_type: kind, agency: {const: gp}, outcome: kind}
      values:
        event_type: {DNA: appointment, seen: appointment}
        outcome: {DNA: was_not_brought, seen: attended}
  children:
    - file: people.csv
      columns: {child_id: person}
"""
HEALTH: Rows = [{"person": "1", "day": "01/02/2020", "kind": "DNA"}, {"person": "1", "day": "2020-03-01", "kind": "seen"}]


def read(folder: Path, **given_tables: Rows) -> Chronology:
    return read_canonical(write_canonical(folder, **given_tables), vocabulary())


def read_with_mapping(folder: Path, mapping: str = MAPPING, health: Rows = HEALTH, **options: str) -> Chronology:
    write_csv(folder / "health.csv", health)
    write_csv(folder / "people.csv", [{"person": "1"}])
    write_text(folder / "mapping.yaml", mapping)
    return read_mapped(folder, folder / "mapping.yaml", vocabulary(), **options)  # type: ignore[arg-type]


def rules(chronology: Chronology) -> list[tuple[str, str, str, str]]:
    rows = chronology.quarantine[["table", "source_ref", "column", "rule"]]
    return [tuple(row) for row in rows.itertuples(index=False)]


def test_a_mapping_may_name_a_folder_of_parts(tmp_path: Path) -> None:
    for number, row in enumerate(HEALTH):
        write_csv(tmp_path / "health" / f"part-{number}.csv", [row])
    chronology = read_with_mapping(tmp_path, MAPPING.replace("health.csv", "health"))
    assert chronology.tables["events"]["event_date"].dt.strftime("%Y-%m-%d").tolist() == ["2020-02-01", "2020-03-01"]


# What is filled


def test_all_canonical_tables_come_out_with_all_their_columns_and_types(tmp_path: Path) -> None:
    chronology = read(tmp_path)
    for name, frame in chronology.tables.items():
        assert list(frame.columns) == list(tables()[name].columns)
    assert chronology.tables["events"]["event_date"].dtype == "datetime64[s]"
    assert chronology.tables["points"].empty


def test_a_source_without_known_date_knows_on_the_day_and_the_notes_say_so(tmp_path: Path) -> None:
    chronology = read_with_mapping(tmp_path)
    events = chronology.tables["events"]
    assert (events["known_date"] == events["event_date"]).all()
    assert set(events["known_basis"]) == {"rule"}
    assert any("known date" in note and "event date by rule" in note for note in chronology.notes)


def test_a_source_without_shared_date_shares_when_it_knows_and_the_notes_say_so(tmp_path: Path) -> None:
    chronology = read(tmp_path)
    events = chronology.tables["events"]
    assert (events["shared_date"] == events["known_date"]).all()
    assert (events["known_date"] != events["event_date"]).any()
    assert set(events["known_basis"]) == {"recorded"}
    assert any("shared date" in note for note in chronology.notes)


def test_a_shared_date_that_is_given_is_kept_and_an_empty_one_means_never(tmp_path: Path) -> None:
    rows = changed([{**row, "shared_date": ""} for row in EVENTS], 0, shared_date="2020-01-20")
    events = read(tmp_path, events=rows).tables["events"]
    assert events["shared_date"].isna().tolist() == [False, True, True]


def test_identifiers_and_references_come_from_file_and_row(tmp_path: Path) -> None:
    events = read_with_mapping(tmp_path).tables["events"]
    assert events["source_ref"].tolist() == ["health.csv:2", "health.csv:3"]
    assert events["event_id"].tolist() == sorted(events["event_id"])
    assert events["event_id"].is_unique
    assert set(events["source"]) == {"health"}
    assert set(events["scope"]) == {"child"}
    assert not events["is_snapshot"].any()


def test_own_words_become_canonical_words_and_one_column_may_feed_several(tmp_path: Path) -> None:
    events = read_with_mapping(tmp_path).tables["events"]
    assert events["event_type"].tolist() == ["appointment", "appointment"]
    assert events["outcome"].tolist() == ["was_not_brought", "attended"]
    assert set(events["agency"]) == {"gp"}


def test_points_may_stand_in_for_children(tmp_path: Path) -> None:
    write_csv(tmp_path / "events.csv", EVENTS)
    write_csv(tmp_path / "points.csv", POINTS)
    chronology = read_canonical(tmp_path, vocabulary())
    assert chronology.tables["children"]["child_id"].tolist() == ["c1", "c2"]
    assert chronology.tables["points"]["point_id"].is_unique
    assert any("No table of children" in note for note in chronology.notes)


def test_points_of_one_person_and_day_are_never_merged(tmp_path: Path) -> None:
    points = [*POINTS, *POINTS, *changed(POINTS, 0, label="0")]
    write_canonical(tmp_path, points=points)
    for option in ("keep", "drop"):
        assert len(read_canonical(tmp_path, vocabulary(), option).tables["points"]) == 3


def test_a_row_filter_is_said_in_the_notes(tmp_path: Path) -> None:
    chronology = read_with_mapping(tmp_path, MAPPING.replace("      values:", "      rows: {kind: [DNA]}\n      values:", 1))
    assert chronology.tables["events"]["outcome"].tolist() == ["was_not_brought"]
    assert chronology.counts["events"].read == 1
    assert any("1 rows are left out of events" in note for note in chronology.notes)


def test_a_word_of_a_row_filter_that_no_row_has_or_some_spell_otherwise_is_warned_of(tmp_path: Path) -> None:
    rows = "      rows: {kind: [DNA, gone, SEEN]}\n      values:"
    chronology = read_with_mapping(tmp_path, MAPPING.replace("      values:", rows, 1))
    assert [note for note in chronology.notes if note.startswith("WARNING: health.csv, column kind")] == [
        'WARNING: health.csv, column kind: no row has "gone", which the mapping\'s rows name. Mend the word, or take it out.',
        'WARNING: health.csv, column kind: 1 rows are left out that have "SEEN", which the mapping\'s rows name, in other letter '
        "case or with spaces. Name each spelling there.",
    ]


@pytest.mark.parametrize("place", ["events", "events.csv", "events.parquet"])
def test_a_table_may_be_a_folder_of_parts_and_marks_beside_them_are_counted(tmp_path: Path, place: str) -> None:
    expected = read(tmp_path / "one").tables["events"]
    folder = write_canonical(tmp_path / "two")
    rows = pd.read_csv(folder / "events.csv", dtype="str", keep_default_na=False)
    (folder / "events.csv").unlink()
    for number, part in enumerate([rows.iloc[:1], rows.iloc[1:]]):
        path = folder / place / f"part-{number:05}.{'parquet' if place == 'events.parquet' else 'csv'}"
        path.parent.mkdir(exist_ok=True)
        part.to_parquet(path) if path.suffix == ".parquet" else part.to_csv(path, index=False)
    (folder / place / "_SUCCESS").touch()
    chronology = read_canonical(folder, vocabulary())
    assert chronology.tables["events"]["event_id"].tolist() == expected["event_id"].tolist()
    assert any(f"1 ({place}/_SUCCESS)" in note for note in chronology.notes)
    assert not any("nothing names it" in note for note in chronology.notes)


def test_a_file_that_nothing_names_is_said_in_the_notes(tmp_path: Path) -> None:
    write_csv(tmp_path / "more.csv", CHILDREN)
    assert any("more.csv" in note for note in read(tmp_path).notes)


# What is set aside


@pytest.mark.parametrize(
    ("cells", "column", "rule"),
    [
        ({"event_date": "soon"}, "event_date", "not a date"),
        ({"event_date": "2020-02-30"}, "event_date", "not a date"),
        ({"event_date": ""}, "event_date", "required cell is empty"),
        ({"child_id": ""}, "child_id", "required cell is empty"),
        ({"event_type": "teleport"}, "event_type", "not in the vocabulary"),
        ({"agency": "the gp"}, "agency", "not in the vocabulary"),
        ({"known_date": "2020-02-09"}, "known_date", "known before it happened"),
        ({"event_id": "e1"}, "event_id", "repeated event_id, with other content"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_by_place_and_rule(
    tmp_path: Path, cells: dict[str, str], column: str, rule: str
) -> None:
    chronology = read(tmp_path, events=changed(EVENTS, 1, **cells))
    assert rules(chronology) == [("events", "events.csv:3", column, rule)]
    assert chronology.tables["events"]["event_id"].tolist() == ["e1", "e3"]
    assert (chronology.counts["events"].read, chronology.counts["events"].kept, chronology.counts["events"].quarantined) == (
        3,
        2,
        1,
    )


@pytest.mark.parametrize(
    ("column", "cell", "rule"),
    [
        ("outcome", "vanished", "not in the vocabulary"),
        ("concern", "neglect;gossip", "not in the vocabulary"),
        ("value", "plenty", "not a number"),
        ("is_snapshot", "perhaps", "not a flag"),
        ("shared_date", "2020-02-09", "shared before it was known"),
    ],
)
def test_an_optional_cell_that_cannot_be_read_sets_its_row_aside(tmp_path: Path, column: str, cell: str, rule: str) -> None:
    other = {"is_snapshot": "no"}.get(column, "")
    rows = changed([{**row, column: other} for row in EVENTS], 1, **{column: cell})
    assert rules(read(tmp_path, events=rows)) == [("events", "events.csv:3", column, rule)]


def test_the_first_of_several_rows_with_one_identifier_is_kept_and_a_bad_one_does_not_take_its_place(tmp_path: Path) -> None:
    rows = [{**row, "event_id": "same"} for row in changed(EVENTS, 0, event_date="soon")]
    chronology = read(tmp_path, events=rows)
    assert chronology.tables["events"]["event_date"].tolist() == [pd.Timestamp("2020-02-10")]
    assert [place for _, place, _, _ in rules(chronology)] == ["events.csv:2", "events.csv:4"]


@pytest.mark.parametrize("day", ["1970-01-01", "01/01/1901", "1900-01-01T00:00:00Z"])
def test_a_day_that_stands_for_no_date_sends_its_row_to_quarantine_and_begins_no_coverage(tmp_path: Path, day: str) -> None:
    chronology = read(tmp_path, events=changed(EVENTS, 0, event_date=day))
    assert rules(chronology) == [("events", "events.csv:2", "event_date", "not a date")]
    assert chronology.tables["coverage"]["start"].min() == pd.Timestamp("2020-02-10")


def test_events_of_a_child_in_quarantine_go_there_too(tmp_path: Path) -> None:
    chronology = read(tmp_path, children=changed(CHILDREN, 1, birth_month="long ago"))
    assert ("events", "events.csv:4", "child_id", "its row in children is in quarantine") in rules(chronology)
    assert chronology.counts["events"].quarantined == 1


def test_codes_of_an_event_in_quarantine_go_there_too(tmp_path: Path) -> None:
    codes = [{"event_id": "e1", "system": "sign", "code": "hunger"}, {"event_id": "e2", "system": "sign", "code": "hunger"}]
    chronology = read(tmp_path, events=changed(EVENTS, 1, event_date="soon"), event_codes=codes)
    assert ("event_codes", "event_codes.csv:3", "event_id", "its row in events is in quarantine") in rules(chronology)


def test_a_torn_row_is_counted(tmp_path: Path) -> None:
    write_canonical(tmp_path)
    with (tmp_path / "events.csv").open("a", encoding="utf-8") as handle:
        handle.write("e4,c1\n")
    chronology = read_canonical(tmp_path, vocabulary())
    assert rules(chronology) == [("events", "events.csv:5", "(the whole row)", "torn row")]
    assert chronology.counts["events"].read == 4


def test_labels_are_0_or_1_and_quintiles_1_to_5(tmp_path: Path) -> None:
    protected = [{"child_id": "c1", "deprivation_quintile": "5"}, {"child_id": "c2", "deprivation_quintile": "6"}]
    chronology = read(tmp_path, points=[*POINTS, *changed(POINTS, 0, label="2")], protected=protected)
    assert sorted(rules(chronology)) == [
        ("points", "points.csv:3", "label", "out of range"),
        ("protected", "protected.csv:3", "deprivation_quintile", "out of range"),
    ]


@pytest.mark.parametrize(("option", "kept"), [("keep", 3), ("drop", 2)])
def test_exact_duplicates_are_kept_or_dropped_and_counted(tmp_path: Path, option: str, kept: int) -> None:
    chronology = read_with_mapping(tmp_path, health=[*HEALTH, HEALTH[0]], exact_duplicates=option)
    assert len(chronology.tables["events"]) == kept
    assert [(place, rule) for _, place, _, rule in rules(chronology)] == [("health.csv:4", "exact duplicate")][: 3 - kept]
    words = [note for note in chronology.notes if note.startswith("health.csv: 1 of 3 rows of events repeat another row")]
    assert bool(words) == (kept == 3)


def test_rows_that_differ_in_an_unmapped_column_only_are_exact_duplicates(tmp_path: Path) -> None:
    health = [{**row, "clerk_code": str(number)} for number, row in enumerate([*HEALTH, HEALTH[0]])]
    assert len(read_with_mapping(tmp_path, health=health, exact_duplicates="drop").tables["events"]) == 2


# What stops the run


@pytest.mark.parametrize("event_type", ["contact", "referral"])
def test_a_contact_or_referral_that_carries_its_outcome_stops_the_run(tmp_path: Path, event_type: str) -> None:
    with pytest.raises(BadInput, match="carry their own outcome") as error:
        read(tmp_path, events=changed(EVENTS, 0, event_type=event_type, outcome="nfa"))
    assert "events.csv:2" in str(error.value)
    assert error.value.do == f"move each outcome to a row of type {event_type}_decision"


@pytest.mark.parametrize("table", ["events", "points", "protected", "households"])
def test_a_child_that_is_nowhere_stops_the_run(tmp_path: Path, table: str) -> None:
    stray: dict[str, Rows] = {
        "events": changed(EVENTS, 2, child_id="stranger"),
        "points": changed(POINTS, 0, child_id="stranger"),
        "protected": [{"child_id": "stranger"}],
        "households": [{"child_id": "stranger", "household_id": "h", "kind": "private"}],
    }
    with pytest.raises(BadInput, match=f"{table} names children that the table children does not hold") as error:
        read(tmp_path, **{table: stray[table]})
    assert "stranger" not in str(error.value)


def test_codes_of_an_event_that_is_nowhere_stop_the_run(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="names events that"):
        read(tmp_path, event_codes=[{"event_id": "e9", "system": "sign", "code": "hunger"}])


def test_a_table_of_which_no_row_can_be_used_stops_the_run_and_says_why(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No row of the table events can be used") as error:
        read(tmp_path, events=[{**row, "event_date": "soon"} for row in EVENTS])
    assert "not a date (event_date): 3 rows, events.csv:2, events.csv:3, events.csv:4" in str(error.value)
    assert "soon" not in str(error.value)


def test_a_missing_required_column_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="lacks a required column") as error:
        read(tmp_path, events=[{key: cell for key, cell in row.items() if key != "agency"} for row in EVENTS])
    assert "agency" in str(error.value)


def test_a_column_that_is_not_canonical_stops_the_run_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match='did you mean "outcome"'):
        read(tmp_path, events=[{**row, "outcom": ""} for row in EVENTS])


@pytest.mark.parametrize("there", [["events"], ["children"], []])
def test_a_missing_canonical_table_stops_the_run(tmp_path: Path, there: list[str]) -> None:
    for name in there:
        write_csv(tmp_path / f"{name}.csv", {"events": EVENTS, "children": CHILDREN}[name])
    with pytest.raises(BadInput, match="A canonical table is missing"):
        read_canonical(tmp_path, vocabulary())


@pytest.mark.parametrize("name", ["EVENTS.CSV", "Events.csv", "events.CSV", "events.csv ", "\ufeffevents.csv"])
def test_a_canonical_table_is_found_in_any_letter_case(tmp_path: Path, name: str) -> None:
    write_canonical(tmp_path)
    (tmp_path / "events.csv").rename(tmp_path / name)
    found = read_canonical(tmp_path, vocabulary())
    assert len(found.tables["events"]) == len(EVENTS)
    assert not [line for line in found.notes if "not read" in line.lower()]


def test_a_mapped_table_is_found_in_any_letter_case_and_is_not_called_unread(tmp_path: Path) -> None:
    write_canonical(tmp_path)
    expected = read_with_mapping(tmp_path)
    (tmp_path / "health.csv").rename(tmp_path / "Health.CSV")
    found = read_mapped(tmp_path, tmp_path / "mapping.yaml", vocabulary())
    pd.testing.assert_frame_equal(found.tables["events"], expected.tables["events"])
    assert found.notes == expected.notes


def test_one_file_under_two_names_in_a_table_stops_the_run(tmp_path: Path) -> None:
    copied = MAPPING.replace(
        "  children:", MAPPING[MAPPING.index("    - file: health") : MAPPING.index("  children:")] + "  children:"
    )
    write_csv(tmp_path / "copy.csv", HEALTH)
    with pytest.raises(BadInput, match=r"byte for byte[\s\S]*copy\.csv, health\.csv"):
        read_with_mapping(tmp_path, copied.replace("file: health.csv", "file: copy.csv", 1))


def test_so_does_a_folder_whose_parts_are_those_of_another_under_other_names(tmp_path: Path) -> None:
    copied = MAPPING.replace(
        "  children:", MAPPING[MAPPING.index("    - file: health") : MAPPING.index("  children:")] + "  children:"
    )
    for folder, first in (("one", "part-1.csv"), ("two", "part-2.csv")):
        write_csv(tmp_path / folder / first, HEALTH)
        write_csv(tmp_path / folder / "part-9.csv", HEALTH[:1])
    mapping = copied.replace("file: health.csv", "file: one", 1).replace("file: health.csv", "file: two", 1)
    with pytest.raises(BadInput, match=r"byte for byte[\s\S]*one, two"):
        read_with_mapping(tmp_path, mapping)


def test_a_table_that_is_there_twice_stops_the_run(tmp_path: Path) -> None:
    write_canonical(tmp_path)
    pd.DataFrame(EVENTS).to_parquet(tmp_path / "events.parquet")
    with pytest.raises(BadInput, match="there twice"):
        read_canonical(tmp_path, vocabulary())


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("event_date: day", "event_date: dey", r'tables\.events\.0\.columns\.event_date: "dey"[\s\S]*did you mean "day"'),
        ("event_date: day", "evnt_date: day", 'no column "evnt_date", did you mean "event_date"'),
        ("event_date: day, ", "", "event_date is needed"),
        ("DNA: was_not_brought", "DNA: wasnt_brought", 'did you mean "was_not_brought"'),
        (
            "outcome: kind}\n",
            "outcome: kind}\n      coverage: {start: 2020-01-01, end: 2021-01-01, tables: [helth]}\n",
            r'events\.0\.coverage\.tables[\s\S]*did you mean "health"',
        ),
        ("file: health.csv", "fyle: health.csv", "nearest valid key"),
        ("file: people.csv", "file: persons.csv", "A file is missing"),
        ("tables:", "tabels:", "nearest valid key"),
    ],
)
def test_a_mapping_with_a_mistake_says_what_and_where(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as error:
        read_with_mapping(tmp_path, MAPPING.replace(old, new))
    assert "mapping.yaml" in str(error.value) or "persons.csv" in str(error.value)


def test_an_identifier_in_an_unmapped_column_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"health\.csv, column clerk: 1 row, the first is row 3"):
        read_with_mapping(tmp_path, health=changed([{**row, "clerk": ""} for row in HEALTH], 1, clerk="someone@example.org"))
