"""Running checks with Great Expectations, in memory and with counts only."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe
import numpy as np
import pandas as pd
from great_expectations.data_context.types.base import ProgressBarsConfig

from ..tables import tables
from ..vocabulary import Vocabulary
from .column_checks import CHECKED, Check, Result, column_checks
from .cross_checks import CrossCheck, cross_checks

# The standard formats write unexpected values into results and Data Docs; this one only counts them.
_COUNTS_ONLY = {"result_format": "SUMMARY", "partial_unexpected_count": 0}
_REPEATED = ("child_id", "source", "system", "code")
_REMOTE = re.compile(
    r"<script\b.*?</script>|<(?:link|img|iframe)\b[^>]*//[^>]*>|(?<=<a )href=[\"'][^\"']*//[^\"']*[\"']|url\([\"']?\w+://[^)]*\)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Suite:
    """The checks of one table: those of single columns, and those across rows."""

    frame: pd.DataFrame
    checks: list[Check]
    cross_checks: list[CrossCheck]


def validate(frames: Mapping[str, pd.DataFrame], vocabulary: Vocabulary, data_docs: Path) -> list[Result]:
    """Check all canonical tables.

    Parameters
    ----------
    frames : the tables named in `column_checks.CHECKED`.
    vocabulary : the words that they may hold.
    data_docs : folder for the Data Docs of Great Expectations: internal, counts only, without remote references.

    Returns
    -------
    list of Result : in the order of tables and checks.
    """
    frames = {name: _words_as_categories(name, frames[name]) for name in CHECKED}
    across = cross_checks(frames, vocabulary)
    suites = {
        name: Suite(
            _text_as_filled(name, frame),
            column_checks(name, vocabulary),
            [check for check in across if check.table == name],
        )
        for name, frame in frames.items()
    }
    return run_suites(suites, data_docs)


def run_suites(suites: Mapping[str, Suite], data_docs: Path) -> list[Result]:
    """Run the suites of some tables, by name, and write the Data Docs; see `validate`."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("tables")
    results: list[Result] = []
    for name, suite in suites.items():
        results += _run(context, source, name, suite.frame, suite.checks)
        results += _run_cross_checks(context, source, name, suite.cross_checks)
    _write_data_docs(context, data_docs)
    return results


def _words_as_categories(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` with words as categories, because Great Expectations copies the rows for every check."""
    repeated = [column for column, kind in tables()[name].columns.items() if kind.words or column in _REPEATED]
    return frame.astype(dict.fromkeys(repeated, "category"))


def _text_as_filled(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` with one category for all text that is only checked for being filled, which is fast to copy."""
    table = tables()[name]
    texts = [column for column, kind in table.columns.items() if kind.type == "text" and column != table.key and column in frame]
    filled = pd.CategoricalDtype(["filled"])
    codes = {column: np.where(frame[column].notna(), 0, -1).astype("int8") for column in texts}
    return frame.assign(**{column: pd.Categorical.from_codes(code, dtype=filled) for column, code in codes.items()})


def _run_cross_checks(context: Any, source: Any, name: str, across: list[CrossCheck]) -> list[Result]:
    """Run checks across rows on boolean columns.

    Those of every row have a frame of their own, because a frame is as long as its longest column.
    """
    most = max((len(check.holds) for check in across), default=0)
    parts = {
        "of every row": [check for check in across if len(check.holds) == most],
        "of some rows": [check for check in across if len(check.holds) < most],
    }
    results: list[Result] = []
    for part, chosen in parts.items():
        # A column has the rows that a check concerns; the rest of the frame is empty and not counted.
        holds = {f"{check.column}: {check.says}": check.holds.reset_index(drop=True).astype("float64") for check in chosen}
        checks = [_as_check(name, check) for check in chosen]
        if checks:
            results += _run(context, source, f"{name} ({part})", pd.DataFrame(holds), checks)
    return results


def _as_check(table: str, check: CrossCheck) -> Check:
    holds = {"column": f"{check.column}: {check.says}", "value_set": [1.0]}
    return Check(table, check.column, check.says, check.severity, "ExpectColumnValuesToBeInSet", holds, check.name, check.means)


def _run(context: Any, source: Any, name: str, frame: pd.DataFrame, checks: list[Check]) -> list[Result]:
    batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("all rows")
    expectations = [
        getattr(gxe, check.expectation)(**check.arguments, severity=check.severity, meta={"number": number}, notes=check.says)
        for number, check in enumerate(checks)
    ]
    # All at once, because a suite that belongs to a context is saved again with each expectation.
    suite = context.suites.add(gx.ExpectationSuite(name=name, expectations=expectations))
    definition = context.validation_definitions.add(gx.ValidationDefinition(name=name, data=batch, suite=suite))
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(name=name, validation_definitions=[definition], actions=[], result_format=_COUNTS_ONLY)
    )
    (validation,) = checkpoint.run(batch_parameters={"dataframe": frame}).run_results.values()
    by_number = {result.expectation_config.meta["number"]: result for result in validation.results}
    return [_result(check, by_number[number], len(frame)) for number, check in enumerate(checks)]


def _result(check: Check, outcome: Any, rows: int) -> Result:
    if outcome.exception_info and outcome.exception_info.get("raised_exception"):
        raise RuntimeError(f"the check of {check.table}.{check.column} ({check.expectation}) could not be run")
    counts = outcome.result
    concerned = counts.get("element_count", rows) - counts.get("missing_count", 0)
    failed = counts.get("unexpected_count", 0 if outcome.success else concerned)
    passed = bool(outcome.success)
    return Result(check.table, check.column, check.says, check.severity, concerned, failed, passed, check.name, check.means)


def _write_data_docs(context: Any, folder: Path) -> None:
    """Write the pages of Great Expectations without scripts and without anything fetched from other sites."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.absolute())}
    site = {"class_name": "SiteBuilder", "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"}, "store_backend": store}
    context.add_data_docs_site(site_name="internal", site_config=site)
    context.build_data_docs(site_names=["internal"])
    for page in (path for path in folder.rglob("*") if path.suffix in (".html", ".css")):
        page.write_text(_REMOTE.sub("", page.read_text(encoding="utf-8")), encoding="utf-8")
