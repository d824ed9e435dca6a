"""Checks across rows and tables, which checks of single columns cannot make: errors, and the warnings of warnings.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd
from pydantic import BaseModel, RootModel

from ...yamls import read_model
from ..reading.cells import among
from ..vocabulary import Vocabulary
from .column_checks import Severity
from .rule_evaluation import holds, records_in_force
from .rules import Follows, Rule, is_applicable

_BEFORE_BIRTH = pd.Timedelta(weeks=40)


@dataclass(frozen=True)
class CrossCheck:
    """Something that must hold for each row of a table, given other rows and tables.

    `holds` is a boolean for each row that it concerns. A warning has a name, and what it means for the reader.
    """

    table: str
    column: str
    says: str
    severity: Severity
    holds: pd.Series
    name: str = ""
    means: str = ""


class WarningSpec(BaseModel, extra="forbid", frozen=True):
    """One entry of warnings.yaml."""

    table: str
    column: str
    says: str
    means: str
    rule: Rule | None = None


class _Warnings(RootModel[dict[str, WarningSpec]]):
    pass


@cache
def warnings() -> dict[str, WarningSpec]:
    """Return the entries of warnings.yaml by name, in their order."""
    return read_model(Path(str(files(__package__) / "warnings.yaml")), _Warnings).root


def cross_checks(frames: Mapping[str, pd.DataFrame], vocabulary: Vocabulary) -> list[CrossCheck]:
    """Return the checks across rows and tables of all canonical tables.

    Parameters
    ----------
    frames : the canonical tables named in `column_checks.CHECKED`.
    vocabulary : the event types that may have no outcome, and the known codes.
    """
    return [
        *_parents(frames),
        *_events(frames["events"], vocabulary),
        *_events_in_time(frames, vocabulary),
        *_codes_and_homes(frames, vocabulary),
        *_by_rules(frames, vocabulary),
    ]


def _warning(name: str, holds: pd.Series, suffix: str = "", **words: str) -> CrossCheck:
    entry = warnings()[name]
    key = f"{name}_{suffix}" if suffix else name
    return CrossCheck(entry.table, entry.column, entry.says.format(**words), "warning", holds, key, entry.means)


def _parents(frames: Mapping[str, pd.DataFrame]) -> list[CrossCheck]:
    children = frames["children"]["child_id"]
    known = [
        CrossCheck(
            name, "child_id", "names a child_id of the table children", "critical", among(frames[name]["child_id"], children)
        )
        for name in ("events", "households", "points", "protected")
    ]
    codes = among(frames["event_codes"]["event_id"], frames["events"]["event_id"])
    return [*known, CrossCheck("event_codes", "event_id", "names an event of the table events", "critical", codes)]


def _events(events: pd.DataFrame, vocabulary: Vocabulary) -> list[CrossCheck]:
    bare = events["event_type"].isin(vocabulary.types_without_outcome)
    corrections = events.loc[events["replaces"].notna(), "replaces"]
    facts = [
        CrossCheck(
            "events", "outcome", "empty where the decision is a row of its own", "critical", events.loc[bare, "outcome"].isna()
        ),
        _warning("replaced_event_is_there", among(corrections, events["event_id"])),
        _warning("not_a_snapshot", ~events["is_snapshot"]),
    ]
    if vocabulary.withdrawal:
        withdrawals = events.loc[events["event_type"] == vocabulary.withdrawal, "replaces"]
        facts.append(_warning("withdrawal_names_its_event", withdrawals.notna()))
    return facts


def _events_in_time(frames: Mapping[str, pd.DataFrame], vocabulary: Vocabulary) -> list[CrossCheck]:
    events, children, coverage = frames["events"], frames["children"], frames["coverage"]
    dates = events["event_date"]
    births = children.drop_duplicates("child_id").set_index("child_id")["birth_month"]
    birth = births.reindex(events["child_id"]).set_axis(events.index)
    covered = pd.Series(False, index=events.index)
    table = vocabulary.coverage_tables(events["event_type"])
    for row in coverage.to_dict("records"):
        in_time = (dates >= row["start"]) & (dates < row["end"])
        covered |= (events["source"] == row["source"]) & (table == row["table"]) & in_time
    extracted = events["source"].map(coverage.groupby("source", observed=True)["extract_date"].max()).astype("datetime64[s]")
    born, in_extract = birth.notna(), extracted.notna()
    dead = children[children["death_month"].notna() & children["birth_month"].notna()]
    return [
        _warning("death_not_before_birth", dead["death_month"] >= dead["birth_month"]),
        _warning("not_before_birth", (dates >= birth - _BEFORE_BIRTH)[born]),
        _warning("within_coverage", covered),
        _warning("not_in_the_future", (dates <= extracted)[in_extract]),
        _warning("known_by_the_extract", (events["known_date"] <= extracted)[in_extract]),
        _warning("shared_by_the_extract", (events["shared_date"] <= extracted)[in_extract & events["shared_date"].notna()]),
    ]


def _codes_and_homes(frames: Mapping[str, pd.DataFrame], vocabulary: Vocabulary) -> list[CrossCheck]:
    """Return the checks that every child has a household and every code is in its list."""
    facts = []
    households, codes = frames["households"], frames["event_codes"]
    if len(households):
        housed = among(frames["children"]["child_id"], households["child_id"])
        facts.append(_warning("has_a_household", housed))
    for system, words in vocabulary.codes.items():
        of_system = codes.loc[codes["system"] == system, "code"]
        facts.append(_warning("code_is_known", of_system.isin(list(words)), system, system=system))
    return facts


def _by_rules(frames: Mapping[str, pd.DataFrame], vocabulary: Vocabulary) -> list[CrossCheck]:
    """Return the checks by rules: those of warnings.yaml, and one for each event type that ends a spell."""
    types = vocabulary.event_types
    ends = [end for end in types if end.endswith("_end") and end.removesuffix("_end") + "_start" in types]
    spells = {end: Follows(kind="follows", type=end, start=end.removesuffix("_end") + "_start") for end in ends}
    stated = {name: one.rule for name, one in warnings().items() if one.rule and is_applicable(one.rule, vocabulary)}
    records = records_in_force(frames, [*spells.values(), *stated.values()], vocabulary)
    return [
        *(
            _warning("ends_after_its_start", holds(rule, records), end.removesuffix("_end"), end=end, start=rule.start)
            for end, rule in spells.items()
        ),
        *(_warning(name, holds(rule, records)) for name, rule in stated.items()),
    ]
