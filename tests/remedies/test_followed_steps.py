"""What a person does with keys, folders, logs, workbooks, tables in memory and params.yaml, as the message says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from neglect_triage.errors import BadInput
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.params import load_params
from neglect_triage.pseudonyms.folders import check_folders
from neglect_triage.pseudonyms.keys import create_key, read_key, read_key_file
from neglect_triage.review.by_sheet import FINAL_COLUMN, OWN_COLUMN, REASON, REVIEWS, read_reviews, write_reviews
from neglect_triage.review.compare import KEY_SHEET, key_headings, read_auditor
from neglect_triage.review.compare import read_key as read_key_of_sample
from neglect_triage.review.sample import KEY
from neglect_triage.review.steps import FINAL, record_final, record_own, release, review_contact, steps_of
from neglect_triage.sealed_log import append, read_log
from tests.chronology.samples import vocabulary
from tests.features.test_own_tables import CONTACTS as FEATURE_CONTACTS
from tests.features.test_own_tables import catalogue, computed_and_said
from tests.remedies.following import follow
from tests.review.filled import fill, judged
from tests.review.test_compare import ASK, ASKED, FIRST, key_path, write  # noqa: F401
from tests.review.test_steps import CLOSE, FORWARD, KNEW, LOOK, POINTS, WORDS, Clock

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "params.yaml").read_text(encoding="utf-8")


class TestKeys:
    def test_a_key_that_others_may_read_is_read_once_its_mode_is_600(self, tmp_path: Path) -> None:
        create_key(tmp_path / "key")
        (tmp_path / "key").chmod(0o644)
        follow(
            lambda: read_key_file(tmp_path / "key"),
            "chmod 600 on the file; if others may have read it, make a new key and run everything again",
            lambda: (tmp_path / "key").chmod(0o600),
        )

    def test_one_of_two_keys_is_left_out(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        create_key(tmp_path / "key")
        monkeypatch.setenv("NEGLECT_TRIAGE_PSEUDONYM_KEY", (tmp_path / "key").read_text())
        mend = lambda: monkeypatch.delenv("NEGLECT_TRIAGE_PSEUDONYM_KEY")  # noqa: E731
        follow(lambda: read_key(tmp_path / "key"), "leave one of them out", mend)


class TestFolders:
    def test_tables_go_to_a_folder_of_their_own(self, tmp_path: Path) -> None:
        out = [tmp_path / "records" / "out"]
        follow(
            lambda: check_folders(tmp_path / "records", out[0], tmp_path / "inside", None),
            "name another folder for the tables, which holds nothing else",
            lambda: out.__setitem__(0, tmp_path / "tables"),
        )

    def test_a_folder_that_holds_something_else_is_not_used(self, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "letter.docx").touch()
        out = [tmp_path / "out"]
        follow(
            lambda: check_folders(tmp_path / "records", out[0], tmp_path / "inside", None),
            "name another folder",
            lambda: out.__setitem__(0, tmp_path / "tables"),
        )


class TestSealedLogs:
    def test_text_that_cannot_be_kept_is_typed_again(self, tmp_path: Path) -> None:
        text = ["pasted \ud800"]
        remedy = "type the text again instead of pasting it"
        follow(lambda: append(tmp_path / "log", {"text": text[0]}), remedy, lambda: text.__setitem__(0, "pasted"))

    def test_a_changed_log_is_brought_back_from_a_copy(self, tmp_path: Path) -> None:
        log = tmp_path / "log"
        append(log, {"text": "one"})
        shutil.copy(log, tmp_path / "copy")
        log.write_text(log.read_text().replace("one", "two"))
        remedy = "bring the log back from a copy; what stands from that line on cannot be relied on"
        follow(lambda: read_log(log), remedy, lambda: shutil.copy(tmp_path / "copy", log))

    def test_a_log_whose_end_was_cut_off_is_restored(self, tmp_path: Path) -> None:
        log = tmp_path / "log"
        append(log, {"text": "one"})
        whole = log.read_bytes()
        seal = append(log, {"text": "two"})["seal"]
        shutil.copy(log, tmp_path / "copy")
        log.write_bytes(whole)
        remedy = "restore the log from a copy: its end was cut off or rewritten"
        follow(lambda: read_log(log, seal), remedy, lambda: shutil.copy(tmp_path / "copy", log))


class TestStepsOfAReview:
    def test_a_page_is_released_once_the_person_has_judged(self, tmp_path: Path) -> None:
        log, clock = tmp_path / "log", Clock()
        follow(lambda: release(log, "k1", "lead-2", clock), "judge first", lambda: record_own(log, "k1", "lead-2", CLOSE, clock))

    def test_steps_are_taken_in_their_order(self, tmp_path: Path) -> None:
        log, clock = tmp_path / "log", Clock()
        record_own(log, "k1", "lead-2", CLOSE, clock)
        follow(
            lambda: record_final(log, "k1", "lead-2", LOOK, KNEW, clock),
            "take the steps in their order, each once",
            lambda: release(log, "k1", "lead-2", clock),
        )

    def test_who_has_judged_goes_on_with_the_page(self, tmp_path: Path) -> None:
        log, clock = tmp_path / "log", Clock()
        record_own(log, "k1", "lead-2", CLOSE, clock)
        steps = [lambda: record_own(log, "k1", "lead-2", CLOSE, clock)]
        mend = lambda: steps.__setitem__(0, lambda: release(log, "k1", "lead-2", clock))  # noqa: E731
        follow(lambda: steps[0](), "go on with the page", mend)

    def test_who_has_ended_a_review_chooses_another(self, tmp_path: Path) -> None:
        contact = ["k1"]

        def review() -> None:
            answers = iter((CLOSE, *(question.answers[0] for question in WORDS.with_own.values()), LOOK, KNEW))
            ask = lambda question, choices: next(answers)  # noqa: E731
            review_contact(tmp_path / "log", contact[0], "lead-2", "page.html", WORDS, ask=ask, say=print, clock=Clock())

        review()
        follow(review, "choose another to review", lambda: contact.__setitem__(0, "k2"))
        assert FINAL in steps_of(tmp_path / "log", "k2", "lead-2")


class TestSheetsOfReviews:
    @pytest.fixture
    def sheet(self, tmp_path: Path) -> Path:
        write_reviews(tmp_path / "reviews.xlsx", POINTS, "lead-2", ASKED, [])
        return tmp_path / "reviews.xlsx"

    def read(self, sheet: Path, reviewer: str = "") -> object:
        return read_reviews(sheet, sheet.parent / "log", POINTS, reviewer, ASKED, Clock())

    def test_the_own_judgement_is_read_back_before_the_final_one(self, sheet: Path) -> None:
        final = {(2, FINAL_COLUMN): LOOK, (2, REASON): KNEW}
        fill(sheet, REVIEWS, {**judged(ASKED, 2, CLOSE), **final})

        def own_first() -> None:
            fill(sheet, REVIEWS, dict.fromkeys(final))
            self.read(sheet)
            fill(sheet, REVIEWS, final)

        follow(lambda: self.read(sheet), "read the own judgement back first", own_first)

    def test_a_final_judgement_gets_its_reason(self, sheet: Path) -> None:
        fill(sheet, REVIEWS, {**judged(ASKED, 2, CLOSE)})
        self.read(sheet)
        fill(sheet, REVIEWS, {(2, FINAL_COLUMN): LOOK})
        follow(lambda: self.read(sheet), "choose what weighed most", lambda: fill(sheet, REVIEWS, {(2, REASON): KNEW}))

    def test_a_reason_gets_the_final_judgement_that_it_stands_beside(self, sheet: Path) -> None:
        fill(sheet, REVIEWS, judged(ASKED, 2, CLOSE))
        self.read(sheet)
        fill(sheet, REVIEWS, {(2, REASON): KNEW})
        remedy = "fill in the final judgement, or take the reason out"
        follow(lambda: self.read(sheet), remedy, lambda: fill(sheet, REVIEWS, {(2, FINAL_COLUMN): LOOK}))

    def test_an_own_judgement_gets_what_is_asked_beside_it(self, sheet: Path) -> None:
        fill(sheet, REVIEWS, {(2, OWN_COLUMN): CLOSE})
        follow(lambda: self.read(sheet), "answer it from its list", lambda: fill(sheet, REVIEWS, judged(ASKED, 2, CLOSE)))

    def test_answers_get_the_own_judgement_that_they_stand_beside(self, sheet: Path) -> None:
        cells = judged(ASKED, 2, CLOSE)
        fill(sheet, REVIEWS, {**cells, (2, OWN_COLUMN): None})
        follow(lambda: self.read(sheet), "fill in the own judgement, or take them out", lambda: fill(sheet, REVIEWS, cells))

    def test_a_judgement_that_was_changed_is_put_back(self, sheet: Path) -> None:
        fill(sheet, REVIEWS, {**judged(ASKED, 2, CLOSE)})
        self.read(sheet)
        fill(sheet, REVIEWS, {**judged(ASKED, 2, FORWARD)})
        follow(lambda: self.read(sheet), "put back what was there", lambda: fill(sheet, REVIEWS, {**judged(ASKED, 2, CLOSE)}))

    def test_a_contact_that_was_changed_is_put_back(self, sheet: Path) -> None:
        written = load_workbook(sheet)[REVIEWS]["A2"].value
        fill(sheet, REVIEWS, {(2, "Contact"): "k99"})
        follow(
            lambda: self.read(sheet),
            "put back what was written, or fill in a fresh copy; no judgement of this workbook was taken in",
            lambda: fill(sheet, REVIEWS, {(2, "Contact"): written}),
        )


class TestSheetsOfAuditors:
    def test_an_answer_is_chosen_from_the_list(self, tmp_path: Path, key_path: Path) -> None:  # noqa: F811
        path, key = write(tmp_path), read_key_of_sample(key_path, ASKED)
        fill(path, ASKED.sheet, {(2, ASK["attention"]): "perhaps"})
        follow(
            lambda: read_auditor(path, key, key_path, ASKED),
            "choose from the list, or leave the cell blank",
            lambda: fill(path, ASKED.sheet, {(2, ASK["attention"]): FIRST[0]}),
        )

    def test_a_formula_is_replaced_by_its_value(self, tmp_path: Path, key_path: Path) -> None:  # noqa: F811
        path, key = write(tmp_path), read_key_of_sample(key_path, ASKED)
        fill(path, ASKED.sheet, {(2, ASK["attention"]): "=A1"})
        follow(
            lambda: read_auditor(path, key, key_path, ASKED),
            "replace the formula by its value",
            lambda: fill(path, ASKED.sheet, {(2, ASK["attention"]): FIRST[0]}),
        )

    def test_headings_and_sheets_are_put_back(self, tmp_path: Path, key_path: Path) -> None:  # noqa: F811
        path, key = write(tmp_path), read_key_of_sample(key_path, ASKED)
        read = lambda: read_auditor(path, key, key_path, ASKED)  # noqa: E731

        def name_sheet(old: str, new: str) -> None:
            book = load_workbook(path)
            book[old].title = new
            book.save(path)

        name_sheet(ASKED.sheet, "Other")
        follow(read, "put the sheet back, or fill in a fresh copy", lambda: name_sheet("Other", ASKED.sheet))
        fill(path, ASKED.sheet, {(1, "Child"): "Kind"})
        follow(read, "put the headings back, or fill in a fresh copy", lambda: write(tmp_path))

    def test_contacts_that_were_not_drawn_and_another_sample_are_replaced(self, tmp_path: Path, key_path: Path) -> None:  # noqa: F811
        path, key = write(tmp_path), read_key_of_sample(key_path, ASKED)
        read = lambda: read_auditor(path, key, key_path, ASKED)  # noqa: E731
        fill(path, ASKED.sheet, {(2, "Child"): "other"})
        follow(read, "put back what was written, or fill in a fresh copy", lambda: write(tmp_path))
        write(tmp_path, sample="xyz")
        follow(read, "bring those of one sample", lambda: write(tmp_path))

    def test_the_key_is_used_as_it_was_written(self, tmp_path: Path, key_path: Path) -> None:  # noqa: F811
        shutil.copy(key_path, tmp_path / "copy.xlsx")
        fill(key_path, KEY_SHEET, {(2, key_headings(ASKED)[KEY.index("weight")]): 0})
        follow(
            lambda: read_key_of_sample(key_path, ASKED),
            "use the key as it was written",
            lambda: shutil.copy(tmp_path / "copy.xlsx", key_path),
        )


class TestTablesInMemory:
    def test_contacts_of_one_day_are_told_apart_by_point_id(self, tmp_path: Path) -> None:
        contacts = [FEATURE_CONTACTS.assign(child_id="a")]
        follow(
            lambda: computed_and_said(tmp_path, contacts=contacts[0]),
            "keep one of them, or tell them apart by a column point_id",
            lambda: contacts.__setitem__(0, contacts[0].assign(point_id=["first", "second"])),
        )

    def test_the_column_that_holds_what_is_needed_is_renamed(self, tmp_path: Path) -> None:
        contacts: list[pd.DataFrame] = [FEATURE_CONTACTS.rename(columns={"as_of": "day"})]
        follow(
            lambda: computed_and_said(tmp_path, contacts=contacts[0]),
            "add it, or rename the column that holds it",
            lambda: contacts.__setitem__(0, contacts[0].rename(columns={"day": "as_of"})),
        )

    def test_the_entries_of_a_catalogue_are_mended(self, tmp_path: Path) -> None:
        entry = {"theme": "health", "events": {"type": "visit"}, "measures": {"count": "increases"}, "windows": ["90d"]}
        path = catalogue(tmp_path, {"visits": entry | {"events": {"type": "vist"}}})
        follow(lambda: load_catalogue(vocabulary(), path), "mend the entries", lambda: catalogue(tmp_path, {"visits": entry}))

    @pytest.mark.parametrize("window", ["10y", "3650d"])
    def test_a_window_that_is_too_long_is_answered_with_the_longest_that_is_allowed(self, tmp_path: Path, window: str) -> None:
        entry = {"theme": "health", "events": {"type": "visit"}, "measures": {"count": "increases"}, "windows": [window]}
        path = catalogue(tmp_path, {"visits": entry})
        with pytest.raises(BadInput) as stopped:
            load_catalogue(vocabulary(), path)
        assert "5y" in str(stopped.value)
        catalogue(tmp_path, {"visits": entry | {"windows": ["5y"]}})
        load_catalogue(vocabulary(), path)


class TestParams:
    def test_params_are_read_in_the_folder_of_the_project(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        follow(load_params, "run from the project's own folder", lambda: monkeypatch.chdir(ROOT))

    def test_a_line_that_is_no_yaml_is_mended(self, tmp_path: Path) -> None:
        path = tmp_path / "params.yaml"
        path.write_text(TEXT.replace("source:\n", "source: [\n", 1), encoding="utf-8")
        follow(lambda: load_params(path), "mend that line", lambda: path.write_text(TEXT, encoding="utf-8"))

    @pytest.mark.parametrize(("wrong", "right"), [("ruonds:", "rounds:"), ("fold: 5", "folds: 5")])
    def test_the_nearest_valid_key_is_the_right_one(self, tmp_path: Path, wrong: str, right: str) -> None:
        path = tmp_path / "params.yaml"
        path.write_text(TEXT.replace(right, wrong, 1), encoding="utf-8")
        follow(lambda: load_params(path), f"mend {path} and run again", lambda: path.write_text(TEXT, encoding="utf-8"))
