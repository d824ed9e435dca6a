"""Values set in a params.yaml as text, so that every comment, and all else that it says, stays as it is written."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

from ..errors import BadInput
from ..yaml_core import load


def with_value(text: str, key: str, value: str) -> str:
    """Return the text of a params.yaml in which `key`, such as train.depth, has this value, written in YAML.

    Raises
    ------
    BadInput : the value is not YAML on one line, or no part of the file holds such a key.
    """
    value = _one_line(key, value)
    *sections, last = key.split(".")
    node: Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    for name in sections:
        node = _held(node).get(name)
    if found := _held(node).get(last):
        return _replaced(text, found.start_mark.index, _end(text, found), value)
    if not sections or not isinstance(node, MappingNode) or not node.value or node.flow_style:
        raise BadInput("There is no such choice.", where=f"params.yaml: {key}", do="name its section too, as train.depth")
    first = node.start_mark  # of the section's keys: this one was left to its default
    return f"{text[: first.index]}{last}: {value}\n{' ' * first.column}{text[first.index :]}"


def value_of(text: str, key: str) -> Any:
    """Return the value that a params.yaml gives a key; None where it gives none."""
    found = load(text)
    for name in key.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def part_of(text: str, key: str) -> str:
    """Return the whole lines that write a key and its value; empty where the key is not written."""
    start, end = _lines(text, key)
    return text[start:end]


def without(text: str, key: str) -> str:
    """Return a params.yaml without the lines that write a key."""
    start, end = _lines(text, key)
    return text[:start] + text[end:]


def with_part(text: str, key: str, lines: str) -> str:
    """Return a params.yaml with lines that write a key, at the end of the section that the key is in."""
    section, inside, _ = key.rpartition(".")
    if not inside:
        return f"{text.rstrip()}\n\n{lines}"
    _, end = _lines(text, section)
    return text[:end] + lines + text[end:]


def _lines(text: str, key: str) -> tuple[int, int]:
    """Return where the lines begin and end that write a key; the same place twice where it is not written."""
    *sections, last = key.split(".")
    node: Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    for name in sections:
        node = _held(node).get(name)
    for each, value in node.value if isinstance(node, MappingNode) else ():
        if each.value == last:
            begins = text.rfind("\n", 0, each.start_mark.index) + 1
            ends = text.find("\n", _end(text, value))
            return begins, len(text) if ends == -1 else ends + 1
    return 0, 0


def _held(node: Node | None) -> dict[str, Node]:
    return {key.value: value for key, value in node.value} if isinstance(node, MappingNode) else {}


def _end(text: str, node: Node) -> int:
    """Return where a value ends, without the blank lines and comments that follow it."""
    if isinstance(node, MappingNode | SequenceNode) and node.value and not node.flow_style:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(node, MappingNode) else last)
    return node.start_mark.index + len(text[node.start_mark.index : node.end_mark.index].rstrip())


def _replaced(text: str, start: int, end: int, value: str) -> str:
    """Return a text with another value in a place; a comment behind it on its line stays in its column where there is room."""
    gap = re.match(r" +(?=#)", text[end:])
    spaces = len(gap[0]) if gap else 0
    room = spaces and max(1, spaces - len(value) + (0 if "\n" in text[start:end] else end - start))
    return text[:start] + " " * (text[start - 1] == ":") + value + " " * room + text[end + spaces :]


def _one_line(key: str, value: str) -> str:
    """Return a value as it can stand behind its key; a day goes into quotation marks, because DVC wants it so."""
    value = value.strip()
    try:
        content = load(value)
    except yaml.YAMLError:
        value = ""
    if not value or re.search(r"[\r\n#]", value):
        raise BadInput(
            "A choice cannot be set to this value.",
            where=f"params.yaml: {key}",
            expected="one value of YAML, such as 3, null, hub or [0.1, 0.2]",
            do="write it so, or change it in params.yaml",
        )
    return f'"{value}"' if isinstance(content, dt.date) else value
