"""YAML 1.2: the same as ruamel.yaml reads, for every YAML file of the project and for the words that YAML 1.1 mistakes."""

from __future__ import annotations

import datetime as dt
import math
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from ruamel.yaml import YAML

from neglect_triage.yaml_core import load

ROOT = Path(__file__).resolve().parents[1]
FILES = subprocess.run(
    ["git", "ls-files", "*.yaml", "*.yml"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.split()


@pytest.mark.parametrize("name", FILES)
def test_every_yaml_file_of_the_project_is_read_as_ruamel_reads_it(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert repr(load(text)) == repr(YAML(typ="safe", pure=True).load(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("y", "y"), ("True", True), ("false", False),
        ("", None), ("~", None), ("null", None), ("NULL", None), ("Null", None),
        ("10", 10), ("010", 10), ("-3", -3), ("+3", 3), ("0o17", 15), ("0x1F", 31), ("1:30", "1:30"), ("22:22:22", "22:22:22"),
        ("1.5", 1.5), (".5", 0.5), ("1e3", 1000.0), ("1.", 1.0), ("-.inf", -math.inf), ("1.2.3", "1.2.3"),
        ("2024-01-31", dt.date(2024, 1, 31)), ("2024-1-31", "2024-1-31"), ("'2024-01-31'", "2024-01-31"),
        ("16A", "16A"), ("3B", "3B"), ("90d", "90d"), ("5y", "5y"), ("=", "="), ("-", [None]), ("N1", "N1"),
    ],
)  # fmt: skip
def test_a_plain_word_is_what_the_core_schema_says(text: str, value: object) -> None:
    read = load(text)
    assert (read, type(read)) == (value, type(value))


def test_merge_keys_and_aliases_are_followed() -> None:
    assert load("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\ne: *x") == {
        "a": {"b": 1, "c": 2},
        "d": {"b": 1, "c": 3},
        "e": {"b": 1, "c": 2},
    }


@pytest.mark.parametrize(
    "text", ["a: 1\na: 2", "{x: {b: 1, b: 1}}", "a: [1, 2", "a: !!python/name:os.system x", "2024-13-01: 1", "? [1]\n: 2"]
)
def test_what_is_wrong_is_an_error_and_no_guess(text: str) -> None:
    with pytest.raises(yaml.YAMLError):
        load(text)


def test_a_key_that_stands_twice_is_told_with_its_line() -> None:
    with pytest.raises(yaml.YAMLError) as error:
        load("a: 1\nb: 2\na: 3\n")
    mark: Any = getattr(error.value, "problem_mark", None)
    assert mark.line == 2
