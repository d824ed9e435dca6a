"""No file that a run or a command writes names the user, the machine, the place of the project or the repository."""

from __future__ import annotations

import io
import socket
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.cli.chain import run
from tests.pipeline.conftest import USER
from tests.pipeline.project import ROOT, copy_of

LEAST = 6
"""A shorter name, such as that of a machine, stands in other words too."""


def git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


def names(project: Path) -> set[str]:
    places = {str(project), str(ROOT), str(Path.home()), project.as_uri(), socket.gethostname()}
    places |= {*git("config", "user.name"), *git("config", "user.email")}
    places |= {address for remote in git("remote") for address in git("remote", "get-url", remote)}
    return {USER, *(each for each in places if len(each) >= LEAST)}


def texts_of(name: str, content: bytes) -> Iterator[str]:
    """Yield all that stands in a file, unpacked: archives and workbooks part by part, tables with what they say of themselves."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for part in parts.namelist():
                yield from (part, *texts_of(part, parts.read(part)))
    elif name.endswith(".parquet"):
        table = pq.read_table(io.BytesIO(content))
        yield f"{table.schema.to_string(truncate_metadata=False)} {table.schema.metadata}"
        for column in table.itercolumns():
            yield " ".join(str(value) for value in column.unique().to_pylist())
    else:
        yield content.decode("utf-8", errors="replace")


def naming(folder: Path, project: Path) -> list[str]:
    """Return the files below a folder that hold one of the names."""
    files, wanted = [path for path in sorted(folder.rglob("*")) if path.is_file()], names(project)
    assert len(files) > 3
    return [
        str(path.relative_to(folder))
        for path in files
        if path.name != "params.yaml"  # the user's own
        and any(name.lower() in text.lower() for text in texts_of(path.name, path.read_bytes()) for name in wanted)
    ]


def test_no_file_of_a_run_names_user_machine_place_or_repository(small_run: Path) -> None:
    assert naming(small_run, small_run) == []


def test_no_file_that_a_command_writes_names_them(small_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = copy_of(small_run, tmp_path / "project", "chronology", "cohort", "models", "explanations")
    monkeypatch.chdir(project)
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(variable, USER)
    contact = pd.read_parquet("data/models/scores.parquet")["point_id"].iloc[0]
    before = {path for path in project.rglob("*") if path.is_file()}
    run("sample", "--contacts", "40")
    run("explain", contact)
    run("review", contact, "--reviewer", "lead-2", "--sheet", "mine.xlsx")
    for path in before:
        path.unlink()
    assert naming(project, project) == []


def test_the_search_finds_a_name_in_every_kind_of_file(tmp_path: Path) -> None:
    pd.DataFrame({"a": [f"of {USER}"]}).to_parquet(tmp_path / "cell.parquet")
    pd.DataFrame({USER: [1]}).to_excel(tmp_path / "header.xlsx")
    (tmp_path / "page.html").write_text(f"<p>{USER.upper()}</p>", encoding="utf-8")
    (tmp_path / "clean.json").write_text("{}", encoding="utf-8")
    assert naming(tmp_path, tmp_path / "elsewhere") == ["cell.parquet", "header.xlsx", "page.html"]
