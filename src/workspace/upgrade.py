"""What a newer program changes in the files of a project: keys of params.yaml, stages of dvc.yaml, and words that are new."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from ..errors import BadInput
from ..params import PARAMS, Params
from ..yaml_core import load
from ..yamls import checked, read_yaml
from .create import CATALOGUE, VOCABULARY, project_params, project_stages, shipped
from .program import PROGRAM
from .settings import part_of, value_of, with_part, with_value, without

STAGES = Path("dvc.yaml")
MOVED = {"monitor.breaks": "policy_changes"}
"""Keys of params.yaml that have another name in this version."""
OURS = "neglect_triage.pipelines."
"""Stands in the command of each stage of this program; a project may have stages of its own beside them."""


def upgraded() -> dict[Path, tuple[str, str]]:
    """Return the text of each file of the project here as it is and as this program would have it, where the two differ.

    Raises
    ------
    BadInput : there is no project here that `init` has made, or its params.yaml would still not be valid.
    """
    if not STAGES.is_file() or str(PROGRAM) not in (stages := STAGES.read_text(encoding="utf-8")):
        raise BadInput("There is no project here that neglect-triage init has made.", do="run from the project's own folder")
    read_yaml(PARAMS)  # says what is wrong where it is no YAML
    params = PARAMS.read_text(encoding="utf-8")
    after = {PARAMS: (params, upgraded_params(params)), STAGES: (stages, upgraded_stages(stages))}
    checked(load(after[PARAMS][1]), Params, str(PARAMS))
    return {path: texts for path, texts in after.items() if texts[0] != texts[1]}


def upgraded_params(text: str) -> str:
    """Return a params.yaml without the keys that this program does not know, and with those that are new in its own.

    A new key comes with its comment, and with the default if there is one, so that the project does what it did before; one that
    has another name now keeps its value.
    """
    gone = {new: value_of(text, old) for old, new in MOVED.items() if value_of(text, new) is None}
    kept = {key: value for key, value in gone.items() if value is not None}
    for key in list(_unknown(load(text), Params)):
        text = without(text, key)
    offered = _with_defaults(project_params("simulate", "neglect"))
    for key, _ in _values(Params):
        new = _first_that_lacks(load(text), key)
        if new and (lines := part_of(offered, new)):
            text = with_part(text, new, lines)
    for key, value in kept.items():
        text = with_value(text, key, json.dumps(value, ensure_ascii=False))
    return text


def upgraded_stages(text: str) -> str:
    """Return the dvc.yaml of a project with the stages of this program, and those of its own as they are written."""
    written = project_stages()
    for name, stage in stages_of(load(text)).items():
        if OURS not in str(stage):
            written = with_part(written, f"stages.{name}", part_of(text, f"stages.{name}"))
    return written


def check_stages() -> None:
    """Stop where the stages of the project here are those of another version of the program, which would leave results out.

    Raises
    ------
    BadInput : they are.
    """
    here, of_this_version = (
        {name: stage for name, stage in stages_of(load(text)).items() if OURS in str(stage)}
        for text in (STAGES.read_text(encoding="utf-8"), project_stages())
    )
    if here and here != of_this_version:
        raise BadInput(
            "The stages of this project are not those of the version of neglect-triage that is installed.",
            where=str(STAGES),
            do="see what this version changes, and write it: neglect-triage upgrade, then neglect-triage upgrade --write",
        )


def stages_of(content: Any) -> dict[str, Any]:
    """Return the stages by name that a dvc.yaml holds."""
    stages = content.get("stages") if isinstance(content, dict) else None
    return stages if isinstance(stages, dict) else {}


def new_words() -> dict[str, list[str]]:
    """Return what the program's vocabulary and catalogue hold and the project's lack, whose files are its own to change."""
    found = {}
    for name, section in ((VOCABULARY, "event_types"), (CATALOGUE, "")):
        contents = [read_yaml(path) for path in (shipped(name), Path(name)) if path.is_file()]
        ours, theirs = ([*(content.get(section) if section else content)] for content in (contents[0], contents[-1]))
        found[name] = [entry for entry in ours if entry not in theirs]
    return {name: entries for name, entries in found.items() if entries}


def _with_defaults(text: str) -> str:
    for key, field in _values(Params):
        if not field.is_required() and part_of(text, key):
            default = TypeAdapter(Any).dump_python(field.get_default(call_default_factory=True), mode="json")
            if default != value_of(text, key):
                text = with_value(text, key, json.dumps(default, ensure_ascii=False))
    return text


def _values(model: type[BaseModel], above: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Yield each key of params.yaml that holds a value, and what is known of it."""
    for name, field in model.model_fields.items():
        section = _section(field)
        if section:
            yield from _values(section, f"{above}{name}.")
        else:
            yield above + name, field


def _unknown(content: Any, model: type[BaseModel], above: str = "") -> Iterator[str]:
    """Yield each key that is written and that no section knows."""
    for name, value in content.items() if isinstance(content, dict) else ():
        if name not in model.model_fields:
            yield f"{above}{name}"
        elif section := _section(model.model_fields[name]):
            yield from _unknown(value, section, f"{above}{name}.")


def _section(field: FieldInfo) -> type[BaseModel] | None:
    """Return the model of a section, which a project may be allowed to leave out; None for a key that holds a value."""
    kinds = get_args(field.annotation) if isinstance(field.annotation, UnionType) else (field.annotation,)
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)


def _first_that_lacks(content: Any, key: str) -> str:
    """Return the key, or the outermost section around it, that is not written; nothing where it is, or its section is null."""
    names = key.split(".")
    for depth, name in enumerate(names, start=1):
        if not isinstance(content, dict):
            return ""
        if name not in content:
            return ".".join(names[:depth])
        content = content[name]
    return ""
