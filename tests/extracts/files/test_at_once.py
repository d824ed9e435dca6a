"""CSV files read at once: the same cells, numbers and widths as by the strict reader, or none."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.errors import BadInput
from neglect_triage.extracts.files import delimited
from neglect_triage.extracts.files.at_once import read_at_once
from neglect_triage.extracts.files.delimited import read_delimited

PARTS = st.sampled_from(
    ["a", "C1", "é", "x y", " ", "\u00a0", "\u2028", "\x1c", '"', '""', ",", ";", "\n", "\n", "\r\n", "\r", "\0", "\t", "\ufeff"]
)
LINES = st.lists(
    st.sampled_from(["id,a", "1,2", '"1","x, y"', '1,"x ""y"""', " 1 ,\t", ",", "", "1", "1,2,3", '1,"']), max_size=8
)
CONTENT = st.one_of(
    st.lists(PARTS, max_size=20).map("".join),
    st.tuples(LINES, st.sampled_from(["\n", "\r\n"]), st.booleans()).map(lambda t: t[1].join(t[0]) + t[1] * t[2]),
)


def outcome(path: Path) -> tuple[pd.DataFrame, list[int], list[int]] | str:
    try:
        sheet = read_delimited(path, "t.csv")
    except BadInput as error:
        return str(error)
    assert sheet.widths is not None
    return sheet.cells, sheet.widths.tolist(), sheet.torn


@settings(max_examples=50)
@given(CONTENT, st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
def test_a_file_reads_as_it_would_by_the_strict_reader(text: str, encoding: str) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "t.csv"
        path.write_bytes(text.encode(encoding, errors="ignore"))
        at_once = outcome(path)
        patch.setattr(delimited, "read_at_once", lambda *given: None)
        strict = outcome(path)
    if isinstance(strict, str) or isinstance(at_once, str):
        assert at_once == strict
    else:
        pd.testing.assert_frame_equal(at_once[0], strict[0])
        assert at_once[1:] == strict[1:]


@pytest.mark.parametrize("text", ["id,a\n1,b\n", 'id,a\r\n"1","b, c"\r\n', "id,a\n1,\n,\n2,é\n"])
def test_a_usual_file_is_read_at_once(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.csv").write_bytes(text.encode())
    assert read_at_once(tmp_path / "t.csv", ",") is not None


def test_a_packed_file_is_read_at_once_too(tmp_path: Path) -> None:
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"id,a\n1,b\n"))
    read = read_at_once(tmp_path / "t.csv.gz", ",")
    assert read is not None
    assert read[0].to_numpy().tolist() == [["id", "a"], ["1", "b"]]


@pytest.mark.parametrize(
    "text", ['1,"a"b\n', '1,"a\nb"\n', "1,2\n3\n", "1,2\r3,4\n", "1,\0\n", '1,"a\n', "1," + "x" * 200_000, "1,\xff"]
)
def test_an_unusual_file_is_left_to_the_strict_reader(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.csv").write_bytes(text.encode("latin-1"))
    assert read_at_once(tmp_path / "t.csv", ",") is None


def test_a_large_file_keeps_every_row(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,n\n" + "".join(f"C{row},{row % 7}\n" for row in range(200_000)))
    read = read_at_once(tmp_path / "t.csv", ",")
    assert read is not None
    cells, widths = read
    assert cells.index.tolist() == list(range(1, 200_002))
    assert cells[0].iloc[-1] == "C199999"
    assert np.unique(widths).tolist() == [2]
