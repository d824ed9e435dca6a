"""Writes docs/explanation/detectors.md: what the detectors of identifiers find by kind, and what they take for one wrongly.

The values are drawn anew, and not those of the tests. Names of people are those that the packages we install credit; real
records and official templates, if they lie in ../shared, say how often something harmless is taken for an identifier.
"""

from __future__ import annotations

import importlib.metadata
import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

import pandas as pd
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from neglect_triage.chronology.columns_of_names import name_warnings
from neglect_triage.chronology.declared import package_words, words_of
from neglect_triage.chronology.identifiers import refuse_values
from neglect_triage.chronology.names import is_of_a_person
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import BadInput, run
from neglect_triage.files import write_text
from tests.chronology.planted import KINDS
from tools.imports import ROOT

PAGE, SHARED = ROOT / "docs/explanation/detectors.md", ROOT.parent / "shared"
EACH, AMONG = 100, 499
_LANGUAGES = (
    "English Polish Punjabi Urdu Bengali Gujarati Arabic French Portuguese Spanish Tamil Turkish Italian Somali Lithuanian "
    "German Persian Romanian Greek Russian Hungarian"
)
_REASONS = (
    "moved out of area, no longer eligible, transferred to adult services, closed by panel, awaiting allocation, "
    "family declined, duplicate referral, signposted elsewhere, stepped down, stepped up"
)
HARMLESS = {
    "the most common English words": sorted(ENGLISH_STOP_WORDS),
    "languages, each in one row": _LANGUAGES.split(),
    "languages, each in 60 rows": _LANGUAGES.split() * 60,
    "reasons for closing": _REASONS.split(", "),
    "names of places": sorted(zone.split("/")[-1].replace("_", " ") for zone in available_timezones() if "/" in zone),
}
"""Columns of words that are no names of people; the rules were written without them."""
_NAME = re.compile(r"[^\W\d_]+\.?(?:[ -][^\W\d_'.-]+\.?){1,3}")
_OTHERS = re.compile(
    r"(?i)\b(teams?|developers?|inc|foundation|authors|contributors?|corporation|project|software|authority|platform|ecosystem"
    r"|collaboration|others|arrow)\b"
)
FORMS: dict[str, Callable[[str, str], str]] = {
    "first name and surname": lambda first, last: f"{first} {last}",
    "surname, first name": lambda first, last: f"{last}, {first}",
    "SURNAME first name": lambda first, last: f"{last.upper()} {first}",
    "initial and surname": lambda first, last: f"{first[0]} {last}",
    "title and surname": lambda first, last: f"Ms {last}",
    "first_surname": lambda first, last: f"{first}_{last}".lower(),
    "surname alone": lambda first, last: last,
    "first name alone": lambda first, last: first,
    "first name alone, in lower case": lambda first, last: first.lower(),
    "first name and surname in lower case": lambda first, last: f"{first} {last}".lower(),
    "FirstSurname": lambda first, last: f"{first}{last}",
}


@cache
def declared_words() -> frozenset[str]:
    """Return the words that are no names of people."""
    return package_words() | words_of([str(load_vocabulary())])


def is_refused(cells: list[str]) -> bool:
    """Return whether a column of these cells is refused."""
    try:
        refuse_values("file.csv", "column", pd.Series(cells, dtype="str"))
    except BadInput:
        return True
    return False


def _credited() -> list[tuple[str, str]]:
    """Return first name and surname of the people whom installed packages name as authors or maintainers."""
    names: set[str] = set()
    for package in importlib.metadata.distributions():
        for field in ("Author", "Maintainer", "Author-email", "Maintainer-email"):
            for cell in package.metadata.get_all(field) or []:
                names |= {part.strip(' "') for part in re.split(r",|;| and |&|<[^>]*>", cell)}
    people = sorted(name for name in names if _NAME.fullmatch(name) and not _OTHERS.search(name))
    return [(name.split()[0].strip("."), name.split()[-1]) for name in people if name[0].isupper() and " " in name]


def drawn(kind: str) -> list[str]:
    """Return values of a kind that no test uses."""
    return [KINDS[kind](random.Random(f"held back {kind} {number}")) for number in range(EACH)]


def verdict(cells: list[str]) -> str:
    """Return what becomes of a column."""
    warned = name_warnings([("file.csv", "column", pd.Series(cells, dtype="str"))], declared_words())
    return "refused" if is_refused(cells) else "warned of" if warned else "passes"


def _of_kinds() -> Iterator[str]:
    yield "| kind | all in one column | one among 499 pseudonyms |"
    yield "| --- | --- | --- |"
    others = [f"p{number:06d}" for number in range(AMONG)]
    for kind in KINDS:
        values = drawn(kind)
        alone = sum(is_refused([*others, value]) for value in values)
        yield f"| {kind} | {verdict(values)} | {alone} of {EACH} |"


def _of_names() -> Iterator[str]:
    declared, people = declared_words(), _credited()
    yield "| written as | a column of them | a file or sheet so called |"
    yield "| --- | --- | --- |"
    for form, write in FORMS.items():
        names = sorted({write(first, last) for first, last in people})
        noticed = sum(is_of_a_person(name, declared) for name in names)
        yield f"| {form} | {verdict(names)} | {noticed} of {len(names)} |"


def _harmless() -> Iterator[str]:
    """Yield what is taken wrongly in real records and in the names of official files."""
    declared = declared_words()
    tables = sorted((SHARED / "real").rglob("*.parquet"))
    columns = [(path.name, str(name), frame[name]) for path in tables for frame in (pd.read_parquet(path),) for name in frame]
    refused = sum(is_refused(cells.astype("str").tolist()) for _, _, cells in columns)
    warned = len(name_warnings(columns, declared))
    yield f"- {len(columns)} columns of real records (`examples/oulad`): {refused} refused, {warned} warned of."
    for name, cells in HARMLESS.items():
        yield f"- A column of {name}: {verdict(cells)}."
    files = sorted({path.stem for path in (SHARED / "samples").rglob("*") if path.is_file()})
    wrong = sum(is_of_a_person(name, declared) for name in files)
    yield f"- {len(files)} names of official templates and sample files: {wrong} taken for names of people."


def _page() -> str:
    parts = [
        ["# What the detectors find"],
        [
            "Written by `python -m tools.detectors`. A detector is a safety net: what leaves is closed by declared words,",
            "whatever a detector misses (SECURITY.md). The values are made up and were drawn for this page. The rules were",
            "written with these kinds in mind, so another spelling may fare worse.",
        ],
        ["## Values in cells"],
        list(_of_kinds()),
        [
            "A day of birth is refused beside the declared month of birth of its row, and in a column named for it; alone it is",
            "a date like others. A warning stops nothing.",
        ],
        ["## Names of people"],
        [
            f"The names are those of {len(_credited())} people whom the packages that we install credit. No rule was written",
            "with them in view.",
        ],
        list(_of_names()),
        ["## False alarms"],
        list(_harmless()),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def main() -> None:
    """Write the page."""
    if not (SHARED / "real").is_dir():
        raise BadInput("The real records are missing.", where=str(SHARED), do="run it beside the folder `shared`")
    write_text(PAGE, _page())
    print(f"written: {PAGE.relative_to(Path.cwd())}")


if __name__ == "__main__":
    run(main)
