"""Every page of a report, small. The tests of pages in a browser, of their structure and of their words go through this list."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from neglect_triage.chronology.checks.column_checks import Result
from neglect_triage.chronology.checks.quality import quality_page
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.disclosure.earlier import Published
from neglect_triage.explain.decisions.page import decisions_page
from neglect_triage.explain.decisions.second_look import second_look, second_look_page
from neglect_triage.extracts.reconciliation.page import sources_page
from neglect_triage.features.documentation import as_html
from neglect_triage.features.matrix_checks import matrix_page
from neglect_triage.governance.documents.blanks import load_organisation
from neglect_triage.governance.documents.content import points_of
from neglect_triage.governance.documents.write import as_page, documents
from neglect_triage.governance.release.controlled_run import Controlled
from neglect_triage.governance.release.edition import first_page
from neglect_triage.report.evaluation_page import evaluation_page
from neglect_triage.report.glossary import glossary_page
from neglect_triage.report.index_page import index_page
from neglect_triage.report.method_page import method_page
from neglect_triage.simulate.calibration import published
from neglect_triage.study.world_page import world_page
from tests.explain.decisions.small_audit import DEFINITIONS, drawn_lines, figures_of
from tests.explain.small_run import CATALOGUE, VOCABULARY, page_of, small_content, small_params
from tests.extracts.extracts import annex_a, chronology
from tests.fairness.small_audit import small_fairness_page
from tests.features import chronologies as few_indicators
from tests.governance.evaluation_facts import small_found
from tests.governance.model_facts import small_page
from tests.governance.run_facts import run_facts
from tests.governance.study_facts import small_calibration, small_study
from tests.monitoring.made import small_monitoring_page
from tests.strategy.made import small_strategy_page
from tests.study.test_label_bias import found as small_label_bias
from tests.study.test_true_records import figures as figures_of_records
from tests.study.test_true_records import page as page_of_records


def index() -> str:
    return index_page(
        small_found().evaluation,
        [small_content(3)],
        small_contacts(120),
        VOCABULARY,
        True,
        3,
        points_of("model_card", "not-for", load_vocabulary().nouns),
        "boosted",
    )


def decisions() -> str:
    return decisions_page(figures_of(drawn_lines(700)), DEFINITIONS, VOCABULARY, True, 3)


def second_looks() -> str:
    return second_look_page(second_look(drawn_lines(700), DEFINITIONS, 9, 1), DEFINITIONS, {}, VOCABULARY, True, "", 1)


def world() -> str:
    pages = [page_of_records("p", ["1", ""]), page_of_records("q", ["", "1"], standing="not in attention")]
    records = figures_of_records(pages, [0.9, 0.1])
    return world_page(small_study(), small_calibration(), published(), VOCABULARY, small_label_bias(), records)


def method() -> str:
    return method_page(run_facts().truth, small_params(), VOCABULARY, synthetic=True)


def sources() -> str:
    with tempfile.TemporaryDirectory() as name:
        annex_a(
            Path(name),
            "2024-03-31.xlsx",
            contacts=[{"child": "k1", "date": dt.date(2024, 2, 1)}, {"child": "k2", "date": "soon"}],
        )
        found = chronology(Path(name))
    return sources_page({"kind": "extracts", "synthetic": True, "extracts": found.extracts}, home="index.html")


def quality() -> str:
    about = {"synthetic": True, "tables": {"events": {"read": 4, "kept": 3, "quarantined": 1}}, "notes": ["A note."]}
    put_aside = {"source": "own", "table": "events", "source_ref": ["events.csv:2"], "column": "event_date", "rule": "not a date"}
    covered = {"source": "own", "table": "events", "start": ["2020-01-01"], "end": "2022-01-01", "rows_kept": 3}
    quarantine, coverage = (pd.DataFrame(rows) for rows in (put_aside | {"expected": "a date"}, covered))
    return quality_page(
        results(), about, quarantine, coverage.astype({"start": "datetime64[s]", "end": "datetime64[s]"}), VOCABULARY
    )


def features() -> str:
    return matrix_page(results(), {"hub view": 3}, True, CATALOGUE, VOCABULARY)


def results() -> list[Result]:
    """Checks of which an error and a warning fail."""
    return [
        Result("events", "a", "every row has a day", "critical", 10, 2, False),
        Result("events", "b", "plans do not overlap", "warning", 10, 3, False, "plans_apart", "A plan may be counted twice."),
        Result("events", "c", "visits have a child", "warning", 10, 0, True, "visits", "A visit may be missed."),
    ]


def small_contacts(number: int) -> pd.DataFrame:
    """Contacts of many days, in no order, with three kinds of decision; the last is hostile."""
    days = pd.Timestamp("2021-04-01") + pd.to_timedelta([(7 * place) % 700 for place in range(number)], unit="D")
    people = [f"k{place:05d}" for place in range(number - 1)] + ["</script><img src=x onerror=alert(1)>"]
    decisions = [("nfa", "referral", None)[place % 3] for place in range(number)]
    ids = [f"{person}@{day:%Y-%m-%d}" for person, day in zip(people, days, strict=True)]
    return pd.DataFrame({"point_id": ids, "child_id": people, "as_of": days, "decision": decisions})


def contact(**choices: Any) -> Callable[[], str]:
    return lambda: page_of(small_content(3, **choices))


def document(name: str) -> Callable[[], str]:
    """A document for a board, in which the organisation has filled in nothing."""
    return lambda: as_page(documents(run_facts(), load_organisation(VOCABULARY.nouns, Path("absent.yaml")), [name])[0])


def release() -> str:
    """The first page of a release edition, which leads to one page and misses another."""
    done = {"rows": {"numbers": 3, "hidden": 1, "rounded": 2, "withheld": 0}}
    run = Controlled(run_facts(), done, {"hidden": 12, "narrowest": 18, "earlier": 1}, Published({}, {}))
    return first_page({"model_card.html": "<h1>Model card</h1>"}, run, {"fairness.html": "too few for what it says"})


PAGES: dict[str, Callable[[], str]] = {
    "index": index,
    "method": method,
    "glossary": lambda: glossary_page(VOCABULARY, synthetic=True),
    "decisions": decisions,
    "second_look": second_looks,
    "strategy": small_strategy_page,
    "evaluation": lambda: evaluation_page(small_found(), VOCABULARY),
    "fairness": small_fairness_page,
    **{name: document(name) for name in ("board", "model_card", "datasheet", "atrs", "tripod_ai", "probast_ai", "impact")},
    "model": small_page,
    "sources": sources,
    "quality": quality,
    "features": features,
    "world": world,
    "release": release,
    "monitoring": small_monitoring_page,
    "catalogue": lambda: as_html(few_indicators.CATALOGUE, few_indicators.WORDS),
    "contacts/attention": contact(standing="attention"),
    "contacts/not in attention": contact(standing="not in attention"),
    "contacts/four domains": contact(arrangement="signs_of_safety"),
}


@cache
def html_of(name: str) -> str:
    """The HTML of a page of the list."""
    return PAGES[name]()


def write_report(folder: Path) -> None:
    """Write every page of the list."""
    (folder / "contacts").mkdir(parents=True)
    for name in PAGES:
        (folder / f"{name}.html").write_text(html_of(name), encoding="utf-8")
