"""dvc.yaml as text, in which the code that each stage depends on is replaced and all else stays as it is written."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML

from neglect_triage.errors import BadInput

DEPS = re.compile(r"^  (?P<stage>\w+):\n(?:    .*\n)*?    deps:\n(?P<lines>(?:      .*\n)+)", re.MULTILINE)
CODE = re.compile(r"(?:src|pipelines)/")
"""How a dependency starts that is written here. A stage that reads all of src declares `src`, by hand."""


def stages_in(text: str) -> dict[str, Any]:
    """Return the stages of a dvc.yaml."""
    return dict(YAML(typ="safe").load(text)["stages"])


def shortened(files: Collection[str], tracked: Collection[str]) -> list[str]:
    """Return files in order, with a folder in place of its files where there are no others in it.

    A folder at the top, as src, stays open: as a whole it is declared by hand.
    """
    chosen = set(files)
    shared = {folder for file in tracked if file not in chosen for folder in _folders(file)}
    return sorted({next((folder for folder in _folders(file) if folder not in shared), file) for file in chosen})


def _folders(file: str) -> list[str]:
    """Return the folders above a file, the outermost first, without the one at the top."""
    parts = file.split("/")
    return ["/".join(parts[:depth]) for depth in range(2, len(parts))]


def rewritten(text: str, code: Mapping[str, Sequence[str]]) -> str:
    """Return the text of a dvc.yaml in which each stage depends on its `code`, after what it depends on by hand.

    Raises
    ------
    BadInput : a stage is not laid out so that this can be done.
    """

    def with_code(found: re.Match[str]) -> str:
        by_hand = [line for line in found["lines"].splitlines() if not CODE.match(line.strip(" -"))]
        each = [f"      - {file}" for file in _not_whole(code[found["stage"]], by_hand)]
        return found[0].removesuffix(found["lines"]) + "".join(f"{line}\n" for line in [*by_hand, *each])

    written = DEPS.sub(with_code, text)
    for stage, each in stages_in(written).items():
        deps = each.get("deps", [])
        if [dep for dep in deps if CODE.match(dep)] != _not_whole(code[stage], deps):
            raise BadInput(
                "The code that a stage depends on cannot be written.",
                where=f"dvc.yaml, stages.{stage}",
                expected="`deps:` with four spaces before it, and one dependency a line with six",
                do="lay the stage out as the others are",
            )
    return written


def _not_whole(code: Sequence[str], deps: Sequence[str]) -> list[str]:
    """Return the code below folders that are not declared as a whole."""
    whole = {dep.strip(" -") for dep in deps}
    return [file for file in code if file.split("/")[0] not in whole]
