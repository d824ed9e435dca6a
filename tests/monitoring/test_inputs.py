"""The contacts of two periods: a run's own, scored by its model as the pipeline scores them, or those of files."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from neglect_triage.chronology.tables import write_table
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.features.account import write_account
from neglect_triage.files import write_frame, write_json
from neglect_triage.models.bands import in_attention
from neglect_triage.models.cohort import WORKED_EXAMPLE
from neglect_triage.models.crossfit import fit_all, score
from neglect_triage.models.registered import Registered, catalogue_hash, load_registered, write_registered
from neglect_triage.models.scoring import read_features, score_contacts
from neglect_triage.models.triage import margins
from neglect_triage.monitoring.comparison import TwoPeriods, compare_periods
from neglect_triage.monitoring.coverage import Periods
from neglect_triage.monitoring.inputs import Files, from_files, from_run
from neglect_triage.monitoring.page import monitoring_page
from neglect_triage.paths import DataFolder
from tests.models.worlds import CATALOGUE, CHILDREN, FEATURES, TRAIN, world
from tests.monitoring.made import SETTINGS

VOCABULARY = load_vocabulary()
POINTS, VALUES = world(600, 200)
FITTED = fit_all(POINTS, VALUES, CATALOGUE, TRAIN)
FIRST, MIDDLE, LAST = (pd.Timestamp(day) for day in ("2016-01-01", "2018-01-01", "2020-01-01"))
PERIODS = Periods(FIRST, MIDDLE, MIDDLE, LAST)
COVERAGE = pd.DataFrame(
    {"source": "own", "table": "events", "start": FIRST, "end": LAST, "extract_date": LAST, "rows_read": 9, "rows_kept": 9,
     "rows_quarantined": 0}, index=[0],
)  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A finished run in which a day divides the periods, and one contact belongs to a worked example."""
    folder = DataFolder(tmp_path_factory.mktemp("run"))
    points = POINTS.assign(decision="nfa")
    points.loc[0, "as_of"], points.loc[0, "period"] = FIRST, WORKED_EXAMPLE
    points.loc[1:3, "as_of"] = [MIDDLE - pd.Timedelta(days=1), MIDDLE, LAST]
    points.loc[1:3, "period"] = "test"
    write_frame(points, folder.points)
    write_frame(pd.concat([points[["point_id", "child_id", "as_of"]], VALUES], axis=1), folder.features(TRAIN.view))
    write_table(CHILDREN, "children", folder.children)
    write_table(COVERAGE, "coverage", folder.coverage)
    write_json(folder.families, {"intervals_estimable": False})
    about: dict[str, Any] = {"catalogue_sha256": catalogue_hash(CATALOGUE, VOCABULARY), "synthetic": True}
    write_registered(folder.registered, FITTED, POINTS, VALUES, CATALOGUE, TRAIN, about)
    return folder


@pytest.fixture(scope="module")
def registered(data: DataFolder) -> Registered:
    return load_registered(data.registered, CATALOGUE, VOCABULARY)


@pytest.fixture(scope="module")
def both(data: DataFolder, registered: Registered) -> TwoPeriods:
    return from_run(data, registered, CATALOGUE, VOCABULARY, PERIODS)


def test_a_day_belongs_to_the_period_that_it_begins_and_not_to_the_one_that_it_ends(both: TwoPeriods) -> None:
    later = dict(zip(both.contacts["point_id"], both.after, strict=True))
    assert not later["p0001"]
    assert later["p0002"]
    assert "p0003" not in later
    days = both.contacts["as_of"]
    assert days[~both.after].between(FIRST, MIDDLE, inclusive="left").all()
    assert days[both.after].between(MIDDLE, LAST, inclusive="left").all()


def test_a_worked_example_is_in_neither_period(both: TwoPeriods) -> None:
    assert "p0000" not in set(both.contacts["point_id"])


def test_contacts_are_scored_as_the_pipeline_scores_them(both: TwoPeriods) -> None:
    scores = score(FITTED, POINTS, VALUES, CATALOGUE).set_index("point_id")
    shared = both.contacts.set_index("point_id").join(scores.add_suffix("_of_pipeline"), how="inner")
    assert len(shared) > 50
    np.testing.assert_array_equal(shared["margin"], shared["margin_of_pipeline"])
    np.testing.assert_array_equal(shared["attention"], shared["attention_of_pipeline"])
    assert 0 < shared["attention"].sum() < len(shared)
    order = np.argsort(both.contacts["margin"])
    assert (np.diff(both.contacts["probability"].to_numpy()[order]) >= 0).all()


def test_each_contact_has_the_features_the_age_and_the_area_of_its_own_row(both: TwoPeriods) -> None:
    rows = both.contacts["point_id"].str.removeprefix("p").astype(int)
    pd.testing.assert_frame_equal(both.features, VALUES.loc[rows, FEATURES].reset_index(drop=True))
    child = CHILDREN.set_index("child_id").loc[both.contacts["child_id"]]
    assert list(both.contacts["area"]) == list(child["area"])
    years = (both.contacts["as_of"] - child["birth_month"].to_numpy()).dt.days / 365.25
    np.testing.assert_allclose(both.contacts["years"], years)


def test_what_is_known_of_families_and_coverage_comes_from_the_run(both: TwoPeriods) -> None:
    assert both.families_known is False
    assert both.coverage is not None
    assert list(both.coverage["table"]) == ["events"]
    assert set(both.contacts) >= {"family", "label", "agencies", "decision"}


@pytest.mark.parametrize(
    ("periods", "name"),
    [(Periods(LAST + pd.Timedelta(days=9000), LAST + pd.Timedelta(days=9001), FIRST, LAST), "earlier"),
     (Periods(FIRST, LAST, LAST + pd.Timedelta(days=9000), LAST + pd.Timedelta(days=9001)), "later")],
)  # fmt: skip
def test_a_period_without_contacts_is_refused_by_name(
    data: DataFolder, registered: Registered, periods: Periods, name: str
) -> None:
    with pytest.raises(BadInput, match=f"The {name} period holds no rows") as error:
        from_run(data, registered, CATALOGUE, VOCABULARY, periods)
    assert periods.days["before_from"] in str(error.value)
    assert error.value.do == "choose other days"
    from_run(data, registered, CATALOGUE, VOCABULARY, PERIODS)


def files(folder: Path, **parts: pd.DataFrame) -> list[Path]:
    """Write tables of features, and return their paths."""
    for name, part in parts.items():
        write_frame(part, folder / f"{name}.parquet")
    return [folder / f"{name}.parquet" for name in parts]


CONTACTS = pd.concat([POINTS[["point_id", "child_id", "as_of"]], VALUES], axis=1)


def test_files_without_scores_have_periods_but_no_margin(tmp_path: Path) -> None:
    before, after = files(tmp_path, before=CONTACTS[:300], after=CONTACTS[300:])
    both = from_files(Files(before, None), Files(after, None), CATALOGUE, TRAIN.view)
    assert both.after.sum() == 300
    assert "margin" not in both.contacts
    assert both.periods.before_from == CONTACTS["as_of"][:300].min()
    assert both.periods.after_to == CONTACTS["as_of"][300:].max() + pd.Timedelta(days=1)
    assert list(both.contacts["family"]) == list(CONTACTS["child_id"])


def test_a_file_without_contacts_and_one_whose_scores_are_missing_are_refused(tmp_path: Path) -> None:
    before, empty = files(tmp_path, before=CONTACTS, empty=CONTACTS[:0])
    with pytest.raises(BadInput, match="A period holds no rows"):
        from_files(Files(before, None), Files(empty, None), CATALOGUE, TRAIN.view)
    with pytest.raises(BadInput, match="neglect-triage score"):
        from_files(Files(before, tmp_path / "absent.parquet"), Files(before, None), CATALOGUE, TRAIN.view)


def written_by_the_commands(folder: Path, name: str, contacts: pd.DataFrame, registered: Registered, kind: str) -> Files:
    """Write features as `features` does (days as dates), and their scores as `score` or a run does."""
    table = pa.Table.from_pandas(contacts, preserve_index=False)
    day = table.schema.get_field_index("as_of")
    features = folder / f"{name}.parquet"
    pq.write_table(table.set_column(day, "as_of", table["as_of"].cast(pa.date32())), features)
    scores, _ = score_contacts(registered, read_features(features, FEATURES), CATALOGUE, VOCABULARY.nouns)
    path = folder / f"{name}_scores.{'csv' if kind == 'csv' else 'parquet'}"
    if kind == "csv":
        scores.to_csv(path, index=False)
    elif kind == "run":
        other = scores.assign(margin=0.0, view="other")
        write_frame(pd.concat([other, scores.iloc[:250].assign(view=TRAIN.view)], ignore_index=True), path)
    else:
        write_frame(scores, path)
    return Files(features, path)


@pytest.mark.parametrize(("kind", "number"), [("parquet", 600), ("csv", 600), ("run", 500)])
def test_what_the_commands_write_is_compared(tmp_path: Path, registered: Registered, kind: str, number: int) -> None:
    before, after = (
        written_by_the_commands(tmp_path, name, part, registered, kind)
        for name, part in (("before", CONTACTS[:300]), ("after", CONTACTS[300:]))
    )
    both = from_files(before, after, CATALOGUE, TRAIN.view)
    assert len(both.contacts) == number
    own = margins(FITTED.model, both.features, CATALOGUE)
    np.testing.assert_allclose(both.contacts["margin"], own)
    assert (both.contacts["attention"] == in_attention(own, FITTED.calibration.threshold)).all()
    assert both.periods.before_from == CONTACTS["as_of"][:300].min()


def test_features_of_another_run_or_of_unknown_children_are_refused(data: DataFolder, registered: Registered) -> None:
    features, children = pd.read_parquet(data.features(TRAIN.view)), pd.read_parquet(data.children)
    try:
        write_frame(features[5:], data.features(TRAIN.view))
        with pytest.raises(BadInput, match=r"features, point_id: \d of \d+ have no row"):
            from_run(data, registered, CATALOGUE, VOCABULARY, PERIODS)
        write_frame(features[::-1], data.features(TRAIN.view))
        other_order = from_run(data, registered, CATALOGUE, VOCABULARY, PERIODS)
        rows = other_order.contacts["point_id"].str.removeprefix("p").astype(int)
        pd.testing.assert_frame_equal(other_order.features, VALUES.loc[rows, FEATURES].reset_index(drop=True))
        write_table(children[3:], "children", data.children)
        with pytest.raises(BadInput, match="children, child_id: "):
            from_run(data, registered, CATALOGUE, VOCABULARY, PERIODS)
    finally:
        write_frame(features, data.features(TRAIN.view))
        write_table(children, "children", data.children)


def test_scores_that_find_no_contact_are_counted_and_too_many_stop(tmp_path: Path, registered: Registered) -> None:
    in_order = CONTACTS.sort_values("as_of", kind="stable", ignore_index=True)
    before = written_by_the_commands(tmp_path, "before", in_order[:300], registered, "parquet")
    after = written_by_the_commands(tmp_path, "after", in_order[300:], registered, "parquet")
    (all_met, also) = from_files(before, after, CATALOGUE, TRAIN.view).joins
    assert (all_met.rate, also.rate) == (1, 1)
    assert from_files(before, after, CATALOGUE, TRAIN.view).account == []

    (fewer,) = files(tmp_path, fewer=in_order[:100])
    both = from_files(Files(fewer, before.scores), after, CATALOGUE, TRAIN.view)
    assert len(both.contacts) == 400
    warning, line = both.account
    assert "WARNING: before_scores.parquet: 100 of 300 rows of scores find theirs in fewer.parquet, by point_id" in warning
    assert "Left out: 200." in line
    found = compare_periods(both, SETTINGS)
    assert [join["met"] for join in found["joins"]] == [100, 300]
    assert "Left out: 200." in monitoring_page(found, CATALOGUE, VOCABULARY, synthetic=False)

    (few,) = files(tmp_path, few=in_order[:10])
    with pytest.raises(BadInput, match="10 of 300 rows of scores"):
        from_files(Files(few, before.scores), after, CATALOGUE, TRAIN.view)

    write_account(before.features, [], made_with={"view": "hub"})
    write_account(after.features, [], made_with={"view": "partnership"})
    assert "computed with different views" in from_files(before, after, CATALOGUE, TRAIN.view).account[0]
    after.features.with_suffix(".json").unlink()

    one = from_files(before, Files(after.features, None), CATALOGUE, TRAIN.view)
    assert one.account == ["WARNING: scores are given for one period alone. They are not compared."]
    mistaken = from_files(after, Files(before.features, before.scores), CATALOGUE, TRAIN.view).account
    assert [line for line in mistaken if "Check which file is which" in line]
    same = from_files(before, before, CATALOGUE, TRAIN.view).account
    assert same == ["WARNING: 300 of 300 rows of the later period are in the earlier one too, by point_id."]

    (zeros,) = files(tmp_path, zeros=in_order[:300].assign(point_id="0" + in_order["point_id"][:300]))
    with pytest.raises(BadInput, match=r"300 of 300 rows of features have no score[\s\S]*300 more would if letter case"):
        from_files(Files(zeros, before.scores), after, CATALOGUE, TRAIN.view)


def test_scores_whose_identifiers_became_numbers_find_their_contacts(tmp_path: Path, registered: Registered) -> None:
    numbered = CONTACTS.assign(point_id=[str(number + 1) for number in range(len(CONTACTS))])
    before = written_by_the_commands(tmp_path, "before", numbered[:300], registered, "parquet")
    after = written_by_the_commands(tmp_path, "after", numbered[300:], registered, "parquet")
    scores = pd.read_parquet(str(before.scores)).astype({"point_id": float, "attention": float})
    (as_numbers,) = files(tmp_path, as_numbers=scores)
    assert len(from_files(Files(before.features, as_numbers), after, CATALOGUE, TRAIN.view).contacts) == 600


def test_contacts_that_a_run_did_not_score_are_counted(tmp_path: Path, registered: Registered) -> None:
    before, after = (written_by_the_commands(tmp_path, name, CONTACTS[:300], registered, "run") for name in ("before", "after"))
    assert [line.split(";")[0] for line in from_files(before, after, CATALOGUE, TRAIN.view).account[:2]] == [
        f"{name}.parquet: 50 of 300 rows have no score" for name in ("before", "after")
    ]


BAD = st.sampled_from(
    [None, "", "x", "1e999", -1, 2.5, True, float("nan"), float("inf"), {"a": 1}, [1, 2], dt.date(2020, 1, 1), b"x"]
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(random=st.data())
def test_files_that_are_not_as_the_commands_write_them_end_in_a_message(
    tmp_path: Path, registered: Registered, random: st.DataObject
) -> None:
    files = written_by_the_commands(tmp_path, "mutated", CONTACTS[:40], registered, "parquet")
    path = random.draw(st.sampled_from([files.features, files.scores]))
    assert path is not None
    frame = pd.read_parquet(path)
    change = random.draw(st.sampled_from(["cell", "column", "drop", "rename", "repeat", "bytes"]))
    column = random.draw(st.sampled_from(list(frame)[:6]))
    value = random.draw(BAD)
    if change in ("cell", "column"):
        cells = [value] * len(frame) if change == "column" else [value, *frame[column].iloc[1:]]
        frame[column] = pd.Series(cells, dtype=object)
    elif change == "repeat":
        frame = pd.concat([frame, frame])
    else:
        frame = frame.drop(columns=column) if change == "drop" else frame.rename(columns={column: "other"})
    try:
        frame.to_parquet(path, index=False)
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        reject()  # Parquet cannot hold it
    if change == "bytes":
        content = path.read_bytes()
        place = random.draw(st.integers(0, len(content) - 1))
        path.write_bytes(content[:place] + random.draw(st.binary(max_size=8)) + content[place + 4 :])
    with contextlib.suppress(BadInput):
        from_files(files, files, CATALOGUE, TRAIN.view)
