"""Words of a contact page, other than its reasons (`reasons.py`): ages, ordinals, labels, and what is not recorded.

Elsewhere: what the project's own vocabulary says (nouns, event types, absences, rules, standing questions:
`chronology/vocabulary.yaml`), and the text around all of these (`pages/templates/contact_parts.html`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from .sentences import join_words, number_word

NOT_RECORDED = "not recorded"
OTHER_RECORDS = "other records"  # the theme of records that no indicator counts
SYNTHETIC_BANNER = "{synthetic}: no real {person} is described here"

# The contact: labels, and what stands there for what is missing.
DAY, CAME_FROM, CONCERN, NONE_NAMED, AGE = "Day", "It came from", "Concern named", "none is named", "Age"
IN_12_MONTHS, THIS_IS_NUMBER = "{points} in 12 months", "this is the {nth}"
SCALE = "The latest number on record is {value}, of {date}. It was given on a {scale}."

# When the person was last seen.
LAST_SEEN_LABEL, LAST_SEEN = "Last recorded as seen", "{date} ({record}; {agency})"
SEEN_HUB = "This had not reached the {hub}, whose latest such record is dated {date}."
SEEN_HUB_NEVER = "This had not reached the {hub}, which had no such record."
NEVER_SEEN = "No record says that the {person} was seen."

# What is not recorded.
NOT_ASKED = "In 12 months, no record came from these, and no request went to them: {agencies}."
ASKED_IN_VAIN = "These were asked, but no other record of the last 12 months came from them: {agencies}."
HELD = "These records {how}: {tables}."
HELD_NOWHERE, HELD_FROM, HELD_UP_TO = "are not held here", "are held from {date} only", "are held up to {date} only"
NO_ADDRESS = "Where the {person} lives is not recorded."
NO_EARLIER_ADDRESS = "Where the {person} lived before {date} is not recorded. Records of that time may lie elsewhere."
LATE = "{count:record|records} of the last 12 months came more than a month late."
DATED_BY_RULE = "For {count} of {total} records, nobody noted when they could first be read. A rule set that day."

# Which numbered lines a question belongs to.
OF_LINE, OF_LINES = "line {lines}", "lines {lines}"

# What a record says besides its type, outcome and codes.
CONSENT_TO_SERVICE, CONSENT_TO_SHARE, SNAPSHOT = "consent to a service", "consent to share", "latest one only"

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def ordinal(number: int) -> str:
    """Return first, second, ... ninth, 10th, 11th."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def of_lines(numbers: Sequence[int]) -> str:
    """Return which lines: "line 2", "lines 2 and 3"."""
    return (OF_LINE if len(numbers) == 1 else OF_LINES).format(lines=join_words(numbers))


ADULT = " (adult)"


def is_adult(born: dt.date | None, day: dt.date, adult_from: int | None) -> bool:
    """Return whether somebody is known to be an adult on a day; nobody is where a project has no such age."""
    return born is not None and adult_from is not None and _months(born, day) >= 12 * adult_from


def _months(born: dt.date, day: dt.date) -> int:
    return (day.year - born.year) * 12 + day.month - born.month


def age_in_words(born: dt.date | None, day: dt.date) -> str:
    """Return an age as people say it: not yet born, under a month, seven months, eight years; or not recorded."""
    if born is None:
        return NOT_RECORDED
    if born > day:
        return f"not yet born (expected in {born:%B %Y})"
    months = _months(born, day)
    if months < 24:
        return "under a month" if months == 0 else f"{number_word(months)} month{'s' * (months > 1)}"
    return f"{number_word(months // 12)} years"
