"""`neglect-triage audit` on any table: published error rates come out, bad input is refused, and no cell is printed."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput
from neglect_triage.fairness.scored_table import Columns, Scored, read_scored
from tests.explain.test_reading import too_hard
from tests.fairness.made import made_rows

# Larson, Mattu, Kirchner and Angwin, "How We Analyzed the COMPAS Recidivism Algorithm", ProPublica, 23 May 2016: survived and
# recidivated within two years, by low or high (medium included) score.
PUBLISHED = {
    "African-American": {"survived": (990, 805), "recidivated": (532, 1369)},
    "Caucasian": {"survived": (1139, 349), "recidivated": (461, 505)},
}
ERRORS = {"African-American": (44.85, 27.99), "Caucasian": (23.45, 47.72)}  # false positives and false negatives, per cent


def compas() -> pd.DataFrame:
    """Return a table with the published counts, one row a defendant."""
    rows = [
        (race, int(what == "recidivated"), score)
        for race, counts in PUBLISHED.items()
        for what, (low, high) in counts.items()
        for score, number in (("low", low), ("high", high))
        for _ in range(number)
    ]
    frame = pd.DataFrame(rows, columns=["race", "two_year_recid", "score"])
    return frame.assign(high=(frame["score"] == "high").astype(int), id=range(len(frame)))


def run(path: Path, *options: str) -> tuple[dict[str, Any], str, str]:
    """Run the command on a table; return its figures, its page and what it printed."""
    done = CliRunner().invoke(app, ["audit", "--scores", str(path), "--out", str(path.parent / "out"), *options])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    out = path.parent / "out"
    return json.loads((out / "audit.json").read_text()), (out / "fairness.html").read_text(encoding="utf-8"), done.output


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str, str]:
    path = tmp_path_factory.mktemp("compas") / "compas.csv"
    compas().to_csv(path, index=False)
    named = ("--groups", "race", "--label", "two_year_recid", "--flagged", "high", "--family", "id")
    return run(path, *named, "--reference", "race=Caucasian")


def test_propublicas_published_error_rates_come_out(audited: tuple[dict[str, Any], str, str]) -> None:
    lines = {line["name"]: line["figures"] for line in audited[0]["groups"]["race"]}
    for race, (false_positives, false_negatives) in ERRORS.items():
        assert 100 * lines[race]["false_positive_rate"]["value"] == pytest.approx(false_positives, abs=0.005)
        assert 100 * lines[race]["false_negative_rate"]["value"] == pytest.approx(false_negatives, abs=0.005)


def test_the_gap_that_propublica_reported_is_said_first_and_how_it_was_told(audited: tuple[dict[str, Any], str, str]) -> None:
    figures, page, _ = audited
    assert figures["references"] == {"race": "Caucasian"}
    gap = next(line for line in figures["groups"]["race"] if line["differences"])["differences"]["false_positive_rate"]
    assert gap["differs"]
    first = page.split("<h2>")[0]
    shown = re.findall(
        r"African-American. Of 100 that were not followed, ([\d.]+) .*?Caucasian: ([\d.]+) .*?That is ([\d.]+)", first
    )
    own, reference, between = map(float, shown[0])
    assert (own, reference) == pytest.approx((44.85, 23.45), abs=0.06)
    assert own - reference == pytest.approx(between, abs=0.11)
    assert "gaps were looked at together" in first


def test_the_page_can_be_read_by_many_and_no_metric_is_said_to_be_fair(audited: tuple[dict[str, Any], str, str]) -> None:
    _, page, _ = audited
    assert too_hard(page) == []
    assert "fair" not in page.split("<main")[1].lower()
    assert "unbiased" not in page.lower()
    assert page.count("It cannot tell:") >= 5


def test_what_is_printed_names_no_group_and_no_person(audited: tuple[dict[str, Any], str, str]) -> None:
    words = audited[2]
    assert "6,150 rows audited, 0 left out" in words
    assert "African" not in words
    assert "Caucasian" not in words


def test_a_threshold_or_a_capacity_on_a_score_says_who_is_picked_out(tmp_path: Path) -> None:
    rows, groups = made_rows(600, 200)
    frame = rows.assign(colour=np.select(list(groups["colour"].values()), list(groups["colour"]), ""))
    path = tmp_path / "scores.parquet"
    frame.to_parquet(path)
    options = ("--groups", "colour", "--score", "score", "--family", "family", "--probability", "probability")
    at_threshold, page, _ = run(path, *options, "--threshold", "-1.5")
    assert at_threshold["all"]["counts"]["flagged"] == (frame["score"] >= -1.5).sum()
    assert "those that score -1.5 or more" in page
    at_capacity, page, _ = run(path, *options, "--capacity", "0.2")
    assert at_capacity["all"]["counts"]["flagged"] == 120
    assert at_capacity["all"]["figures"]["slope"]["value"] is not None


def test_scores_that_tie_at_the_capacity_are_counted_and_the_rates_at_exactly_the_capacity_are_given(tmp_path: Path) -> None:
    frame = pd.DataFrame({"score": [9] * 4 + [5] * 40 + [1] * 56, "label": [1, 0] * 50, "id": range(100)})
    frame["colour"] = np.where(np.arange(100) % 4 < 2, "red", "blue")
    path = tmp_path / "scores.csv"
    frame.to_csv(path, index=False)
    figures, page, words = run(path, "--groups", "colour", "--score", "score", "--capacity", "0.24", "--family", "id")
    for shown in (page, words):
        assert "44 of 100 rows are picked out. The highest 24 % were asked for. That is 44 for the 24 asked for" in shown
    assert figures["all"]["figures"]["selection_rate"]["value"] == 0.44
    assert figures["exactly"]["all"]["selection_rate"]["value"] == 0.24
    assert figures["exactly"]["all"]["recall"]["value"] == pytest.approx((2 + 20 / 2) / 50)
    assert "At exactly the capacity" in page


def test_without_families_there_are_figures_but_no_interval(tmp_path: Path) -> None:
    path = tmp_path / "compas.csv"
    compas().to_csv(path, index=False)
    figures, page, words = run(path, "--groups", "race", "--label", "two_year_recid", "--flagged", "high")
    assert figures["groups"]["race"][0]["figures"]["recall"]["value"] is not None
    assert figures["groups"]["race"][0]["figures"]["recall"]["low"] is None
    assert "Nobody said who belongs to which family" in page
    assert "no gap can be detected" in words


@pytest.mark.parametrize("chance", ["all the same", "two values"])
def test_chances_that_tie_leave_bands_out_and_no_group(chance: str, tmp_path: Path) -> None:
    rows = pd.DataFrame({"id": range(400), "g": ["a", "b"] * 200, "y": [1, 0, 0, 1, 0] * 80, "s": range(400)})
    rows["p"] = 0.3 if chance == "all the same" else rows["y"].astype(float)
    options = ("--label", "y", "--score", "s", "--capacity", "0.1", "--probability", "p", "--family", "id")
    rows.to_csv(tmp_path / "a.csv", index=False)
    figures, _, _ = run(tmp_path / "a.csv", "--groups", "g", *options)
    for bands in figures["calibration"]["g"].values():
        assert sum(band["contacts"] for band in bands) == 200


def test_groups_in_two_spellings_are_kept_apart_and_warned_of_without_their_words(tmp_path: Path) -> None:
    rows = pd.DataFrame({"g": ["Zebra", "zebra", "other"] * 100, "y": [1, 0, 0, 1] * 75, "s": range(300)})
    rows.to_csv(tmp_path / "a.csv", index=False)
    _, _, printed = run(tmp_path / "a.csv", "--groups", "g", "--label", "y", "--score", "s", "--capacity", "0.1")
    assert "WARNING: g: 2 values differ from another one only in letter case" in printed
    assert "ebra" not in printed


class TestSpelling:
    """A table of the same decisions, written as programs write tables, has the same figures."""

    COLUMNS = Columns(["g"], "y", score="s", capacity=0.1, family="id")

    def read(self, folder: Path, rows: pd.DataFrame, name: str = "a.csv", **how: Any) -> Scored:
        rows.to_csv(folder / name, index=False, **how)
        return read_scored(folder / name, self.COLUMNS, {})

    @pytest.fixture
    def rows(self) -> pd.DataFrame:
        numbers = range(100)
        return pd.DataFrame({"id": numbers, "g": ["Zebra", "other"] * 50, "y": [1, 0, 0, 1] * 25, "s": numbers}, dtype="str")

    @pytest.mark.parametrize(("name", "separator"), [("b.csv", ";"), ("b.csv", "\t"), ("b.tsv", "\t"), ("b.csv.gz", ",")])
    def test_the_separator_makes_no_difference(self, name: str, separator: str, rows: pd.DataFrame, tmp_path: Path) -> None:
        pd.testing.assert_frame_equal(self.read(tmp_path, rows, name, sep=separator).rows, self.read(tmp_path, rows).rows)

    def test_none_is_a_group_and_what_programs_write_for_empty_is_not(self, rows: pd.DataFrame, tmp_path: Path) -> None:
        rows["g"] = ["None", "NaN", "NULL", "other"] * 25
        groups = self.read(tmp_path, rows).groups["g"]
        assert {name: int(mask.sum()) for name, mask in groups.items()} == {"None": 25, "other": 25, "unknown": 50}

    def test_a_fault_is_named_by_the_row_of_the_file(self, rows: pd.DataFrame, tmp_path: Path) -> None:
        rows.loc[:9, "y"] = ""
        rows.loc[10, "y"] = "perhaps"
        with pytest.raises(BadInput, match="first in row 12"):
            self.read(tmp_path, rows)

    def test_minus_one_makes_no_family_of_strangers(self, rows: pd.DataFrame, tmp_path: Path) -> None:
        assert self.read(tmp_path, rows).left_out == 0, "0 numbers one row"
        rows.loc[:9, "id"] = "-1"
        assert self.read(tmp_path, rows).left_out == 10

    def test_families_in_two_spellings_are_counted(self, rows: pd.DataFrame, tmp_path: Path) -> None:
        rows["id"] = [f"{'Ff'[row % 2]}{row // 2}" for row in range(100)]
        assert self.read(tmp_path, rows).alike == {"id": 100}

    def test_rows_that_are_there_twice_are_counted_where_rows_have_ids(self, rows: pd.DataFrame, tmp_path: Path) -> None:
        twice = pd.concat([rows, rows[:7]])
        assert self.read(tmp_path, twice).repeated == 7
        assert self.read(tmp_path, twice.assign(id="f", s=twice["s"].str[-1])).repeated == 0

    def test_a_threshold_is_a_number(self, rows: pd.DataFrame, tmp_path: Path) -> None:
        rows.to_csv(tmp_path / "a.csv", index=False)
        with pytest.raises(BadInput, match="The threshold is no number"):
            read_scored(tmp_path / "a.csv", Columns(["g"], "y", score="s", threshold=float("nan")), {})

    def test_what_was_left_out_or_may_be_wrong_is_printed_and_on_the_page(self, rows: pd.DataFrame, tmp_path: Path) -> None:
        rows["id"] = rows["id"].str.replace("7", "x")
        pd.concat([rows.replace({"id": {"xx": "X8"}}), rows[:7]]).to_csv(tmp_path / "a.csv", index=False)
        with (tmp_path / "a.csv").open("a") as file:
            file.write("100,other,1\n101,other,1,101,more\n")
        options = ("--groups", "g", "--label", "y", "--score", "s", "--threshold", "999", "--family", "id")
        figures, page, printed = run(tmp_path / "a.csv", *options)
        assert figures["all"]["counts"]["flagged"] == 0
        assert {name: figures["about"][name] for name in ("torn", "repeated", "alike")} == {
            "torn": 2,
            "repeated": 7,
            "alike": {"id": 2},
        }
        for shown in (page, printed):
            assert "Rows left out with more or fewer cells than the first row: 2." in shown
            assert "WARNING: id: 2 values differ from another one only in letter case" in shown
            assert "WARNING: 7 rows repeat another row in every column" in shown
            assert "of the rows are left out" not in shown
            assert "followed by the outcome, so errors" not in shown


def test_rows_without_a_value_are_left_out_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "compas.csv"
    frame = compas().astype({"high": "Int64"})
    frame.loc[:4, "high"] = pd.NA
    frame.loc[5:9, "race"] = None
    frame.to_csv(path, index=False)
    figures, page, words = run(path, "--groups", "race", "--label", "two_year_recid", "--flagged", "high")
    assert "6,145 rows audited, 5 left out" in words
    assert "Rows left out because a value is missing: 5." in page
    counts = {line["name"]: line["counts"]["contacts"] for line in figures["groups"]["race"]}
    assert counts["unknown"] == 5
    assert sum(counts.values()) == 6145


WRONG = {
    "There is no such column": ("--groups", "colour", "--flagged", "high"),
    "Which rows are picked out is not clear": ("--groups", "race"),
    "The capacity is no share": ("--groups", "race", "--score", "id", "--capacity", "2"),
    "something other than yes or no": ("--groups", "race", "--flagged", "score"),
    "hold no number": ("--groups", "race", "--score", "score", "--threshold", "1"),
    "different values": ("--groups", "id", "--flagged", "high"),
    "The group to compare with is not there": ("--groups", "race", "--flagged", "high", "--reference", "race=secret"),
    "belongs to no column": ("--groups", "race", "--flagged", "high", "--reference", "sex=secret"),
    "A chance lies outside": ("--groups", "race", "--flagged", "high", "--probability", "id"),
}


@pytest.mark.parametrize("says", WRONG)
def test_bad_input_is_refused_without_a_cells_value(says: str, tmp_path: Path) -> None:
    path = tmp_path / "compas.csv"
    compas().to_csv(path, index=False)
    with pytest.raises(BadInput, match=says) as refused:
        run(path, "--label", "two_year_recid", *WRONG[says])
    assert not [word for word in ("African", "Caucasian", "secret") if word in str(refused.value)]
    assert not (tmp_path / "out").exists()


def test_a_file_without_a_header_is_refused_without_its_first_row(tmp_path: Path) -> None:
    path = tmp_path / "scored.csv"
    path.write_text("Zebedee,1,0\nQuillfeather,0,1\n", encoding="utf-8")
    with pytest.raises(BadInput, match="no such column") as refused:
        run(path, "--groups", "race", "--label", "two_year_recid", "--flagged", "high")
    assert "Zebedee" not in str(refused.value)
    assert "take the name from the first row" in str(refused.value)


@pytest.mark.parametrize("name", ["a\0", " a", "A"])
def test_every_row_is_in_a_group_however_its_name_is_written(name: str, tmp_path: Path) -> None:
    groups = ["a", "b", name] * 10
    pd.DataFrame({"group": groups, "label": [0, 1, 1] * 10, "flag": [1, 0, 0] * 10}).to_csv(tmp_path / "t.csv", index=False)
    found = read_scored(tmp_path / "t.csv", Columns(["group"], "label", "flag"), {})
    assert sum(mask.sum() for mask in found.groups["group"].values()) == 30
    assert min(mask.sum() for mask in found.groups["group"].values()) == 10


@pytest.mark.parametrize("name", ["twice.csv", "twice.parquet"])
def test_a_table_with_two_columns_of_one_name_is_refused(name: str, tmp_path: Path) -> None:
    table = pa.table([["a", "b"], ["b", "a"], ["1", "0"], ["1", "0"]], names=["group", "group", "label", "flag"])
    (tmp_path / "twice.csv").write_text("group,group,label,flag\na,b,1,1\nb,a,0,0\n", encoding="utf-8")
    pq.write_table(table, tmp_path / "twice.parquet")
    with pytest.raises(BadInput, match=r"same name[\s\S]*column 2"):
        run(tmp_path / name, "--groups", "group", "--flagged", "flag")


@pytest.mark.parametrize(("name", "content"), [("absent.csv", None), ("broken.parquet", b"no"), ("broken.csv", b"\xff\xfe,\x00")])
def test_a_file_that_cannot_be_read_is_said(name: str, content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match=r"missing|cannot be read|not in UTF-8"):
        run(path, "--groups", "race", "--flagged", "high")


CELLS = st.one_of(
    st.none(), st.text(max_size=5), st.integers(-2, 2), st.floats(), st.booleans(), st.binary(max_size=3), st.dates(),
    st.lists(st.integers(), max_size=2), st.fixed_dictionaries({"a": st.integers()}), st.decimals(allow_nan=False, places=2),
)  # fmt: skip
COLUMNS = ("sex", "label", "score", "family", "chance")


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_of_structures_is_named(tmp_path: Path, column: str) -> None:
    frame = made_up()
    frame[column] = pd.Series([{"a": 1}] * 60, dtype=object)
    frame.to_parquet(tmp_path / "scores.parquet")
    done = audit_all(tmp_path / "scores.parquet", tmp_path / "out")
    assert isinstance(done.exception, BadInput)
    assert f"scores.parquet: {column}" in str(done.exception)
    assert "lists, structures or bytes" in str(done.exception)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_whatever_a_column_holds_it_is_read_or_refused_with_a_message(tmp_path: Path, data: st.DataObject) -> None:
    column, cell = data.draw(st.sampled_from(COLUMNS)), data.draw(CELLS)
    frame = made_up()
    every = data.draw(st.booleans())
    frame[column] = pd.Series([cell if every or not row else value for row, value in enumerate(frame[column])], dtype=object)
    path = tmp_path / "scores.parquet"
    try:
        frame.to_parquet(path)
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        path = tmp_path / "scores.csv"
        frame.to_csv(path, index=False, errors="replace")
    columns = Columns(("sex",), "label", score="score", capacity=0.2, probability="chance", family="family")
    with contextlib.suppress(BadInput):
        assert 0 < len(read_scored(path, columns, {}).rows) <= 60


def made_up() -> pd.DataFrame:
    dice = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "sex": dice.choice(["f", "m"], 60),
            "label": dice.integers(0, 2, 60),
            "score": dice.random(60),
            "family": np.arange(60) // 2,
            "chance": dice.random(60),
        }
    )


def audit_all(path: Path, out: Path) -> Result:
    named = ["--label", "label", "--score", "score", "--capacity", "0.2", "--family", "family", "--probability", "chance"]
    return CliRunner().invoke(app, ["audit", "--scores", str(path), "--groups", "sex", "--out", str(out), *named])


def test_an_outcome_that_nobody_has_and_rows_left_out_in_number_are_warned_of(tmp_path: Path) -> None:
    rows = pd.DataFrame({"g": ["a", "b"] * 50, "y": 0, "s": range(100)})
    rows["s"] = rows["s"].astype(float).where(rows.index >= 21)
    rows.to_csv(tmp_path / "a.csv", index=False)
    _, page, printed = run(tmp_path / "a.csv", "--groups", "g", "--label", "y", "--score", "s", "--capacity", "0.05")
    for shown in (page, printed):
        assert "WARNING: none of the rows is followed by the outcome, so errors cannot be told: check --label." in shown
        assert "WARNING: 21% of the rows are left out because a value is missing" in shown
