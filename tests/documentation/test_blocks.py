"""What pages have a reader type or write: every command exists, every file is valid, and whole pages run as written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from neglect_triage.chronology.reading.mapping import Mapping
from neglect_triage.chronology.vocabulary import Vocabulary, load_vocabulary
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.params import load_params
from neglect_triage.yaml_core import load
from neglect_triage.yamls import checked, read_yaml
from tests.documentation.blocks import DOCS, Block, blocks, pages, typed, write
from tests.once import made_once
from tests.remedies.named import named

ROOT = DOCS.parent
TUTORIAL = DOCS / "tutorial/first_hour.md"
ON_A_RUN = ("how-to/approve_and_score.md", "how-to/monitor.md", "how-to/release.md", "how-to/notebook.md")
"""Pages that start from a finished run: that of the tutorial."""
ALONE = ("how-to/features_only.md", "how-to/audit_scores.md", "how-to/own_catalogue.md", "how-to/own_extracts.md")
SERVED = ("tutorial/workbench.md", "how-to/workbench.md")
"""Pages whose command serves until it is stopped: tests/workbench/test_guides.py and test_browser.py try what they say."""
NEW_FILES = ("how-to/apply.md",)
"""Pages that need files of a later day than the run's: tests/pipeline/test_apply.py does what they say."""
ALL = [block for page in pages() for block in blocks(page)]


def name(block: Block) -> str:
    return f"{block.page.relative_to(DOCS)}: {block.file or block.language}"


def follow(page: Path, folder: Path) -> Path:
    """Do what a page says in its order: write its files, type its commands, and run its Python; return where that led."""
    at, code = folder, []
    for block in blocks(page):
        if block.language == "python":
            code.append(block.text)
        elif block.language == "console":
            at = type_in(block, at)
        elif block.file:
            write(block, at)
    if code:
        said(page, [sys.executable, "-W", "ignore::UserWarning", "-c", "\n".join(code)], at)
    return at


def type_in(block: Block, at: Path) -> Path:
    for command in typed(block):
        if command.words[0] == "cd":
            at /= command.words[1]
            continue
        assert command.words[0] == "neglect-triage", f"{name(block)}: a reader on Windows may not have {command.words[0]}"
        program = Path(sys.executable).with_name("neglect-triage")
        printed = said(block.page, [str(program), *command.words[1:]], at)
        assert [line for line in command.prints if line not in printed] == [], printed
    return at


def said(page: Path, words: list[str], at: Path) -> str:
    """Return what a program printed, on one line a line, as it is in a wide terminal."""
    bare = {key: value for key, value in os.environ.items() if key not in ("DVC_ROOT", "PYTHONPATH")}
    settings = bare | {"COLUMNS": "200", "PATH": f"{Path(sys.executable).parent}{os.pathsep}{bare['PATH']}"}
    done = subprocess.run(words, cwd=at, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{page.name}: {' '.join(words[:4])}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def test_every_page_with_commands_to_type_is_followed_by_a_test() -> None:
    with_commands = {block.page.relative_to(DOCS).as_posix() for block in ALL if block.language == "console"}
    assert with_commands <= {"tutorial/first_hour.md", "how-to/own_tables.md", *ON_A_RUN, *ALONE, *SERVED, *NEW_FILES}


@pytest.mark.parametrize("block", [block for block in ALL if block.language in ("console", "")], ids=name)
def test_every_command_and_option_is_there(block: Block) -> None:
    for line in block.text.splitlines():
        command = line.removeprefix("$ ").partition("#")[0].strip()
        if command.startswith("neglect-triage ") and "[" not in command:
            wrong = [found for found in named(f"`{command}`") if found[0].startswith("neglect-triage") and found[1]]
            assert wrong == []


@pytest.mark.parametrize("block", [block for block in ALL if block.language == "yaml"], ids=name)
def test_a_block_of_yaml_is_what_its_file_may_hold(block: Block, tmp_path: Path) -> None:
    content = load(block.text)
    kind = Path(block.file).name
    if kind == "params.yaml":
        shutil.copy(ROOT / "params.yaml", tmp_path)
        write(block, tmp_path)
        written = load_params(tmp_path / "params.yaml").model_dump(mode="json")
        assert content.keys() <= written.keys()
        sections = {section: keys for section, keys in content.items() if isinstance(keys, dict)}
        assert [section for section, keys in sections.items() if not keys.keys() <= written[section].keys()] == []
    elif kind == "mapping.yaml":
        checked(content, Mapping, kind)
    elif kind == "vocabulary.yaml":
        checked(merged(read_yaml(ROOT / "src/chronology/vocabulary.yaml"), content), Vocabulary, kind)
    elif kind:
        write(block, tmp_path)
        load_catalogue(load_vocabulary(), tmp_path / block.file)


def merged(whole: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    both = {key: merged(whole[key], value) if isinstance(value, dict) and key in whole else value for key, value in part.items()}
    return whole | both


@pytest.mark.parametrize("page", ALONE)
def test_a_page_can_be_followed_as_written(page: str, tmp_path: Path) -> None:
    follow(DOCS / page, tmp_path)


@pytest.mark.slow
def test_the_guide_to_own_tables_can_be_followed_as_written(tmp_path: Path) -> None:
    follow(DOCS / "how-to/own_tables.md", tmp_path)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the tutorial was followed to its end, with its project `wells`."""

    def make(folder: Path) -> None:
        folder.mkdir()
        follow(TUTORIAL, folder)

    return made_once(tmp_path_factory, "tutorial", make)


@pytest.mark.slow
def test_the_tutorial_leads_from_files_to_a_page(finished: Path) -> None:
    reports = finished / "wells/data/reports"
    (asked,) = (reports / "contacts_asked_for").glob("contact-*.html")
    assert "SYNTHETIC DATA" in asked.read_text(encoding="utf-8")
    assert (reports / "index.html").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("page", ON_A_RUN)
def test_a_page_that_starts_from_a_run_can_be_followed_as_written(page: str, finished: Path, tmp_path: Path) -> None:
    shutil.copytree(finished / "wells", tmp_path / "wells", symlinks=True)
    follow(DOCS / page, tmp_path / "wells")
