"""Two blind auditors: their workbooks written, filled in, read back, and set beside each other and the band."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.review.by_sheet import REVIEWS, read_reviews, write_reviews
from neglect_triage.review.compare import (  # fmt: skip
    KEY_SHEET,
    SAMPLE,
    compare,
    headings,
    key_headings,
    read_auditor,
    read_key,
)
from neglect_triage.review.questions import LONGEST_NAME_OF_A_SHEET, questions
from neglect_triage.review.sample import KEY, draw_sample
from neglect_triage.review.workbook import Sheet
from tests.explain.decisions.small_audit import drawn_lines
from tests.review.filled import fill, write_workbook

ASKED = questions(load_vocabulary().nouns)
LINES = drawn_lines(600)
DICE = np.random.default_rng(5)
SCORED = LINES[["point_id"]].assign(enough_history=DICE.random(600) < 0.9, attention=DICE.random(600) < 0.3)
DRAWN = draw_sample(LINES, SCORED, 120, 1)
FIRST = ASKED.auditors[ASKED.first].answers
ASK = {name: question.ask for name, question in ASKED.auditors.items()}


def write(folder: Path, name: str = "auditor_A.xlsx", sample: str = "abc") -> Path:
    blank = [None] * len(ASKED.auditors)
    rows = [[number, point, point[:5], "1 May 2022", "closed", *blank] for number, point in enumerate(DRAWN["point_id"], 1)]
    answers = {question.ask: question.answers for question in ASKED.auditors.values()}
    write_workbook(folder / name, [f"{SAMPLE} {sample}"], [Sheet(ASKED.sheet, headings(ASKED), rows, answers)])
    return folder / name


@pytest.fixture
def key_path(tmp_path: Path) -> Path:
    rows = [[*row, row[0][:5], "1 May 2022", "closed"] for row in DRAWN[KEY].astype(object).to_numpy().tolist()]
    write_workbook(tmp_path / "key.xlsx", [f"{SAMPLE} abc"], [Sheet(KEY_SHEET, key_headings(ASKED), rows)])
    return tmp_path / "key.xlsx"


def test_a_workbook_comes_back_as_it_was_filled_in(tmp_path: Path, key_path: Path) -> None:
    key = read_key(key_path, ASKED)
    assert key["weight"].tolist() == pytest.approx(DRAWN["weight"].tolist())
    path = write(tmp_path)
    fill(path, ASKED.sheet, {(2, ASK["attention"]): FIRST[2], (3, ASK["otherwise_hub"]): "Yes"})
    answers = read_auditor(path, key, key_path, ASKED)
    assert answers["attention"].tolist()[:2] == [FIRST[2], None]
    assert answers["otherwise_hub"].tolist()[:2] == [None, "Yes"]
    assert list(answers) == list(ASKED.auditors)


def test_a_workbook_tells_the_auditors_neither_band_nor_weight(tmp_path: Path) -> None:
    assert set(headings(ASKED)) == {*ASKED.given, *ASK.values()}
    content = write(tmp_path).read_bytes()
    assert b"attention band" not in content
    assert not {"standing", "weight", "family", "knowledge"} & set(headings(ASKED))


def test_workbooks_of_another_sample_or_with_rows_moved_are_refused(tmp_path: Path, key_path: Path) -> None:
    key = read_key(key_path, ASKED)
    with pytest.raises(BadInput, match="different samples"):
        read_auditor(write(tmp_path, "other.xlsx", "xyz"), key, key_path, ASKED)
    for heading, value in {
        "Contact": DRAWN["point_id"].iloc[0],
        "Child": "c9",
        "Day": "2 May 2022",
        "No.": 4,
        "Decided": "help",
    }.items():
        moved = write(tmp_path)
        fill(moved, ASKED.sheet, {(4, heading): value})
        with pytest.raises(BadInput, match=f"row 4, column {heading}"):
            read_auditor(moved, key, key_path, ASKED)


def test_workbooks_with_a_row_less_or_more_are_refused(tmp_path: Path, key_path: Path) -> None:
    key, last = read_key(key_path, ASKED), len(DRAWN) + 1
    for row, value in ((last, None), (last + 1, "k1")):
        path = write(tmp_path)
        fill(path, ASKED.sheet, {(row, heading): value for heading in ASKED.given})
        with pytest.raises(BadInput, match=f"row {row}, column Contact"):
            read_auditor(path, key, key_path, ASKED)


def test_a_sample_from_which_contacts_are_gone_is_drawn_again(tmp_path: Path, key_path: Path) -> None:
    """As after an erasure, which takes the rows out of the key and of both workbooks."""
    for path, sheet in ((key_path, KEY_SHEET), (write(tmp_path), ASKED.sheet)):
        book = load_workbook(path)
        book[sheet].delete_rows(len(DRAWN) + 1)
        book["Read me"]["A1"] = f"{SAMPLE} abc of {len(DRAWN)} contacts"
        book.save(path)
    with pytest.raises(BadInput, match=f"{len(DRAWN) - 1} rows[\\s\\S]*{len(DRAWN)} rows[\\s\\S]*draw again"):
        read_auditor(tmp_path / "auditor_A.xlsx", read_key(key_path, ASKED), key_path, ASKED)


def test_a_key_without_weights_is_refused(key_path: Path) -> None:
    fill(key_path, KEY_SHEET, {(3, "weight"): "many"})
    with pytest.raises(BadInput, match="no weight") as caught:
        read_key(key_path, ASKED)
    assert "many" not in str(caught.value)


def answered(calls: np.ndarray, otherwise: str = "No") -> pd.DataFrame:
    return pd.DataFrame(
        {"attention": np.where(calls, FIRST[2], FIRST[0]), "otherwise_hub": otherwise, "otherwise_all": "Yes"}, dtype=object
    )


def found(one: pd.DataFrame, other: pd.DataFrame) -> dict[str, Any]:
    return compare(DRAWN, [one, other], ASKED, 60, 1)


BAND = (DRAWN["standing"] == "attention").to_numpy()


def test_an_auditor_who_follows_the_band_agrees_with_it_and_one_who_turns_it_round_does_not() -> None:
    both = found(answered(BAND), answered(~BAND))
    assert both["with_band"]["A"]["kappa"]["value"] == 1
    assert both["with_band"]["B"]["kappa"]["value"] < 0
    assert both["between_auditors_in_two"]["kappa"]["value"] < 0
    no_band = (DRAWN["standing"] == "too little history").sum()
    assert no_band > 0
    assert both["with_band"]["A"]["contacts"] == both["between_auditors_in_two"]["contacts"] == 120 - no_band
    assert both["between_auditors"]["contacts"] == 120


def test_blank_rows_are_counted_and_left_out() -> None:
    some = answered(BAND)
    some.loc[:9, "attention"] = None
    both = found(some, answered(BAND))
    assert both["blanks"]["attention"] == {"A": 10, "B": 0}
    assert both["between_auditors"]["contacts"] == 110
    assert both["rates"]["attention"]["A"]["answered"] == 110


def test_rates_honour_the_weights() -> None:
    both = found(answered(BAND), answered(BAND, "Yes"))
    share = both["rates"]["attention"]["A"]["share"]
    assert share["value"] == pytest.approx(DRAWN["weight"][BAND].sum() / DRAWN["weight"].sum(), abs=1e-4)
    assert both["rates"]["otherwise_hub"]["A"] == {"answered": 120, "holds": 0, "share": None}
    assert both["rates"]["otherwise_hub"]["B"]["share"]["value"] == 1


def test_what_is_asked_in_another_field_is_in_its_words() -> None:
    nouns = load_vocabulary().nouns
    assert questions(nouns).reviewers.judgements == ["Close", "Early help", "Look further into it", "Take forward"]
    assert questions(nouns).auditors["attention"].ask == "How much attention did this contact call for?"
    other = questions(nouns.model_copy(update={"point": "visit", "help": "offer help"}))
    assert other.reviewers.judgements[1] == "Offer help"
    assert other.auditors["attention"].ask == "How much attention did this visit call for?"


def test_sheets_of_another_field_are_headed_in_its_words_and_their_faults_are_told_in_them(tmp_path: Path) -> None:
    nouns = load_vocabulary().nouns.model_copy(update={"person": "customer", "point": "visit", "points": "visits"})
    asked = questions(nouns)
    assert asked.sheet == "Visits"
    assert headings(asked)[:5] == ["No.", "Visit", "Customer", "Day", "Decided"]
    assert key_headings(asked)[-3:] == ["Customer", "Day", "Decided"]
    points = pd.DataFrame({"point_id": ["v1"], "child_id": ["c1"], "as_of": pd.to_datetime(["2022-05-01"])})
    write_reviews(tmp_path / "own.xlsx", points, "lead-2", asked, [])
    fill(tmp_path / "own.xlsx", REVIEWS, {(2, "Customer"): "c2"})
    with pytest.raises(BadInput, match="does not say the visit, customer and day") as error:
        read_reviews(tmp_path / "own.xlsx", tmp_path / "log", points, "", asked, lambda: dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
    assert "column Customer" in error.value.where


def test_the_longest_noun_still_names_a_sheet() -> None:
    nouns = load_vocabulary().nouns.model_copy(update={"points": "appointments with the office of the registrar"})
    assert len(questions(nouns).sheet) == LONGEST_NAME_OF_A_SHEET
