"""A stage reads what dvc.yaml declares for it, and nothing else: each is run with only that, and watched."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.pipeline.declared import SCRATCH, Ran, Stage, isolated, outputs, parameters_of, run_recorded, stages, within
from tests.pipeline.project import ROOT, STAGES, small_project

OTHER_CHOICES = {"source.folder"}
"""What is read only where params.yaml asks for something else than a simulated world."""


class Watched(NamedTuple):
    """A stage as it is declared, the project in which it ran with only that, and what it did there."""

    stage: Stage
    project: Path
    ran: Ran


@pytest.fixture(scope="module", params=[pytest.param(name, marks=pytest.mark.slow) for name in STAGES])
def watched(request: pytest.FixtureRequest, small_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Watched:
    name: str = request.param
    stage = stages()[name]
    project = isolated(small_run, tmp_path_factory.mktemp(name) / "project", stage)
    return Watched(stage, project, run_recorded(ROOT / f"pipelines/{name}.py", project, stage))


def files_of(project: Path, stage: Stage) -> dict[str, bytes]:
    """Return the bytes of every file that a stage puts out, by its place."""
    paths = [project / out for out in outputs(stage)]
    files = [file for path in paths for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file()]
    return {file.relative_to(project).as_posix(): file.read_bytes() for file in files}


def test_with_what_is_declared_alone_a_stage_puts_out_the_same_bytes(watched: Watched, small_run: Path) -> None:
    assert watched.ran.ended.code == 0, watched.ran.ended.output
    made, before = files_of(watched.project, watched.stage), files_of(small_run, watched.stage)
    assert made.keys() == before.keys()
    assert [place for place in made if made[place] != before[place]] == []


def test_a_stage_opens_nothing_that_it_does_not_declare(watched: Watched) -> None:
    assert sorted(watched.ran.undeclared) == []


def test_a_stage_reads_a_parameter_if_and_only_if_it_declares_it(watched: Watched) -> None:
    declared = parameters_of(watched.stage) - OTHER_CHOICES
    needed = {key if key in declared else key.split(".")[0] for key in watched.ran.parameters}
    assert needed == declared


def test_a_stage_writes_nothing_that_it_does_not_declare(watched: Watched) -> None:
    given = ("params.yaml", *outputs(watched.stage), *SCRATCH)
    files = [file for file in watched.project.rglob("*") if file.is_file() and not file.is_symlink()]
    places = [file.relative_to(watched.project).as_posix() for file in files]
    assert [place for place in places if not within(place, given)] == []


WORKER = """
import multiprocessing
from pathlib import Path
from neglect_triage.params import Train, load_params

CHECKOUT = Path({checkout!r})

def read(train: Train) -> None:
    (CHECKOUT / "LICENSE").read_bytes()
    for absent in ("data/truth/truth.json", "data/internal/scratch.json"):
        try:
            Path(absent).read_bytes()
        except FileNotFoundError:
            pass
    train.model_copy(update={{"seed": 4}}).rounds

if __name__ == "__main__":
    (CHECKOUT / "README.md").read_bytes()
    Path("made.json").write_text("")
    Path("made.json").read_bytes()
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(read, [load_params().train])
"""


def test_what_is_read_is_noted_in_every_process_whether_it_is_there_or_not(tmp_path: Path) -> None:
    """What the recorder would miss, it would let through."""
    project = small_project(tmp_path / "project")
    script = tmp_path / "stage.py"
    script.write_text(WORKER.format(checkout=str(ROOT)))
    ran = run_recorded(script, project, {"deps": ["data/cohort"]})
    assert ran.ended.code == 0, ran.ended.output
    assert ran.undeclared == {"README.md", "LICENSE", "data/truth/truth.json"}
    assert ran.parameters == {"train.rounds"}
