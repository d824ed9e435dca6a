"""Operating points in words: what each is called, and one table of them for every page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..pages.shares import of_100
from ..pages.tables import Table
from .estimates import NOT_ESTIMABLE, in_100

WEEKLY, BAND, SHARE, RULE_SHARE = "weekly_capacity", "attention_band", "highest_share", "as_the_rule"
NAMES = {
    WEEKLY: "the {hub}'s weekly capacity",
    BAND: "the attention band",
    SHARE: "the highest {share} of 100",
    RULE_SHARE: "as many as the local rule names",
}
MEANS = {
    WEEKLY: "the {per_week} highest of every week",
    BAND: "all with a score from which the band starts; it was fixed on earlier {points}",
    SHARE: "{share} of 100 over the whole time; here groups are compared",
    RULE_SHARE: "{share} of 100 over the whole time; here the model is compared with the local rule",
}
CAPTION = "Operating points: who would be looked at again, and what that would find"
COLUMNS = ("Operating point", "Who is looked at", "Looked at", "Of 100 looked at, followed", "Of 100 followed, looked at")
OF_RULE = "Of 100 followed, looked at by the local rule"
NOTE = "{points} of one {family} on one day count once. Brackets show the 95% interval."
QUOTED = (
    "This is the operating point called {name}. {points} of one {family} on one day counted once, {precision} of 100 looked at "
    "were followed by the outcome, and {recall} of 100 followed were looked at."
)


@dataclass(frozen=True)
class OperatingPoint:
    """Who is looked at again, under a name, and what each way of scoring finds then.

    looked_at, of, followed : numbers of review units; `followed` is of all units (None: not known). ways : by way of scoring, its
    `precision` and `recall` with their intervals. share : of all units, where one was set. per_week : how many a week.
    """

    key: str
    looked_at: int
    of: int
    followed: int | None
    ways: Mapping[str, Mapping[str, Any]]
    share: Mapping[str, float | None] | None
    per_week: int | None

    def name(self, nouns: Mapping[str, str]) -> str:
        """Return what it is called."""
        return NAMES[self.key].format_map(self._words(nouns))

    def means(self, nouns: Mapping[str, str]) -> str:
        """Return who is looked at."""
        return MEANS[self.key].format_map(self._words(nouns))

    def _words(self, nouns: Mapping[str, str]) -> dict[str, str]:
        share = self.share["value"] if self.share else None
        return {**nouns, "per_week": str(self.per_week), "share": NOT_ESTIMABLE if share is None else of_100(share, 0)}


def point_called(key: str, points: Sequence[OperatingPoint]) -> OperatingPoint | None:
    """Return one operating point; None where a run does not have it."""
    return next((point for point in points if point.key == key), None)


def operating_table(points: Sequence[OperatingPoint], nouns: Mapping[str, str], model: str, rule: str) -> Table:
    """Return all operating points as a table, the only one that pages show.

    Parameters
    ----------
    model, rule : the ways of scoring whose figures are shown; the rule has none where nothing but a score defines the point.
    """
    rows = [
        [
            point.name(nouns),
            point.means(nouns),
            f"{shown_count(point.looked_at)} of {shown_count(point.of)}",
            in_100(point.ways[model]["precision"]),
            f"{in_100(point.ways[model]['recall'])}{_of_followed(point)}",
            in_100(point.ways[rule]["recall"]) if rule in point.ways else "",
        ]
        for point in points
    ]
    with_rule = any(rule in point.ways for point in points)
    return Table(CAPTION, [*COLUMNS, OF_RULE] if with_rule else [*COLUMNS], rows if with_rule else [row[:-1] for row in rows])


def operating_note(nouns: Mapping[str, str]) -> str:
    """Return what is counted in the table, and what its brackets are."""
    return NOTE.format_map({**nouns, "points": nouns["points"].capitalize()})


def quoted(point: OperatingPoint, nouns: Mapping[str, str], model: str) -> str:
    """Return a sentence that names a point and gives the model's figures there."""
    precision, recall = (in_100(point.ways[model][figure]) for figure in ("precision", "recall"))
    words = {**nouns, "points": nouns["points"].capitalize()}
    return QUOTED.format_map({**words, "name": point.name(nouns), "precision": precision, "recall": recall})


def _of_followed(point: OperatingPoint) -> str:
    return "" if point.followed is None else f"; {shown_count(point.followed)} were followed"


def shown_count(number: int | str) -> str:
    """Return a count with its thousands apart, or the mark of a hidden one."""
    return f"{number:,}" if isinstance(number, int) else number
