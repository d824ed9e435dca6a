"""Which identifiers belong to a child alone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from neglect_triage.erasure.identify import ids_of


def test_what_another_childs_row_shares_is_not_theirs_in_whatever_file_it_stands_first(tmp_path: Path) -> None:
    shared = {"event_id": ["e1", "e2"], "child_id": ["c2", "c2"], "spell_id": ["s1", None], "source_ref": ["f:1", "f:2"]}
    theirs = {"event_id": ["e3", "e4"], "child_id": ["c1", "c1"], "spell_id": ["s1", "s2"], "source_ref": ["f:1", "f:3"]}
    pd.DataFrame(shared).to_parquet(tmp_path / "a.parquet")
    pd.DataFrame(theirs).to_parquet(tmp_path / "b.parquet")
    others = ids_of(tmp_path, frozenset({"c1"}), frozenset()).others
    assert {"e3", "e4", "s2", "f:3"} == {one for one in others if not one.endswith(".html")}


def test_an_older_version_of_a_table_tells_more(tmp_path: Path) -> None:
    pd.DataFrame({"event_id": ["new"], "child_id": ["c1"]}).to_parquet(tmp_path / "events.parquet")
    (tmp_path / ".dvc/cache/files/md5/ab").mkdir(parents=True)
    pd.DataFrame({"event_id": ["old"], "child_id": ["c1"]}).to_parquet(tmp_path / ".dvc/cache/files/md5/ab/cdef")
    (tmp_path / "torn").write_bytes(b"PAR1 torn")
    assert {"new", "old"} <= ids_of(tmp_path, frozenset({"c1"}), frozenset()).others
