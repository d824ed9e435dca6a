"""`make stages`: dvc.yaml says what the stages import, at a grain that runs none too often and none too seldom."""

from __future__ import annotations

import grimp
import pytest

from neglect_triage.errors import BadInput
from tools.dvc_file import rewritten, shortened, stages_in
from tools.imports import ROOT, file_of, modules_run
from tools.stages import EXAMPLE, PROJECT, of_example, tracked_files, written

WRITTEN = """\
stages:
  one:
    cmd: python pipelines/one.py
    deps:
      - data/raw  # by hand
      - ${source.vocabulary}
      - pipelines/old.py
      - src/old
    params: [source]
    outs:
      - src/is/no/code.txt
  # All code.
  all:
    deps:
      # Whoever uses it.
      - pipelines
      - src
"""
CODE = {"one": ("pipelines/one.py", "src/new"), "all": ("pipelines/all.py", "src/new")}
TRACKED = ("src/a/b/one.py", "src/a/b/two.yaml", "src/a/c.py", "src/d.py", "src/e/f.py", "src/e/g.html")


@pytest.fixture(scope="module")
def right() -> str:
    return written()


def test_dvc_yaml_says_what_the_stages_import(right: str) -> None:
    assert PROJECT.read_text(encoding="utf-8") == right, "run: make stages"


def test_the_example_runs_the_stages_of_the_project_and_depends_on_files_that_are_there(right: str) -> None:
    assert EXAMPLE.read_text(encoding="utf-8") == of_example(right), "run: make stages"
    ours, example = stages_in(right), stages_in(EXAMPLE.read_text(encoding="utf-8"))
    assert ours.keys() == example.keys()
    for name, stage in example.items():
        assert stage["cmd"] == f"python ../../pipelines/{name}.py"
        assert {key: stage[key] for key in stage if key not in {"cmd", "deps"}} == {
            key: ours[name][key] for key in ours[name] if key not in {"cmd", "deps"}
        }
        code = [dep for dep in stage["deps"] if dep.startswith("../../")]
        assert code
        assert all((EXAMPLE.parent / dep).is_file() for dep in code)
    everything = {f"../../{file}" for file in tracked_files()}
    assert everything <= set(example["track"]["deps"])


class TestImports:
    def test_a_stage_runs_what_it_imports_through_others_and_the_packages_that_these_stand_in(self) -> None:
        graph = grimp.ImportGraph()
        for module in ("stages.one", "our", "our.setup", "our.room", "our.room.used", "our.room.through", "our.unused"):
            graph.add_module(module)
        for importer, imported in (("stages.one", "our.room.used"), ("our.room.used", "our.room.through"), ("our", "our.setup")):
            graph.add_import(importer=importer, imported=imported)
        graph.add_import(importer="our.unused", imported="our.room.used")
        run = {"stages.one", "our", "our.setup", "our.room", "our.room.used", "our.room.through"}
        assert modules_run("stages.one", graph) == run

    def test_a_stage_without_a_module_is_refused(self) -> None:
        with pytest.raises(BadInput, match=r"where: .*pipelines.nothing"):
            modules_run("pipelines.nothing", grimp.ImportGraph())

    def test_the_file_of_a_module_or_a_package_is_found(self) -> None:
        assert file_of("neglect_triage") == "src/__init__.py"
        assert file_of("pipelines.train") == "pipelines/train.py"
        assert file_of("notebooks") is None
        assert (ROOT / "src/__init__.py").is_file()


class TestGrain:
    def test_a_folder_stands_for_its_files_where_there_are_no_others_in_it(self) -> None:
        assert shortened({"src/d.py", "src/a/b/two.yaml", "src/a/b/one.py"}, TRACKED) == ["src/a/b", "src/d.py"]
        assert shortened({"src/a/b/two.yaml", "src/a/c.py", "src/e/f.py"}, TRACKED) == [
            "src/a/b/two.yaml",
            "src/a/c.py",
            "src/e/f.py",
        ]

    def test_the_outermost_folder_stands_for_all_but_never_the_whole_of_src(self) -> None:
        assert shortened(TRACKED, TRACKED) == ["src/a", "src/d.py", "src/e"]


class TestFile:
    def test_code_alone_is_written_and_all_else_stays_to_the_letter(self) -> None:
        before = "      - pipelines/old.py\n      - src/old\n"
        assert rewritten(WRITTEN, CODE) == WRITTEN.replace(before, "      - pipelines/one.py\n      - src/new\n")

    def test_writing_twice_changes_nothing(self) -> None:
        once = rewritten(WRITTEN, CODE)
        assert rewritten(once, CODE) == once

    def test_a_stage_that_names_no_code_yet_gets_its_own(self) -> None:
        bare = WRITTEN.replace("      - pipelines/old.py\n      - src/old\n", "")
        assert rewritten(bare, CODE) == rewritten(WRITTEN, CODE)

    def test_a_stage_that_is_laid_out_otherwise_is_refused(self) -> None:
        for deps in ("    deps: [data/raw]\n", "    deps:\n    - data/raw\n", ""):
            with pytest.raises(BadInput, match=r"where: .*stages.one"):
                rewritten(f"stages:\n  one:\n    cmd: python pipelines/one.py\n{deps}", CODE)
