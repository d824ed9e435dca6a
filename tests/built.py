"""The wheel and the site of this working copy, built from the files that git tracks, without a network."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from neglect_triage.workspace.create import AS_THEY_ARE, OF_AN_EXAMPLE

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = {f"examples/oulad/{name}" for name in OF_AN_EXAMPLE}
TEMPLATE = {*AS_THEY_ARE, *EXAMPLE, ".dvc/config", "dvc.yaml", "params.yaml"}
"""What the wheel carries for a new project, by its place in the repository."""


def tracked(*patterns: str) -> list[Path]:
    """Return the files that git tracks and that are there, links left out."""
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def build_site(folder: Path) -> None:
    """Build the site in a folder as `make docs` does: what it warns of, such as a link that leads nowhere, is an error."""
    options = ["--quiet", "--fail-on-warning", "--keep-going", "--doctree-dir", str(folder.with_suffix(".doctrees"))]
    sphinx = [sys.executable, "-m", "sphinx", *options, str(ROOT / "docs"), str(folder)]
    done = subprocess.run(sphinx, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def build_wheel(folder: Path, site: Path | None = None) -> Path:
    """Build the wheel in a folder, from a copy there, with the pages of a built site if there is one; return its file."""
    for path in tracked("src", "pipelines", "pyproject.toml", "README.md", "LICENSE", *TEMPLATE):
        target = folder / "copy" / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    if site:
        shutil.copytree(site, folder / "copy/src/site")
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    subprocess.run([*pip, "--wheel-dir", str(folder), str(folder / "copy")], check=True, capture_output=True)
    return next(folder.glob("*.whl"))
