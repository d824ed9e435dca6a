"""The facts and the rows about people of all extracts, side by side, with the place of each extract in their order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ...chronology.checks.lost_kinds import Kind, errors_of_lost
from ...chronology.reading.distinct import few_words, one_word, under_each_other
from ...chronology.vocabulary import Vocabulary
from ..facts.coverage import covered_until, extract_coverage
from ..facts.rows import TableFacts
from ..recognising.matching import Unclear
from ..tables.extract import Extract
from .order import places_in_order


def combine_facts(
    facts: Mapping[str, pd.DataFrame], extracts: list[Extract], vocabulary: Vocabulary, kinds: list[Kind]
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Return the facts of all extracts as `merge` needs them, the coverage of all extracts, and what to confirm about it.

    Raises
    ------
    BadInput : no row records an event, with the rules that the rows of each kind in `kinds` broke.
    """
    parts, covers, to_confirm, places = [], [], [], places_in_order(extracts)
    for extract in extracts:
        own = facts[extract.name]
        cover, lines = extract_coverage(extract, own, vocabulary)
        covers.append(cover)
        to_confirm += lines
        if len(own):
            parts.append(own.assign(**_of_extract(extract, places, len(own))))
    coverage = pd.concat(covers, ignore_index=True)
    if not parts:
        raise Unclear(
            "No row of the extracts records an event.",
            where="\n            ".join([", ".join(extract.name for extract in extracts), *_reasons(kinds)]),
            expected="rows with a child and a day that can be read",
            mend="see which table and columns each file was taken for, and mend what is wrong",
        )
    combined = under_each_other(parts).drop(columns="table")
    return combined.assign(covered_until=covered_until(combined, coverage, vocabulary)), coverage, to_confirm


def _reasons(kinds: list[Kind]) -> list[str]:
    return [line.removeprefix("ERROR: ") for line in errors_of_lost(kinds)]


def _of_extract(extract: Extract, places: Mapping[str, int], rows: int) -> dict[str, Any]:
    """Return what every row of an extract has in common, as merging needs it."""
    form = extract.form
    return {
        "source": one_word(form.name, rows),
        "precedence": form.precedence,
        "extract": one_word(extract.name, rows),
        "place_in_order": places[extract.name],
        "made": extract.made,
    }


def with_referrals_as_contacts(facts: pd.DataFrame) -> pd.DataFrame:
    """Return the facts with a contact for each referral, and a contact decision for each decision on a referral."""
    rows = facts[facts["event_type"].isin(["referral", "referral_decision"]) & (facts["version"] == 0)]
    decided = rows["event_type"] == "referral_decision"
    kinds = decided.map({True: "contact_decision", False: "contact"}).astype("str")
    outcomes = rows["outcome"].astype("str").replace({"taken_forward": "referral"})
    return under_each_other([facts, rows.assign(event_type=few_words(kinds), outcome=few_words(outcomes))])


def combine_people(facts: Mapping[str, list[TableFacts]], extracts: list[Extract]) -> pd.DataFrame:
    """Return the rows about people of all extracts, the most trusted source and the latest extract first.

    Columns child_id, source and extract are categorical: what is grouped by them again and again is numbered once.
    """
    places = places_in_order(extracts)
    parts = [
        one.people.assign(**_of_extract(extract, places, len(one.people)))
        for extract in extracts
        for one in facts[extract.name]
        if len(one.people)
    ]
    people = pd.concat(parts, ignore_index=True)
    people = people.assign(**{name: few_words(people[name]) for name in ("child_id", "source", "extract")})
    return people.sort_values(["precedence", "place_in_order"], ascending=[True, False], kind="stable", ignore_index=True)
