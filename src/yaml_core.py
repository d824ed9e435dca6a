"""The core schema of YAML 1.2 (section 10.3 of its specification) on PyYAML's loader in C, which knows YAML 1.1 alone.

The loader of ruamel.yaml, in pure Python, takes ten times as long, and every stage and command reads several files.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Hashable
from typing import Any

import yaml
from yaml.constructor import ConstructorError

_DIGITS = "0123456789"
_PLAIN = (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", f"-+{_DIGITS}"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", f"-+.{_DIGITS}"),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", _DIGITS),  # an addition of ours: a day is written as it is
    ("merge", r"<<", "<"),
)


class _Core(yaml.CSafeLoader):
    """A loader for which `no` is a word, `010` is ten, and a key that stands twice is an error."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        """Construct a mapping; raise ConstructorError for a key that stands twice in it."""
        keys = [self.construct_object(key, deep=True) for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
        for nth, key in enumerate(keys):
            if key in keys[:nth]:
                raise ConstructorError("in a mapping", node.start_mark, "a key stands twice", node.value[nth][0].start_mark)
        return super().construct_mapping(node, deep)


def _day(loader: Any, node: Any) -> dt.date:
    try:
        return dt.date.fromisoformat(loader.construct_scalar(node))
    except ValueError:
        raise ConstructorError(None, None, "there is no such day", node.start_mark) from None


def _whole_number(loader: Any, node: Any) -> int:
    text = loader.construct_scalar(node)
    return int(text, 0) if text[:2] in ("0o", "0x") else int(text)


_Core.yaml_implicit_resolvers = {}  # none of the parent's
for _name, _pattern, _first in _PLAIN:
    _Core.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(f"^(?:{_pattern})$"), list(_first))
_Core.add_constructor("tag:yaml.org,2002:int", _whole_number)
_Core.add_constructor("tag:yaml.org,2002:timestamp", _day)


def load(text: str) -> Any:
    """Return the content of a YAML document: mappings, lists, text, numbers, truth values and days.

    Raises
    ------
    yaml.YAMLError : the text is not YAML, a key stands twice, or a value has a tag of another schema.
    """
    return yaml.load(text, Loader=_Core)
