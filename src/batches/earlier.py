"""Earlier batches of new contacts: a chain of folders, each with a manifest that names the one before by its SHA-256."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ..chronology.tables import read_table
from ..errors import BadInput
from ..files import in_order, read_json, sha256

MANIFEST, CONTENTS, PAGES, RECORDS, POINTS = "manifest.json", "pages.json", "contacts", "records", "points.parquet"
TABLES = ("events", "event_codes", "children", "households", "coverage")
_COPY_BACK = "bring the folder back from a copy; a batch is added to, and never changed"


@dataclass(frozen=True)
class Batch:
    """A batch that stands in a folder, and what its manifest says."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def sha256(self) -> str:
        """The SHA-256 of the manifest."""
        return sha256(self.folder / MANIFEST)


def batches_of_run(folder: Path, run: str) -> list[Batch]:
    """Return the batches in a folder that rest on one run, in the order in which they were made.

    Parameters
    ----------
    run : the SHA-256 of the run's events.

    Raises
    ------
    BadInput : a file of a batch is not as it was written, or a batch of the chain is absent.
    """
    found = [Batch(path.parent, read_json(path)) for path in in_order(folder.glob(f"*/{MANIFEST}"))]
    found = sorted((batch for batch in found if batch.manifest["run"] == run), key=lambda batch: int(batch.manifest["number"]))
    before = None
    for batch in found:
        check_unchanged(batch)
        if batch.manifest["follows"] != before:
            raise BadInput(
                "A batch does not follow the one before it: one of them is absent, or was made again.",
                where=str(batch.folder / MANIFEST),
                expected="the batches as they were made, one after another",
                do=_COPY_BACK,
            )
        before = batch.sha256
    return found


def check_unchanged(batch: Batch) -> None:
    """Raise BadInput unless every file of a batch is as its manifest says."""
    files = batch.manifest["files"]
    changed = [name for name, digest in files.items() if not _is(batch.folder / name, digest)]
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise BadInput(
            "A file of an earlier batch is not as it was written.",
            where=f"{batch.folder / changed[0]}{more}",
            expected=f"the SHA-256 in {MANIFEST}",
            do=_COPY_BACK,
        )


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and sha256(path) == digest


def resting_on(files: Iterable[Path], root: Path) -> list[Path]:
    """Return the folders of the batches below `root` that hold one of some files, and of those that were made after one of them.

    What is taken out of a batch changes it, and later ones rest on its records: they are made again from their own new files.
    """
    held = {parent for path in files for parent in path.parents if (parent / MANIFEST).is_file() and (parent / RECORDS).is_dir()}
    first = {folder.parent: min(_number(each) for each in held if each.parent == folder.parent) for folder in held}
    beside = [path.parent for parent in first for path in parent.glob(f"*/{MANIFEST}") if path.is_relative_to(root)]
    return in_order(folder for folder in {*held, *beside} if _number(folder) >= first[folder.parent])


def _number(folder: Path) -> int:
    return int(read_json(folder / MANIFEST)["number"])


def records_of(batch: Batch) -> dict[str, pd.DataFrame]:
    """Return the records that a batch brought: canonical tables of rows that were new or changed."""
    return {name: read_table(name, batch.folder / RECORDS / f"{name}.parquet") for name in TABLES}


def contents_of(batch: Batch) -> list[dict[str, Any]]:
    """Return what the pages of a batch say."""
    contents: list[dict[str, Any]] = read_json(batch.folder / CONTENTS)
    return contents
