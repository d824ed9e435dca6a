"""What is said of the truth of explanations is what the run's files hold, also where it is bad news."""

from __future__ import annotations

import pytest

from neglect_triage.report.explanation_truth import ExplanationTruth, lines, rows
from tests.governance.run_facts import explanation_truth, value


def test_every_line_says_its_figure_its_range_and_what_it_was_counted_on() -> None:
    words = lines(explanation_truth(), "contacts")
    assert words[0] == (
        "The records of the first line were taken away at 237 contacts. That moved the score more than taking away as many "
        "others at random for 99 (98 to 100) of 100."
    )
    assert (
        "When the program was fitted again on other records, the first line stayed first for 78 (70 to 86) of 100 (87 contacts)."
        in words
    )


@pytest.mark.parametrize(
    ("lead", "verdict"),
    [
        (value(0.1, 0.05, 0.15), "The lines do better than the count."),
        (value(-0.1, -0.15, -0.05), "The count does better than the lines."),
        (value(0.0, -0.05, 0.05), "Which of them does better cannot be told."),
        (value(0.1), "Which of them does better cannot be told."),
    ],
)
def test_reasons_that_name_the_driver_no_better_than_counts_are_said_to(lead: dict[str, float | None], verdict: str) -> None:
    assert verdict in lines(explanation_truth(lead), "contacts")[-1]


def test_without_a_known_truth_nothing_is_said_of_drivers() -> None:
    real = ExplanationTruth(explanation_truth().faithfulness, {})
    assert not [line for line in lines(real, "contacts") if "made-up" in line]
    assert not [what for what, _, _ in rows(real) if "driver" in what]


def test_the_table_holds_every_figure_with_its_interval() -> None:
    given = {what: (on, figure) for what, on, figure in rows(explanation_truth())}
    assert given["Deletion, all: move of the log-odds by the first reason's records"] == ("237", "0.747 (0.678 to 0.816)")
    assert given["Telling the true driver, mean of all: lead of the reasons"] == ("13,746", "-0.061 (-0.082 to -0.041)")
