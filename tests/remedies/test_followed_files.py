"""What a person does with a file that is refused, as the message says, and that it is then read."""

from __future__ import annotations

import gzip
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from neglect_triage.chronology.reading.own_files import read_own_file
from neglect_triage.chronology.reading.readers import read_canonical, read_mapped
from neglect_triage.extracts.files.opening import open_sheets
from neglect_triage.extracts.tables.links import read_crosswalk
from neglect_triage.fairness.scored_table import Columns, read_scored
from tests.chronology.samples import CHILDREN, EVENTS, vocabulary, write_canonical, write_csv
from tests.remedies.following import follow

GOOD = "child_id,area\nc1,north\nc2,south\n"


def parquet(path: Path) -> None:
    pq.write_table(pa.table({"child_id": ["c1"], "area": ["north"]}), path)


@pytest.mark.parametrize(
    ("name", "broken", "remedy"),
    [
        ("own.csv", "child_id,area\n", "check the export, or leave it out"),
        ("own.csv", "child_id,area\nc1,é\n".encode("cp1252"), 'save it as "CSV UTF-8"'),
        ("own.csv", 'child_id,area\nc1,"north\n', "mend the quotation marks there"),
        ("own.csv", "child_id,\nc1,north\n", "name it in the first row"),
        ("own.csv", "child_id,child_id\nc1,c1\n", "rename one of them"),
        ("own.parquet", "PAR1 cut off", "export it again"),
    ],
)
def test_an_own_table_is_read_after_its_remedy(tmp_path: Path, name: str, broken: str | bytes, remedy: str) -> None:
    path = tmp_path / name
    path.write_bytes(broken.encode() if isinstance(broken, str) else broken)
    mend = (lambda: parquet(path)) if path.suffix == ".parquet" else (lambda: path.write_text(GOOD, encoding="utf-8"))
    follow(lambda: read_own_file(tmp_path, name), remedy, mend)


def test_an_own_table_is_found_when_its_name_is_right(tmp_path: Path) -> None:
    follow(
        lambda: read_own_file(tmp_path, "own.csv"),
        "check its name and folder",
        lambda: (tmp_path / "own.csv").write_text(GOOD, encoding="utf-8"),
    )


def test_an_own_table_of_another_kind_is_read_once_saved_as_csv(tmp_path: Path) -> None:
    (tmp_path / "own.doc").write_text(GOOD, encoding="utf-8")
    names = ["own.doc"]

    def save_as_csv() -> None:
        (tmp_path / "own.doc").rename(tmp_path / "own.csv")
        names[0] = "own.csv"

    follow(lambda: read_own_file(tmp_path, names[0]), 'save it as "CSV UTF-8"', save_as_csv)


@pytest.mark.parametrize(
    ("name", "broken", "remedy"),
    [
        ("list.csv", b"\0\1\2\0\0\3" * 50, "export it again as CSV"),
        ("list.csv", "child_id,area\nc1,Orléans\n".encode("cp850"), 'save it as "CSV UTF-8"'),
        ("list.csv", b'child_id,area\nc1,"north\n', "mend the quotation marks there"),
        ("list.csv", b"", "export it again"),
        (
            "list.csv",
            "é\n".encode() + "é\n".encode("cp1252"),
            'export it again as a whole, or save each part as "CSV UTF-8" and put these together',
        ),
        ("list.parquet", b"PAR1 cut off", "export it again"),
        ("list.csv", b"<html><table>", "open it in a spreadsheet program and save it as xlsx or CSV"),
        ("list.csv", b"a,b\n" + b"x" * 1_100_000, "export it again as CSV, with one row on each line"),
    ],
)
def test_an_extract_is_read_after_its_remedy(tmp_path: Path, name: str, broken: bytes, remedy: str) -> None:
    path = tmp_path / name
    path.write_bytes(broken)
    mend = (lambda: parquet(path)) if path.suffix == ".parquet" else (lambda: path.write_text(GOOD, encoding="utf-8"))
    follow(lambda: open_sheets(tmp_path, name), remedy, mend)


def test_a_zip_archive_of_extracts_is_read_once_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "lists.zip", "w") as archive:
        archive.writestr("list.csv", GOOD)
    names = ["lists.zip"]

    def unpack() -> None:
        zipfile.ZipFile(tmp_path / "lists.zip").extractall(tmp_path)
        names[0] = "list.csv"

    follow(lambda: open_sheets(tmp_path, names[0]), "unpack it into the folder, and move the packed file out of it", unpack)


def test_a_packed_table_is_read_after_its_remedy(tmp_path: Path) -> None:
    path = tmp_path / "own.csv.gz"
    path.write_bytes(gzip.compress(GOOD.encode())[:-4])
    again = "pack, export or download it again"
    follow(lambda: read_own_file(tmp_path, path.name), again, lambda: path.write_bytes(gzip.compress(GOOD.encode())))
    path.write_bytes(gzip.compress(GOOD.encode() + b"\n" * 2**25))
    unpacked = [path.name]

    def unpack() -> None:
        (tmp_path / "own.csv").write_bytes(gzip.decompress(path.read_bytes()))
        path.unlink()
        unpacked[0] = "own.csv"

    remedy = "if you know what it holds, unpack it into the folder, and move the packed file out of it"
    follow(lambda: read_own_file(tmp_path, unpacked[0]), remedy, unpack)


@pytest.mark.parametrize("both", [True, False])
def test_a_file_that_a_mapping_names_twice_is_read_after_its_remedy(tmp_path: Path, both: bool) -> None:
    write_canonical(tmp_path)
    shutil.copy(tmp_path / "events.csv", tmp_path / "copy.csv")
    entry = "    - {file: %s, columns: {child_id: child_id, event_date: event_date, event_type: event_type, agency: agency}}\n"
    rest = "  children:\n    - {file: children.csv, columns: {child_id: child_id}}\n"
    mapping = tmp_path / "mapping.yaml"

    def write(second: str) -> None:
        mapping.write_text("source: s\ntables:\n  events:\n" + entry % "events.csv" + second + rest, encoding="utf-8")

    write(entry % "copy.csv")
    remedy = "take one of them out of the mapping, or name one file in both entries"
    second = entry % "events.csv" if both else ""
    follow(lambda: read_mapped(tmp_path, mapping, vocabulary()), remedy, lambda: write(second))


def test_an_extract_of_another_kind_is_read_once_saved_as_csv(tmp_path: Path) -> None:
    (tmp_path / "list.doc").write_text(GOOD, encoding="utf-8")
    names = ["list.doc"]

    def save_as_csv() -> None:
        shutil.move(tmp_path / "list.doc", tmp_path / "list.csv")
        names[0] = "list.csv"

    follow(lambda: open_sheets(tmp_path, names[0]), "save it as xlsx or CSV, or move it out of the folder", save_as_csv)


class TestCanonicalTables:
    def test_one_of_two_files_of_a_table_is_kept(self, tmp_path: Path) -> None:
        write_canonical(tmp_path)
        parquet(tmp_path / "children.parquet")
        follow(
            lambda: read_canonical(tmp_path, vocabulary()),
            "keep one of the two files",
            lambda: (tmp_path / "children.parquet").unlink(),
        )

    def test_a_column_that_is_not_canonical_is_renamed(self, tmp_path: Path) -> None:
        write_canonical(
            tmp_path,
            children=[{("aria" if key == "birth_month" else key): cell for key, cell in row.items()} for row in CHILDREN],
        )
        follow(
            lambda: read_canonical(tmp_path, vocabulary()),
            "rename it or take it out, or use a mapping",
            lambda: write_csv(tmp_path / "children.csv", CHILDREN),
        )

    def test_a_required_column_is_added(self, tmp_path: Path) -> None:
        write_canonical(tmp_path, events=[{key: cell for key, cell in row.items() if key != "event_type"} for row in EVENTS])
        follow(lambda: read_canonical(tmp_path, vocabulary()), "add it", lambda: write_csv(tmp_path / "events.csv", EVENTS))

    def test_a_missing_table_is_put_there(self, tmp_path: Path) -> None:
        write_csv(tmp_path / "children.csv", CHILDREN)
        follow(
            lambda: read_canonical(tmp_path, vocabulary()),
            "put the files there, or set source.folder or source.kind in params.yaml",
            lambda: write_csv(tmp_path / "events.csv", EVENTS),
        )


@pytest.mark.parametrize(
    ("broken", "remedy"),
    [
        ("source,id\nssd,1\n", "name the columns in its first row"),
        ("source,id,child_id\nssd,1,a\nssd,1,b\n", "keep one of them"),
    ],
)
def test_a_crosswalk_is_read_after_its_remedy(tmp_path: Path, broken: str, remedy: str) -> None:
    path = tmp_path / "crosswalk.csv"
    path.write_text(broken, encoding="utf-8")
    mended = "source,id,child_id\nssd,1,a\n"
    follow(lambda: read_crosswalk(path), remedy, lambda: path.write_text(mended, encoding="utf-8"))


class TestScores:
    COLUMNS = Columns(groups=["group"], label="label", flagged="flagged")
    SCORED = "group,label,flagged\n" + "a,1,1\na,0,0\nb,1,0\nb,0,1\n" * 20

    @pytest.mark.parametrize(
        ("broken", "remedy"),
        [
            (SCORED.replace("flagged", "flaged"), 'did you mean "flaged"?'),
            (SCORED.replace("flagged", "xyz"), "take the name from the first row of the file"),
            (SCORED.replace(",1,", ",,").replace(",0,", ",,"), "name the columns that hold them"),
            (SCORED.replace(",1,", ",often,"), "name the column that holds them, or write them so"),
            (
                "group,label,flagged\n" + "".join(f"g{number},1,1\n" for number in range(80)),
                "name a column that tells groups of people, and put values together where there are too many",
            ),
        ],
    )
    def test_a_file_of_scores_is_read_after_its_remedy(self, tmp_path: Path, broken: str, remedy: str) -> None:
        path = tmp_path / "scores.csv"
        path.write_text(broken, encoding="utf-8")
        follow(lambda: read_scored(path, self.COLUMNS, {}), remedy, lambda: path.write_text(self.SCORED, encoding="utf-8"))

    def test_chances_in_per_cent_are_divided(self, tmp_path: Path) -> None:
        columns = Columns(groups=["group"], label="label", flagged="flagged", probability="chance")
        table = pd.DataFrame({"group": ["a", "b"], "label": [1, 0], "flagged": [1, 0], "chance": [35, 2]})
        table.to_csv(tmp_path / "scores.csv", index=False)
        follow(
            lambda: read_scored(tmp_path / "scores.csv", columns, {}),
            "divide per cent by 100, or name the column that holds chances",
            lambda: table.assign(chance=table["chance"] / 100).to_csv(tmp_path / "scores.csv", index=False),
        )
