"""params.yaml is checked whole: every wrong key and value at once, each with its place and the nearest valid key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from neglect_triage.errors import BadInput
from neglect_triage.params import Evaluate, load_params
from neglect_triage.yamls import read_yaml

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "params.yaml").read_text(encoding="utf-8")


def refusal(tmp_path: Path, *changes: tuple[str, str]) -> str:
    text = TEXT
    for right, wrong in changes:
        assert right in text
        text = text.replace(right, wrong, 1)
    place = tmp_path / "params.yaml"
    place.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as error:
        load_params(place)
    return str(error.value)


@pytest.mark.parametrize("project", [".", "examples/oulad"])
def test_the_parameters_of_the_house_are_valid(project: str) -> None:
    load_params(ROOT / project / "params.yaml")


@pytest.mark.parametrize("project", [".", "examples/oulad"])
def test_every_parameter_that_a_stage_declares_is_written_down_because_dvc_knows_no_defaults(project: str) -> None:
    written, stages = (read_yaml(ROOT / project / name) for name in ("params.yaml", "dvc.yaml"))
    for stage, declared in stages["stages"].items():
        for name in declared.get("params", []):
            found = written
            for key in name.split("."):
                assert key in found, f"{stage}: {name}"
                found = found[key]


def test_every_key_with_a_value_says_behind_it_what_it_is() -> None:
    written = re.findall(r"^ +[a-z]\w*: .*$", TEXT, flags=re.MULTILINE)
    assert len(written) > 70
    assert [line for line in written if not re.search(r" # \S", line)] == []


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    words = refusal(tmp_path, ("rounds:", "ruonds:"), ("kind: contacts", "kind: contcts"), ("folds: 5", "folds: 1"))
    assert 'train.ruonds: there is no such key (nearest valid key: "rounds")' in words
    assert "cohort.kind: Input should be 'contacts' or 'points'" in words
    assert "split.folds: Input should be greater than or equal to 2" in words


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("kind: simulate", "kind: mapped", "a mapping file is needed"),
        ('cut_1: "2019-04-01"', 'cut_1: "2022-04-01"', "cut_1 before cut_2"),
        ("[0.05, 0.1,", "[0.1, 0.05,", "ascending order"),
        ("way: boosted", "way: bosted", "train.way: Input should be 'boosted', 'logistic' or 'ebm'"),
        ("attention_share: 0.1", "attention_share: 1.5", "train.attention_share: Input should be less than 1"),
        ("source:\n", "source: [\n", "not YAML"),
        ("horizons: [90, 180]", "horizons: [90, 365]", "must be shorter than cohort.horizon_days (365): remove the others"),
        ("longer_horizons: [730]", "longer_horizons: [365]", "must be longer than cohort.horizon_days (365): remove the others"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(tmp_path: Path, right: str, wrong: str, words: str) -> None:
    assert words in refusal(tmp_path, (right, wrong))


def test_only_boosted_trees_are_tuned(tmp_path: Path) -> None:
    words = refusal(tmp_path, ("way: boosted", "way: logistic"), ("trials: 0", "trials: 5"))
    assert "trials tune boosted trees: with another way, trials is 0" in words


@pytest.mark.parametrize(("tested", "refused"), [("2014", False), ("2013", True)])
def test_a_period_is_not_both_learned_from_and_tested_on(tmp_path: Path, tested: str, refused: bool) -> None:
    text = (ROOT / "examples/oulad/params.yaml").read_text(encoding="utf-8")
    assert 'test_periods: ["2014"]' in text
    place = tmp_path / "params.yaml"
    place.write_text(text.replace('test_periods: ["2014"]', f'test_periods: ["{tested}"]'), encoding="utf-8")
    if not refused:
        assert load_params(place).split.test_periods == [tested]
        return
    with pytest.raises(BadInput, match="both name 2013: write each in one only"):
        load_params(place)


@pytest.mark.parametrize(("period", "other"), [("2013", "train"), ("2014", "test")])
def test_a_period_of_calibration_is_its_own(tmp_path: Path, period: str, other: str) -> None:
    text = (ROOT / "examples/oulad/params.yaml").read_text(encoding="utf-8")
    place = tmp_path / "params.yaml"
    place.write_text(text.replace("  test_periods", f'  calibration_periods: ["{period}"]\n  test_periods'), encoding="utf-8")
    with pytest.raises(BadInput, match=rf"calibration_periods and split|{other}_periods and split") as error:
        load_params(place)
    assert f"both name {period}" in str(error.value)


def test_the_weekly_capacity_of_the_house_is_the_default() -> None:
    assert load_params(ROOT / "params.yaml").evaluate.weekly_capacity == Evaluate.model_fields["weekly_capacity"].default


def test_without_params_the_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="project's own folder"):
        load_params(tmp_path / "params.yaml")
