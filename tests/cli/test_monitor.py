"""The command `monitor`: which periods it compares, what it writes, and what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.cli import monitor as command
from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import read_json, write_frame, write_json
from neglect_triage.monitoring.comparison import TwoPeriods
from neglect_triage.monitoring.coverage import Periods
from neglect_triage.params import load_params
from neglect_triage.paths import DATA
from tests.explain.test_contact_page import text_of
from tests.monitoring.made import contacts_of, halves, registered_of
from tests.pipeline.project import small_project

LAST = pd.Timestamp("2022-02-11")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = small_project(tmp_path / "project")
    monkeypatch.chdir(folder)
    return folder


def run(*options: str) -> Result:
    return CliRunner().invoke(app, ["monitor", *options])


def refusal(*options: str) -> str:
    done = run(*options)
    assert isinstance(done.exception, BadInput), done.output
    return str(done.exception)


def features_of(folder: Path) -> list[Path]:
    """Write features of two periods, which differ in the first feature alone."""
    names = [feature.name for feature in load_catalogue(load_vocabulary(), None).features]
    number = 120
    same = pd.DataFrame(np.random.default_rng(1).poisson(3, (number, len(names))).astype(np.float32), columns=names)
    paths = []
    for name, more in (("before", 0), ("after", 9)):
        keys = {"point_id": [f"{name}{at}" for at in range(number)], "child_id": [f"k{at}" for at in range(number)]}
        frame = same.assign(**{names[0]: same[names[0]] + more})
        paths.append(folder / f"{name}.parquet")
        write_frame(pd.concat([pd.DataFrame(keys).assign(as_of=LAST), frame], axis=1), paths[-1])
    return paths


def test_two_files_are_compared_and_the_alarms_are_counted(project: Path) -> None:
    before, after = features_of(project)
    done = run("--before", str(before), "--after", str(after), "--out", "found")
    assert done.exit_code == 0, done.output
    found = read_json(project / "found/monitoring.json")
    moved = [one["name"] for one in found["drift"] if one["alarm"]]
    assert "feature: 1 alarm" in done.stdout.splitlines()
    assert "source that began or stopped: 0 alarms" in done.stdout.splitlines()
    assert len(moved) == 1
    page = (project / "found/monitoring.html").read_text(encoding="utf-8")
    assert moved[0] in page
    assert "SYNTHETIC DATA" not in page, "nothing says that files of others are synthetic"
    assert done.stdout.splitlines()[-1] == f"written: {Path('found/monitoring.html')}, {Path('found/monitoring.json')}"


@pytest.mark.parametrize("option", ["--before", "--after"])
def test_one_file_alone_is_refused(option: str, project: Path) -> None:
    assert "One period is missing" in refusal(option, "features.parquet")


@pytest.mark.parametrize(
    ("options", "idle"),
    [
        (("--after-scores", "scores.parquet"), "--after-scores"),
        (("--before", "a.parquet", "--after", "b.parquet", "--before-to", "2020-01-01"), "--before-to"),
    ],
)
def test_an_option_that_would_be_ignored_is_refused(options: tuple[str, ...], idle: str, project: Path) -> None:
    assert f"An option would be ignored.\n  where:    {idle}" in refusal(*options)


def test_without_files_and_without_a_run_there_is_nothing_to_compare(project: Path) -> None:
    assert "There is no run to look at" in refusal()


class TestOwnRun:
    """A finished run, of which the periods that the command asks for are recorded."""

    FAMILIES = 60

    @pytest.fixture
    def asked(self, project: Path, monkeypatch: pytest.MonkeyPatch) -> list[Periods]:
        asked: list[Periods] = []

        def from_run(data: Any, registered: Any, catalogue: Any, vocabulary: Any, periods: Periods) -> TwoPeriods:
            asked.append(periods)
            contacts, features = contacts_of(3, families=TestOwnRun.FAMILIES)
            return TwoPeriods(contacts, features, halves(contacts, 1), periods, None, families_known=True)

        DATA.registered.mkdir(parents=True)
        write_frame(pd.DataFrame({"as_of": [LAST, LAST - pd.Timedelta(days=9)]}), DATA.points)
        write_json(DATA.about, {"synthetic": True})
        monkeypatch.setattr(command, "load_registered", lambda *_: registered_of(contacts_of(4)[0]))
        monkeypatch.setattr(command, "from_run", from_run)
        return asked

    def test_the_periods_are_those_between_and_after_the_cuts(self, asked: list[Periods], project: Path) -> None:
        done = run()
        assert done.exit_code == 0, done.output
        split = load_params().split
        first, second = pd.Timestamp(str(split.cut_1)), pd.Timestamp(str(split.cut_2))
        assert asked == [Periods(first, second, second, LAST + pd.Timedelta(days=1))]
        assert "SYNTHETIC DATA" in (DATA.monitoring / "monitoring.html").read_text(encoding="utf-8")

    def test_a_day_that_is_given_replaces_that_of_the_cuts(self, asked: list[Periods]) -> None:
        assert run("--before-from", "2019-04-01", "--after-to", "2021-05-06").exit_code == 0
        split = load_params().split
        second = pd.Timestamp(str(split.cut_2))
        assert asked == [Periods(pd.Timestamp("2019-04-01"), second, second, pd.Timestamp("2021-05-06"))]

    def test_a_split_without_cuts_needs_all_four_days(self, asked: list[Periods], project: Path) -> None:
        text = (project / "params.yaml").read_text(encoding="utf-8")
        params = load_params()
        uncut = params.model_copy(update={"split": params.split.model_copy(update={"cut_1": None, "cut_2": None})})
        assert "cut_1" in text
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(command, "load_params", lambda: uncut)
            assert "give all four: --before-from" in refusal("--before-from", "2019-04-01")
            days = ("--before-from", "2019-04-01", "--before-to", "2020-04-01", "--after-from", "2020-04-01")
            assert run(*days, "--after-to", "2021-04-01").exit_code == 0
        assert asked[0].after_to == pd.Timestamp("2021-04-01")

    def test_a_later_period_with_few_families_gives_no_calibration_and_the_page_says_what_it_takes(
        self, asked: list[Periods], project: Path
    ) -> None:
        assert run().exit_code == 0
        assert not list(DATA.monitoring.glob("calibration*"))
        assert read_json(DATA.monitoring / "monitoring.json")["recalibration"]["file"] is None
        assert "and 100 families with the outcome" in text_of((DATA.monitoring / "monitoring.html").read_text(encoding="utf-8"))

    def test_a_calibration_of_the_later_period_is_named_by_its_days_and_the_command_says_how_it_comes_into_use(
        self, asked: list[Periods], project: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(TestOwnRun, "FAMILIES", 900)
        done = run("--after-from", "2021-05-01", "--after-to", "2021-12-01")
        assert done.exit_code == 0, done.output
        written = DATA.monitoring / "calibration_2021-05-01_2021-12-01.json"
        assert f"neglect-triage approve --calibration {written.as_posix()} ..." in done.stdout
        assert read_json(written)["learnt_from"]["first_day"] == "2021-05-01"
        page = text_of((DATA.monitoring / "monitoring.html").read_text(encoding="utf-8"))
        assert f"--calibration {written.as_posix()}" in page
        assert "As the model says" in page
