"""The annex of a contact page: its records, numbered, so that lines can cite them and readers can find them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..features.catalogue import LONGEST_WINDOW_DAYS
from ..features.seen import Seen, date_of
from ..wording.sentences import british_date, join_words
from .record import Record, Sources, as_shown, from_day, with_rows

# The most records listed for one line (the latest), the most in all, and the most runs of numbers that a line names.
MOST_OF_ONE, MOST, MOST_RUNS = 30, 120, 5


@dataclass(frozen=True)
class Annex:
    """The listed records in time order, and the number of each (from 1) by its row in `events`.

    records_left_out : how many visible records are not listed.
    """

    records: Seen
    number_of: dict[int, int]
    records_left_out: int


def annex_of(record: Record, cited: Sequence[Seen]) -> Annex:
    """Number the records of a page: those that its lines cite, and the latest others of five years while there is room."""
    wanted: set[int] = set()
    for events in cited:
        wanted |= set(events.row[-MOST_OF_ONE:].tolist())
    recent = from_day(record.visible, record.t - LONGEST_WINDOW_DAYS).row
    others = [row for row in recent[::-1].tolist() if row not in wanted]
    wanted |= set(others[: max(0, MOST - len(wanted))])
    records = with_rows(record.seen, wanted)
    number_of = {row: number for number, row in enumerate(records.row.tolist(), 1)}
    return Annex(records, number_of, len(set(record.visible.row.tolist()) - wanted))


def cite(events: Seen, annex: Annex, sources: Sources) -> dict[str, Any]:
    """Return how a line cites its records: how many, their numbers in words, their days, and their agencies."""
    if not len(events):
        return {"count": 0, "records": "", "runs": 0, "unlisted": 0, "days": "", "agencies": ""}
    numbers = sorted(annex.number_of[row] for row in events.row.tolist() if row in annex.number_of)
    first, last = (british_date(date_of(day)) for day in (events["event_date"].min(), events["event_date"].max()))
    names = sources.vocabulary.words["agency"]
    runs = _runs(numbers)
    return {
        "count": len(events),
        "records": f"record{'s' * (len(numbers) != 1)} {_runs_in_words(runs)}",
        "many_runs": len(runs) > MOST_RUNS,
        "unlisted": len(events) - len(numbers),
        "days": first if first == last else f"{first} to {last}",
        "agencies": ", ".join(dict.fromkeys(names[agency] for agency in events["agency"])),
    }


def annex_rows(annex: Annex, lines: Mapping[int, Seen], themes: Mapping[int, str], sources: Sources) -> list[dict[str, Any]]:
    """Return the listed records as rows of a table.

    Parameters
    ----------
    lines : the records of each numbered line. themes : the theme of each record by its row.
    """
    behind: dict[int, list[str]] = {}
    for line, events in lines.items():
        for row in events.row.tolist():
            behind.setdefault(row, []).append(str(line))
    return [
        {"number": number, "theme": themes[row], "lines": ", ".join(behind.get(row, [])), **record}
        for (row, number), record in zip(annex.number_of.items(), as_shown(annex.records, sources), strict=True)
    ]


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return the runs of consecutive numbers, each with its first and last."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _runs_in_words(runs: Sequence[tuple[int, int]]) -> str:
    """Return runs as people write them: 3, 5 and 9 to 12."""
    return join_words([str(first) if first == last else f"{first} to {last}" for first, last in runs])
