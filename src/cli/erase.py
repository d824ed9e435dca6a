"""The commands `neglect-triage erase` and `expire`: take children's records out of the project, and prove it by search."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from ..chronology.erased import LIST
from ..chronology.vocabulary import Nouns, load_vocabulary
from ..erasure.erase import Erasure, erase
from ..erasure.holders import shown
from ..erasure.identify import one_spelling
from ..erasure.logs import Order
from ..erasure.outside import outside
from ..erasure.places import Project
from ..erasure.retention import older_than
from ..errors import EXIT_BAD_INPUT
from ..files import read_run_table
from ..params import load_params
from ..paths import DATA
from ..pseudonyms.hashing import pseudonym
from ..pseudonyms.keys import read_key_file
from ..wording.sentences import british_date

Child = Annotated[list[str] | None, typer.Option("--child", help="Pseudonym of the {person}; may be given several times.")]
KeyFile = Annotated[
    Path | None, typer.Option("--key", help="Ask for an identifier instead, and make its pseudonym with the key in this file.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say where the {person} stands, and change nothing.")]
By = Annotated[str, typer.Option(help="Initials or a pseudonym of who erases; a sealed log that changes keeps it.")]
OrderNamed = Annotated[
    str, typer.Option("--order", help="Reference of the order or objection, such as: objection 12 of 2026; kept in the same way.")
]
Name = Callable[[Path], str]


def erase_child(child: Child = None, key: KeyFile = None, dry_run: DryRun = False, by: By = "", order: OrderNamed = "") -> None:
    """Take the records of one {person} out of this project: tables, pages, caches, MLflow, samples, logs. Then search every file.

    The {person} goes onto a list of salted hashes (erased.json), so that no later run brings the records back. With --key, the
    identifier is asked for and not shown, or read from standard input. See docs/how-to/erasure.md. Exit code 2: files are left.

    Where a log of reviews or approvals changes, say by whom and under which order.

    Example: neglect-triage erase --child bcdfghjkmnpqrstvbcdfghjk --by JS --order "objection 12 of 2026"
    """
    named = [*(child or []), *([pseudonym(read_key_file(key), "child", _identifier())] if key else [])]
    project, nouns = this_project(), nouns_here()
    done = erase(project, one_spelling(named), _order(by, order), dry_run)
    print("\n".join(report(done, project, nouns)))
    if done.is_left:
        raise typer.Exit(EXIT_BAD_INPUT)


def expire(
    before: Annotated[
        datetime,
        typer.Option(formats=["%Y-%m-%d"], help="Who has no record on or after this day (YYYY-MM-DD) leaves."),
    ],
    dry_run: DryRun = False,
    by: By = "",
) -> None:
    """Apply a retention rule: take every {person} out whose last record of any kind is from before a day, as `erase` does.

    UK GDPR, article 5(1)(e): personal data are kept no longer than their purposes need. Your retention schedule says which day.
    Whoever has no dated record stays, and is counted. Exit code 2: files are left.
    """
    day, project, nouns = pd.Timestamp(before), this_project(), nouns_here()
    expired = older_than(project, day)
    print(f"Rule: no record on or after {british_date(day)} (UK GDPR, article 5(1)(e), storage limitation).")
    print(
        f"{len(expired.children):,} of {expired.of:,} {nouns.people} leave; {expired.undated:,} have no dated record, and stay."
    )
    if expired.children:
        rule = f"retention rule - no record on or after {day.date()}"
        done = erase(project, expired.children, _order(by, rule), dry_run)
        print("\n".join(report(done, project, nouns)))
        if done.is_left:
            raise typer.Exit(EXIT_BAD_INPUT)


def _order(by: str, order: str) -> Order:
    return Order(by.strip(), order.strip(), datetime.now(UTC).isoformat(timespec="seconds"))


def this_project() -> Project:
    """Return the project in the folder where a command is run."""
    children = DATA.children
    known = frozenset(read_run_table(children, columns=["child_id"])["child_id"]) if children.is_file() else frozenset()
    return Project(Path(), load_params().source.folder, known)


def nouns_here() -> Nouns:
    """Return the nouns of the project in the folder where a command is run."""
    return load_vocabulary(load_params().source.vocabulary).nouns


def _identifier() -> str:
    """Return the identifier in the one spelling from which pseudonyms are made."""
    asked = (
        getpass.getpass(f"Identifier of the {nouns_here().person} (not shown): ") if sys.stdin.isatty() else sys.stdin.readline()
    )
    (one,) = one_spelling([asked.strip()])
    return one


def report(done: Erasure, project: Project, nouns: Nouns) -> Iterator[str]:
    """Yield what to print: where the child was, what went, what rests on it, what is left. No pseudonym stands in it."""
    before, name = done.before, partial(shown, project=project, ids=done.ids)
    yield f"Found in {len(before.found):,} of {before.files:,} files."
    if done.after is None:
        yield from (f"  {name(path)}" for path in before.found)
        yield "Nothing was changed (--dry-run)."
    for path, rows in done.rows.items():
        what = "the words of {} line{}" if path in done.logs.naming else "{} row{}"
        yield f"  {name(path)}: {what.format(f'{rows:,}', '' if rows == 1 else 's')} taken out"
    yield from (f"  {name(path)}: removed; what it held of others can be made again" for path in done.removed)
    yield from (f"Held this {nouns.person}'s records: {each}." for each in done.held_by)
    yield from _consequences(done, name, nouns.person)
    yield "For you to do, where no command reaches:"
    yield from (f"- {line}" for line in outside(project, done.ids, nouns.person))
    yield from (f"- {name(path)} ({why}): take the {nouns.person} out there too" for path, why in done.not_reached)
    if done.after:
        yield from _proof(done, name, nouns.person)


def _consequences(done: Erasure, name: Name, person: str) -> Iterator[str]:
    about = done.about
    if about.home_records:
        yield (
            f"Records about a home or a carer under this {person}: {about.home_records:,}. They go with the {person}, and "
            "no longer count for others in the home. Where one is also about somebody else, have its source record it there."
        )
    yield from _relatives(done, name, person)
    for model in about.models:
        yield f"Fitted or tested with this {person}'s records: {model}. Refit (dvc repro), and approve again."
    voided = "is voided" if done.after else "would be voided"
    for entry in done.logs.voided:
        line = f"line {entry['number']} of {DATA.approvals}, model {entry['seen']['model']['manifest'][:16]}"
        yield f"Approved on this {person}'s records: {line}. The approval {voided}."
    yield from (f"Void, because it was drawn with this {person}: {name(path)}. Draw again." for path in about.samples)
    yield from (f"Void, because its figures counted this {person}: release, {each}. Release again." for each in about.releases)
    if done.after:
        yield (
            f"{LIST} holds a salted hash of the {person}, so that no later run takes the records in. It also says what held "
            "them, on which day they went and under which order. Commit it, then run: dvc repro"
        )


def _relatives(done: Erasure, name: Name, person: str) -> Iterator[str]:
    """Yield what stays and what goes about others of the same home."""
    about = done.about
    if not about.relatives:
        return
    yield (
        f"Others who lived in a home with the {person}: {about.relatives:,}. What stays: their own records, contacts, and "
        "judgements in logs. What goes, because it can show this "
        f"{person}'s records: pages about them ({len(about.pages_of_the_home):,}), and any page or file that names the {person}."
    )
    if about.home_records:
        yield "Their features and scores counted the records of the home, and do so until: dvc repro"
    for path in about.workbooks_of_the_home:
        yield f"Records of the home stand under their contacts: {name(path)}. All records under these contacts go. Draw again."
    for path in about.workbooks_elsewhere:
        yield f"  LEFT {name(path)}: records of the home stand under their contacts. Take them out by hand, or remove it."


def _proof(done: Erasure, name: Name, person: str) -> Iterator[str]:
    after = done.after
    assert after
    derived = f"{len(done.ids.others):,} derived identifiers"
    yield f"Searched {after.files:,} files of the project again, for the {person} and {derived}:"
    yield f"found in {len(after.found):,} files."
    yield from (f"  LEFT {name(path)}: take the {person} out of it by hand, or remove it" for path in after.found)
    yield from (
        f"  TO LOOK AT {name(path)}: it holds a number or word that is the {person}'s elsewhere, and may be a count"
        for path in after.doubtful
    )
    yield from (f"  NOT OPENED {name(path)}: look into it by hand, or remove it" for path in after.closed)
