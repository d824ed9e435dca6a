"""Following the log of a Delta table: which of the files in its folder still belong to the table."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ...errors import BadInput
from ...files import in_order

LOG = "_delta_log"
_VERSION = re.compile(r"(\d{20})\.json")


def live_files(folder: Path, where: str) -> set[str] | None:
    """Return the files of a Delta table by their paths inside its folder; None for a folder without a log.

    Raises
    ------
    BadInput : the log cannot be followed: it is incomplete or damaged, or the table has deletion vectors, mapped columns or
        files in another place.
    """
    log = folder / LOG
    if not log.is_dir():
        return None
    versions = in_order(path for path in log.iterdir() if _VERSION.fullmatch(path.name))
    if not versions or [int(path.stem) for path in versions] != list(range(len(versions))):
        raise _not_followed(where, "its first entries are gone")
    live: set[str] = set()
    for version in versions:
        try:
            actions = [json.loads(line) for line in version.read_text(encoding="utf-8").splitlines() if line.strip()]
            _apply(actions, live, where)
        except (ValueError, AttributeError, KeyError, TypeError):
            raise _not_followed(where, f"{version.name} is damaged") from None
    if lacking := sorted(name for name in live if not (folder / name).is_file()):
        raise BadInput(
            "Files of a table are missing.",
            where=f"{where}: {len(lacking):,}, such as {lacking[0]}",
            expected="every file that the log of the table names",
            do="copy the whole folder again, or export the table as Parquet or CSV",
        )
    return live


def _apply(actions: list[Any], live: set[str], where: str) -> None:
    for action in actions:
        if (settings := action.get("metaData")) and (settings.get("configuration") or {}).get(
            "delta.columnMapping.mode", "none"
        ) != "none":
            raise _not_followed(where, "the names of its columns are mapped")
        if (removed := action.get("remove")) is not None:
            live.discard(unquote(removed["path"]))
        if (added := action.get("add")) is not None:
            name = unquote(added["path"])
            if added.get("deletionVector"):
                raise _not_followed(where, "it has deletion vectors")
            if "://" in name or name.startswith(("/", "\\")) or ".." in name.split("/"):
                raise _not_followed(where, "it names files in another place")
            live.add(name)


def _not_followed(where: str, why: str) -> BadInput:
    return BadInput(
        f"The log of a Delta table cannot be followed: {why}.",
        where=where,
        expected="a log from its first entry on, without deletion vectors, mapped columns or files in other places",
        do="export the table as Parquet or CSV",
    )
