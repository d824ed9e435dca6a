"""The ledger of releases: what each of them showed, so that the next one can be attacked together with all of them.

It holds the counts themselves, and stays inside the secure area.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

from ...copies_beside import refuse_copies_with_more
from ...disclosure.cells import Path as Cell
from ...disclosure.earlier import Published
from ...errors import BadInput
from ...files import write_text


def read_ledger(path: Path) -> list[Published[Cell]]:
    """Return the earlier releases of a project, oldest first; none if it has no ledger.

    Raises BadInput where a line cannot be read, or a copy of the ledger beside it holds other releases.
    """
    refuse_copies_with_more(path)
    if not path.exists():
        return []
    releases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            cells = [(tuple(cell), count, low, high) for cell, count, low, high in json.loads(line)]
            counts = {cell: int(count) for cell, count, _, _ in cells}
            ranges = {cell: (float(low), math.inf if high is None else float(high)) for cell, _, low, high in cells}
        except (ValueError, TypeError):
            raise BadInput(
                "The ledger of releases cannot be read.",
                where=f"{path}, line {number}",
                expected="what `neglect-triage release` wrote: without it, nobody knows what two releases give away together",
                do="restore the file from a backup",
            ) from None
        releases.append(Published(counts, ranges))
    return releases


def add_to_ledger(path: Path, earlier: Sequence[Published[Cell]], release: Published[Cell]) -> None:
    """Write the ledger with a release added, unless the same figures were released before."""
    if any(each.counts == release.counts for each in earlier):
        return
    write_text(path, "".join(f"{_line(each)}\n" for each in (*earlier, release)))


def _line(release: Published[Cell]) -> str:
    cells = [(cell, count, *release.ranges[cell]) for cell, count in release.counts.items()]
    return json.dumps([[cell, count, int(low), None if math.isinf(high) else int(high)] for cell, count, low, high in cells])
