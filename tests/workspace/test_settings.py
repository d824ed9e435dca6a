"""A value is set in params.yaml and everything else stays as it was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from neglect_triage.errors import BadInput
from neglect_triage.params import Params
from neglect_triage.workspace.settings import value_of, with_value
from neglect_triage.yaml_core import load
from neglect_triage.yamls import checked

PARAMS = (Path(__file__).resolve().parents[2] / "params.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        ("train.depth", "1", 1),
        ("source.matching", "data/raw/matching.yaml", "data/raw/matching.yaml"),
        ("world.preset", "named", "named"),
        ("split.cut_1", "2018-04-01", "2018-04-01"),
        ("evaluate.capacity", "[0.1, 0.2]", [0.1, 0.2]),
        ("features.spark.memory", "4g", "4g"),
        ("design.accept", "{}", {}),
        ("policy_changes", "[]", []),
        ("track.experiment", "naïve", "naïve"),
    ],
)
def test_one_value_changes_and_no_other_and_no_comment(key: str, value: str, read: object) -> None:
    changed = with_value(PARAMS, key, value)
    assert value_of(changed, key) == read
    restored = load(changed)
    *sections, last = key.split(".")
    node, before = restored, load(PARAMS)
    for name in sections:
        node, before = node[name], before[name]
    node[last] = before[last]
    assert restored == load(PARAMS)
    assert [line.partition("#")[2] for line in changed.splitlines() if "#" in line] == [
        line.partition("#")[2] for line in PARAMS.splitlines() if "#" in line
    ]
    checked(load(changed), Params, "params.yaml")


def test_a_key_that_the_file_leaves_to_its_default_is_added_to_its_section() -> None:
    changed = with_value("a:\n  b: 1  # one\nc:\n  d: 2\n", "c.e", "3")
    assert changed == "a:\n  b: 1  # one\nc:\n  e: 3\n  d: 2\n"


def test_a_comment_stays_in_its_column_where_there_is_room() -> None:
    text = "a:\n  b: 60000    # one\n"
    assert with_value(text, "a.b", "7") == "a:\n  b: 7        # one\n"
    assert with_value(text, "a.b", "123456789012") == "a:\n  b: 123456789012 # one\n"


def test_a_value_that_is_not_written_yet_is_filled_in() -> None:
    assert with_value("a:\n  b:\n  c: ä\n", "a.c", "1") == "a:\n  b:\n  c: 1\n"
    assert load(with_value("a:\n  b:\n", "a.b", "1")) == {"a": {"b": 1}}


@pytest.mark.parametrize("value", ["", " ", "1\nx: 2", "[1", "1 # why", "a: b: c"])
def test_what_is_not_one_value_is_refused(value: str) -> None:
    with pytest.raises(BadInput, match="cannot be set to this value"):
        with_value(PARAMS, "train.depth", value)


@pytest.mark.parametrize("key", ["depth", "trane.depth", "train.depth.more", "train", ""])
def test_a_key_that_no_section_holds_is_refused(key: str) -> None:
    with pytest.raises(BadInput):
        checked(load(with_value(PARAMS, key, "1")), Params, "params.yaml")
