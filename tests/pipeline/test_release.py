"""What a run gives away: the metrics that git carries, and the release edition, on a run that is small enough to hide much."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from neglect_triage.chronology.declared import WITHHELD
from neglect_triage.cli.main import app
from neglect_triage.disclosure.cells import counts_of
from neglect_triage.disclosure.rounding import LEAST_SPREAD
from neglect_triage.files import read_json, write_json
from neglect_triage.governance.release.controlled_run import controlled_run
from neglect_triage.pages.render import INTERNAL, RELEASE
from neglect_triage.params import load_params
from neglect_triage.paths import DataFolder
from neglect_triage.report.headline import MEANS
from tests.disclosure.test_history import CHECKS


@pytest.fixture(scope="module")
def project(small_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small run, because a release is written down in the project's ledger."""
    return Path(shutil.copytree(small_run, tmp_path_factory.mktemp("released") / "project"))


@pytest.fixture(scope="module")
def edition(project: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a release of that run, and what the command printed."""
    out = tmp_path_factory.mktemp("release") / "release"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        done = CliRunner().invoke(app, ["release", "--out", str(out)])
    assert done.exit_code == 0, done.exception
    return out, done.stdout


def test_the_headline_that_git_carries_has_passed_control(small_run: Path) -> None:
    found = read_json(small_run / "data/metrics.json")
    assert set(found) == set(MEANS)
    for path, number in counts_of(found, CHECKS):
        assert number % 10 == 0, path


def test_the_release_edition_is_marked_and_the_internal_pages_are(edition: tuple[Path, str], small_run: Path) -> None:
    pages = sorted(edition[0].glob("*.html"))
    assert {"index.html", "model_card.html"} <= {page.name for page in pages}
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert RELEASE["says"] in text
        assert INTERNAL["says"] not in text
        assert "SYNTHETIC DATA" in text
    inside = [*(small_run / "data/reports").glob("*.html"), *(small_run / "data/reports/contacts").glob("*.html")]
    for page in inside:
        assert RELEASE["says"] not in page.read_text(encoding="utf-8")
    assert all(
        INTERNAL["says"] in page.read_text(encoding="utf-8") for page in (small_run / "data/reports/contacts").glob("*.html")
    )


def test_the_areas_that_the_vocabulary_lists_are_named_and_no_word_is_withheld(edition: tuple[Path, str]) -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in edition[0].glob("*.html"))
    assert "North" in text
    assert WITHHELD not in text


def test_no_page_links_to_one_that_stays_inside(edition: tuple[Path, str]) -> None:
    for page in edition[0].glob("*.html"):
        linked = set(re.findall(r'href="([a-z_]+\.html)', page.read_text(encoding="utf-8")))
        assert not {name for name in linked if not (edition[0] / name).exists()}, page.name


def test_no_exact_count_of_the_run_stands_in_it(edition: tuple[Path, str], small_run: Path) -> None:
    """Counts of people that are no multiple of ten, and large enough to be no number of anything else."""
    evaluation = read_json(small_run / "data/evaluation/evaluation.json")
    exact = {number for _, number in counts_of(evaluation["strata"], ()) if number > 100 and number % 10}
    assert exact
    words = {int(each.replace(",", "")) for page in edition[0].glob("*.html") for each in _numbers(page)}
    assert not exact & words


def _numbers(page: Path) -> list[str]:
    main = page.read_text(encoding="utf-8").split("<main")[1].split("<img")[0]
    return re.findall(r"(?<![\w.#,-])\d{1,3}(?:,\d{3})+(?![\w.])|(?<![\w.#,-])\d{3}(?![\w.,%])", re.sub(r"<[^>]*>", " ", main))


def test_it_says_what_was_done_and_that_it_stands_attack(edition: tuple[Path, str]) -> None:
    given: dict[str, Any] = read_json(edition[0] / "release.json")
    assert given["attack"]["hidden"] > 0
    assert given["attack"]["narrowest"] is None or given["attack"]["narrowest"] >= 4
    assert sum(each["hidden"] for each in given["done"].values()) > 0
    for words in ("hidden", "rounded", "withheld", "none can be worked out", "contact pages"):
        assert words in edition[1]


def test_there_is_no_page_about_a_contact(edition: tuple[Path, str], small_run: Path) -> None:
    folder, _ = edition
    assert not [path for path in folder.rglob("*") if path.is_dir()]
    ids = {page["point_id"] for page in read_json(small_run / "data/explanations/pages.json")}
    assert not [name for name in ids if any(name in path.read_text(encoding="utf-8") for path in folder.iterdir())]


@pytest.mark.slow
def test_the_same_run_gives_the_same_bytes(edition: tuple[Path, str], project: Path) -> None:
    folder, _ = edition
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        CliRunner().invoke(app, ["release", "--out", str(folder)])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_second_release_with_one_child_fewer_in_every_group_gives_no_small_count_away(
    project: Path, tmp_path: Path, edition: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each count of the decision audit has lost one child. What was 10 and is now 1 to 5 would be 6 and 5."""
    data = DataFolder(tmp_path / "data")
    shutil.copytree(project / "data", data.root, ignore=shutil.ignore_patterns("internal", "release"))
    monkeypatch.chdir(project)
    params = load_params()
    first = controlled_run(data, params)
    write_json(data.decision_figures, _one_fewer(read_json(data.decision_figures)))
    alone, second = (controlled_run(data, params, earlier) for earlier in ([], [first.record]))
    changed = {cell for cell, number in second.record.counts.items() if first.record.counts[cell] != number}
    assert changed
    told_alone = [cell for cell in changed if _is_told(first.record.ranges[cell], alone.record.ranges[cell], -1)]
    assert told_alone, "no count of this run crosses from 6 to 5"
    assert not [cell for cell in changed if _is_told(first.record.ranges[cell], second.record.ranges[cell], -1)]
    assert second.attack["narrowest"] is None or second.attack["narrowest"] >= LEAST_SPREAD


def _one_fewer(found: Any) -> Any:
    if isinstance(found, dict):
        return {name: value if name in {"days", "value", "low", "high"} else _one_fewer(value) for name, value in found.items()}
    if isinstance(found, list):
        return [_one_fewer(each) for each in found]
    return found - 1 if isinstance(found, int) and not isinstance(found, bool) and found > 0 else found


def _is_told(before: tuple[float, float], after: tuple[float, float], change: int) -> bool:
    """Return whether two releases give a small count away to somebody who knows by how many it has changed."""
    low, high = max(before[0] + change, after[0]), min(before[1] + change, after[1])
    return low <= 5 and high - low < LEAST_SPREAD and before != (0, 0)
