"""Full dates in text, however they are written: one may be somebody's day of birth."""

from __future__ import annotations

import calendar
import re

_MONTHS = {
    name.lower(): number for names in (calendar.month_name, calendar.month_abbr) for number, name in enumerate(names) if name
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
_FORMS = [
    re.compile(rf"(?<![\w./-]){form}(?![\w-])", re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)",
        r"(?P<day>\d\d?)(?P<mark>[-/. ])(?P<month>\d\d?)(?P=mark)(?P<year>\d{4})",
        r"(?P<day>\d\d?)(?P<mark>[-/])(?P<month>\d\d?)(?P=mark)(?P<year>\d\d)",
        rf"{_DAY}[ -](?P<month>{_MONTH})[ -](?P<year>\d{{4}}|\d\d)",
        rf"(?P<month>{_MONTH}) {_DAY},? (?P<year>\d{{4}})",
    )
]


def days_in(text: str) -> dict[str, str]:
    """Return each full date in a text of the plain form, as it is written: the same day in one form, as 15-6-17."""
    return {found[0]: _one_form(found) for form in _FORMS for found in form.finditer(text)}


def _one_form(found: re.Match[str]) -> str:
    month = found["month"].lower()
    return f"{int(found['year']) % 100}-{_MONTHS.get(month) or int(month)}-{int(found['day'])}"
