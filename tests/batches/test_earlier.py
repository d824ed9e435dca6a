"""Earlier batches: which of them go with a file, because later ones rest on their records."""

from __future__ import annotations

from pathlib import Path

from neglect_triage.batches.earlier import MANIFEST, RECORDS, resting_on
from neglect_triage.files import write_json


def batch(root: Path, name: str, number: int) -> Path:
    folder = root / "applied" / name
    (folder / RECORDS).mkdir(parents=True)
    write_json(folder / MANIFEST, {"number": number})
    return folder


def test_a_batch_goes_with_those_that_were_made_after_it(tmp_path: Path) -> None:
    first, second, third = (batch(tmp_path, name, number) for name, number in (("c", 1), ("a", 2), ("b", 3)))
    assert resting_on([second / "contacts" / "page.html"], tmp_path) == [second, third]
    assert resting_on([first / "pages.json", third / "pages.json"], tmp_path) == [second, third, first]


def test_a_file_of_no_batch_takes_none_away(tmp_path: Path) -> None:
    batch(tmp_path, "a", 1)
    assert resting_on([tmp_path / "applied" / "log.jsonl", tmp_path / "data" / "events.parquet"], tmp_path) == []
