"""One child's chronology in full, for a person to read: every record, or what was knowable on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput
from ..features.engine.columns import FOREVER
from ..features.evidence import visible_at
from ..features.visibility import OWN, SIBLING
from ..paths import DATA
from .people import age_words
from .record import Sources, codes_in_words, says

HEADINGS = ("date", "known", "at the hub", "agency", "record", "outcome", "seen, account", "consent")
STAY_HEADINGS = ("lived in", "kind", "from", "to", "with")
SAME, NEVER, NOT_YET, OPEN = "same day", "never", "not by then", "goes on"


@dataclass(frozen=True)
class FullChronology:
    """What is printed: lines about the child, the stays (STAY_HEADINGS) and the records (HEADINGS), all as text."""

    about: list[str]
    stays: list[tuple[str, ...]]
    records: list[tuple[str, ...]]


def full_chronology(sources: Sources, child_id: str, as_of: pd.Timestamp | None = None) -> FullChronology:
    """Return the chronology of a child, in time order.

    Parameters
    ----------
    sources : its evidence says in which view; of the child at least (`sources_for`).
    as_of : a day: only what was knowable before it, and its own contacts. Without it every record, those that were corrected
        or taken back included and marked.

    Raises
    ------
    BadInput : there is no such child.
    """
    if child_id not in set(sources.chronology["children"]["child_id"]):
        raise BadInput(
            "The chronology holds no child of that id.",
            where=f"{DATA.children}, column child_id",
            do="take the id from that table or from a page",
        )
    rows = _everything(sources, child_id) if as_of is None else visible_at(sources.evidence, child_id, as_of)
    records = _records(rows, sources)
    born = sources.born.get(child_id)
    nouns = sources.vocabulary.nouns
    day = as_of if as_of is not None else rows["event_date"].max()
    about = [f"{nouns.person.capitalize()} {child_id}, {len(records):,} records"]
    about.append(f"Born: {born:%B %Y}" if born is not None else "Month of birth: not recorded")
    if as_of is not None:
        about[0] += f" that could be read before {_day(as_of)}"
        about.append(f"Age on that day: {age_words(born, day)}")
    return FullChronology(about, _stays(sources, child_id, as_of), records)


def _everything(sources: Sources, child_id: str) -> pd.DataFrame:
    """Return every record about a child, with `own` and `until`: the day on which it was corrected or taken back."""
    seen = sources.evidence.sightings
    first, end = sources.evidence.rows_of.get(child_id, (0, 0))
    mine = pd.DataFrame({name: getattr(seen, name)[first:end] for name in ("event", "seen_to", "through")})
    mine = mine[mine["through"] != SIBLING].drop_duplicates("event")
    own = mine["through"] == OWN
    until = mine["seen_to"].where((mine["seen_to"] < FOREVER) & own)
    found: pd.DataFrame = sources.evidence.events.iloc[mine["event"].to_numpy()]
    ends = pd.to_datetime(until, unit="D").to_numpy()
    return found.assign(row=mine["event"].to_numpy(), own=own.to_numpy(), until=ends)


def _records(rows: pd.DataFrame, sources: Sources) -> list[tuple[str, ...]]:
    vocabulary = sources.vocabulary
    codes = sources.chronology["event_codes"]
    words = codes_in_words(codes[codes["event_id"].isin(rows["event_id"])], vocabulary)
    apart = {"outcome": None, "seen": None, "consent_to_service": None, "consent_to_share": None}
    found: list[tuple[str, ...]] = []
    for row in rows.to_dict("records"):
        what = says(row | apart, words.get(row["event_id"], []), vocabulary) + _notes(row)
        cells = (
            _day(row["event_date"]),
            SAME if row["known_date"] == row["event_date"] else _day(row["known_date"]),
            _shared(row),
            vocabulary.words["agency"][row["agency"]],
            what,
            _word(vocabulary, "outcome", row["outcome"]),
            ", ".join(filter(None, (_word(vocabulary, "seen", row["seen"]), _word(vocabulary, "basis", row["basis"])))),
            _consents(vocabulary, row),
        )
        found.append(cells)
    return found


def _notes(row: dict[Any, Any]) -> str:
    """Return what a reader must know about a record beside what it says."""
    notes = [] if row["own"] else ["about the household or a carer"]
    if pd.notna(row.get("until", pd.NaT)):
        notes.append(f"corrected or taken back on {_day(row['until'])}")
    return f" ({'; '.join(notes)})" if notes else ""


def _shared(row: dict[Any, Any]) -> str:
    """Return when a record reached the hub; as of a day, nothing that was later than that day."""
    if not row.get("in_hub", True):
        return NOT_YET
    if pd.isna(row["shared_date"]):
        return NEVER
    return SAME if row["shared_date"] == row["event_date"] else _day(row["shared_date"])


def _consents(vocabulary: Vocabulary, row: dict[Any, Any]) -> str:
    both = (("to share", row["consent_to_share"]), ("to a service", row["consent_to_service"]))
    return ", ".join(f"{about} {_word(vocabulary, 'consent', word)}" for about, word in both if isinstance(word, str))


def _word(vocabulary: Vocabulary, name: str, word: object) -> str:
    return vocabulary.words[name].get(word, word) if isinstance(word, str) else ""


def _stays(sources: Sources, child_id: str, as_of: pd.Timestamp | None) -> list[tuple[str, ...]]:
    """Return where the child lived and with which other children, as far as was known."""
    stays = sources.chronology["households"]
    if as_of is not None:
        stays = stays[stays["known_date"].fillna(stays["start"]) < as_of]
        stays = stays.assign(end=stays["end"].where(stays["end_known_date"].fillna(stays["end"]) < as_of))
    mine = stays[stays["child_id"] == child_id].sort_values("start")
    kinds = sources.vocabulary.words["household_kind"]
    return [
        (stay["household_id"], kinds[stay["kind"]], _day(stay["start"]), _day(stay["end"], OPEN), _with(stays, stay))
        for stay in mine.to_dict("records")
    ]


def _with(stays: pd.DataFrame, stay: dict[Any, Any]) -> str:
    """Return the other children of a household while a stay lasted, each with the days that differ."""
    here = stays[(stays["household_id"] == stay["household_id"]) & (stays["child_id"] != stay["child_id"])]
    last = pd.Timestamp.max if pd.isna(stay["end"]) else stay["end"]
    together = here[~(here["start"] >= last) & ~(here["end"] <= stay["start"])].sort_values(["child_id", "start"])
    return ", ".join(_companion(other, stay) for other in together.to_dict("records"))


def _companion(other: dict[Any, Any], stay: dict[Any, Any]) -> str:
    since = f" from {_day(other['start'])}" if other["start"] > stay["start"] else ""
    until = f" to {_day(other['end'])}" if pd.notna(other["end"]) and not other["end"] >= stay["end"] else ""
    return f"{other['child_id']}{since}{until}"


def _day(day: pd.Timestamp, empty: str = "not recorded") -> str:
    return empty if pd.isna(day) else f"{day.day} {day:%b %Y}"
