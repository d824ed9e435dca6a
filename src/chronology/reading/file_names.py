"""The names of a user's files, as people and programs write them: in any letter case and Unicode form, with stray spaces."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path, PurePosixPath

from ...files import in_order

PACKED_CSV = ".csv.gz"
TEXT_KINDS = (".csv", ".tsv", ".tab", ".psv")  # the content says which separator it has
DATABASE = ".database"  # a file that says where a database is, which stands for its tables
TABLE_KINDS = (*TEXT_KINDS, PACKED_CSV, ".parquet")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")


def plain_name(name: str) -> str:
    """Return a name in lower case and one Unicode form, without invisible characters and spaces around it."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", name)).strip().casefold()


def kind_of(name: str | Path | PurePosixPath) -> str:
    """Return the kind that a file's name states, in lower case: `.csv`, `.csv.gz` for packed CSV; "" if it states none."""
    path = PurePosixPath(plain_name(PurePosixPath(name).name))
    return PACKED_CSV if path.name.endswith(PACKED_CSV) else path.suffix


def stored_name(folder: Path, name: str) -> str:
    """Return the path inside `folder` of the file that is called `name`: as it is, or else the only one with its plain name.

    Where there is none, or several, it is `name`.
    """
    paths = [path.relative_to(folder).as_posix() for path in in_order(folder.rglob("*"))]
    alike = [path for path in paths if plain_name(path) == plain_name(name)]
    return alike[0] if len(alike) == 1 and name not in paths else name
