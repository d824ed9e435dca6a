"""The order of a review: judging first, the page then, and each step once; in the terminal, by a sheet, and in the summary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.review.by_sheet import FINAL_COLUMN, OWN_COLUMN, REASON, REVIEWS, ROW, read_reviews, write_reviews
from neglect_triage.review.questions import questions
from neglect_triage.review.steps import FINAL, OWN, RELEASED, check_reviewer, record_final, record_own, release, review_contact
from neglect_triage.review.summary import summarise_log
from neglect_triage.review.with_own import Answers
from neglect_triage.review.workbook import Sheet
from neglect_triage.sealed_log import read_log
from neglect_triage.wording.reviews import log_sentences
from tests.review.filled import fill, judged, write_workbook

ASKED = questions(load_vocabulary().nouns)
WORDS = ASKED.reviewers
CLOSE, HELP, LOOK, FORWARD = WORDS.judgements
KNEW = WORDS.reasons[0]


class Clock:
    """A clock that moves on by five minutes with each look."""

    def __init__(self) -> None:
        self.at = dt.datetime(2024, 5, 1, 9, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        self.at += dt.timedelta(minutes=5)
        return self.at


def review(log: Path, contact: str, *answers: str, words: list[str] | None = None, clock: Clock | None = None) -> None:
    given, beside = iter(answers), {question.ask: question.answers[0] for question in WORDS.with_own.values()}

    def ask(question: str, choices: Sequence[str]) -> str:
        if words is not None:
            words.append(question)
        answer = beside[question] if question in beside else next(given)
        assert answer in choices
        return answer

    say = words.append if words is not None else (lambda _: None)
    review_contact(log, contact, "lead-2", "contacts/k1.html", WORDS, ask=ask, say=say, clock=clock or Clock())


def test_the_page_is_named_after_the_own_judgement_and_before_the_final_one(tmp_path: Path) -> None:
    words: list[str] = []
    review(tmp_path / "log", "k1", CLOSE, LOOK, KNEW, words=words)
    assert words == [
        "Your own judgement, before you see the page", "How sure are you?", "Are the needs of the child met?",
        "What weighs most for you?", "The page: contacts/k1.html", "Your final judgement", "What weighed most",
    ]  # fmt: skip
    entries = read_log(tmp_path / "log")
    assert [entry["step"] for entry in entries] == [OWN, RELEASED, FINAL]
    assert [entry["at"] for entry in entries] == [f"2024-05-01T09:{minute:02d}:00+00:00" for minute in (5, 10, 15)]
    assert (entries[0]["judgement"], entries[2]["judgement"], entries[2]["reason"]) == (CLOSE, LOOK, KNEW)


def test_a_review_that_was_broken_off_goes_on_and_its_own_judgement_stands(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with pytest.raises(StopIteration):
        review(log, "k1", CLOSE)
    assert [entry["step"] for entry in read_log(log)] == [OWN, RELEASED]
    words: list[str] = []
    review(log, "k1", FORWARD, KNEW, words=words)
    assert words[0] == "The page: contacts/k1.html"
    assert [entry["step"] for entry in read_log(log)] == [OWN, RELEASED, FINAL]
    with pytest.raises(BadInput, match="ended"):
        review(log, "k1", CLOSE)


def test_no_step_can_be_taken_out_of_its_order_or_twice(tmp_path: Path) -> None:
    log, clock = tmp_path / "log", Clock()
    with pytest.raises(BadInput, match="judge first"):
        release(log, "k1", "lead-2", clock)
    record_own(log, "k1", "lead-2", CLOSE, clock)
    with pytest.raises(BadInput, match="judged this one before"):
        record_own(log, "k1", "lead-2", FORWARD, clock)
    with pytest.raises(BadInput, match="not reached its page"):
        record_final(log, "k1", "lead-2", CLOSE, KNEW, clock)
    release(log, "k1", "lead-2", clock)
    release(log, "k1", "lead-2", clock)
    record_final(log, "k1", "lead-2", CLOSE, KNEW, clock)
    with pytest.raises(BadInput, match="has ended"):
        record_final(log, "k1", "lead-2", CLOSE, KNEW, clock)
    record_own(log, "k1", "lead-3", FORWARD, clock)  # another person's review is another review
    assert len(read_log(log)) == 4


@pytest.mark.parametrize(
    "name", ["", "Jane Smith", "jane.smith", "j.smith@example.org", "lead_2", "9434765919", "a9434765919", "x"]
)
def test_a_reviewer_is_a_role_and_never_a_name_or_a_number(name: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_reviewer(name)
    assert not name or f" {name}" not in str(caught.value).replace("--reviewer", "")


POINTS = pd.DataFrame(
    {
        "point_id": ["k1", "k2", "k3"],
        "child_id": ["c1", "c2", "c3"],
        "as_of": pd.to_datetime(["2022-03-01", "2022-03-02", "2022-03-02"]),
    }
)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    write_reviews(tmp_path / "reviews.xlsx", POINTS, "lead-2", ASKED, ["SYNTHETIC DATA"])
    return tmp_path / "reviews.xlsx"


def read(sheet: Path, reviewer: str = "") -> tuple[list[str], dict[str, int]]:
    return read_reviews(sheet, sheet.parent / "log", POINTS, reviewer, ASKED, Clock())


def test_a_sheet_is_read_twice_own_judgements_first(sheet: Path) -> None:
    fill(sheet, REVIEWS, {**judged(ASKED, 2, CLOSE), **judged(ASKED, 4, FORWARD)})
    assert read(sheet) == (["k1", "k3"], {"own": 2, "final": 0, "before": 0, "blank": 1})
    assert read(sheet) == ([], {"own": 0, "final": 0, "before": 2, "blank": 1})
    fill(sheet, REVIEWS, {(2, FINAL_COLUMN): LOOK, (2, REASON): KNEW})
    assert read(sheet) == ([], {"own": 0, "final": 1, "before": 1, "blank": 1})
    steps = [(entry["contact"], entry["step"]) for entry in read_log(sheet.parent / "log")]
    assert steps == [("k1", OWN), ("k1", RELEASED), ("k3", OWN), ("k3", RELEASED), ("k1", FINAL)]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({**judged(ASKED, 2, CLOSE), (2, FINAL_COLUMN): LOOK, (2, REASON): KNEW}, FINAL_COLUMN),
        ({(2, FINAL_COLUMN): LOOK, (2, REASON): KNEW}, FINAL_COLUMN),
        ({**judged(ASKED, 2, CLOSE), (2, REASON): KNEW}, FINAL_COLUMN),
        ({(2, "Contact"): "k9", **judged(ASKED, 2, CLOSE)}, "Contact"),
        ({(2, "Contact"): "k2", **judged(ASKED, 2, CLOSE)}, "Contact"),
        ({(2, "Contact"): None, **judged(ASKED, 2, CLOSE)}, "Contact"),
        ({(2, "Contact"): "k2", (3, "Contact"): "k1"}, "Child"),
        ({(2, "Child"): "c2"}, "Child"),
        ({(2, "Child"): None}, "Child"),
        ({(2, "Day"): "2 March 2022"}, "Day"),
    ],
)
def test_what_cannot_be_taken_in_is_named_and_then_nothing_is(
    sheet: Path, cells: dict[tuple[int, str], str], column: str
) -> None:
    fill(sheet, REVIEWS, {**judged(ASKED, 4, FORWARD)} | cells)
    with pytest.raises(BadInput, match=f"row 2, column {column}"):
        read(sheet)
    assert read_log(sheet.parent / "log") == []


def test_a_contact_whose_id_looks_like_a_formula_is_judged_under_its_own_id(tmp_path: Path) -> None:
    points = POINTS.assign(point_id=["=k1", "-2", "k3"])
    write_reviews(tmp_path / "reviews.xlsx", points, "lead-2", ASKED, [])
    fill(tmp_path / "reviews.xlsx", REVIEWS, {**judged(ASKED, 2, CLOSE), **judged(ASKED, 3, LOOK)})
    assert read_reviews(tmp_path / "reviews.xlsx", tmp_path / "log", points, "", ASKED, Clock())[0] == ["=k1", "-2"]
    assert [entry["contact"] for entry in read_log(tmp_path / "log")][::2] == ["=k1", "-2"]


def test_a_row_below_a_blank_one_is_named_by_the_number_that_the_sheet_shows(sheet: Path) -> None:
    fill(sheet, REVIEWS, dict.fromkeys([(3, "Contact"), (3, "Child"), (3, "Day"), (3, ROW)]) | {(4, "Child"): "c1"})
    with pytest.raises(BadInput, match="row 4, column Child"):
        read(sheet)


def test_a_workbook_of_another_reviewer_is_refused(sheet: Path) -> None:
    fill(sheet, REVIEWS, {**judged(ASKED, 2, CLOSE)})
    with pytest.raises(BadInput, match="another reviewer's"):
        read(sheet, "lead-3")
    assert read(sheet, "lead-2")[0] == ["k1"]


def test_a_judgement_cannot_be_changed_after_it_was_taken_in(sheet: Path) -> None:
    fill(sheet, REVIEWS, {**judged(ASKED, 3, CLOSE)})
    read(sheet)
    fill(sheet, REVIEWS, {**judged(ASKED, 3, FORWARD)})
    with pytest.raises(BadInput, match=f"row 3, column {OWN_COLUMN}"):
        read(sheet)
    fill(sheet, REVIEWS, {**judged(ASKED, 3, CLOSE), (3, FINAL_COLUMN): CLOSE})
    with pytest.raises(BadInput, match=f"row 3, column {REASON}"):
        read(sheet)
    fill(sheet, REVIEWS, {(3, REASON): KNEW})
    read(sheet)
    fill(sheet, REVIEWS, {(3, FINAL_COLUMN): HELP})
    with pytest.raises(BadInput, match=f"row 3, column {FINAL_COLUMN}"):
        read(sheet)


CONCERNED = questions(load_vocabulary().nouns, ["Education", "Health care", "Home"])
AT_EDUCATION, AT_HEALTH, AT_HOME = (f"What are you concerned about? {each}" for each in ("Education", "Health care", "Home"))


class TestConcerns:
    """Where the vocabulary names concerns, any number of them stands beside the own judgement."""

    def test_of_a_sheet_each_has_a_column(self, tmp_path: Path) -> None:
        path, log = tmp_path / "reviews.xlsx", tmp_path / "log"
        write_reviews(path, POINTS, "lead-2", CONCERNED, [])
        concerns = {(2, AT_HOME): "Yes", (2, AT_EDUCATION): "Yes"}
        fill(path, REVIEWS, {**judged(CONCERNED, 2, CLOSE), **judged(CONCERNED, 3, LOOK), **concerns})
        read_reviews(path, log, POINTS, "", CONCERNED, Clock())
        beside = {entry["contact"]: entry["answers"] for entry in read_log(log) if entry["step"] == OWN}
        assert [beside[contact]["concerns"] for contact in ("k1", "k2")] == [["Education", "Home"], []]
        assert beside["k1"]["needs"] == "Yes"
        fill(path, REVIEWS, {(2, AT_HEALTH): "Yes"})
        with pytest.raises(BadInput, match="row 2, column How sure"):
            read_reviews(path, log, POINTS, "", CONCERNED, Clock())

    def test_at_the_terminal_they_are_chosen_until_there_is_nothing_more(self, tmp_path: Path) -> None:
        given = iter([CLOSE, "Sure", "No", "Home", "Education", "Nothing more", "A single record", CLOSE, KNEW])
        choices: list[list[str]] = []

        def ask(question: str, answers: Sequence[str]) -> str:
            choices.append(list(answers))
            return next(given)

        words, log = CONCERNED.reviewers, tmp_path / "log"
        review_contact(log, "k1", "lead-2", "page", words, ask=ask, say=lambda _: None, clock=Clock())
        assert choices[3:6] == [
            ["Nothing more", "Education", "Health care", "Home"], ["Nothing more", "Education", "Health care"],
            ["Nothing more", "Health care"],
        ]  # fmt: skip
        own = read_log(log)[0]["answers"]
        assert own == {"sure": "Sure", "needs": "No", "concerns": ["Education", "Home"], "weighs": "A single record"}

    def test_the_summary_counts_them_and_says_where_nothing_was_asked(self, tmp_path: Path) -> None:
        log, clock = tmp_path / "log", Clock()
        given: Answers = {"sure": "Sure", "concerns": ["Home", "Education"]}
        for contact, answers in (("k1", given), ("k2", None)):
            record_own(log, contact, "lead-2", CLOSE, clock, answers)
            release(log, contact, "lead-2", clock)
            record_final(log, contact, "lead-2", CLOSE, KNEW, clock)
        beside = summarise_log(read_log(log), {}, CONCERNED.reviewers)["beside"]
        assert beside["What are you concerned about?"] == {"Education": 1, "Health care": 0, "Home": 1, "not asked": 1}
        assert beside["How sure are you?"] == {"Not sure": 0, "Fairly sure": 0, "Sure": 1, "not asked": 1}


@pytest.mark.parametrize("last", [[ROW], []], ids=["that counts its rows", "the oldest"])
def test_a_workbook_of_an_older_version_asks_for_judgements_alone_and_is_read(tmp_path: Path, last: list[str]) -> None:
    headings = ["Contact", "Child", "Day", OWN_COLUMN, FINAL_COLUMN, REASON, *last]
    row = ["k1", "c1", "1 March 2022", CLOSE, None, None, *["1 of 1" for _ in last]]
    answers = {OWN_COLUMN: WORDS.judgements}
    write_workbook(tmp_path / "old.xlsx", ["Reviewer: lead-2"], [Sheet(REVIEWS, headings, [row], answers)])
    assert read_reviews(tmp_path / "old.xlsx", tmp_path / "log", POINTS, "", CONCERNED, Clock())[0] == ["k1"]
    assert read_log(tmp_path / "log")[0]["answers"] == {}


def test_the_summary_counts_changes_of_mind_in_both_directions_and_names_nobody(tmp_path: Path) -> None:
    log, clock = tmp_path / "log", Clock()
    for number, (own, final) in enumerate([(CLOSE, CLOSE), (CLOSE, FORWARD), (FORWARD, HELP), (LOOK, LOOK)] * 3):
        review(log, f"k{number}", own, final, KNEW, clock=clock)
    record_own(log, "k99", "lead-2", CLOSE, clock)
    standing = {f"k{number}": "attention" if number < 4 else "not in attention" for number in range(8)}
    found = summarise_log(read_log(log), standing, WORDS)
    assert (found["begun"], found["ended"], found["not_ended"]) == (13, 12, 1)
    assert found["changes"]["all"] == {"none": 6, "towards more": 3, "towards less": 3}
    assert found["changes"]["in the attention band"] == {"none": 2, "towards more": 1, "towards less": 1}
    assert found["own"] == {CLOSE: 6, HELP: 0, LOOK: 3, FORWARD: 3}
    assert found["with_the_band"] == {"before the page": 4, "after it": 4, "of": 8}
    assert found["minutes"] == 5.0
    words = "\n".join(log_sentences(found))
    assert "lead-2" not in str(found) + words
    assert "Changes of mind, all: none 6; towards more 3; towards less 3." in words
    assert "No number here is a target" in words


def test_the_time_of_few_reviews_is_not_told(tmp_path: Path) -> None:
    review(tmp_path / "log", "k1", CLOSE, LOOK, KNEW)
    assert summarise_log(read_log(tmp_path / "log"), {}, WORDS)["minutes"] is None
    assert summarise_log([], {}, WORDS)["begun"] == 0
