"""The command `neglect-triage audit`: the fairness page of any table of scores, without a project."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from ..chronology.vocabulary import load_vocabulary
from ..errors import BadInput
from ..fairness.page import fairness_content
from ..fairness.scored_table import Columns, Scored, read_scored
from ..fairness.summary import names_of_columns
from ..fairness.table_audit import audit_of
from ..files import write_json, write_text
from ..pages.render import page
from ..pages.shares import chosen_share, of_100
from ..params import Quarantine
from ..wording.fairness import asked_sentence
from .project import project_params

NOUNS = {
    "person": "person",
    "people": "people",
    "point": "row",
    "points": "rows",
    "family": "family",
    "families": "families",
    "agencies": "agencies",
    "concern": "concern",
    "outcome": "the outcome",
}
OF_PROJECT = ("person", "people", "family", "families", "agencies", "concern", "outcome")


def audit(
    scores: Annotated[Path, typer.Option(help="Table of scores, one row a decision (CSV or Parquet).")],
    groups: Annotated[str, typer.Option(help="Columns that tell groups apart, with commas between them.")],
    out: Annotated[Path, typer.Option(help="Folder to write fairness.html and audit.json to.")],
    label: Annotated[str, typer.Option(help="Column that says what followed: 1 or 0.")] = "label",
    flagged: Annotated[str | None, typer.Option(help="Column that says who is picked out: 1 or 0.")] = None,
    score: Annotated[str | None, typer.Option(help="Column of scores, with --capacity or --threshold.")] = None,
    capacity: Annotated[float | None, typer.Option(help="Share of the rows that is picked out, highest first.")] = None,
    threshold: Annotated[float | None, typer.Option(help="Score from which on a row is picked out.")] = None,
    probability: Annotated[str | None, typer.Option(help="Column of stated chances, 0 to 1, to judge them too.")] = None,
    family: Annotated[
        str | None,
        typer.Option(help="Column of who counts together, or of {people} if each counts alone; without it, no intervals."),
    ] = None,
    reference: Annotated[
        list[str] | None, typer.Option(help="COLUMN=GROUP that others are compared with; the largest if not said.")
    ] = None,
) -> None:
    """Audit any table of scores by group, and write the page and its figures. No value of the table is printed."""
    named = [name.strip() for name in groups.split(",") if name.strip()]
    columns = Columns(named, label, flagged, score, capacity, threshold, probability, family)
    found = read_scored(scores, columns, _references(reference or [], named))
    figures = audit_of(found, columns)
    write_json(out / "audit.json", figures)
    names = names_of_columns(found.described, _nouns())
    how = " ".join([_how_selected(found, columns, figures["about"]), *_warnings(found)])
    content = fairness_content(figures, found.described, names, "", how=how)
    write_text(out / "fairness.html", page("fairness.html", **content, beside=False, home=""))
    print("\n".join([*_lines(figures, found, columns), *_warnings(found)]))
    print(f"written: {out / 'fairness.html'}, {out / 'audit.json'}")


def _nouns() -> dict[str, str]:
    """Return what the page calls rows and people: as the project in this folder does, if there is one."""
    params = project_params()
    if params is None:
        return NOUNS
    own = load_vocabulary(params.source.vocabulary).nouns.model_dump()
    return NOUNS | {name: own[name] for name in OF_PROJECT}


def _lines(figures: dict[str, Any], found: Scored, columns: Columns) -> list[str]:
    """Return what is printed; it names no group."""
    compared = figures["together"]["all"]
    gaps = f"{compared['comparisons']} gaps compared, {compared['differ']} of them differ."
    return [
        f"{len(found.rows):,} rows audited, {found.left_out:,} left out because a value is missing.",
        _how_selected(found, columns, figures["about"]),
        gaps if columns.family else "Without --family, no gap can be detected.",
        *(
            f"{name}: {account['points']:,} rows in {len(account['groups'])} groups, {account['none']:,} in none."
            for name, account in figures["accounts"].items()
        ),
    ]


def _warnings(found: Scored) -> list[str]:
    """Return warnings of names in two spellings, an outcome of one kind, rows left out, and rows that may be written twice."""
    lines = [
        f"WARNING: {name}: {number:,} values differ from another one only in letter case, spaces or zeros in front. They are "
        "kept apart. If they mean the same, write them in one way."
        for name, number in found.alike.items()
    ]
    if found.rows["label"].nunique() == 1:
        followed = "each" if found.rows["label"].iloc[0] else "none"
        lines.append(f"WARNING: {followed} of the rows is followed by the outcome, so errors cannot be told: check --label.")
    read = len(found.rows) + found.left_out
    if found.left_out > Quarantine().most * read:
        lines.append(
            f"WARNING: {of_100(found.left_out / read, 0)}% of the rows are left out because a value is missing. If they differ "
            "from the others, no figure tells of them: fill in what is missing, or say beside the figures who is left out."
        )
    if found.repeated:
        lines.append(
            f"WARNING: {found.repeated:,} rows repeat another row in every column, and count. If a decision is written twice, "
            "take one of the two out."
        )
    return lines


def _references(given: list[str], groups: list[str]) -> dict[str, str]:
    references = dict(each.partition("=")[::2] for each in given)
    if wrong := [each for each in given if "=" not in each] + [name for name in references if name not in groups]:
        raise BadInput(
            "A group to compare with belongs to no column of --groups.",
            where=f"--reference, {len(wrong)} of {len(given)}",
            expected="--reference COLUMN=GROUP with a column that --groups names",
            do="name the column in --groups too, or mend its name",
        )
    return references


def _how_selected(found: Scored, columns: Columns, about: Mapping[str, Any]) -> str:
    flagged = f"{int(found.rows['flagged'].sum()):,} of {len(found.rows):,} rows are picked out"
    if columns.flagged:
        how = f"{flagged}, as the table says."
    elif columns.capacity is not None:
        how = f"{flagged}. The highest {chosen_share(columns.capacity)} % were asked for. {asked_sentence(about)}".strip()
    else:
        how = f"{flagged}: those that score {columns.threshold:g} or more."
    left_out = {"because a value is missing": found.left_out, "with more or fewer cells than the first row": found.torn}
    return " ".join([how, *(f"Rows left out {why}: {number:,}." for why, number in left_out.items() if number)])
