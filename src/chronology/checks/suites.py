"""Running the checks of tables with Great Expectations, in memory and counting only."""

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
from .between_rows import Fact, facts_between_rows
from .table_checks import CHECKED, Check, Result, checks_of_table

# The standard formats put unexpected values into results and Data Docs. This one counts them.
_COUNTS_ONLY = {"result_format": "SUMMARY", "partial_unexpected_count": 0}
_REPEATED = ("child_id", "source", "system", "code")
_REMOTE = re.compile(
    r"<script\b.*?</script>|<(?:link|img|iframe)\b[^>]*//[^>]*>|(?<=<a )href=[\"'][^\"']*//[^\"']*[\"']|url\([\"']?\w+://[^)]*\)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Suite:
    """What is checked of one table: checks of single columns, and facts between rows."""

    frame: pd.DataFrame
    checks: list[Check]
    facts: list[Fact]


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
    frames = {name: _words_as_categories(name, frames[name]) for name in CHECKED}
    facts = facts_between_rows(frames, vocabulary)
    suites = {
        name: Suite(
            _only_what_is_checked(name, frame),
            checks_of_table(name, vocabulary),
            [fact for fact in facts if fact.table == name],
        )
        for name, frame in frames.items()
    }
    return run_suites(suites, data_docs)


def run_suites(suites: Mapping[str, Suite], data_docs: Path) -> list[Result]:
    """Carry out the suites of some tables and write the Data Docs; see `validate`."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("tables")
    results: list[Result] = []
    for name, suite in suites.items():
        results += _run(context, source, name, suite.frame, suite.checks)
        results += _run_facts(context, source, name, suite.facts)
    _write_data_docs(context, data_docs)
    return results


def _words_as_categories(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` with small numbers in place of its words: Great Expectations copies the rows for every check."""
    repeated = [column for column, kind in tables()[name].columns.items() if kind.words or column in _REPEATED]
    return frame.astype(dict.fromkeys(repeated, "category"))


def _only_what_is_checked(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` with text of which only the filling is checked as one category, which is copied in no time."""
    table = tables()[name]
    texts = [column for column, kind in table.columns.items() if kind.type == "text" and column != table.key and column in frame]
    filled = pd.CategoricalDtype(["filled"])
    codes = {column: np.where(frame[column].notna(), 0, -1).astype("int8") for column in texts}
    return frame.assign(**{column: pd.Categorical.from_codes(code, dtype=filled) for column, code in codes.items()})


def _run_facts(context: Any, source: Any, name: str, facts: list[Fact]) -> list[Result]:
    """Run facts on columns of truths. Those of all rows stand apart, because a frame is as long as its longest column."""
    most = max((len(fact.holds) for fact in facts), default=0)
    parts = {
        "of every row": [fact for fact in facts if len(fact.holds) == most],
        "of some rows": [fact for fact in facts if len(fact.holds) < most],
    }
    results: list[Result] = []
    for part, chosen in parts.items():
        # The rows of a fact are those that it concerns; what is left of the frame is empty and not counted.
        holds = {f"{fact.column}: {fact.says}": fact.holds.reset_index(drop=True).astype("float64") for fact in chosen}
        checks = [_as_check(name, fact) for fact in chosen]
        if checks:
            results += _run(context, source, f"{name} ({part})", pd.DataFrame(holds), checks)
    return results


def _as_check(table: str, fact: Fact) -> Check:
    holds = {"column": f"{fact.column}: {fact.says}", "value_set": [1.0]}
    return Check(table, fact.column, fact.says, fact.severity, "ExpectColumnValuesToBeInSet", holds, fact.name, fact.means)


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
    passed = bool(outcome.success)
    return Result(check.table, check.column, check.says, check.severity, concerned, failed, passed, check.name, check.means)


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
