"""Every remedy leads on: what it names is there, and one that names nothing is tried by a test that does what it says.

A new message whose remedy names nothing that can be looked up fails here until a test follows it: add the remedy's text and the
name of that test to TRIED.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

import pytest

from tests.remedies.collecting import ROOT, Remedy, remedies, without_remedy
from tests.remedies.examples import filled
from tests.remedies.named import named

_FILES = "tests/remedies/test_followed_files.py::"
_STEPS = "tests/remedies/test_followed_steps.py::"
_TABLES = "tests/remedies/test_followed_tables.py::"
_EXTRACTS = "tests/remedies/test_followed_extracts.py::"
_RUNS = "tests/remedies/test_followed_runs.py::"
_WORKBENCH = "tests/workbench/"
TRIED = {
    "tests/pipeline/test_apply.py::test_a_changed_file_of_an_earlier_batch_is_named_and_brought_back": [
        "bring the folder back from a copy; a batch is added to, and never changed"
    ],
    _WORKBENCH + "test_boards.py::test_what_changed_since_it_was_shown_is_not_decided_about": [
        "open the page again, read the documents as they are now, and decide then"
    ],
    _WORKBENCH + "test_boards.py::test_nothing_is_decided_by_somebody_who_does_not_say_that_it_was_read": [
        "go back, read them, and tick the box"
    ],
    _WORKBENCH + "test_leads.py::test_what_partners_never_shared_needs_an_agreement_with_its_date": [
        "have both filled in by whoever answers for them, or choose another view"
    ],
    _WORKBENCH + "test_second_looks.py::test_without_an_agreement_no_list_is_shown": [
        "have both filled in by whoever answers for them, and come back"
    ],
    _WORKBENCH + "test_leads.py::test_a_form_is_taken_after_its_remedy": ["go back, and mend it", "choose more of them"],
    _WORKBENCH + "test_leads.py::test_the_same_sample_is_not_made_twice": [
        "give another seed, or go on with the one that is there"
    ],
    _WORKBENCH + "test_leads.py::test_a_sample_of_another_run_is_not_shown": [
        "bring that run back (dvc checkout), or move the log of samples away and draw again"
    ],
    _WORKBENCH + "test_listening.py::test_another_address_needs_tls_or_a_proxy": [
        "give both, or neither",
        "name the file of the certificate and of its key",
    ],
    "tests/models/test_supplied_points.py::TestSuppliedPoints.test_a_calibration_of_one_kind_is_refused_and_none_allowed": [
        "check the label and period of the points, and the periods that split names (calibration may have none)"
    ],
    "tests/extracts/files/test_databases.py::TestRefused.test_a_password_that_is_not_in_the_environment_is_asked_for": [
        "set that variable in the shell from which the program is started, and write the password in no file"
    ],
    "tests/extracts/files/test_databases.py::TestRefused.test_a_table_that_is_not_there_is_named_with_the_nearest": [
        "name a table or view of that schema, or a pattern such as ssd_*; or have its owner let this user read it"
    ],
    "tests/chronology/test_names.py::test_a_vocabulary_and_a_catalogue_that_name_a_person_are_read_after_the_remedy": [
        "write there what it means, and not about whom"
    ],
    "tests/test_sealed_log_attacked.py::test_a_log_of_another_kind_is_refused_by_its_first_such_line": [
        "name the log that this command writes, or bring it back from a copy"
    ],
    "tests/review/test_sent_back.py::test_a_workbook_is_read_after_its_remedy": [
        "unmerge the cells (Merge & Centre), and fill in each of them",
        "put the rows back, or fill in a fresh copy; no judgement of this workbook was taken in",
        "undo the sorting, or fill in a fresh copy; no judgement of this workbook was taken in",
    ],
    "tests/review/test_sent_back.py::test_a_workbook_that_was_saved_as_something_else_is_saved_again": [
        "open the workbook that was filled in, and save it as Excel workbook (.xlsx)"
    ],
    _FILES + "test_an_own_table_is_read_after_its_remedy": [
        "name it in the first row",
        "check the export, or leave it out",
        'save it as "CSV UTF-8"',
        "mend the quotation marks there",
        "rename one of them",
        "export it again",
    ],
    _FILES + "test_an_own_table_is_found_when_its_name_is_right": ["check its name and folder"],
    _FILES + "test_an_extract_is_read_after_its_remedy": [
        "export it again as CSV",
        "export it again as CSV, with one row on each line",
        'export it again as a whole, or save each part as "CSV UTF-8" and put these together',
        "open it in a spreadsheet program and save it as xlsx or CSV",
    ],
    _FILES + "test_a_zip_archive_of_extracts_is_read_once_unpacked": [
        "unpack it into the folder, and move the packed file out of it"
    ],
    _FILES + "test_a_packed_table_is_read_after_its_remedy": [
        "pack, export or download it again",
        "if you know what it holds, unpack it into the folder, and move the packed file out of it",
    ],
    _FILES + "test_a_file_that_a_mapping_names_twice_is_read_after_its_remedy": [
        "take one of them out of the mapping, or name one file in both entries"
    ],
    _FILES + "test_an_extract_of_another_kind_is_read_once_saved_as_csv": [
        "save it as xlsx or CSV, or move it out of the folder"
    ],
    _FILES + "TestCanonicalTables.test_one_of_two_files_of_a_table_is_kept": ["keep one of the two files"],
    _FILES + "TestCanonicalTables.test_a_column_that_is_not_canonical_is_renamed": ["rename it or take it out, or use a mapping"],
    _FILES + "TestCanonicalTables.test_a_required_column_is_added": ["add it"],
    _FILES + "test_a_crosswalk_is_read_after_its_remedy": ["name the columns in its first row", "keep one of them"],
    _FILES + "TestScores.test_a_file_of_scores_is_read_after_its_remedy": [
        'did you mean "one that is near"?',
        "use one of: one, two",
        "take the name from the first row of the file",
        "name the columns that hold them",
        "name the column that holds them, or write them so",
        "name a column that tells groups of people, and put values together where there are too many",
    ],
    _FILES + "TestScores.test_chances_in_per_cent_are_divided": ["divide per cent by 100, or name the column that holds chances"],
    _STEPS + "TestKeys.test_one_of_two_keys_is_left_out": ["leave one of them out"],
    _STEPS + "TestKeys.test_a_key_that_others_may_read_is_read_once_its_mode_is_600": [
        "chmod 600 on the file; if others may have read it, make a new key and run everything again"
    ],
    _STEPS + "TestFolders.test_tables_go_to_a_folder_of_their_own": [
        "name another folder for the tables, which holds nothing else"
    ],
    _STEPS + "TestFolders.test_a_folder_that_holds_something_else_is_not_used": ["name another folder"],
    _STEPS + "TestSealedLogs.test_text_that_cannot_be_kept_is_typed_again": ["type the text again instead of pasting it"],
    _STEPS + "TestSealedLogs.test_a_changed_log_is_brought_back_from_a_copy": [
        "bring the log back from a copy; what stands from that line on cannot be relied on"
    ],
    _STEPS + "TestSealedLogs.test_a_log_whose_end_was_cut_off_is_restored": [
        "restore the log from a copy: its end was cut off or rewritten"
    ],
    _STEPS + "TestStepsOfAReview.test_a_page_is_released_once_the_person_has_judged": ["judge first"],
    _STEPS + "TestStepsOfAReview.test_steps_are_taken_in_their_order": ["take the steps in their order, each once"],
    _STEPS + "TestStepsOfAReview.test_who_has_judged_goes_on_with_the_page": ["go on with the page"],
    _STEPS + "TestStepsOfAReview.test_who_has_ended_a_review_chooses_another": ["choose another to review"],
    _STEPS + "TestSheetsOfReviews.test_the_own_judgement_is_read_back_before_the_final_one": [
        "read the own judgement back first"
    ],
    _STEPS + "TestSheetsOfReviews.test_a_final_judgement_gets_its_reason": ["choose what weighed most"],
    _STEPS + "TestSheetsOfReviews.test_a_reason_gets_the_final_judgement_that_it_stands_beside": [
        "fill in the final judgement, or take the reason out"
    ],
    _STEPS + "TestSheetsOfReviews.test_an_own_judgement_gets_what_is_asked_beside_it": ["answer it from its list"],
    _STEPS + "TestSheetsOfReviews.test_answers_get_the_own_judgement_that_they_stand_beside": [
        "fill in the own judgement, or take them out"
    ],
    _STEPS + "TestSheetsOfReviews.test_a_judgement_that_was_changed_is_put_back": ["put back what was there"],
    _STEPS + "TestSheetsOfReviews.test_a_contact_that_was_changed_is_put_back": [
        "put back what was written, or fill in a fresh copy; no judgement of this workbook was taken in"
    ],
    _STEPS + "TestSheetsOfAuditors.test_an_answer_is_chosen_from_the_list": ["choose from the list, or leave the cell blank"],
    _STEPS + "TestSheetsOfAuditors.test_a_formula_is_replaced_by_its_value": ["replace the formula by its value"],
    _STEPS + "TestSheetsOfAuditors.test_headings_and_sheets_are_put_back": [
        "put the headings back, or fill in a fresh copy",
        "put the sheet back, or fill in a fresh copy",
    ],
    _STEPS + "TestSheetsOfAuditors.test_contacts_that_were_not_drawn_and_another_sample_are_replaced": [
        "put back what was written, or fill in a fresh copy",
        "bring those of one sample",
    ],
    _STEPS + "TestSheetsOfAuditors.test_the_key_is_used_as_it_was_written": ["use the key as it was written"],
    _STEPS + "TestTablesInMemory.test_the_column_that_holds_what_is_needed_is_renamed": [
        "add it, or rename the column that holds it"
    ],
    _STEPS + "TestTablesInMemory.test_the_entries_of_a_catalogue_are_mended": ["mend the entries"],
    _STEPS + "TestParams.test_params_are_read_in_the_folder_of_the_project": ["run from the project's own folder"],
    _STEPS + "TestParams.test_a_line_that_is_no_yaml_is_mended": ["mend that line"],
    _TABLES + "test_a_table_in_parts_is_read_after_its_remedy": [
        "export the table as Parquet or CSV",
        "copy the whole folder again, or export the table as Parquet or CSV",
        "move the other files out of it, or name the files instead of the folder",
        "export the table again as a whole",
        "export the table again as a whole, or give files of different tables names of their own",
    ],
    _TABLES + "test_the_folder_around_a_table_in_parts_is_named": [
        "name the folder around it, which holds the other tables as well"
    ],
    _TABLES + "test_an_outcome_moves_to_a_type_that_was_added_to_the_vocabulary": [
        "add a type of event for decisions to the vocabulary, and move each outcome to a row of that type"
    ],
    _TABLES + "test_a_kind_of_record_is_accepted_by_its_right_name_or_not_at_all": ["mend the name, or take it out"],
    _TABLES + "test_a_file_named_for_a_person_is_renamed": ["rename it"],
    _TABLES + "test_a_mapping_is_read_after_its_remedy": ["mend the mapping", "mend the mapping or the vocabulary"],
    _TABLES + "test_canonical_tables_are_read_after_their_remedy": [
        "mend the export, or its mapping",
        "export both tables on the same day and with the same pseudonyms",
    ],
    _EXTRACTS + "test_a_workbook_is_read_after_its_remedy": [
        "open it in a spreadsheet program and save it again, or export it again",
        "save it without a password",
        "do not open it; ask for another from whoever sent it",
        "clear what lies far outside the table, or export each list as CSV",
        'switch off "Use 1904 date system" in its options (LibreOffice: Calc, Calculate), check the dates; or save as CSV',
        "open the workbook in a spreadsheet program and save it as xlsx",
        "mend the formulas, or clear the cells if nothing belongs there, and save the workbook",
    ],
    _EXTRACTS + "test_a_census_file_is_read_after_its_remedy": [
        "export the census return again, or move this file out of the folder",
        "take the declaration out, or export it again",
        "export or download it again",
        'open it in a text editor, save it as UTF-8, and let its first line say encoding="UTF-8"',
    ],
    _EXTRACTS + "test_tables_are_saved_in_a_folder_that_holds_none": ["save the exported tables in it"],
    _EXTRACTS + "test_a_column_that_was_taken_for_another_is_mended_in_the_matching_report": [
        "see which table and columns each file was taken for, and mend what is wrong"
    ],
    _EXTRACTS + "test_a_file_that_a_matching_report_names_and_the_folder_lacks_is_taken_out": ["mend its name, or take it out"],
    _RUNS + "test_an_id_is_taken_from_the_table_of_children": ["take the id from that table or from a page"],
    _RUNS + "test_the_pseudonym_of_a_child_to_erase_is_checked_and_copied": [
        "check the pseudonym, in which letter case counts; one that was erased before is in no file any more",
        "copy the pseudonym from there",
    ],
    _RUNS + "test_the_day_of_a_retention_rule_is_checked": ["check the day; to end a project, remove its folder"],
    _RUNS + "test_pages_are_written_to_a_folder_that_holds_pages_alone": ["name an empty folder, or one that holds pages alone"],
    _RUNS + "test_a_cohort_that_is_too_small_gets_more_contacts": [
        "use a longer period or more sources, so that there are more points"
    ],
    _RUNS + "test_a_part_of_a_list_gets_a_column_of_its_own": ["write the part that is meant to a column of its own"],
    _RUNS + "test_features_are_computed_with_the_catalogue_of_the_model": [
        "compute the features with the catalogue of the model"
    ],
    _RUNS + "test_a_damaged_ledger_comes_back_from_a_backup": ["restore the file from a backup"],
    _RUNS + "test_a_row_of_the_table_of_places_is_mended": ["mend the table"],
    _RUNS + "test_a_column_that_is_taken_over_as_it_stands_is_mended_in_the_records": [
        "mend that column in the records: names of sources, areas, periods and strata are taken over as they stand"
    ],
    _RUNS + "test_a_row_of_a_vignette_is_mended": ["mend these rows"],
    _RUNS + "test_a_store_that_mlflow_cannot_use_is_moved_elsewhere": [
        "copy the file, then run `mlflow db upgrade sqlite:///mlflow.db`; or move the file and mlruns/ elsewhere"
    ],
    _RUNS + "test_the_same_command_goes_on_once_the_machine_can": [
        "free some space on the disk that holds the project; then run the same command again; what was finished is kept",
        "remove or rename what is there; then run the same command again; what was finished is kept",
        "change who may use it; then run the same command again; what was finished is kept",
    ],
    "tests/models/test_run_store.py::test_a_store_that_another_program_writes_to_is_waited_for_in_words": [
        "close what uses it, such as MLflow's own page; then run the same command again; what was finished is kept"
    ],
    "tests/models/test_run_store.py::test_a_store_of_a_newer_version_is_told_from_one_that_can_be_upgraded": [
        "bring back the copy that was made before the newer version used it; or move the file and mlruns/ elsewhere"
    ],
    "tests/test_copies_beside.py::test_nor_is_it_added_to": [
        "see what the copy alone holds, record that again by the command that wrote it, and move the copy elsewhere"
    ],
    "tests/extracts/recognising/test_matching.py::TestMatchingReport.test_what_somebody_mended_is_never_written_over": [
        "name it there, or move it elsewhere"
    ],
    "tests/monitoring/test_inputs.py::test_a_period_without_contacts_is_refused_by_name": ["choose other days"],
    "tests/spark/test_spark.py::test_a_url_that_is_taken_is_left_as_it_is": ["name another place, or remove what is there"],
    "tests/strategy/test_run.py::test_rates_are_of_the_population_where_it_is_given_for_every_year": [
        "add these years, or take the population away to count for each 1,000 known children",
    ],
}

NOT_TRIED = {
    "check `java -version` and the address; the lines above are Spark's own": "needs a machine with PySpark and without Java",
}
"""Remedies that no test can follow, each with the reason."""


def plain() -> dict[str, str]:
    """Return each remedy that names nothing which can be looked up, with a place that says it."""
    return {text: place for each in remedies() for text, place in _filled(each) if text and not named(text, _module(each))}


def _filled(remedy: Remedy) -> Iterable[tuple[str, str]]:
    return ((text, remedy.place) for text in filled(remedy.text))


def _module(remedy: Remedy) -> str:
    return remedy.place.rsplit(":", 1)[0]


def test_every_error_says_what_to_do_or_what_was_expected() -> None:
    assert without_remedy() == []


def test_what_a_remedy_names_is_there() -> None:
    wrong = [
        f"{place}: {name}: {problem}"
        for each in remedies()
        for text, place in _filled(each)
        for name, problem in named(text, _module(each))
        if problem
    ]
    assert wrong == []


def test_a_remedy_that_names_nothing_is_tried_by_a_test() -> None:
    tried = {text for texts in TRIED.values() for text in texts}
    untried = {text: place for text, place in plain().items() if text not in tried | set(NOT_TRIED)}
    assert untried == {}, "write a test that does what the remedy says, and name it in TRIED"


def test_what_is_said_to_be_tried_is_said_and_no_entry_is_left_over() -> None:
    assert sorted({text for texts in TRIED.values() for text in texts} - set(plain())) == []
    assert sorted(set(NOT_TRIED) - set(plain())) == []
    assert not set(NOT_TRIED) & {text for texts in TRIED.values() for text in texts}


@pytest.mark.parametrize("test", TRIED)
def test_the_test_that_tries_a_remedy_is_there(test: str) -> None:
    path, name = test.split("::")
    body: list[ast.stmt] = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
    for part in name.split("."):
        found = [node for node in body if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == part]
        assert found, f"{path} has no {name}"
        body = found[0].body
    source = (ROOT / path).read_text(encoding="utf-8")
    for text in TRIED[test]:
        assert text in source or "one" in text, f"{path} does not follow: {text}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("run neglect-triage scores", "no such command"),
        ("run `neglect-triage read FOLDER --everything`", "No such option: --everything"),
        ("name it with --nothing", "no such option"),
        ("read docs/nothing.md", "no such file, and no stage writes it"),
        ("read README.md#no-such-heading", "no such heading"),
        ("write cohort.labels: plan", "no such key of params.yaml"),
        ("write cohort.label: plans", "params.yaml may not have this value there"),
        ("mend households.sort", "no such column"),
        ("mend the column of_nothing", "no such column"),
        ("dvc repro everything", "no such stage"),
        ("run `make everything`", "no such target"),
        ("set NEGLECT_TRIAGE_NOTHING", "read nowhere"),
    ],
)
def test_what_is_not_there_is_found_out(text: str, problem: str) -> None:
    assert problem in [found for _, found in named(text)]
