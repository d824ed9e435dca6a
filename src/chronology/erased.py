"""The project's list of erased children: the source stage leaves their records out, however often a source brings them.

The list (erased.json, kept in git) holds salted hashes and no pseudonym. It has to tell an erased child from others, so whoever
holds it can test a pseudonym that they know already (docs/decisions/0020-erasure.md).
"""

from __future__ import annotations

import hmac
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
from pydantic import BaseModel, ConfigDict

from ..copies_beside import refuse_copies_with_more
from ..files import write_json
from ..yamls import read_model
from .coverage import without_rows
from .reading.assemble import Chronology, Counts
from .store import Truth, WorkedExample
from .vocabulary import Vocabulary

LIST = Path("erased.json")
_CHILD, _EVENT = "child_id", "event_id"
Record = dict[str, str | list[str]]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    salt: str = ""
    erased: list[str] = []
    models: dict[str, dict[str, str]] = {}
    erasures: list[Record] = []


@dataclass(frozen=True)
class Erased:
    """Who is erased: salted hashes of pseudonyms.

    Attributes
    ----------
    models : which models rest on their records, by the hash of the manifest, and the hashes of the run that stood then.
    erasures : what was erased when, by whom, under which order, and what had held the records; nobody stands in it.
    """

    salt: str
    hashes: frozenset[str]
    models: dict[str, dict[str, str]] = field(default_factory=dict)
    erasures: list[Record] = field(default_factory=list)

    def among(self, children: pd.Series) -> pd.Series:
        """Return which of the pseudonyms (dtype str) are on the list; an empty cell is not."""
        if not self.hashes:
            return pd.Series(False, index=children.index)
        found = {one for one in children.dropna().unique() if _hash(self.salt, one) in self.hashes}
        return children.isin(list(found))


def read_erased(path: Path = LIST) -> Erased:
    """Return the list of erased children; nobody is erased where there is no list.

    Raises
    ------
    BadInput : the file is not such a list, or a copy beside it holds other lines.
    """
    refuse_copies_with_more(path)
    content = read_model(path, _File) if path.is_file() else _File()
    return Erased(content.salt, frozenset(content.erased), content.models, content.erasures)


def add_erased(
    children: Iterable[str], path: Path = LIST, models: Mapping[str, dict[str, str]] | None = None, record: Record | None = None
) -> None:
    """Put children on the list, the models that rest on their records, and a record of the erasure; the first draws the salt."""
    erased = read_erased(path)
    salt = erased.salt or secrets.token_hex(16)
    hashes = erased.hashes | {_hash(salt, one) for one in children}
    rest = erased.models | dict(models or {})
    records = [*erased.erasures, *([record] if record else [])]
    content: dict[str, object] = {"salt": salt, "erased": sorted(hashes)}
    write_json(path, content | ({"models": rest} if rest else {}) | ({"erasures": records} if records else {}))


def without_erased(
    parts: Iterable[tuple[Chronology, Truth]], erased: Erased, vocabulary: Vocabulary
) -> Iterator[tuple[Chronology, Truth]]:
    """Yield the parts of a chronology without the rows of erased children, and count what is left out.

    Parameters
    ----------
    parts : as `store.write_chronology` takes them.
    erased : the list.
    vocabulary : tells which table of coverage an event belongs to.
    """
    for chronology, truth in parts:
        yield (_without(chronology, erased, vocabulary), _truth_without(truth, erased)) if erased.hashes else (chronology, truth)


def without_examples(examples: Iterable[WorkedExample], erased: Erased) -> list[WorkedExample]:
    """Return the worked examples in which nobody is erased."""
    return [each for each in examples if not erased.among(pd.Series(each.children, dtype="str")).any()]


def _without(chronology: Chronology, erased: Erased, vocabulary: Vocabulary) -> Chronology:
    tables = chronology.tables
    gone = {name: erased.among(frame[_CHILD]) for name, frame in tables.items() if _CHILD in frame}
    events = tables["events"]
    gone["event_codes"] = tables["event_codes"][_EVENT].isin(events.loc[gone["events"], _EVENT])
    rows = Counter({name: int(about.sum()) for name, about in gone.items() if about.any()})
    if not rows:
        return chronology
    kept = {name: frame[~gone[name]].reset_index(drop=True) if name in gone else frame for name, frame in tables.items()}
    kept["coverage"] = without_rows(tables["coverage"], events[gone["events"]], vocabulary)
    listed = ", ".join(f"{count:,} of {name}" for name, count in sorted(rows.items()))
    note = f"Erased: {LIST} names somebody whose rows the source holds. They are left out: {listed}."
    return replace(chronology, tables=kept, counts=_counts(chronology.counts, rows), notes=[*chronology.notes, note])


def _counts(counts: dict[str, Counts], gone: Counter[str]) -> dict[str, Counts]:
    return {name: replace(each, kept=each.kept - gone[name], erased=gone[name]) for name, each in counts.items()}


def _truth_without(truth: Truth, erased: Erased) -> Truth:
    return {name: frame[~erased.among(frame[_CHILD])].reset_index(drop=True) for name, frame in truth.items()}


def _hash(salt: str, child: str) -> str:
    return hmac.digest(salt.encode(), child.encode(), "sha256").hex()
