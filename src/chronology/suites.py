"""Running the checks of a chronology with Great Expectations, in memory and counting only."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd
from great_expectations.data_context.types.base import ProgressBarsConfig

from .checks import CHECKED, Check, Fact, Result, checks_of_table, facts_between_rows
from .tables import tables
from .vocabulary import Vocabulary

# The standard formats put unexpected values into results and Data Docs. This one counts them.
_COUNTS_ONLY = {"result_format": "SUMMARY", "partial_unexpected_count": 0}
_REPEATED = ("child_id", "source", "system", "code")
_REMOTE = re.compile(
    r"<script\b.*?</script>|<(?:link|img|iframe)\b[^>]*//[^>]*>|(?<=<a )href=[\"'][^\"']*//[^\"']*[\"']|url\([\"']?\w+://[^)]*\)",
    re.DOTALL,
)


def validate(frames: Mapping[str, pd.DataFrame], vocabulary: Vocabulary, data_docs: Path) -> list[Result]:
    """Check all canonical tables.

    Parameters
    ----------
    frames : the tables named in `checks.CHECKED`.
    vocabulary : the words that they may hold.
    data_docs : folder for the Data Docs of Great Expectations: internal, counts only, without remote references.

    Returns
    -------
    list of Result : in the order of tables and checks.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("chronology")
    frames = {name: _words_as_categories(name, frames[name]) for name in CHECKED}
    facts = facts_between_rows(frames, vocabulary)
    results: list[Result] = []
    for name in CHECKED:
        results += _run(context, source, name, frames[name], checks_of_table(name, vocabulary))
        results += _run_facts(context, source, name, [fact for fact in facts if fact.table == name])
    _write_data_docs(context, data_docs)
    return results


def _words_as_categories(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` with small numbers in place of its words: Great Expectations copies the rows for every check."""
    repeated = [column for column, kind in tables()[name].columns.items() if kind.words or column in _REPEATED]
    return frame.astype(dict.fromkeys(repeated, "category"))


def _run_facts(context: Any, source: Any, name: str, facts: list[Fact]) -> list[Result]:
    if not facts:
        return []
    # A row that a fact does not concern is empty there, so that the counts are those of the rows concerned.
    frame = pd.DataFrame({f"{fact.column}: {fact.says}": fact.holds.astype("float64") for fact in facts})
    checks = [
        Check(name, fact.column, fact.says, fact.severity, "ExpectColumnValuesToBeInSet", {"column": column, "value_set": [1.0]})
        for column, fact in zip(frame, facts, strict=True)
    ]
    return _run(context, source, f"{name} (between rows)", frame, checks)


def _run(context: Any, source: Any, name: str, frame: pd.DataFrame, checks: list[Check]) -> list[Result]:
    batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("all rows")
    expectations = [
        getattr(gxe, check.expectation)(**check.arguments, severity=check.severity, meta={"number": number}, notes=check.says)
        for number, check in enumerate(checks)
    ]
    # Given at once: a suite that already belongs to a context is saved anew with each expectation.
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
    return Result(check.table, check.column, check.says, check.severity, concerned, failed, bool(outcome.success))


def _write_data_docs(context: Any, folder: Path) -> None:
    """Write Great Expectations' own pages, stripped of scripts and of everything that would be fetched from elsewhere."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.absolute())}
    site = {"class_name": "SiteBuilder", "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"}, "store_backend": store}
    context.add_data_docs_site(site_name="internal", site_config=site)
    context.build_data_docs(site_names=["internal"])
    for page in (path for path in folder.rglob("*") if path.suffix in (".html", ".css")):
        page.write_text(_REMOTE.sub("", page.read_text(encoding="utf-8")), encoding="utf-8")
