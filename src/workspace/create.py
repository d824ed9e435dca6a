"""A new project: the files that it begins with. Each is that of this program's own repository, which the wheel carries."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Literal

from ..errors import BadInput
from ..features.subset import CORE, packaged
from ..files import in_order, write_text
from ..paths import DATA
from .program import PROGRAM, note_program
from .settings import with_value

Kind = Literal["simulate", "extracts", "canonical", "mapped"]
Catalogue = Literal["neglect", "core"]
Example = Literal["oulad"]

AS_THEY_ARE = (
    ".dvc/.gitignore", ".dvc/plots.html", ".dvcignore", "core", "erased.json", "governance.yaml",
    DATA.dictionary.as_posix(), (DATA.raw / "README.md").as_posix(),
    "notebooks/1_one_child.ipynb", "notebooks/2_cohort_and_features.ipynb", "notebooks/3_the_model.ipynb",
    "notebooks/4_an_experiment.ipynb",
)  # fmt: skip
OF_AN_EXAMPLE = (
    "README.md", "catalogue.yaml", (DATA.raw / "README.md").as_posix(), (DATA.raw / "mapping.yaml").as_posix(), "erased.json",
    "governance.yaml", "params.yaml", "vocabulary.yaml",
)  # fmt: skip
NOT_IN_AN_EXAMPLE = ("core", "notebooks/")  # they are about the catalogue of neglect
VOCABULARY, CATALOGUE, MAPPING = "vocabulary.yaml", "catalogue.yaml", (DATA.raw / "mapping.yaml").as_posix()
BESIDE = {".git", ".venv", "venv"}
"""What may be in a folder before it becomes a project."""
STAGE = re.compile(r"python pipelines/(\w+)\.py")
CODE = re.compile(r"(?:^      - (?:src|pipelines)(?:/.*)?\n)+", re.MULTILINE)
"""The code that a stage depends on, in the repository's dvc.yaml."""


def create_project(folder: Path, kind: Kind, catalogue: Catalogue, example: Example | None = None) -> bool:
    """Write a project into a folder that is empty or not there; return whether git keeps a record of that folder.

    An example brings its own source and catalogue; its data are its user's to fetch, as its data/raw/README.md says.

    Raises
    ------
    BadInput : there is something in the folder.
    """
    scratch = folder / ".neglect-triage.partial"  # all is written here first, and what a killed command left is removed
    shutil.rmtree(scratch, ignore_errors=True)
    _refuse_unless_empty(folder)
    scratch.mkdir(parents=True)
    try:
        in_git = kept_by_git(folder)
        for name, text in _texts(kind, catalogue, in_git, example).items():
            write_text(scratch / name, text)
        note_program(scratch)
        for path in in_order(scratch.iterdir()):
            os.replace(path, folder / path.name)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return in_git


def kept_by_git(folder: Path) -> bool:
    """Return whether git is installed and keeps a record of a folder."""
    git = shutil.which("git")
    asked = [git or "", "-C", str(folder), "rev-parse", "--git-dir"]
    return git is not None and subprocess.run(asked, capture_output=True, check=False).returncode == 0


def template() -> Path:
    """Return the folder that holds a project's files: in a wheel beside this module, in a clone of the source its top."""
    packed = Path(__file__).parent / "template"
    return packed if packed.is_dir() else Path(__file__).parents[2]


def shipped(name: str) -> Path:
    """Return the program's own vocabulary or catalogue."""
    return packaged(None) if name == CATALOGUE else Path(__file__).parents[1] / "chronology" / VOCABULARY


def project_params(kind: Kind, catalogue: Catalogue) -> str:
    """Return the repository's params.yaml, with its comments, for a project that begins with these choices."""
    text = _read(template() / "params.yaml")
    for key, value in _choices(kind, catalogue).items():
        text = with_value(text, key, value)
    return text


def project_stages() -> str:
    """Return the repository's dvc.yaml for a project without the code: its stages depend on the file that names the program."""
    text = _read(template() / "dvc.yaml")
    text = STAGE.sub(r"python -m neglect_triage.pipelines.\1", CODE.sub(f"      - {PROGRAM}\n", text))
    return re.sub(r"^#.*\n", "# Written by neglect-triage: what each stage reads and writes.\n", text, count=1)


def _choices(kind: Kind, catalogue: Catalogue) -> dict[str, str]:
    always = {
        "source.kind": kind,
        "source.vocabulary": VOCABULARY,
        "features.catalogue": CORE.name if catalogue == "core" else CATALOGUE,
    }
    mapped = {"source.mapping": MAPPING} if kind == "mapped" else {}
    return always | mapped | ({} if kind == "simulate" else {"design.accept": "{}"})  # what is accepted is of the simulated world


def _texts(kind: Kind, catalogue: Catalogue, in_git: bool, example: Example | None = None) -> dict[str, str]:
    """Return the text of each file of a new project, by its place."""
    here = Path(str(files(__package__)))
    git = (
        "Git keeps this folder: commit before and after a run."
        if in_git
        else ("Git does not keep this folder. To have it do so: `git init`, and take the line `no_scm` out of `.dvc/config`.")
    )
    texts = {
        **{name: _read(template() / name) for name in AS_THEY_ARE},
        "README.md": _read(here / "README.md").format(source=kind, git=git),
        ".gitignore": _read(here / "gitignore.txt"),
        ".gitattributes": _read(here / "gitattributes.txt"),
        ".dvc/config": _read(template() / ".dvc/config").replace("[core]\n", "[core]\n" + "    no_scm = true\n" * (not in_git)),
        "params.yaml": project_params(kind, catalogue),
        "dvc.yaml": project_stages(),
        **{name: _read(shipped(name)) for name in (VOCABULARY, CATALOGUE)},
    }
    if example is None:
        return texts
    kept = {name: text for name, text in texts.items() if not name.startswith(NOT_IN_AN_EXAMPLE)}
    return kept | {name: _read(template() / "examples" / example / name) for name in OF_AN_EXAMPLE}


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _refuse_unless_empty(folder: Path) -> None:
    """Stop where something is in the folder; only names of a project's own files are shown, because others could name people."""
    if folder.is_dir():
        held = {path.name for path in folder.iterdir()} - BESIDE
    else:
        held = {folder.name} if folder.exists() or folder.is_symlink() else set()
    if not held:
        return
    ours = sorted(held & {Path(name).parts[0] for name in (str(PROGRAM), *_texts("simulate", "neglect", in_git=True))})
    others = [f"{len(held) - len(ours)} other files or folders"] if len(held) > len(ours) else []
    raise BadInput(
        "The place of the new project is taken, and nothing is written over.",
        where=f"{folder}: {', '.join(ours + others)}",
        expected="a folder that is not there yet, or is empty (a virtual environment .venv and .git may be in it)",
        do="name another folder",
    )
