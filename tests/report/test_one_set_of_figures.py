"""No figure of a named operating point differs between the pages that quote it."""

from __future__ import annotations

import re

from lxml import html

from neglect_triage.fairness.page import fairness_page
from neglect_triage.governance.documents.blanks import load_organisation
from neglect_triage.governance.documents.write import as_page, documents
from neglect_triage.models.evaluation.operating_points import operating_points
from neglect_triage.models.evaluation.summary import sentences
from neglect_triage.report.evaluation_page import evaluation_page
from neglect_triage.wording.operating_points import CAPTION
from tests.explain.small_run import VOCABULARY
from tests.fairness.small_audit import small_audit
from tests.governance.evaluation_facts import small_found
from tests.governance.run_facts import run_facts
from tests.models.worlds import CATALOGUE
from tests.small_report import index

FOUND = small_found()
POINTS = operating_points(FOUND.evaluation)
CARD = as_page(documents(run_facts(evaluation=FOUND.evaluation), load_organisation(VOCABULARY.nouns), ["model_card"])[0])
EVALUATION = evaluation_page(FOUND, VOCABULARY)


def rows(page: str) -> dict[str, list[str]]:
    """The table of operating points of a page: the cells of each row by the name of the point."""
    (table,) = (table for table in html.fromstring(page).iter("table") if table.findtext("caption") == CAPTION)
    cells = [[" ".join(cell.text_content().split()) for cell in row] for row in table.findall("tbody/tr")]
    return {name[0].lower() + name[1:]: rest for name, *rest in cells}


TABLE = rows(EVALUATION)


def figures(name: str) -> tuple[str, str]:
    """What the table gives of a point: of 100 looked at, followed; of 100 followed, looked at."""
    cells = TABLE[name]
    return cells[2], cells[3].partition(";")[0]


def text(page: str) -> str:
    return " ".join(html.fromstring(page).find(".//main").text_content().split())


def test_the_table_is_the_same_on_the_evaluation_page_and_on_the_model_card() -> None:
    assert rows(CARD) == TABLE
    assert list(TABLE) == [point.name(VOCABULARY.nouns.model_dump()) for point in POINTS]


def test_the_first_page_and_the_short_answer_quote_the_weekly_capacity() -> None:
    precision, recall = figures("the Front Door's weekly capacity")
    first, short = text(index()), text(EVALUATION)
    assert f"Take the Front Door's weekly capacity: the 10 highest of every week, {TABLE[next(iter(TABLE))][1]} contacts" in first
    assert f"Of 100 that the model would choose, {precision} would be followed" in first
    assert f"the model would choose {recall} and leave out" in first
    assert f"At the Front Door's weekly capacity (the 10 highest of every week), {precision} of 100 looked at" in short
    assert f"Of 100 that are followed, {recall} would be among them." in short


def test_the_fairness_page_names_the_share_at_which_it_compares_groups() -> None:
    precision, recall = figures("the highest 10 of 100")
    page = text(fairness_page(small_audit(), CATALOGUE, VOCABULARY, True, POINTS))
    assert "the operating point called the highest 10 of 100." in page
    assert f"{precision} of 100 looked at were followed by the outcome, and {recall} of 100 followed were looked at." in page


def test_the_comparison_with_the_rule_quotes_its_own_point() -> None:
    (stratum,) = FOUND.evaluation["headline"]
    compared = " ".join(sentences(stratum, FOUND.evaluation["strata"][stratum]))
    quoted = re.search(
        r"the local rule names \(\d+ of 100\): of 100 that were followed by the outcome, the model finds (.+?), the", compared
    )
    name = "as many as the local rule names"
    assert (quoted is None) == (name not in TABLE)
    assert quoted is None or quoted[1] == figures(name)[1]
