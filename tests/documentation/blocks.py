"""The blocks of code on the site's pages: what a reader would type, and the files that a page has a reader write."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from neglect_triage.workspace.settings import with_value
from neglect_triage.yaml_core import load

DOCS = Path(__file__).resolve().parents[2] / "docs"
_FENCE = re.compile(r"^( *)(`{3,})(\S*)(?: (\S+))?\n(.*?)^\1\2$", re.DOTALL | re.MULTILINE)
_CAPTION = re.compile(r"\A:caption: (\S+)\n\n?")


@dataclass(frozen=True)
class Block:
    """A block of a page: its language, its text, and the file that its caption names ("" for none)."""

    page: Path
    language: str
    text: str
    file: str = ""


@dataclass(frozen=True)
class Typed:
    """A command as it stands after `$`, and the lines that the page says it prints."""

    words: list[str]
    prints: list[str]


def pages() -> list[Path]:
    """Return every page of the site."""
    return sorted(path for path in DOCS.rglob("*.md") if path.name != "worlds.md")


def blocks(page: Path) -> list[Block]:
    """Return the blocks of a page, in order."""
    found = []
    for match in _FENCE.finditer(page.read_text(encoding="utf-8")):
        text = re.sub(rf"^{match[1]}", "", match[5], flags=re.MULTILINE)
        caption = _CAPTION.match(text)
        language = match[4] if match[3] == "{code-block}" else match[3]
        found.append(Block(page, language or "", _CAPTION.sub("", text), caption[1] if caption else ""))
    return found


def typed(block: Block) -> list[Typed]:
    """Return the commands of a console block."""
    parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert not parts[0].strip(), f"{block.page.name}: a console block begins with $"
    commands = []
    for part in parts[1:]:
        command, _, output = part.partition("\n")
        lines = [line.strip() for line in output.splitlines() if line.strip() and line.strip() != "..."]
        commands.append(Typed(shlex.split(command, comments=True), lines))
    return commands


def write(block: Block, folder: Path) -> None:
    """Write the file of a block into a folder; of params.yaml, set only the choices that the page shows."""
    path = folder / block.file
    if block.file != "params.yaml":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    for section, keys in load(block.text).items():
        below = {f"{section}.{key}": value for key, value in keys.items()} if isinstance(keys, dict) else {section: keys}
        for key, value in below.items():
            text = with_value(text, key, _as_yaml(value))
    path.write_text(text, encoding="utf-8")


def _as_yaml(value: object) -> str:
    """Return a value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}": {_as_yaml(each)}' for key, each in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(_as_yaml(each) for each in value)}]"
    return {None: "null", True: "true", False: "false"}.get(value, f'"{value}"' if isinstance(value, str) else str(value))  # type: ignore[call-overload,no-any-return]
