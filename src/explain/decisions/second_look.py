"""Contacts for a second look: lists by what the audit looks for, and their page.

Where a list is long, contacts are chosen at random; they are ordered by day, so that nobody is ranked. The lists are about
single children: they are for people who may read records, and are not part of the page of figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd

from ...chronology.vocabulary import Vocabulary
from ...pages.render import page
from ...wording import decision_audit as wording
from ...wording.sentences import Count, british_date, fill
from ..render import banner
from .agenda import agenda
from .contact_rows import NOT_RECORDED
from .definitions import Definitions, sentence_values
from .knowable import HUB, NEITHER, PARTNERS


def second_look(rows: pd.DataFrame, definitions: Definitions, most: int, seed: int) -> list[dict[str, Any]]:
    """Return the lists (JSON).

    Parameters
    ----------
    rows : the rows of the audit (`contact_rows.audited`). most : the largest number of contacts on a list.

    Returns
    -------
    list : name, contacts (how many there are), and entries in the order of day and id: date, iso_date, point_id, child_id,
        decision, hub and partnership (days with records of possible neglect, agencies that had them), asked (None: not known).
    """
    rows = rows.assign(random_order=np.random.default_rng(seed).permutation(len(rows)))
    lists = []
    for name, chosen in _chosen(rows, definitions).items():
        drawn = rows[chosen].sort_values("random_order", kind="stable").head(most).sort_values(["as_of", "point_id"])
        entries = [_entry(row) for row in drawn.to_dict("records")]
        lists.append({"name": name, "contacts": int(chosen.sum()), "entries": entries})
    return lists


def _chosen(rows: pd.DataFrame, definitions: Definitions) -> dict[str, pd.Series]:
    closed, forward = rows["decided"] == definitions.closed, rows["decided"] == definitions.forward
    pattern = rows["knowledge"] != NEITHER
    due = rows["rule"] & ~rows["assessment_open"] & closed
    soon = f"returned_{min(definitions.returns_within_days)}"
    return {
        "closed_hub": closed & (rows["knowledge"] == HUB),
        "closed_partners": closed & (rows["knowledge"] == PARTNERS),
        "closed_without_consent": pattern & rows["decision"].isin(definitions.without_consent),
        "rule_without_assessment": due & _known_and_true(~rows["assessed"]),
        "returned_soon": closed & pattern & _known_and_true(rows[soon]),
        "siblings_differ": closed & pattern & _known_and_true(rows["siblings_differ"]),
        "forward_not_seen": forward & pattern & _known_and_true(~rows["child_seen"]),
        "forward_with_little": forward & rows["little"],
    }


def _known_and_true(answers: pd.Series) -> pd.Series:
    return answers.astype("boolean").fillna(False).astype(bool)


def _entry(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        "date": british_date(row["as_of"]),
        "iso_date": f"{row['as_of']:%Y-%m-%d}",
        "point_id": row["point_id"],
        "child_id": row["child_id"],
        "decision": row["decision"] if isinstance(row["decision"], str) else NOT_RECORDED,
        "hub": [row["hub_days"], row["hub_agencies"]],
        "partnership": [row["partnership_days"], row["partnership_agencies"]],
        "asked": None if pd.isna(row["partners_asked"]) else bool(row["partners_asked"]),
    }


def second_look_page(
    lists: Sequence[Mapping[str, Any]],
    definitions: Definitions | None,
    files: Mapping[str, str],
    vocabulary: Vocabulary,
    synthetic: bool,
    note: str,
    seed: int,
) -> str:
    """Return the HTML of the agenda and the lists.

    Parameters
    ----------
    files : the page of each point that has one. note : why there is no list, or "". seed : by which the agenda is chosen.
    """
    values = sentence_values(definitions, vocabulary) if definitions else {}
    shown = []
    for each in lists:
        title, question = (fill(text, **values) for text in wording.LISTS[each["name"]])
        entries = [_shown_entry(entry, files, vocabulary) for entry in each["entries"]]
        shown.append({**each, "title": title, "says": question, "shown": _how_many(each, values), "entries": entries})
    return page(
        "second_look.html",
        words=vocabulary.nouns,
        synthetic=banner(vocabulary, synthetic),
        home="index.html",
        note=note,
        lists=shown,
        agenda=_by_child(agenda(lists, seed), values, files, vocabulary),
    )


def _by_child(
    entries: Sequence[Mapping[str, Any]], values: Mapping[str, Any], files: Mapping[str, str], vocabulary: Vocabulary
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the children of an agenda, each with the contacts about them, and why each is there, in words."""
    shown = [
        _shown_entry(entry, files, vocabulary) | {"why": [fill(wording.LISTS[name][0], **values) for name in entry["lists"]]}
        for entry in entries
    ]
    return [(child, list(about)) for child, about in groupby(shown, key=lambda entry: str(entry["child_id"]))]


def agenda_rows(entries: Sequence[Mapping[str, Any]], definitions: Definitions, vocabulary: Vocabulary) -> list[list[str]]:
    """Return the entries of an agenda as rows of text, in the order of `AGENDA_GIVEN` in the wording of the decision audit."""
    by_child = _by_child(entries, sentence_values(definitions, vocabulary), {}, vocabulary)
    return [
        [
            child,
            entry["point_id"],
            entry["date"],
            entry["decision"],
            " ".join(f"{why}." for why in entry["why"]),
            entry["hub"],
            entry["partnership"],
            entry["asked"],
        ]
        for child, about in by_child
        for entry in about
    ]


def _how_many(listed: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    shown, contacts = len(listed["entries"]), listed["contacts"]
    text = wording.LISTED_SOME if shown < contacts else wording.LISTED_ALL if shown > 1 else wording.LISTED_ONE
    return text.format(listed=shown, contacts=contacts, **values)


def _shown_entry(entry: Mapping[str, Any], files: Mapping[str, str], vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        **entry,
        "file": files.get(entry["point_id"]),
        "asked": wording.PARTNERS_ASKED[entry["asked"]],
        "decision": vocabulary.words["outcome"].get(entry["decision"], entry["decision"]),
        **{view: _days_and_agencies(*entry[view]) for view in ("hub", "partnership")},
    }


def _days_and_agencies(days: int, agencies: int) -> str:
    return wording.DAYS_AND_AGENCIES.format(days=Count(days), agencies=Count(agencies)) if days else wording.NONE_RECORDED
