"""A file is known by its name however a person or program wrote it."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from neglect_triage.chronology.reading.file_names import kind_of, stored_name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.csv", ".csv"), ("A.CSV", ".csv"), ("a.Csv ", ".csv"), ("\ufeffa.csv", ".csv"), ("a.XLSX", ".xlsx"), ("x.y/a", ""),
        ("a.csv.gz", ".csv.gz"), ("A.CSV.GZ", ".csv.gz"), ("a.xml.gz", ".gz"), ("a.snappy.parquet", ".parquet"),
    ],
)  # fmt: skip
def test_the_kind_that_a_name_states(name: str, kind: str) -> None:
    assert kind_of(name) == kind


class TestTheStoredName:
    @pytest.mark.parametrize("stored", ["Été.CSV", "été.csv ", unicodedata.normalize("NFD", "été.csv")])
    def test_is_the_only_one_that_is_equal_but_for_letter_case_spaces_and_unicode_form(self, tmp_path: Path, stored: str) -> None:
        (tmp_path / stored).write_text("a", encoding="utf-8")
        assert stored_name(tmp_path, "été.csv") == stored

    def test_is_the_name_itself_where_it_is_there_or_where_several_could_be_meant(self, tmp_path: Path) -> None:
        (tmp_path / "A.csv").write_text("a", encoding="utf-8")
        assert stored_name(tmp_path, "A.csv") == "A.csv"
        assert stored_name(tmp_path, "b.csv") == "b.csv"
        (tmp_path / "a.CSV").write_text("a", encoding="utf-8")
        if len(list(tmp_path.iterdir())) == 2:  # not where letter case makes no two files
            assert stored_name(tmp_path, "a.csv") == "a.csv"
