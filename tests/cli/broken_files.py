"""What can be wrong with a file that a person brings: its bytes, its table, or its keys."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook, load_workbook

from neglect_triage.yaml_core import load
from tests.cli.chain import SECRET

Damage = Callable[[Path, random.Random], None]
NOT_TEXT = (7, 10**30, -0.5, True, None, [SECRET], {SECRET: SECRET}, SECRET, "9999-99-99")
CELLS: dict[str, Any] = {
    "a number far too large": "1" + "0" * 40,
    "a day before any calendar": "0000-00-00",
    "a day beyond all clocks": "99999-12-31",
    "a day of another zone": "2018-05-05T23:30:00+05:00",
    "a NUL byte": f"{SECRET}\0",
    "a quotation mark": f'{SECRET}"',
    "a line break": f"{SECRET}\r\n2",
    "a formula": f"={SECRET}",
    "an infinite number": "inf",
    "letters that no code page has": f"\u202e{SECRET}\U0001f9d2",
    "very long text": SECRET * 5000,
    "nothing but a space": " ",
}


def _bytes(change: Callable[[bytes, random.Random], bytes]) -> Damage:
    return lambda path, dice: _put(path, change(path.read_bytes(), dice)) if path.is_file() else None


def _put(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _folder(path: Path, dice: random.Random) -> None:
    _remove(path)
    path.mkdir()


def _remove(path: Path, dice: random.Random | None = None) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _loop(path: Path, dice: random.Random) -> None:
    """A link to itself, which nobody can open."""
    _remove(path)
    path.symlink_to(path)


def _flip(content: bytes, dice: random.Random) -> bytes:
    held = bytearray(content)
    for _ in range(8):
        held[dice.randrange(len(held))] = dice.randrange(256)
    return bytes(held)


def _zeros(content: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(content))
    return content[:place] + bytes(16) + content[place:]


BYTES: dict[str, Damage] = {
    "missing": _remove,
    "a folder": _folder,
    "a link to itself": _loop,
    "empty": _bytes(lambda content, dice: b""),
    "cut short": _bytes(lambda content, dice: content[: dice.randrange(len(content))]),
    "bytes changed": _bytes(_flip),
    "zeros inside": _bytes(_zeros),
    "text of another kind": _bytes(lambda content, dice: f'{SECRET}: ["'.encode()),
    "a picture": _bytes(lambda content, dice: b"\x89PNG\r\n\x1a\n" + dice.randbytes(200)),
    "Parquet by its first bytes": _bytes(lambda content, dice: b"PAR1" + content + b"PAR1"),
    "UTF-16": _bytes(lambda content, dice: content.decode("latin-1").encode("utf-16")),
    "Latin-1": _bytes(lambda content, dice: content.replace(SECRET.encode(), b"Zebed\xe9e")),
    "a byte order mark": _bytes(lambda content, dice: b"\xef\xbb\xbf" + content),
    "lines of Windows": _bytes(lambda content, dice: content.replace(b"\n", b"\r\n")),
    "a quotation mark that is not closed": _bytes(lambda content, dice: content + b'"'),
}


def _column(frame: pd.DataFrame, dice: random.Random) -> Any:
    return dice.choice(list(frame.columns))


def _every(value: Any) -> Callable[[pd.DataFrame, random.Random], pd.DataFrame]:
    """One column of this value alone."""
    return lambda frame, dice: frame.assign(**{_column(frame, dice): [value] * len(frame)})


def _one(value: Any) -> Callable[[pd.DataFrame, random.Random], pd.DataFrame]:
    """One cell of this value."""

    def change(frame: pd.DataFrame, dice: random.Random) -> pd.DataFrame:
        column, row = _column(frame, dice), dice.randrange(len(frame)) if len(frame) else 0
        cells = [value if place == row else cell for place, cell in enumerate(frame[column])]
        return frame.assign(**{column: pd.Series(cells, frame.index, dtype=object)})

    return change


def _dropped(frame: pd.DataFrame, dice: random.Random) -> pd.DataFrame:
    dropped: pd.DataFrame = frame.drop(columns=[_column(frame, dice)])
    return dropped


def _renamed(frame: pd.DataFrame, dice: random.Random) -> pd.DataFrame:
    column = _column(frame, dice)
    return frame.rename(
        columns={column: dice.choice([str(column).upper(), f" {column}", f"{column}\0", "", "\ufeff" + str(column)])}
    )


def _twice(frame: pd.DataFrame, dice: random.Random) -> pd.DataFrame:
    return pd.concat([frame, frame[[_column(frame, dice)]]], axis=1)


TABLES: dict[str, Callable[[pd.DataFrame, random.Random], pd.DataFrame]] = {
    "a column dropped": _dropped,
    "a column renamed": _renamed,
    "a column twice": _twice,
    "no header": lambda frame, dice: frame.set_axis([str(cell) for cell in frame.iloc[0]], axis=1),
    "no row": lambda frame, dice: frame.iloc[:0],
    "one row": lambda frame, dice: frame.iloc[:1],
    "every row twice": lambda frame, dice: pd.concat([frame, frame]),
    "rows in another order": lambda frame, dice: frame.sample(frac=1, random_state=dice.randrange(99)),
    "a column of nothing": _every(None),
    "a column of one word": _every(SECRET),
    "a column of numbers": _every(7),
    "a column of large numbers": _every(2**62),
    "a column of fractions": _every(-0.5),
    "a column of truth values": _every(True),
    "a column of lists": _every([SECRET]),
    "a column of bytes": _every(SECRET.encode()),
    "a column of structures": _every({SECRET: 1}),
    "a column of times": _every(pd.Timestamp("2018-05-05T23:30", tz="Asia/Tokyo")),
    "a cell of nothing": _one(None),
    **{f"a cell of {name}": _one(value) for name, value in CELLS.items()},
}


def read_cells(path: Path) -> pd.DataFrame:
    """Return a table as it is: text of CSV and workbooks, the types of Parquet."""
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    if path.suffix == ".csv":
        read: pd.DataFrame = pd.read_csv(path, dtype="str")
        return read
    rows = list(_table_of(load_workbook(path)).values)
    return pd.DataFrame(rows[1:], columns=list(rows[0]))


def write_cells(frame: pd.DataFrame, path: Path) -> None:
    """Write a table over `path`; a column of Parquet that holds several types becomes text."""
    if path.suffix == ".csv":
        frame.to_csv(path, index=False)
    elif path.suffix == ".parquet":
        try:
            frame.to_parquet(path, index=False)
        except (ValueError, TypeError, OverflowError):  # pyarrow refuses columns of several types and of one name
            frame.loc[:, ~frame.columns.duplicated()].astype("str").to_parquet(path, index=False)
    else:
        _write_workbook(frame, path)


def _table_of(book: Workbook) -> Any:
    """Return the last sheet that a person sees."""
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][-1]


def _write_workbook(frame: pd.DataFrame, path: Path) -> None:
    book: Workbook = load_workbook(path)
    sheet = _table_of(book)
    sheet.delete_rows(1, sheet.max_row)
    for row in [list(frame.columns), *frame.astype(object).where(frame.notna(), None).to_numpy().tolist()]:
        sheet.append([cell if isinstance(cell, str | int | float | None) else str(cell) for cell in map(_printable, row)])
    book.save(path)


def _printable(cell: Any) -> Any:
    return cell.replace("\0", "")[:30_000] if isinstance(cell, str) else cell


def _table(change: Callable[[pd.DataFrame, random.Random], pd.DataFrame]) -> Damage:
    return lambda path, dice: write_cells(change(read_cells(path), dice), path)


def _keys(path: Path, dice: random.Random) -> None:
    """Take one key or item of a YAML or JSON file away, or put something else in its place."""
    lines = path.suffix == ".jsonl"
    text = path.read_text(encoding="utf-8")
    content: Any = [json.loads(line) for line in text.splitlines()] if lines else load(text)
    at, places = content, []
    while isinstance(at, dict | list) and at:
        key = dice.choice(list(at) if isinstance(at, dict) else range(len(at)))
        places.append((at, key))
        at = at[key]
    holder, key = dice.choice(places)
    if dice.random() < 0.5:
        del holder[key]
    else:
        holder[key] = dice.choice(NOT_TEXT)
    written = "".join(json.dumps(one) + "\n" for one in content) if lines else json.dumps(content, default=str)
    path.write_text(written, encoding="utf-8")


def damages(path: Path) -> dict[str, Damage]:
    """Return everything that can be done to a file of this kind, by name."""
    if path.suffix in (".csv", ".parquet", ".xlsx"):
        return BYTES | {name: _table(change) for name, change in TABLES.items()}
    if path.suffix not in (".yaml", ".json", ".jsonl"):
        return BYTES
    return BYTES | {f"a key wrong, {number}": _keys for number in range(12)}
