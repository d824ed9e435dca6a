"""Reporting the checks of a chronology: the page on quality, the figures, and stopping at errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd

from ...errors import BadInput
from ...pages.render import page
from ..vocabulary import Vocabulary
from .column_checks import Result
from .quarantine import first_places


def check_figures(results: list[Result]) -> dict[str, Any]:
    """Return the figures of a run of checks: failed checks by severity, their rows, and the rows of each warning by name.

    Warnings that concern no row are included, so that every run has the same names.
    """
    failed = [result for result in results if not result.passed]
    return {
        "errors": sum(result.severity == "critical" for result in failed),
        "warnings": sum(result.severity == "warning" for result in failed),
        "rows_with_errors": sum(result.failed for result in failed if result.severity == "critical"),
        "rows_with_warnings": sum(result.failed for result in failed if result.severity == "warning"),
        "rows_by_warning": {result.name: result.failed for result in results if result.severity == "warning"},
    }


def quality_page(
    results: list[Result], about: Mapping[str, Any], quarantine: pd.DataFrame, coverage: pd.DataFrame, vocabulary: Vocabulary
) -> str:
    """Return the HTML of the page on quality: counts and places, but never a value.

    Parameters
    ----------
    results : the result of every check.
    about : chronology/about.json.
    quarantine, coverage : the canonical tables.
    vocabulary : the nouns for the page, and the names of the coverage tables.
    """
    failed = [asdict(result) for result in results if not result.passed]
    keys = ["source", "table", "column", "rule", "expected"]
    return page(
        "quality.html",
        synthetic=vocabulary.synthetic if about["synthetic"] else "",
        home="index.html",
        records=vocabulary.nouns.about,
        tables=about["tables"],
        notes=about["notes"],
        errors=[result for result in failed if result["severity"] == "critical"],
        warnings=[result for result in failed if result["severity"] == "warning"],
        checks=[asdict(result) for result in results],
        rules=[
            {**dict(zip(keys, labels, strict=True)), "rows": len(rows), "places": first_places(rows["source_ref"])}
            for labels, rows in quarantine.groupby(keys, sort=True)
        ],
        coverage=[
            {
                "source": row["source"],
                "table": vocabulary.words["coverage_table"].get(row["table"], row["table"]),
                "start": _day(row["start"]),
                "end": _day(row["end"] - pd.Timedelta(days=1)),
                "rows": int(row["rows_kept"]),
            }
            for row in coverage.to_dict("records")
        ],
    )


def _day(date: pd.Timestamp) -> str:
    return f"{date.day} {date:%B %Y}"


def stop_at_errors(results: list[Result], what: str, do: str) -> None:
    """Stop if a check with the severity of an error failed; call it when the page is written.

    Parameters
    ----------
    results : the result of every check.
    what : what was checked, as the subject of a sentence.
    do : what the user can do.

    Raises
    ------
    BadInput : with the checks and the number of rows that failed each.
    """
    errors = [result for result in results if result.severity == "critical" and not result.passed]
    if errors:
        raise BadInput(
            f"{what} fails {len(errors)} check{'s' * (len(errors) > 1)} that must hold.",
            where="\n            ".join(f"{error.table}, {error.column or 'columns'}: {error.failed:,} rows" for error in errors),
            expected="\n            ".join(error.check for error in errors),
            do=do,
        )
