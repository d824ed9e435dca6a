"""Features of tables in memory by one call: what is taken, what is assumed, what is refused, and what comes back."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from ruamel.yaml import YAML

from neglect_triage.errors import BadInput
from neglect_triage.features import features_of
from neglect_triage.features.measures import MEASURES
from tests.features.chronologies import WORDS

COUNTS = {"signs": {"events": {"type": ["sign", "visit"]}, "measures": {"count": "increases"}, "windows": ["30d"]}}
EVENTS = pd.DataFrame(
    {
        "child_id": ["a", "a", "b"],
        "event_date": ["2024-01-25", "30/01/2024", "2023-06-01"],
        "event_type": ["sign", "visit", "sign"],
    }
)
CONTACTS = pd.DataFrame({"child_id": ["b", "a"], "as_of": ["2024-02-01", "2024-02-01"]}, index=[7, 3])


def catalogue(folder: Path, entries: dict[str, Any] | None = None) -> Path:
    path = folder / "catalogue.yaml"
    written = {name: {"theme": "test", "means": name} | entry for name, entry in (entries or COUNTS).items()}
    YAML().dump(written, path)
    return path


def computed_and_said(
    folder: Path, events: pd.DataFrame = EVENTS, contacts: pd.DataFrame = CONTACTS, **other: Any
) -> tuple[pd.DataFrame, str]:
    """Return the features, and all warnings."""
    with warnings.catch_warnings(record=True) as words:
        warnings.simplefilter("always")
        found = features_of(events, contacts, other.pop("catalogue", None) or catalogue(folder), **other)
    return found, "\n".join(str(warning.message) for warning in words)


def computed(folder: Path, events: pd.DataFrame = EVENTS, contacts: pd.DataFrame = CONTACTS, **other: Any) -> pd.DataFrame:
    return computed_and_said(folder, events, contacts, **other)[0]


def in_arrow(frame: pd.DataFrame) -> pa.Table:
    return pa.table({str(name): pa.array(cells.tolist()) for name, cells in frame.items()})


class TestTimesWithAZone:
    """Half an hour before midnight UTC in June is the next day in Britain."""

    JUNE = pd.Timestamp("2024-06-30T23:30:00Z")

    @pytest.mark.parametrize(
        "moment",
        [JUNE, JUNE.tz_convert("America/New_York"), "2024-06-30T23:30:00Z", "2024-07-01T00:30:00+01:00"],
        ids=["UTC", "another zone", "text with Z", "text with an offset"],
    )
    @pytest.mark.parametrize("kind", ["pandas", "arrow"])
    def test_an_event_counts_on_its_day_in_britain(self, tmp_path: Path, moment: pd.Timestamp | str, kind: str) -> None:
        earlier = self.JUNE - pd.Timedelta(days=60)
        before = f"{earlier:%Y-%m-%dT%H:%M:%S}Z" if isinstance(moment, str) else earlier.tz_convert(moment.tz)
        events = pd.DataFrame({"child_id": ["a", "b"], "event_date": [moment, before], "event_type": "sign"})
        contacts = pd.DataFrame({"child_id": ["a", "a"], "as_of": ["2024-07-01", "2024-07-02"]})
        assert self.counted(tmp_path, kind, events, contacts) == [0, 1]

    @pytest.mark.parametrize("kind", ["pandas", "arrow"])
    def test_so_does_a_contact(self, tmp_path: Path, kind: str) -> None:
        events = pd.DataFrame({"child_id": ["a", "b"], "event_date": ["2024-06-30", "2024-05-01"], "event_type": "sign"})
        contacts = pd.DataFrame({"child_id": ["a"], "as_of": [self.JUNE]})
        assert self.counted(tmp_path, kind, events, contacts) == [1]

    def counted(self, folder: Path, kind: str, events: pd.DataFrame, contacts: pd.DataFrame) -> list[float]:
        if kind == "pandas":
            return list(computed(folder, events, contacts)["signs.count.30d"])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            found = features_of(in_arrow(events), in_arrow(contacts), catalogue(folder))
        counts: list[float] = found["signs.count.30d"].to_pylist()
        return counts


class TestWhatComesBack:
    def test_a_row_a_contact_in_their_order_and_with_their_index(self, tmp_path: Path) -> None:
        found = computed(tmp_path)
        assert found.columns.tolist() == ["point_id", "child_id", "as_of", "signs.count.30d"]
        assert found.index.tolist() == [7, 3]
        assert found["point_id"].tolist() == ["b@2024-02-01", "a@2024-02-01"]
        assert found["signs.count.30d"].tolist() == [0, 2]

    def test_arrow_tables_give_an_arrow_table_with_the_same_numbers(self, tmp_path: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            found = features_of(pa.Table.from_pandas(EVENTS), pa.Table.from_pandas(CONTACTS), catalogue(tmp_path))
        assert isinstance(found, pa.Table)
        assert found["signs.count.30d"].to_pylist() == [0, 2]
        assert found.schema.field("as_of").type == pa.date32()

    def test_a_name_of_ones_own_for_each_contact_is_kept(self, tmp_path: Path) -> None:
        contacts = CONTACTS.assign(child_id="a", point_id=["first", "second"])
        assert computed(tmp_path, contacts=contacts)["point_id"].tolist() == ["first", "second"]

    def test_a_known_child_without_a_record_is_shown_as_having_none(self, tmp_path: Path) -> None:
        contacts = CONTACTS.assign(child_id="z", point_id=["1", "2"])
        children = pd.DataFrame({"child_id": [*EVENTS["child_id"].unique(), "z"]})
        assert computed(tmp_path, contacts=contacts, children=children)["signs.count.30d"].tolist() == [0, 0]

    def test_a_contact_about_a_child_who_is_nowhere_is_set_aside_and_counted(self, tmp_path: Path) -> None:
        nobody = pd.DataFrame({"child_id": ["nobody"], "as_of": ["2024-02-01"]})
        found, words = computed_and_said(tmp_path, contacts=pd.concat([CONTACTS, nobody]))
        assert "nobody" not in found["child_id"].tolist()
        assert f"{len(CONTACTS)} of {len(CONTACTS) + 1} rows of points find theirs" in words

    def test_contacts_of_children_who_are_all_nowhere_are_refused_and_the_spelling_is_named(self, tmp_path: Path) -> None:
        contacts = CONTACTS.assign(child_id=CONTACTS["child_id"].str.upper())
        with pytest.raises(BadInput, match="No row is about a child_id of the chronology") as refused:
            computed(tmp_path, contacts=contacts)
        assert "2 more would if letter case" in str(refused.value)


class TestWhatIsAssumed:
    def test_it_is_said(self, tmp_path: Path) -> None:
        _, words = computed_and_said(tmp_path, EVENTS.assign(knowndate="2024-01-31"))
        for what in ("no known date", "coverage is taken from the data", "No table of children", "columns: knowndate"):
            assert what in words

    def test_known_dates_are_used_where_there_are_any(self, tmp_path: Path) -> None:
        events = EVENTS.assign(known_date=["2024-02-01", "2024-01-31", "2023-06-01"])
        assert computed(tmp_path, events)["signs.count.30d"].tolist() == [0, 1]

    def test_outside_the_span_of_the_events_a_count_is_unknown(self, tmp_path: Path) -> None:
        found = computed(tmp_path, contacts=CONTACTS.assign(as_of=["2024-06-01", "2023-05-01"]))
        assert found["signs.count.30d"].isna().all()

    def test_stated_coverage_is_used(self, tmp_path: Path) -> None:
        stated = pd.DataFrame({"table": [WORDS.event_types["sign"].table], "start": "2020-01-01", "end": "2025-01-01"})
        found = computed(tmp_path, contacts=CONTACTS.assign(as_of="2024-06-01"), coverage=stated)
        assert found["signs.count.30d"].tolist() == [0, 0]

    def test_rows_that_cannot_be_used_are_counted_and_the_rest_is_computed(self, tmp_path: Path) -> None:
        events = pd.concat([EVENTS, EVENTS.assign(event_type="no such thing")])
        contacts = pd.concat([CONTACTS, pd.DataFrame({"child_id": ["a"], "as_of": ["soon"]}, index=[9])])
        found, words = computed_and_said(tmp_path, events, contacts)
        assert "events: 3 of 6 rows could not be used" in words
        assert "points: 1 of 3 rows could not be used" in words
        assert "no such thing" not in words
        assert found.index.tolist() == [7, 3]


class TestWhatIsRefused:
    @pytest.mark.parametrize("form", [pd.DataFrame, pa.Table])
    @pytest.mark.parametrize("which", ["events", "contacts"])
    def test_two_columns_of_one_name_are_refused_with_their_place(self, tmp_path: Path, form: Any, which: str) -> None:
        tables = {"events": EVENTS, "contacts": CONTACTS}
        second = tables[which][["child_id"]].rename(columns={"child_id": "child_id "})
        tables[which] = pd.concat([tables[which], second], axis=1)
        place = tables[which].shape[1]
        given = {name: pa.Table.from_pandas(table) if form is pa.Table else table for name, table in tables.items()}
        with pytest.raises(BadInput, match=rf"same name[\s\S]*{which}, column {place}"):
            features_of(given["events"], given["contacts"], catalogue(tmp_path))

    def test_a_missing_column(self, tmp_path: Path) -> None:
        with pytest.raises(BadInput, match=r"lacks a column[\s\S]*event_date"):
            computed(tmp_path, EVENTS.drop(columns="event_date"))
        with pytest.raises(BadInput, match=r"lacks a column[\s\S]*contacts: as_of"):
            computed(tmp_path, contacts=CONTACTS.rename(columns={"as_of": "date"}))

    def test_several_contacts_about_a_child_on_a_day_without_a_name(self, tmp_path: Path) -> None:
        with pytest.raises(BadInput, match=r"one child_id and one day[\s\S]*contacts:2[\s\S]*point_id"):
            computed(tmp_path, contacts=CONTACTS.assign(child_id="a"))

    def test_contacts_that_cannot_be_read_at_all(self, tmp_path: Path) -> None:
        with pytest.raises(BadInput, match="No row can be used") as refused:
            computed(tmp_path, contacts=CONTACTS.assign(as_of="soon"))
        assert "contacts:1, column as_of" in refused.value.where

    def test_identifiers_that_a_program_turned_into_large_numbers(self, tmp_path: Path) -> None:
        with pytest.raises(BadInput, match="No row can be used") as refused:
            computed(tmp_path, contacts=CONTACTS.assign(child_id="1.234567890123E+12"))
        assert "column child_id" in refused.value.where
        assert "1.2345" not in str(refused.value)

    def test_identifiers(self, tmp_path: Path) -> None:
        with pytest.raises(BadInput, match="NHS number") as error:
            computed(tmp_path, contacts=CONTACTS.assign(child_id="943 476 5919", point_id=["1", "2"]))
        assert "943" not in str(error.value)

    @pytest.mark.parametrize(
        ("entry", "column"),
        [
            ({"events": {"type": "sign", "agency": "school"}, "measures": {"count": "increases"}}, "events.agency"),
            ({"events": {"type": "sign"}, "measures": {"distinct_agencies": "increases"}}, "events.agency"),
            ({"events": {"type": "home_condition"}, "measures": {"mean": "unconstrained"}}, "events.value"),
            ({"events": {"type": "home_condition", "value_at_least": 4}, "measures": {"count": "increases"}}, "events.value"),
            ({"events": {"type": "sign", "code": "hygiene"}, "measures": {"count": "increases"}}, "event_codes.code"),
            ({"events": {"type": "sign", "about": "siblings"}, "measures": {"count": "increases"}}, "households.household_id"),
            ({"events": {"type": "sign", "unshared": True}, "measures": {"count": "increases"}}, "events.shared_date"),
        ],
    )
    def test_a_catalogue_that_reads_what_is_not_there(self, tmp_path: Path, entry: dict[str, Any], column: str) -> None:
        """A count of 0 where nothing can be recorded would pass for knowledge."""
        with pytest.raises(BadInput, match=rf"{column}, for worry[\s\S]*--catalogue"):
            computed(tmp_path, catalogue=catalogue(tmp_path, {"worry": entry | {"windows": ["30d"]}}))

    def test_every_measure_of_values_reads_values(self) -> None:
        reads = {name for name, measure in MEASURES.items() if measure.column == "value"}
        assert reads == {name for name, measure in MEASURES.items() if "value" in measure.means}

    def test_the_neglect_catalogue_wants_all_of_them(self) -> None:
        with pytest.raises(BadInput, match=r"events\.outcome, for was_not_brought[\s\S]*and \d+ more"):
            features_of(EVENTS, CONTACTS)


def test_events_of_which_none_names_a_child_are_refused_by_their_table(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No row of the table events can be used") as refused:
        computed(tmp_path, EVENTS.assign(child_id=None))
    assert "child_id" in str(refused.value)
