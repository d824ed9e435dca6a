"""Packed CSV is read as it is unpacked, and refused if it is cut off or a bomb."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from neglect_triage.chronology.reading.own_files import read_own_file
from neglect_triage.errors import BadInput

TEXT = 'child_id,area\r\nc1,north\r\nc2,"so\nuth"\r\n'


def packed(folder: Path, content: bytes, name: str = "own.csv.gz") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", ["own.csv.gz", "OWN.CSV.GZ"])
def test_it_has_the_rows_of_the_unpacked_file(tmp_path: Path, name: str) -> None:
    packed(tmp_path, gzip.compress(b"\xef\xbb\xbf" + TEXT.encode()), name)
    own = read_own_file(tmp_path, "own.csv.gz")
    assert own.cells.to_dict("list") == {"child_id": ["c1", "c2"], "area": ["north", "so\nuth"]}


@pytest.mark.parametrize("change", [lambda whole: whole[:-9], lambda whole: whole[:-8] + bytes(8), lambda _: b"child_id\nc1\n"])
def test_one_that_is_cut_off_or_damaged_is_refused(tmp_path: Path, change) -> None:  # type: ignore[no-untyped-def]
    packed(tmp_path, change(gzip.compress(TEXT.encode() * 100)))
    with pytest.raises(BadInput, match=r"damaged or was cut off[\s\S]*own\.csv\.gz"):
        read_own_file(tmp_path, "own.csv.gz")


def test_a_bomb_is_refused_before_it_is_kept(tmp_path: Path) -> None:
    packed(tmp_path, gzip.compress(b"a,b\n" + b"0" * 2**25))
    with pytest.raises(BadInput, match="unpacks to more than can be read"):
        read_own_file(tmp_path, "own.csv.gz")


def test_a_part_of_a_table_may_be_packed(tmp_path: Path) -> None:
    for place in range(2):
        (tmp_path / "own").mkdir(exist_ok=True)
        packed(tmp_path / "own", gzip.compress(f"child_id\nc{place}\n".encode()), f"part-0000{place}.csv.gz")
    assert read_own_file(tmp_path, "own").cells["child_id"].tolist() == ["c0", "c1"]
