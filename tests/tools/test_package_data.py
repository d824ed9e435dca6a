"""Which files of the package a module reads follows from what its code names, and no file is left to nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from neglect_triage.errors import BadInput
from tools.package_data import data_read

READER = "src/room/reader.py"
SHELF = 'loader = PackageLoader(__package__, "templates")'


def read(folder: Path, files: dict[str, str]) -> dict[str, set[str]]:
    """Return what is read in a package of these files."""
    for place, text in files.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text)
    return data_read(folder, sorted(files))


@pytest.mark.parametrize(
    "code",
    [
        'files(__package__) / "a.yaml"',
        'Path(str(files(__package__) / "a.yaml"))',
        'resources.files(__package__).joinpath("a.yaml")',
        'Path(__file__).with_name("a.yaml")',
        'Path(__file__).parent / "a.yaml"',
        'NAME = "a.yaml"\ndef read():\n    return path or files(__package__) / NAME',
        'def read(name):\n    return files(__package__) / f"{name}.yaml"',
        "files(__package__).iterdir()",
    ],
)
def test_a_module_reads_the_file_that_it_names_from_its_own_place(code: str, tmp_path: Path) -> None:
    found = read(tmp_path, {READER: code, "src/room/a.yaml": "", "src/other.py": '"a.yaml"'})
    assert found == {READER: {"src/room/a.yaml"}, "src/other.py": set()}


def test_a_name_known_only_when_the_code_runs_means_every_file_that_fits(tmp_path: Path) -> None:
    each = {"src/room/forms/a.yaml": "", "src/room/forms/b.yaml": ""}
    others = {"src/room/forms/c.json": "", "src/room/c.yaml": ""}
    more = 'files(__package__) / "forms" / "c.json"\nfiles(__package__).parent / "room" / "c.yaml"'
    found = read(tmp_path, {READER: 'files(__package__) / "forms" / f"{name}.yaml"', "src/room/more.py": more, **each, **others})
    assert found == {READER: set(each), "src/room/more.py": set(others)}


def test_a_template_belongs_to_whoever_asks_for_it_with_all_that_it_includes(tmp_path: Path) -> None:
    code = {
        "src/pages/render.py": f'{SHELF}\ntext = files(__package__) / "templates" / name',
        "src/one.py": 'page("one.html", home="two.html")',
        "src/two.py": 'def two():\n    return page("two.html", script=script("two.js"))',
    }
    templates = {
        "one.html": '{% extends "page.html" %}{% from "tables.html" import row %}{% import "parts.html" as part with context %}',
        "two.html": "two",
        "two.js": "{% nothing of a template %}",
        "page.html": '{% include "page.css" %}',
        "page.css": "p {}",
        "tables.html": "{% macro row() %}{% endmacro %}",
        "parts.html": "{{ part | with_a_filter_of_ours }}",
    }
    found = read(tmp_path, code | {f"src/pages/templates/{name}": text for name, text in templates.items()})
    names = {module: {Path(file).name for file in each} for module, each in found.items()}
    assert names["src/one.py"] == {"one.html", "page.html", "page.css", "tables.html", "parts.html"}
    assert names["src/two.py"] == {"two.html", "two.js"}
    assert names["src/pages/render.py"] == set()


def test_a_file_that_no_module_names_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"where: .*src/room/lost.yaml"):
        read(tmp_path, {READER: 'read(folder / "lost.yaml")', "src/room/lost.yaml": ""})


def test_what_only_tools_read_needs_no_module(tmp_path: Path) -> None:
    assert read(tmp_path, {READER: "", "src/py.typed": "", "src/room/govuk.scss": ""}) == {READER: set()}


def test_a_template_that_names_another_only_when_it_is_rendered_is_refused(tmp_path: Path) -> None:
    files = {READER: f'{SHELF}\npage("a.html")', "src/room/templates/a.html": "{% include chosen %}"}
    with pytest.raises(BadInput, match=r"where: .*a.html"):
        read(tmp_path, files)
