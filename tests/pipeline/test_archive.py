"""A reviewer rebuilds the registered model from the archive alone, byte for byte, and sees where it cannot be."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from neglect_triage.governance.release.archive import archive_of, packed
from neglect_triage.params import load_params
from neglect_triage.paths import DataFolder


@pytest.fixture(scope="module")
def unpacked(small_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of the small run, unpacked far from it."""
    folder = tmp_path_factory.mktemp("archive")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(small_run)
        contents = archive_of(DataFolder(), load_params(), Path())
        assert packed(contents) == packed(contents)
        (folder / "model.zip").write_bytes(packed(contents))
    with zipfile.ZipFile(folder / "model.zip") as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def rebuilt(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "rebuild.py"], cwd=folder, capture_output=True, text=True, check=False)


def test_the_registered_model_is_rebuilt_byte_for_byte_and_another_one_is_noticed(unpacked: Path, small_run: Path) -> None:
    done = rebuilt(unpacked)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The model can be rebuilt from this archive." in done.stdout
    registered = small_run / "data/models/registered"
    for path in registered.iterdir():
        assert (unpacked / "data/models/registered" / path.name).read_bytes() == path.read_bytes(), path.name
    (unpacked / "registered/model.txt").write_bytes(b"another")
    kept = unpacked / "data/models/registered/model.txt"
    assert kept.read_bytes() == (registered / "model.txt").read_bytes()
    other = rebuilt(unpacked)
    assert other.returncode == 1
    assert "DIFFERENT: model.txt" in other.stdout


def test_it_holds_code_variables_environment_and_no_table_that_the_model_does_not_read(unpacked: Path) -> None:
    hashes = json.loads((unpacked / "contents.json").read_text(encoding="utf-8"))
    assert {"code/neglect_triage/models/training.py", "code/neglect_triage/pipelines/train.py", "params.yaml"} <= set(hashes)
    assert json.loads((unpacked / "registered/manifest.json").read_text(encoding="utf-8"))["features"]
    assert {Path(name).name for name in hashes if name.endswith(".parquet")} == {
        "children.parquet", "points.parquet", "partnership.parquet", "hub.parquet", "curves.parquet",
    }  # fmt: skip
    assert hashes["environment.txt"] == hashlib.sha256((unpacked / "environment.txt").read_bytes()).hexdigest()
