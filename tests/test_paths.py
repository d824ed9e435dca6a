"""One module names the files and folders of a project; everything else asks it."""

from __future__ import annotations

import ast
from pathlib import Path

from neglect_triage.paths import DATA, DataFolder

ROOT = Path(__file__).resolve().parents[1]
PLACES = [
    DATA.relative(getattr(DATA, name)) for name in vars(DataFolder) if isinstance(getattr(DATA, name), Path) and name != "root"
]


def literals(path: Path) -> list[tuple[int, str]]:
    """Return line and text of the strings of a module, those in f-strings included."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return [(node.lineno, node.value) for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def test_no_other_module_names_a_file_of_the_data_folder() -> None:
    files = {place for place in PLACES if "/" in place}
    found = []
    for path in sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "pipelines").glob("*.py")]):
        if path != ROOT / "src/paths.py":
            named = [(line, text) for line, text in literals(path) if text.startswith("data/") or text in files]
            found += [f"{path.relative_to(ROOT)}:{line} {text}" for line, text in named]
    assert not found


def test_every_place_has_one_name() -> None:
    assert len(PLACES) == len(set(PLACES))


def test_a_scratch_folder_is_laid_out_as_the_data_folder() -> None:
    scratch = DataFolder(DATA.scratch("cohort"))
    assert scratch.points == Path("data/internal/cohort.partial/cohort/points.parquet")
    assert scratch.relative(scratch.points) == DATA.relative(DATA.points)


def test_protected_characteristics_are_kept_apart_from_the_chronology() -> None:
    assert DATA.table("events") == DATA.events == Path("data/chronology/events.parquet")
    assert DATA.table("protected") == Path("data/protected/protected.parquet")
