"""One child's chronology in full, for a person to read: every record, or what was knowable on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..chronology.reading.ids import nearly
from ..chronology.vocabulary import Nouns, Vocabulary
from ..errors import BadInput
from ..features.engine.columns import FOREVER
from ..features.evidence import visible_at
from ..features.visibility import OWN, SIBLING
from ..paths import DATA
from ..wording.contact_page import age_in_words
from .record import Sources, codes_in_words, event_text

STAY_HEADINGS = ("lived in", "kind", "from", "to", "with")
SAME, NEVER, NOT_YET, OPEN, NOT_RECORDED = "same day", "never", "not by then", "goes on", "not recorded"


def headings(nouns: Nouns) -> tuple[str, ...]:
    """Return the headings of the records of a chronology; the third says when each had reached the hub."""
    return ("date", "known", f"at the {nouns.hub}", "agency", "record", "outcome", "seen, account", "consent")


@dataclass(frozen=True)
class FullChronology:
    """A chronology as text: lines about the child, the stays (STAY_HEADINGS) and the records (`headings`)."""

    about: list[str]
    stays: list[tuple[str, ...]]
    records: list[tuple[str, ...]]


def full_chronology(sources: Sources, child_id: str, as_of: pd.Timestamp | None = None) -> FullChronology:
    """Return the chronology of a child, in time order.

    Parameters
    ----------
    sources : what `sources_for` returned, in one of the two views, for this child at least.
    as_of : a day: only what was knowable before it, and its own contacts. Without it every record; those that were corrected
        or withdrawn are marked.

    Raises
    ------
    BadInput : the chronology has no such child.
    """
    if child_id not in set(sources.chronology["children"]["child_id"]):
        raise BadInput(
            f"The chronology holds no {sources.vocabulary.nouns.person} of that id.",
            where=f"{DATA.children}, column child_id{nearly(child_id, sources.chronology['children']['child_id'])}",
            do="take the id from that table or from a page",
        )
    rows = _all_records(sources, child_id) if as_of is None else visible_at(sources.evidence, child_id, as_of)
    records = _records(rows, sources)
    born = sources.born.get(child_id)
    nouns = sources.vocabulary.nouns
    day = as_of if as_of is not None else rows["event_date"].max()
    about = [f"{nouns.person.capitalize()} {child_id}, {len(records):,} records"]
    about.append(f"Born: {born:%B %Y}" if born is not None else "Month of birth: not recorded")
    if as_of is not None:
        about[0] += f" that could be read before {_date(as_of)}"
        about.append(f"Age on that day: {age_in_words(born, day)}")
    return FullChronology(about, _stays(sources, child_id, as_of), records)


def _all_records(sources: Sources, child_id: str) -> pd.DataFrame:
    """Return every record about a child, with `own` and `until`: the day on which it was corrected or withdrawn."""
    seen = sources.evidence.sightings
    first, end = sources.evidence.rows_of.get(child_id, (0, 0))
    rows = pd.DataFrame({name: getattr(seen, name)[first:end] for name in ("event", "seen_to", "through")})
    rows = rows[rows["through"] != SIBLING].drop_duplicates("event")
    own = rows["through"] == OWN
    until = pd.to_datetime(rows["seen_to"].where((rows["seen_to"] < FOREVER) & own), unit="D")
    events: pd.DataFrame = sources.evidence.events.iloc[rows["event"].to_numpy()]
    return events.assign(own=own.to_numpy(), until=until.to_numpy())


def _records(rows: pd.DataFrame, sources: Sources) -> list[tuple[str, ...]]:
    vocabulary = sources.vocabulary
    codes = sources.chronology["event_codes"]
    words = codes_in_words(codes[codes["event_id"].isin(rows["event_id"])], vocabulary)
    in_other_columns = dict.fromkeys(("outcome", "seen", "consent_to_service", "consent_to_share"))
    return [
        (
            _date(row["event_date"]),
            SAME if row["known_date"] == row["event_date"] else _date(row["known_date"]),
            _shared(row) if row["source"] in sources.dates_kept_apart else NOT_RECORDED,
            vocabulary.words["agency"][row["agency"]],
            event_text(row | in_other_columns, words.get(row["event_id"], []), vocabulary) + _notes(row),
            _word(vocabulary, "outcome", row["outcome"]),
            ", ".join(filter(None, (_word(vocabulary, "seen", row["seen"]), _word(vocabulary, "basis", row["basis"])))),
            _consents(vocabulary, row),
        )
        for row in rows.to_dict("records")
    ]


def _notes(row: dict[Any, Any]) -> str:
    """Return what a reader must know about a record besides what it says."""
    notes = [] if row["own"] else ["about the household or a carer"]
    if pd.notna(row.get("until", pd.NaT)):
        notes.append(f"corrected or taken back on {_date(row['until'])}")
    return f" ({'; '.join(notes)})" if notes else ""


def _shared(row: dict[Any, Any]) -> str:
    """Return when a record reached the hub: as of a day, dates after it are not shown."""
    if not row.get("in_hub", True):
        return NOT_YET
    if pd.isna(row["shared_date"]):
        return NEVER
    return SAME if row["shared_date"] == row["event_date"] else _date(row["shared_date"])


def _consents(vocabulary: Vocabulary, row: dict[Any, Any]) -> str:
    consents = (("to share", row["consent_to_share"]), ("to a service", row["consent_to_service"]))
    return ", ".join(f"{about} {_word(vocabulary, 'consent', word)}" for about, word in consents if isinstance(word, str))


def _word(vocabulary: Vocabulary, name: str, word: object) -> str:
    return vocabulary.words[name].get(word, word) if isinstance(word, str) else ""


def _stays(sources: Sources, child_id: str, as_of: pd.Timestamp | None) -> list[tuple[str, ...]]:
    """Return where the child lived and with which other children, as far as was known."""
    stays = sources.chronology["households"]
    if as_of is not None:
        stays = stays[stays["known_date"].fillna(stays["start"]) < as_of]
        stays = stays.assign(end=stays["end"].where(stays["end_known_date"].fillna(stays["end"]) < as_of))
    own_stays = stays[stays["child_id"] == child_id].sort_values("start", kind="stable")
    kinds = sources.vocabulary.words["household_kind"]
    return [
        (stay["household_id"], kinds[stay["kind"]], _date(stay["start"]), _date(stay["end"], OPEN), _with(stays, stay))
        for stay in own_stays.to_dict("records")
    ]


def _with(stays: pd.DataFrame, stay: dict[Any, Any]) -> str:
    """Return the other children of a household during a stay, each with the dates that differ from it."""
    others = stays[(stays["household_id"] == stay["household_id"]) & (stays["child_id"] != stay["child_id"])]
    last = pd.Timestamp.max if pd.isna(stay["end"]) else stay["end"]
    together = others[~(others["start"] >= last) & ~(others["end"] <= stay["start"])].sort_values(["child_id", "start"])
    return ", ".join(_companion(other, stay) for other in together.to_dict("records"))


def _companion(other: dict[Any, Any], stay: dict[Any, Any]) -> str:
    since = f" from {_date(other['start'])}" if other["start"] > stay["start"] else ""
    until = f" to {_date(other['end'])}" if pd.notna(other["end"]) and not other["end"] >= stay["end"] else ""
    return f"{other['child_id']}{since}{until}"


def _date(date: pd.Timestamp, empty: str = NOT_RECORDED) -> str:
    return empty if pd.isna(date) else f"{date.day} {date:%b %Y}"
