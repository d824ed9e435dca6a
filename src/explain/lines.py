"""The lines of a page: patterns in the records first, whatever the model made of them, then what drew its attention.

Lines differ in what they rest on. Reasons that share most of their records stand on one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .reasons import LEAST, Reason
from .record import Sources

MOST_PATTERNS, MOST_ALSO = 3, 2


@dataclass(frozen=True)
class Line:
    """One line of a page: a reason, and what others say of mostly the same records."""

    reason: Reason
    also: list[Reason] = field(default_factory=list)

    @property
    def reasons(self) -> list[Reason]:
        """All reasons of the line."""
        return [self.reason, *self.also]

    @property
    def says_also(self) -> list[str]:
        """What the line says after its first sentence: two sentences at most."""
        return self._other_sentences[:MOST_ALSO]

    @property
    def says_in_annex(self) -> list[str]:
        """What the line has no room for."""
        return self._other_sentences[MOST_ALSO:]

    @property
    def _other_sentences(self) -> list[str]:
        """The sentences after the first: none all of whose figures have been given, and no course a second time."""
        given, sentences = set(self.reason.figures), []
        for other in self.also:
            courses = {figure for figure in other.figures if isinstance(figure[2], tuple)}
            if not courses & given and (not other.figures or not other.figures <= given):
                sentences.append(other.says)
            given |= other.figures
        return sentences


@dataclass(frozen=True)
class Lines:
    """The lines of a page: patterns, then what drew attention; and the sentences that have no place among them, each once."""

    patterns: list[Line]
    drew: list[Line]
    further: list[str]

    @property
    def all(self) -> list[Line]:
        """The lines in the order in which they are numbered."""
        return [*self.patterns, *self.drew]


def lines_of_page(reasons: Sequence[Reason], patterns: Sequence[Reason], most: int) -> Lines:
    """Return at most `most` lines, three of them patterns.

    Parameters
    ----------
    reasons : what raised the score, largest contribution first. patterns : of `patterns_of`, in the order in which they stand.
    """
    first = lines_of(patterns)
    shown = first[:MOST_PATTERNS]
    named = {reason.indicator for line in shown for reason in line.reasons}
    drew = lines_of([reason for reason in reasons if reason.indicator not in named], shown)
    room = most - len(shown)
    no_room = [says for line in [*shown, *drew[:room]] for says in line.says_in_annex]
    no_line = [reason.says for line in [*first[MOST_PATTERNS:], *drew[room:]] for reason in line.reasons]
    return Lines(shown, drew[:room], list(dict.fromkeys([*no_room, *no_line])))


def lines_of(reasons: Iterable[Reason], others: Iterable[Line] = ()) -> list[Line]:
    """Return reasons as lines, in the order of the first of each; one that belongs to a line of `others` joins that.

    Sentences on what is not recorded have lines of their own.
    """
    lines: list[Line] = []
    for reason in reasons:
        if line := next((line for line in [*others, *lines] if _share_most(line.reason, reason)), None):
            line.also.append(reason)
        else:
            lines.append(Line(reason))
    return lines


def _share_most(one: Reason, other: Reason) -> bool:
    """Return whether more than half of the records that either reason rests on are behind both."""
    if one.absent or other.absent:
        return False
    both = len(one.rows & other.rows)
    return 2 * both > len(one.rows) + len(other.rows) - both


def carried_share(lines: Iterable[Line], contributions: Mapping[str, float], sources: Sources) -> float:
    """Return the share of what raised the score that lines account for; strengths are left out of both."""
    strengths = {name for name, indicator in sources.catalogue.indicators.items() if indicator.strength}
    raised = sum(value for name, value in contributions.items() if value > LEAST and name not in strengths)
    named = dict.fromkeys(reason.indicator for line in lines for reason in line.reasons)
    carried = sum(max(contributions.get(name, 0.0), 0.0) for name in named if name not in strengths)
    return carried / raised if raised else 0.0


def are_level(drew: Sequence[Line], others: Iterable[Mapping[str, float]]) -> bool:
    """Return whether any model fitted on other families puts the first two lines that drew attention in the other order."""
    if len(drew) < 2:
        return False
    first, second = (line.reason.indicator for line in drew[:2])
    return any(each[second] > each[first] for each in others)
