"""Only an approved model scores: what was decided last stands, on exactly what was seen."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from neglect_triage.chronology.erased import add_erased
from neglect_triage.cli.main import app, main
from neglect_triage.errors import BadInput
from neglect_triage.files import bytes_of_folder, sha256, sha256_of_folder, write_json, write_text
from neglect_triage.governance.approvals import (
    DOCUMENTS,
    Decision,
    check_of_one_run,
    check_refitted,
    decide,
    seen_by,
    standing_approval,
    void,
)
from neglect_triage.paths import DATA
from neglect_triage.sealed_log import Entry, append, read_log

AT = dt.datetime(2024, 5, 1, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose run made a model and every document."""
    write_json(tmp_path / "model/manifest.json", {"synthetic": True, "files": {}})
    write_text(tmp_path / "model/model.txt", "tree")
    for name in DOCUMENTS:
        write_text(tmp_path / name, name)
    tracked(tmp_path)
    return tmp_path


def tracked(project: Path) -> None:
    """Write down what a finished run found side by side, as the stage track does."""
    hashes = {Path(name).relative_to("data").as_posix(): sha256(project / name) for name in DOCUMENTS}
    write_json(project / DATA.tracked_hashes, {**hashes, "models/registered": sha256_of_folder(project / "model")})


def decided(project: Path, decision: Decision = "approved", conditions: tuple[str, ...] = ()) -> Entry:
    seen = seen_by(project / "model", project)
    return decide(project / "log.jsonl", seen, decision, "chair of the board", "JS", conditions, AT)


def stands(project: Path) -> Entry:
    model = project / "model"
    return standing_approval(model, bytes_of_folder(model), project / "log.jsonl", project).entry


def refusal(project: Path) -> str:
    with pytest.raises(BadInput) as error:
        stands(project)
    assert "neglect-triage approve" in str(error.value)
    return str(error.value)


class TestAfterAnErasure:
    """A model that rests on erased records is approved only once a run without them has made it again."""

    @pytest.fixture(params=["listed", "voided in the log"])
    def erased(self, project: Path, request: pytest.FixtureRequest) -> Path:
        """A project from whose model a child was erased."""
        shutil.copytree(project / "model", project / DATA.registered)
        write_text(project / "dvc.lock", "the run with the child")
        entry = decided(project)
        if request.param == "listed":
            add_erased(["c1"], project / "erased.json", {entry["seen"]["model"]["manifest"]: entry["seen"]["made_from"]})
        else:
            void(project / "log.jsonl", [entry], "JS", "2024-06-02T00:00:00+00:00")
        return project

    def check(self, project: Path, model: str = "model") -> None:
        check_refitted(seen_by(project / model, project), project / "log.jsonl", project)

    def test_the_same_model_is_refused_with_what_to_do(self, erased: Path) -> None:
        with pytest.raises(BadInput, match=r"records that were erased since[\s\S]*refit \(dvc repro\)"):
            self.check(erased)

    def test_a_refitted_model_can_be_decided_about_and_a_copy_of_the_old_one_cannot(self, erased: Path) -> None:
        write_text(erased / "dvc.lock", "a run without the child")
        write_json(erased / DATA.registered / "manifest.json", {"synthetic": True, "files": {"model.txt": "other"}})
        self.check(erased, str(DATA.registered))
        with pytest.raises(BadInput, match="not made again without them"):
            self.check(erased)

    def test_a_run_that_makes_the_same_bytes_without_the_child_can_be_decided_about(self, erased: Path) -> None:
        write_text(erased / "dvc.lock", "a run without the child, who was tested alone")
        self.check(erased)
        decided(erased)
        assert stands(erased)["number"] == len(read_log(erased / "log.jsonl"))

    def test_an_approval_from_before_the_erasure_scores_no_more_even_if_no_line_voids_it(self, erased: Path) -> None:
        assert "records that" in refusal(erased)

    def test_a_copy_of_the_project_from_before_the_erasure_does_not_get_round_it(
        self, project: Path, erased: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        copy = Path(shutil.copytree(project, tmp_path_factory.mktemp("copy") / "project"))
        (copy / "erased.json").unlink(missing_ok=True)
        monkeypatch.chdir(erased)
        with pytest.raises(BadInput, match="not made again without them"):
            check_refitted(seen_by(copy / "model", copy), erased / "log.jsonl", copy)

    def test_the_command_ends_with_exit_code_2_says_what_to_do_and_writes_nothing(
        self, erased: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        before = (erased / "log.jsonl").read_bytes()
        words = "approve --decision approved --role chair --by JS --model model --log log.jsonl"
        monkeypatch.chdir(erased)
        monkeypatch.setattr("sys.argv", ["neglect-triage", *words.split()])
        with pytest.raises(SystemExit) as leaving:
            main()
        text = capsys.readouterr().err
        assert leaving.value.code == 2
        assert "records that were erased since" in text
        assert "do: refit (dvc repro)" in " ".join(text.split())
        assert (erased / "log.jsonl").read_bytes() == before


class TestStanding:
    def test_an_approval_stands_and_tells_what_was_seen(self, project: Path) -> None:
        assert stands_after(project, decided(project))["documents"] == {name: sha256(project / name) for name in DOCUMENTS}

    def test_conditions_go_with_it(self, project: Path) -> None:
        decided(project, "approved-with-conditions", ("for the pilot only",))
        assert stands(project)["conditions"] == ["for the pilot only"]

    def test_without_any_decision_there_is_none(self, project: Path) -> None:
        assert "never approved" in refusal(project)

    @pytest.mark.parametrize("decision", ["refused", "withdrawn"])
    def test_a_later_refusal_or_withdrawal_ends_it_and_a_later_approval_begins_it_anew(
        self, project: Path, decision: Decision
    ) -> None:
        decided(project)
        decided(project, decision)
        assert f"stands as {decision} since 2024-05-01" in refusal(project)
        decided(project)
        assert stands(project)["number"] == 3

    def test_an_approval_that_an_erasure_voided_ends_until_a_model_is_approved_again(self, project: Path) -> None:
        voided = decided(project)
        void(project / "log.jsonl", [voided], "JS", "2024-06-02T00:00:00+00:00")
        words = refusal(project)
        assert "voided on 2024-06-02" in words
        assert "line 2" in words
        assert "refit (dvc repro)" in words
        decided(project)
        assert stands(project)["number"] == 3

    def test_a_decision_about_another_model_changes_nothing(self, project: Path) -> None:
        decided(project)
        write_json(project / "model/manifest.json", {"synthetic": True, "files": {"model.txt": "other"}})
        assert "never approved" in refusal(project)
        decided(project, "refused")
        write_json(project / "model/manifest.json", {"synthetic": True, "files": {}})
        assert stands(project)["number"] == 1


class TestChangedSince:
    @pytest.mark.parametrize("name", DOCUMENTS)
    def test_a_changed_document_is_named(self, project: Path, name: str) -> None:
        decided(project)
        write_text(project / name, "other")
        assert name in refusal(project)

    @pytest.mark.parametrize("name", ["model.txt", "more.txt"])
    def test_a_changed_or_added_file_of_the_model_is_noticed(self, project: Path, name: str) -> None:
        decided(project)
        write_text(project / "model" / name, "other")
        assert "has changed since" in refusal(project)

    @pytest.mark.parametrize("name", DOCUMENTS)
    def test_a_document_that_is_gone_is_named(self, project: Path, name: str) -> None:
        decided(project)
        (project / name).unlink()
        assert name in refusal(project)

    def test_the_newest_line_of_the_log_is_told_with_the_approval(self, project: Path) -> None:
        decided(project)
        write_json(project / "other/manifest.json", {"synthetic": True, "files": {"a": "b"}})
        other = decide(project / "log.jsonl", seen_by(project / "other", project), "refused", "chair", "JS", [], AT)
        model = project / "model"
        found = standing_approval(model, bytes_of_folder(model), project / "log.jsonl", project)
        assert (found.entry["number"], found.lines, found.seal) == (1, 2, other["seal"])

    def test_a_changed_log_approves_nothing(self, project: Path) -> None:
        decided(project, "refused")
        log = project / "log.jsonl"
        log.write_text(log.read_text().replace("refused", "approved"))
        with pytest.raises(BadInput, match="line 1"):
            stands(project)

    def test_a_log_of_reviews_in_its_place_approves_nothing_and_takes_no_decision(self, project: Path) -> None:
        log = project / "log.jsonl"
        append(log, {"step": "own judgement", "contact": "k1", "reviewer": "lead-2", "at": "2024-05-01"})
        for use in (stands, decided):
            with pytest.raises(BadInput, match=r"log of another kind[\s\S]*line 1"):
                use(project)
        assert len(read_log(log)) == 1

    def test_the_log_of_another_project_approves_no_model_of_this_one(self, project: Path) -> None:
        decided(project)
        write_json(project / "model/manifest.json", {"synthetic": True, "files": {"model.txt": "of this project"}})
        assert "never approved" in refusal(project)


class TestOfOneRun:
    """What a board approves are documents of exactly the model that is approved."""

    def refused(self, project: Path, model: str = "model") -> str:
        with pytest.raises(BadInput, match="do not describe this model") as stopped:
            check_of_one_run(seen_by(project / model, project), project)
        return stopped.value.where

    def test_the_model_of_the_run_and_a_copy_of_its_folder_are_described(self, project: Path) -> None:
        check_of_one_run(seen_by(project / "model", project), project)
        shutil.copytree(project / "model", project / "kept/elsewhere")
        check_of_one_run(seen_by(project / "kept/elsewhere", project), project)

    def test_another_model_is_not_nor_one_with_another_file(self, project: Path) -> None:
        shutil.copytree(project / "model", project / "other")
        write_text(project / "other/model.txt", "another tree")
        assert "the model" in self.refused(project, "other")
        write_text(project / "model/more.txt", "more")
        assert "the model" in self.refused(project)

    def test_a_model_that_was_refitted_after_its_documents_is_not(self, project: Path) -> None:
        write_json(project / "model/manifest.json", {"synthetic": True, "files": {"model.txt": "refitted"}})
        assert "the model" in self.refused(project)

    @pytest.mark.parametrize("name", DOCUMENTS)
    def test_documents_of_another_run_are_named(self, project: Path, name: str) -> None:
        write_text(project / name, "of another run")
        where = self.refused(project)
        assert Path(name).name in where
        assert "the model" not in where

    def test_without_a_finished_run_none_is(self, project: Path) -> None:
        (project / DATA.tracked_hashes).unlink()
        assert "models/registered" in self.refused(project)

    def test_all_files_of_another_run_describe_its_own_model_alone(self, project: Path, tmp_path: Path) -> None:
        """Whoever copies a whole run, its list too, approves that run's model; this project's model is not the one."""
        own = shutil.copytree(project / "model", project / "own")
        write_text(project / "model/model.txt", "of the other run")
        tracked(project)
        check_of_one_run(seen_by(project / "model", project), project)
        assert "the model" in self.refused(project, str(own))

    def test_a_copy_of_the_approved_folder_scores_until_a_byte_or_a_document_differs(self, project: Path) -> None:
        decided(project)
        copy = Path(shutil.copytree(project / "model", project / "kept"))

        def stands_as_copied() -> int:
            return int(standing_approval(copy, bytes_of_folder(copy), project / "log.jsonl", project).entry["number"])

        assert stands_as_copied() == 1
        write_text(copy / "model.txt", "another tree")
        with pytest.raises(BadInput, match="has changed since"):
            stands_as_copied()
        shutil.copy(project / "model/model.txt", copy)
        write_text(project / DOCUMENTS[0], "of another run")
        with pytest.raises(BadInput, match="has changed since"):
            stands_as_copied()


class TestDeciding:
    def test_nobody_approves_what_is_not_there_to_be_read(self, project: Path) -> None:
        (project / DOCUMENTS[1]).unlink()
        with pytest.raises(BadInput, match=DOCUMENTS[1]):
            decided(project)

    @pytest.mark.parametrize(("role", "condition"), [("chair, 07700 900 123", "x"), ("chair", "ask 943 476 5919 first")])
    def test_no_identifier_goes_into_a_log_that_git_carries(self, project: Path, role: str, condition: str) -> None:
        with pytest.raises(BadInput, match="Words that may leave hold what looks like") as stop:
            decide(project / "log", seen_by(project / "model", project), "approved-with-conditions", role, "JS", [condition], AT)
        assert not {"900", "476"} & set(str(stop.value).split())
        assert not (project / "log").exists()

    @pytest.mark.parametrize(("decision", "conditions"), [("approved", ("one",)), ("approved-with-conditions", ())])
    def test_conditions_have_to_fit_the_decision(self, project: Path, decision: Decision, conditions: tuple[str, ...]) -> None:
        with pytest.raises(BadInput, match="Conditions"):
            decided(project, decision, conditions)

    def test_only_an_approval_that_stands_can_be_withdrawn(self, project: Path) -> None:
        with pytest.raises(BadInput, match="no approval"):
            decided(project, "withdrawn")

    @pytest.mark.parametrize("by", ["", "a full name", "x" * 30])
    def test_who_decides_has_initials_or_a_pseudonym(self, project: Path, by: str) -> None:
        with pytest.raises(BadInput, match="initials"):
            decide(project / "log", seen_by(project / "model", project), "approved", "chair", by, [], AT)
        assert not (project / "log").exists()


class TestCommands:
    def run(self, *words: str, project: Path) -> Any:
        return CliRunner().invoke(app, [*words, "--log", str(project / "log.jsonl")])

    def approve(self, decision: str, project: Path) -> Any:
        named = ["--role", "chair", "--by", "JS", "--model", str(project / "model"), "--project", str(project)]
        return self.run("approve", "--decision", decision, *named, project=project)

    def test_what_was_seen_and_the_seal_are_printed_and_simulated_data_said(self, project: Path) -> None:
        done = self.approve("approved", project)
        seal = read_log(project / "log.jsonl")[-1]["seal"]
        assert seal in done.stdout
        assert "SYNTHETIC DATA" in done.stdout
        assert all(name in done.stdout for name in DOCUMENTS)

    def test_a_model_that_the_documents_do_not_describe_is_not_approved_and_can_be_refused(self, project: Path) -> None:
        write_text(project / "model/model.txt", "refitted")
        assert "do not describe this model" in str(self.approve("approved", project).exception)
        assert not (project / "log.jsonl").exists()
        assert self.approve("refused", project).exit_code == 0

    def test_a_withdrawal_needs_no_documents(self, project: Path) -> None:
        self.approve("approved", project)
        (project / DOCUMENTS[0]).unlink()
        assert self.approve("refused", project).exit_code != 0
        assert self.approve("withdrawn", project).exit_code == 0

    def test_a_program_can_read_the_list(self, project: Path) -> None:
        self.approve("approved", project)
        self.approve("withdrawn", project)
        printed = json.loads(self.run("approvals", "--json", project=project).output)
        assert [(each["number"], each["decision"]) for each in printed] == [(1, "approved"), (2, "withdrawn")]
        assert printed == read_log(project / "log.jsonl")

    def test_the_list_notices_a_cut_off_end_by_a_seal_that_was_kept(self, project: Path) -> None:
        self.approve("approved", project)
        self.approve("withdrawn", project)
        log, seal = project / "log.jsonl", read_log(project / "log.jsonl")[-1]["seal"]
        assert self.run("approvals", "--seal", seal, project=project).exit_code == 0
        log.write_text(log.read_text().splitlines(keepends=True)[0])
        assert self.run("approvals", project=project).exit_code == 0
        assert "after line 1" in str(self.run("approvals", "--seal", seal, project=project).exception)


def stands_after(project: Path, entry: Entry) -> dict[str, Any]:
    found = stands(project)
    assert found == entry
    seen: dict[str, Any] = found["seen"]
    assert seen["synthetic"]
    return seen
