"""Files are written whole or not at all, and the same content gives the same bytes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.files import atomic, sha256, sha256_of_folder, write_frame, write_json, write_text


def write_half(place: Path) -> None:
    with atomic(place) as partial:
        partial.write_text("half")
        raise OSError("the disk is full")


def test_a_failed_write_leaves_the_old_file_and_no_half_one(tmp_path: Path) -> None:
    place = tmp_path / "file.txt"
    write_text(place, "old")
    with pytest.raises(OSError, match="disk"):
        write_half(place)
    assert place.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["file.txt"]


def test_json_refuses_what_json_cannot_hold(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "file.json", {"value": float("nan")})
    assert list(tmp_path.iterdir()) == []


def test_the_same_frame_gives_the_same_bytes(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1.5, None], "b": ["x", "y"]})
    for name in ("one", "two"):
        write_frame(frame, tmp_path / name)
    assert sha256(tmp_path / "one") == sha256(tmp_path / "two")


def test_the_hash_of_a_folder_is_that_of_its_names_and_bytes(tmp_path: Path) -> None:
    def hash_of(**files: str) -> str:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        for place, content in files.items():
            write_text(folder / place.replace("_in_", "/"), content)
        return sha256_of_folder(folder)

    once = hash_of(first="1", inner_in_second="2")
    assert hash_of(inner_in_second="2", first="1") == once
    assert hash_of(**{"first": "1", "inner_in_second": "2", "__pycache___in_first": "compiled"}) == once
    assert len({once, hash_of(first="2", inner_in_second="1"), hash_of(first="1", second="2"), hash_of(first="1")}) == 4
