"""The canonical tables with pseudonyms in place of identifiers, and what that left out."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ..chronology.checks.quarantine import conform
from ..chronology.reading.assemble import from_canonical
from ..chronology.vocabulary import Vocabulary
from .hashing import SHORT, Kind, pseudonym, pseudonyms
from .keys import Key
from .lookup import Placed, placed, squashed
from .raw import Raw
from .workers import EVENT, worker_changes

KINDS: dict[str, Kind] = {
    "child_id": "child", "household_id": "household", "event_id": "event", "replaces": "event", "spell_id": "spell",
    "team_id": "team", "point_id": "point",
}  # fmt: skip
# What may follow the file (and sheet) in a place: a row; for a census file its child, and the element that is a row.
_ROW = r"\d{1,7}"
_ELEMENT = r"child \d{1,7}(?:, [a-z0-9 ]{1,40} \d{1,4})?"
# A code of a national list, as N1, RC8 or 1A: anything longer could be somebody's own words.
_CODE = r"[A-Z]{0,3}\d{1,2}[A-Z]?"


@dataclass
class Pseudonymous:
    """Tables that the pipeline can read, and what stays inside the boundary.

    Attributes
    ----------
    tables : canonical tables by name.
    files : for each pseudonym in a place (`source_ref`), the file and sheet, or the whole place, that it stands for.
    counts : what was left out or added, in numbers.
    """

    tables: dict[str, pd.DataFrame]
    files: pd.DataFrame
    counts: dict[str, int] = field(default_factory=dict)


def pseudonymous(raw: Raw, key: Key, lookup: pd.DataFrame | None, k: int, vocabulary: Vocabulary) -> Pseudonymous:
    """Return the tables of a raw chronology under pseudonyms.

    Parameters
    ----------
    raw : what `read_raw` gives.
    lookup : what `lookup.read_lookup` gives, or None.
    k : without a table of places, an area of fewer children is left out.
    vocabulary : which codes are words of a list.
    """
    frames = {name: frame.copy() for name, frame in raw.chronology.tables.items()}
    counts: dict[str, int] = {}
    _add_worker_changes(frames, raw, vocabulary, counts)
    _place(frames, raw, lookup, k, counts)
    codes = frames["event_codes"]
    known = _known_codes(codes, vocabulary)
    counts["codes left out because they could be somebody's own words"] = int((~known).sum())
    frames["event_codes"] = codes[known].reset_index(drop=True)
    frames["events"]["source_ref"], files = _places(frames["events"]["source_ref"], key, raw.from_extracts)
    made = {name: _with_pseudonyms(frame, key) for name, frame in frames.items()}
    counted = from_canonical(made, vocabulary).tables
    return Pseudonymous(counted, files, counts)


def _with_pseudonyms(frame: pd.DataFrame, key: Key) -> pd.DataFrame:
    return frame.assign(**{column: pseudonyms(key, kind, frame[column]) for column, kind in KINDS.items() if column in frame})


def _add_worker_changes(frames: dict[str, pd.DataFrame], raw: Raw, vocabulary: Vocabulary, counts: dict[str, int]) -> None:
    events = frames["events"]
    if EVENT not in vocabulary.event_types or events["event_type"].eq(EVENT).any():
        return  # the source tells changes itself
    seen = raw.beside.workers
    changes = worker_changes(seen[seen["child_id"].isin(frames["children"]["child_id"])])
    counts["changes of worker found"] = len(changes)
    if len(changes):
        frames["events"] = pd.concat([events, changes], ignore_index=True)


def _place(frames: dict[str, pd.DataFrame], raw: Raw, lookup: pd.DataFrame | None, k: int, counts: dict[str, int]) -> None:
    children, protected = frames["children"], frames["protected"]
    stated = children.set_index("child_id")["area"]
    postcodes = squashed(stated).combine_first(
        squashed(raw.beside.postcodes[~raw.beside.postcodes.index.duplicated(keep="last")])
    )
    found = placed(postcodes.reindex(stated.index), lookup)
    counts["children whose postcode no table of places holds"] = found.without
    own = stated.where(squashed(stated).isna())
    few = own.map(own.value_counts()) < k
    counts["children of an area with few children, which is left out"] = int(few.sum())
    area = own.mask(few).mask(own.isna() | own.index.isin(found.places.index), found.places["area"].reindex(own.index))
    frames["children"] = conform(children.assign(area=area.to_numpy()), "children")
    frames["protected"] = _with_quintile(protected, found)


def _with_quintile(protected: pd.DataFrame, found: Placed) -> pd.DataFrame:
    quintile = found.places["deprivation_quintile"].dropna()
    lacking = quintile.index.difference(pd.Index(protected["child_id"]))
    rows = pd.concat([protected, conform(pd.DataFrame({"child_id": lacking.astype("str")}), "protected")], ignore_index=True)
    filled = rows["deprivation_quintile"].fillna(rows["child_id"].map(quintile))
    return conform(rows.assign(deprivation_quintile=filled), "protected")


def _known_codes(codes: pd.DataFrame, vocabulary: Vocabulary) -> pd.Series:
    """Return which codes are words of a list of the vocabulary, or have the shape of a national code."""
    shaped = codes["code"].str.fullmatch(_CODE, na=False) & (codes["system"] != "original")
    listed = pd.Series(False, index=codes.index)
    for system, words in vocabulary.codes.items():
        listed |= (codes["system"] == system) & codes["code"].isin(list(words))
    return listed | shaped


def _places(refs: pd.Series, key: Key, from_extracts: bool) -> tuple[pd.Series, pd.DataFrame]:
    """Return places without the names of files and sheets (`bcdfghjk:17`), and which file each such name stands for."""
    row = rf"(?:{_ROW}|{_ELEMENT})" if from_extracts else _ROW
    parts = refs.str.extract(rf"^(?P<file>.+)[!:](?P<row>{row})$")
    whole = parts["file"].isna()
    names = pd.Series(sorted(parts["file"].dropna().unique()), dtype="str")
    short = {name: pseudonym(key, "file", name, SHORT) for name in names}
    made = parts["file"].map(short).astype("str") + ":" + parts["row"]
    made = made.mask(whole, pseudonyms(key, "place", refs.where(whole)))
    stands_for = dict(zip(made[whole], refs[whole], strict=True)) | {made_of: name for name, made_of in short.items()}
    files = pd.DataFrame(sorted(stands_for.items()), columns=["pseudonym", "stands_for"], dtype="str")
    return made.astype("str"), files
