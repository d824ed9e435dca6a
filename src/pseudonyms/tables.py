"""Replacing the identifiers in the canonical tables by pseudonyms, and counting what is left out."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ..chronology.reading.assemble import from_canonical
from ..chronology.reading.distinct import spread
from ..chronology.tables import conform
from ..chronology.vocabulary import Vocabulary
from .hashing import Kind, distinct_pseudonyms, pseudonyms
from .keys import Key
from .lookup import ChildAreas, clean_postcodes, look_up_areas
from .raw import Raw
from .workers import EVENT, worker_changes

KINDS: dict[str, Kind] = {
    "child_id": "child", "household_id": "household", "event_id": "event", "replaces": "event", "spell_id": "spell",
    "team_id": "team", "point_id": "point",
}  # fmt: skip
# A code of a national list, such as N1, RC8 or 1A: anything longer could be free text.
_CODE = r"[A-Z]{0,3}\d{1,2}[A-Z]?"


@dataclass
class Pseudonymous:
    """Tables for the pipeline, and what stays inside the boundary.

    Attributes
    ----------
    tables : canonical tables by name.
    files : for each pseudonym of a place (`source_ref`), the file, sheet and row that it replaces.
    counts : how much was left out or added, by description.
    """

    tables: dict[str, pd.DataFrame]
    files: pd.DataFrame
    counts: dict[str, int] = field(default_factory=dict)


def pseudonymise_tables(raw: Raw, key: Key, lookup: pd.DataFrame | None, k: int, vocabulary: Vocabulary) -> Pseudonymous:
    """Return the tables of a raw chronology with pseudonyms for identifiers.

    Parameters
    ----------
    raw : see `read_raw`.
    key : the key of the pseudonyms.
    lookup : see `lookup.read_lookup`, or None.
    k : areas with fewer children are left out, unless they come from the lookup.
    vocabulary : the codes of each list, and the event types.
    """
    frames = dict(raw.chronology.tables)
    counts: dict[str, int] = {}
    _add_worker_changes(frames, raw, vocabulary, counts)
    _set_areas(frames, raw, lookup, k, counts)
    codes = frames["event_codes"]
    known = _known_codes(codes, vocabulary)
    counts["codes left out because they could be somebody's own words"] = int((~known).sum())
    frames["event_codes"] = codes[known].reset_index(drop=True)
    places, files = _pseudonymise_places(frames["events"]["source_ref"], key)
    frames["events"] = frames["events"].assign(source_ref=places)
    replaced = {name: _with_pseudonyms(frame, key) for name, frame in frames.items()}
    return Pseudonymous(from_canonical(replaced, vocabulary).tables, files, counts)


def _with_pseudonyms(frame: pd.DataFrame, key: Key) -> pd.DataFrame:
    return frame.assign(**{column: pseudonyms(key, kind, frame[column]) for column, kind in KINDS.items() if column in frame})


def _add_worker_changes(frames: dict[str, pd.DataFrame], raw: Raw, vocabulary: Vocabulary, counts: dict[str, int]) -> None:
    events = frames["events"]
    if EVENT not in vocabulary.event_types or events["event_type"].eq(EVENT).any():
        return  # the source records changes itself
    seen = raw.extras.workers
    known, named = seen["child_id"].isin(frames["children"]["child_id"]), seen["worker"].notna()
    counts["rows that name the worker of a child who is not in the chronology, left out"] = int((named & ~known).sum())
    counts["rows that name a worker and no day, left out"] = int((named & known & seen["day"].isna()).sum())
    changes = worker_changes(seen[known])
    counts["changes of worker found"] = len(changes)
    if len(changes):
        frames["events"] = pd.concat([events, changes], ignore_index=True)


def _set_areas(frames: dict[str, pd.DataFrame], raw: Raw, lookup: pd.DataFrame | None, k: int, counts: dict[str, int]) -> None:
    children, protected = frames["children"], frames["protected"]
    stated = children.set_index("child_id")["area"]
    other = raw.extras.postcodes[~raw.extras.postcodes.index.duplicated(keep="last")]
    counts["children with a postcode who are not in the chronology, left out"] = int((~other.index.isin(stated.index)).sum())
    postcodes = clean_postcodes(stated).combine_first(clean_postcodes(other))
    found = look_up_areas(postcodes.reindex(stated.index), lookup)
    counts["children whose postcode no table of places holds"] = found.not_found
    own = stated.where(clean_postcodes(stated).isna())
    few = own.map(own.value_counts()) < k
    counts["children of an area with few children, which is left out"] = int(few.sum())
    area = own.mask(few).mask(own.isna() | own.index.isin(found.areas.index), found.areas["area"].reindex(own.index))
    frames["children"] = conform(children.assign(area=area.to_numpy()), "children")
    frames["protected"] = _with_quintile(protected, found)


def _with_quintile(protected: pd.DataFrame, found: ChildAreas) -> pd.DataFrame:
    quintile = found.areas["deprivation_quintile"].dropna()
    lacking = quintile.index.difference(pd.Index(protected["child_id"]))
    rows = pd.concat([protected, conform(pd.DataFrame({"child_id": lacking.astype("str")}), "protected")], ignore_index=True)
    filled = rows["deprivation_quintile"].fillna(rows["child_id"].map(quintile))
    return conform(rows.assign(deprivation_quintile=filled), "protected")


def _known_codes(codes: pd.DataFrame, vocabulary: Vocabulary) -> pd.Series:
    """Return which codes are in a list of the vocabulary, or look like a national code."""
    shaped = codes["code"].str.fullmatch(_CODE, na=False) & (codes["system"] != "original")
    listed = pd.Series(False, index=codes.index)
    for system, words in vocabulary.codes.items():
        listed |= (codes["system"] == system) & codes["code"].isin(list(words))
    return listed | shaped


def _pseudonymise_places(refs: pd.Series, key: Key) -> tuple[pd.Series, pd.DataFrame]:
    """Return places with pseudonyms, and the place of each: a row number would give away the order of the records."""
    codes, values = pd.factorize(refs)
    places = pd.Series(values, dtype="str")
    made = distinct_pseudonyms(key, "place", places)
    order = made.array.argsort(kind="stable")
    stands_for = pd.DataFrame({"pseudonym": made.array.take(order), "stands_for": places.array.take(order)})
    return spread(made, codes, refs.index), stands_for
