"""Quirks are drawn by a seed; each by itself changes the files of its formats, and a mixture has one of a group at most."""

from pathlib import Path

import pytest

from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.simulate.writers.quirks import all_quirks, quirks_of
from neglect_triage.simulate.writers.write import Wanted, write_extracts
from tests.simulate.writers.extract_samples import LAST_DAY, Tables, some_children


@pytest.fixture(scope="module")
def few(children_chosen: Tables) -> Tables:
    return some_children(children_chosen, 12)


def written(tables: Tables, folder: Path, wanted: Wanted, vocabulary: Vocabulary) -> dict[str, bytes]:
    write_extracts(tables, folder, wanted, vocabulary)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_every_quirk_changes_the_files(few: Tables, vocabulary: Vocabulary, tmp_path: Path) -> None:
    plain: dict[str, dict[str, bytes]] = {}
    for quirk, spec in all_quirks().items():
        name = spec.of[0]
        if name not in plain:
            plain[name] = written(few, tmp_path / name, Wanted((LAST_DAY,), formats=(name,)), vocabulary)
        odd = written(few, tmp_path / quirk, Wanted((LAST_DAY,), (quirk,), formats=(name,)), vocabulary)
        assert odd != plain[name], quirk


def test_the_same_seed_writes_the_same_bytes_and_another_seed_others(few: Tables, vocabulary: Vocabulary, tmp_path: Path) -> None:
    wanted = Wanted((LAST_DAY,), quirks="usual", seed=4)
    first = written(few, tmp_path / "first", wanted, vocabulary)
    assert written(few, tmp_path / "again", wanted, vocabulary) == first
    assert written(few, tmp_path / "other", Wanted((LAST_DAY,), quirks="usual", seed=5), vocabulary) != first


def test_a_mixture_has_one_quirk_of_a_group_at_most_and_none_that_loses_anything() -> None:
    mixture = quirks_of("annex_a", "usual", seed=3)
    dates = [name for name, quirk in all_quirks().items() if quirk.group == "dates"]
    count = [sum(mixture.has(name, f"table {number}") for name in dates) for number in range(60)]
    assert set(count) == {0, 1}
    harmful = {name for name, quirk in all_quirks().items() if quirk.loses or quirk.refused}
    assert harmful
    assert not harmful & quirks_of("ssd", "usual", 3).names


def test_a_quirk_that_is_not_known_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(BadInput, match="blank_rows"):
        quirks_of("annex_a", ["blank_row"], 1)
