"""The matching report, mended by a user and fed back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.errors import BadInput
from neglect_triage.extracts.read import Choices, read_extracts
from neglect_triage.extracts.recognising.matching import keep_what_was_mended, write_matching
from tests.extracts.extracts import WORDS, annex_a, csv_file, facts


class TestMatchingReport:
    def test_mended_and_fed_back_it_decides(self, tmp_path: Path) -> None:
        folder = tmp_path / "in"
        csv_file(folder, "export 7.csv", "Ref,When,Who rang", "A,01/02/2024,MASH desk", "B,02/02/2024,Police")
        csv_file(folder, "police.csv", "child_id,incident_date,kind", "A,01/02/2024,DA")
        first = read_extracts(folder, WORDS)
        assert first.chronology.tables["events"]["event_type"].tolist().count("contact") == 0
        words = first.matching.model_copy(deep=True)
        sheet = words.files["export 7.csv"].sheets[""]
        words.files["export 7.csv"].format = "annex_a"
        sheet.table, sheet.columns = "contacts", {"Ref": "child", "When": "date", "Who rang": "source"}
        sheet.words = {"source": {"MASH desk": "5B"}}
        words.files["export 7.csv"].extract_date = dt.date(2024, 3, 31)
        write_matching(words, tmp_path / "matching.yaml")
        again = read_extracts(folder, WORDS, Choices(matching=tmp_path / "matching.yaml"))
        assert facts(again.chronology, "contact", "child_id", "agency") == [("A", "la_other"), ("B", "police")]
        assert again.matching.files["export 7.csv"].sheets[""].words == sheet.words

    def test_fed_back_as_it_is_it_changes_nothing(self, tmp_path: Path) -> None:
        annex_a(tmp_path / "in", "2024-03-31.xlsx", contacts=[{"child": "A", "date": dt.date(2024, 2, 1)}], care_leavers=[])
        first = read_extracts(tmp_path / "in", WORDS)
        write_matching(first.matching, tmp_path / "matching.yaml")
        again = read_extracts(tmp_path / "in", WORDS, Choices(matching=tmp_path / "matching.yaml"))
        for name, table in first.chronology.tables.items():
            pd.testing.assert_frame_equal(table, again.chronology.tables[name])

    def test_what_somebody_mended_is_never_written_over(self, tmp_path: Path) -> None:
        day = {"child": "A", "date": dt.date(2024, 2, 1)}
        annex_a(tmp_path / "in", "2024-03-31.xlsx", contacts=[day], referrals=[day])
        report = tmp_path / "matching.yaml"
        for _ in range(2):  # as it was written, it is written again
            read_extracts(tmp_path / "in", WORDS, report=report)
        written = report.read_text(encoding="utf-8")
        report.write_bytes(written.replace("table: contacts", "table: ignore").encode())
        mended = report.read_text(encoding="utf-8")
        with pytest.raises(BadInput, match="changed since it was written") as stopped:
            read_extracts(tmp_path / "in", WORDS, report=report)
        assert stopped.value.do == "name it there, or move it elsewhere"
        assert report.read_text(encoding="utf-8") == mended
        assert read_extracts(tmp_path / "in", WORDS, Choices(matching=report), report).matching.files["2024-03-31.xlsx"]
        keep_what_was_mended(report, report)
        keep_what_was_mended(tmp_path / "other.yaml", None)
        report.write_text("files: {}\n", encoding="utf-8")
        with pytest.raises(BadInput, match="changed since it was written"):
            keep_what_was_mended(report, tmp_path / "absent.yaml")

    @pytest.mark.parametrize(
        ("mended", "says"),
        [
            ("files:\n  other.csv: {format: ssd}\n", "does not hold"),
            ("files:\n  2024-03-31.xlsx: {format: anex_a}\n", 'did you mean "annex_a"'),
            ("files:\n  2024-03-31.xlsx: {format: annex_a, sheets: {List 1: {table: contact}}}\n", 'did you mean "contacts"'),
            (
                "files:\n  2024-03-31.xlsx: {format: annex_a, sheets: {List 1: {table: contacts, columns: {X: dates}}}}\n",
                'did you mean "date"',
            ),
        ],
    )
    def test_a_slip_in_it_is_named_with_what_was_meant(self, tmp_path: Path, mended: str, says: str) -> None:
        annex_a(tmp_path / "in", "2024-03-31.xlsx", contacts=[{"child": "A", "date": dt.date(2024, 2, 1)}])
        (tmp_path / "matching.yaml").write_text(mended, encoding="utf-8")
        with pytest.raises(BadInput, match=says):
            read_extracts(tmp_path / "in", WORDS, Choices(matching=tmp_path / "matching.yaml"))
