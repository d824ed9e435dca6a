"""What a person does when data, scores, releases or the machine stop a command, as the message says; then it goes on."""

from __future__ import annotations

import errno
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.chronology.reading.readers import read_canonical
from neglect_triage.cli.explain import write_all
from neglect_triage.erasure.erase import erase
from neglect_triage.erasure.identify import one_spelling
from neglect_triage.erasure.logs import Order
from neglect_triage.erasure.retention import older_than
from neglect_triage.errors import BadInput, of_the_machine
from neglect_triage.explain.full_chronology import full_chronology
from neglect_triage.fairness.scored_table import Columns, read_scored
from neglect_triage.governance.release.ledger import add_to_ledger, read_ledger
from neglect_triage.models.registered import check_names
from neglect_triage.models.run_store import artifacts, database, ready_store
from neglect_triage.pseudonyms.folders import write_tables
from neglect_triage.pseudonyms.lookup import read_lookup
from neglect_triage.simulate.vignettes import load_vignettes, vignette_tables
from tests.chronology.samples import changed, vocabulary, write_canonical
from tests.erasure.test_retention import DAY, project
from tests.explain.test_full_chronology import some_sources
from tests.governance.release.test_ledger import ONE, OTHER
from tests.models.chronologies import build, others
from tests.pseudonyms.test_lookup import GOOD, table
from tests.remedies.following import follow
from tests.simulate.test_vignettes import DEFAULT, SMALL, covered
from tests.simulate.test_vignettes import GOOD as VIGNETTE

FREE = "free some space on the disk that holds the project; then run the same command again; what was finished is kept"

NO_ORDER = Order("", "", "")


def test_an_id_is_taken_from_the_table_of_children() -> None:
    sources, child = some_sources(), ["nobody"]
    known = sources.chronology["children"]["child_id"].iloc[0]
    mend = lambda: child.__setitem__(0, known)  # noqa: E731
    follow(lambda: full_chronology(sources, child[0]), "take the id from that table or from a page", mend)


def test_the_pseudonym_of_a_child_to_erase_is_checked_and_copied(tmp_path: Path) -> None:
    child = ["-1"]
    copied = lambda: child.__setitem__(0, "c1")  # noqa: E731
    follow(lambda: one_spelling(child), "copy the pseudonym from there", copied)
    assert one_spelling(child) == {"c1"}
    child[0] = "C1"  # in which letter case counts
    remedy = "check the pseudonym, in which letter case counts; one that was erased before is in no file any more"
    where = project(tmp_path)
    follow(lambda: erase(where, frozenset(child), NO_ORDER, dry_run=True), remedy, copied)


def test_the_day_of_a_retention_rule_is_checked(tmp_path: Path) -> None:
    where, day = project(tmp_path), [pd.Timestamp("2999-01-01")]
    mend = lambda: day.__setitem__(0, DAY)  # noqa: E731
    follow(lambda: older_than(where, day[0]), "check the day; to end a project, remove its folder", mend)


def test_pages_are_written_to_a_folder_that_holds_pages_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(BadInput) as stopped:
        write_all(tmp_path)
    assert stopped.value.do == "name an empty folder, or one that holds pages alone"  # both: tests/cli/test_explain.py


def test_a_cohort_that_is_too_small_gets_more_contacts() -> None:
    events = [others()[:73]]
    remedy = "use a longer period or more sources, so that there are more points"
    follow(lambda: build(events[0]), remedy, lambda: events.__setitem__(0, others()))


def test_a_part_of_a_list_gets_a_column_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "scores.parquet"
    scores = pd.DataFrame({"group": list("aabb") * 20, "label": [0, 1] * 40, "flagged": [1, 1, 0, 0] * 20})
    scores.assign(group=scores["group"].map(lambda name: [name])).to_parquet(path)
    read = lambda: read_scored(path, Columns(groups=["group"], label="label", flagged="flagged"), {})  # noqa: E731
    follow(read, "write the part that is meant to a column of its own", lambda: scores.to_parquet(path))


def test_features_are_computed_with_the_catalogue_of_the_model() -> None:
    given = ["signs.count.30d"]
    check = lambda: check_names(given, ["visits.count.30d"], "features.parquet")  # noqa: E731
    follow(check, "compute the features with the catalogue of the model", lambda: given.__setitem__(0, "visits.count.30d"))


def test_a_damaged_ledger_comes_back_from_a_backup(tmp_path: Path) -> None:
    ledger = tmp_path / "releases.jsonl"
    add_to_ledger(ledger, [], ONE)
    backup = ledger.read_bytes()
    ledger.write_bytes(backup + b"{\n")
    follow(lambda: read_ledger(ledger), "restore the file from a backup", lambda: ledger.write_bytes(backup))
    add_to_ledger(ledger, read_ledger(ledger), OTHER)
    assert read_ledger(ledger) == [ONE, OTHER]


def test_a_row_of_the_table_of_places_is_mended(tmp_path: Path) -> None:
    path = table(tmp_path, changed(GOOD, 1, deprivation_quintile="6"))
    follow(lambda: read_lookup(path), "mend the table", lambda: table(tmp_path, GOOD))


def test_a_column_that_is_taken_over_as_it_stands_is_mended_in_the_records(tmp_path: Path) -> None:
    frames = read_canonical(write_canonical(tmp_path / "made"), vocabulary()).tables
    children = frames["children"]
    frames["children"] = children.assign(area=["AB1 2DE", "north"])
    follow(
        lambda: write_tables(frames, tmp_path / "tables"),
        "mend that column in the records: names of sources, areas, periods and strata are taken over as they stand",
        lambda: frames.__setitem__("children", children.assign(area=["south", "north"])),
    )


def test_a_row_of_a_vignette_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "some.yaml"
    path.write_text(SMALL.format(event=VIGNETTE + ', known: "2021-03-01"'), encoding="utf-8")
    follow(
        lambda: vignette_tables(load_vignettes(path), DEFAULT, covered(DEFAULT, vocabulary()), vocabulary()),
        "mend these rows",
        lambda: path.write_text(SMALL.format(event=VIGNETTE), encoding="utf-8"),
    )


@pytest.mark.filterwarnings("ignore")  # MLflow warns of what its own parts deprecate
def test_a_store_that_mlflow_cannot_use_is_moved_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DVC_ROOT", raising=False)
    (tmp_path / "project").mkdir()
    database(tmp_path / "project").write_bytes(b"a letter, and no database " * 400)
    artifacts(tmp_path / "project").mkdir()

    def move() -> None:
        for path in (database(tmp_path / "project"), artifacts(tmp_path / "project")):
            path.rename(tmp_path / path.name)

    remedy = "copy the file, then run `mlflow db upgrade sqlite:///mlflow.db`; or move the file and mlruns/ elsewhere"
    follow(lambda: ready_store(tmp_path / "project"), remedy, move)


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (
            errno.ENOSPC,
            "free some space on the disk that holds the project; then run the same command again; what was finished is kept",
        ),
        (errno.EEXIST, "remove or rename what is there; then run the same command again; what was finished is kept"),
        (errno.EACCES, "change who may use it; then run the same command again; what was finished is kept"),
    ],
)
def test_the_same_command_goes_on_once_the_machine_can(number: int, remedy: str) -> None:
    cause = [OSError(number, "of the system", "data")]

    def command() -> None:
        for error in cause:
            raise of_the_machine(error) or error

    follow(command, remedy, cause.clear)
