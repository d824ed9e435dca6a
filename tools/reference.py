"""What the site's reference says of the code, as Markdown made from the code: measures, choices, keys of files, commands.

A page of `docs/reference` names a part in `<!-- generated: NAME -->`; `docs/conf.py` puts it there when the site is built.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from neglect_triage.chronology.dictionary import data_dictionary
from neglect_triage.chronology.reading.mapping import FILLED, Constant, Input, Mapping, Period
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.cli.commands import COMMANDS
from neglect_triage.cli.help_words import command, fill
from neglect_triage.cli.main import EXIT_CODES
from neglect_triage.features.catalogue import Indicator, load_catalogue, window_days
from neglect_triage.features.documentation import as_markdown
from neglect_triage.features.measures import FAMILIES, MEASURES
from neglect_triage.features.measures import measure as definitions
from neglect_triage.features.measures.measure import Measure
from neglect_triage.features.selection import IndicatorEvents, Selection
from neglect_triage.models.labels import definitions as label_definitions
from neglect_triage.pages.tables import markdown_table
from neglect_triage.params import Params
from tools.imports import ROOT

WINDOWS = ("28d", "90d", "365d", "1826d", "5y", "contact")
_KEYS = ["key", "value", "if it is left out"]


def measures() -> str:
    """Return every measure with its definition, by family, after the words that all definitions use."""
    parts = ["## The words of the definitions", _rest(definitions.__doc__)]
    for family in FAMILIES:
        parts += [f"## {_first(family.__doc__)}", _table_of_measures(family.MEASURES)]
    return "\n\n".join(parts)


def _table_of_measures(family: tuple[Measure, ...]) -> str:
    rows = [[f"`{each.name}`", each.means, each.unit, each.none, "; ".join(_limits(each))] for each in family]
    return markdown_table(["measure", "what it is", "unit", "no event in a covered window", "how it is written"], rows)


def _limits(measure: Measure) -> Iterator[str]:
    if "pairs" in measure.traits:
        yield f"`{measure.name} X`, where X is another indicator"
    if "longest" in measure.traits:
        yield "in the longest window of the indicator only"
    if "on_the_day" not in measure.traits:
        yield "not in the window `contact`"
    if "undirected" in measure.traits:
        yield "always `unconstrained`"
    if measure.column:
        yield f"reads the column `{measure.column}`"


def windows() -> str:
    """Return examples of windows, each with the days that it looks back."""
    rows = [[f"`{window}`", f"{days:,}" if (days := window_days(window)) else "the day's own contact rows"] for window in WINDOWS]
    return markdown_table(["window", "days before the contact"], rows)


def sentence_fields() -> str:
    """Return what a sentence can name in braces, and from which measure it comes."""
    rows = [[f"`{{{field.name}}}`", field.kind, f"`{each.name}`"] for each in MEASURES.values() for field in each.fields]
    return markdown_table(["in braces", "what it is", "of the measure"], rows)


def choices() -> str:
    """Return every key of params.yaml: what it takes, what a new project has, and what it is for."""
    comments = YAML().load(ROOT / "params.yaml")
    parts = []
    for name, field in Params.model_fields.items():
        model = next(each for each in _models(field.annotation))
        if "list" in str(field.annotation):
            rows = [[f"`{name}`", _taken(Params)[name], f"`{_shown(comments[name])}`", _comment(comments, name)]]
        else:
            rows = list(_choices(name, model, comments.get(name)))
        parts += [f"## {name}", _words(model), markdown_table(_CHOICES, rows)]
    return "\n\n".join(parts)


_CHOICES = ["key", "value", "in a new project", "what it is for"]


def _choices(place: str, model: type[BaseModel], written: CommentedMap | None) -> Iterator[list[str]]:
    """Yield a row for each key of a section, and for those of the sections in it."""
    taken = _taken(model)
    for name, field in model.model_fields.items():
        key = f"{place}.{name}"
        below = [each for each in _models(field.annotation) if "list" not in str(field.annotation)]
        if below:
            yield from _choices(key, below[0], written.get(name) if written else None)
            continue
        value = written[name] if written and name in written else field.get_default(call_default_factory=True)
        yield [f"`{key}`", taken[name], f"`{_shown(value)}`", _comment(written, name)]


def _shown(value: Any) -> str:
    shown = "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value).strip()
    return shown if len(shown) < 60 else "..."


def _comment(written: CommentedMap | None, key: str) -> str:
    """Return what the file says of a key at the end of its line, and in the lines of comment below it."""
    token = written.ca.items.get(key, [None, None, None])[2] if written else None
    lines = [line.strip().lstrip("#").strip() for line in token.value.splitlines()] if token else []
    return " ".join(line for line in lines if line)


def mapping_keys() -> str:
    """Return every key of a mapping file."""
    return "\n\n".join(
        f"## {heading}\n\n{_words(model)}\n\n{_table_of_keys(model)}"
        for heading, model in (
            ("The file", Mapping),
            ("Each file of a table", Input),
            ("A value for every row", Constant),
            ("The period that a file covers", Period),
        )
    )


def filled_columns() -> str:
    """Return the columns that are filled where a mapping leaves them out."""
    rows = [[f"`{table}`", f"`{column}`", rule] for table, columns in FILLED.items() for column, rule in columns.items()]
    return markdown_table(["table", "column", "what it becomes"], rows)


def catalogue_keys() -> str:
    """Return every key of an entry of a catalogue, and of its selection of events."""
    return "\n\n".join(
        f"## {heading}\n\n{_words(model)}\n\n{_table_of_keys(model)}"
        for heading, model in (("An entry", Indicator), ("`events`: which records it is about", IndicatorEvents))
    )


def catalogue() -> str:
    """Return the indicators of neglect, each with events, measures, sentences and source."""
    vocabulary = load_vocabulary()
    return _without_title(as_markdown(load_catalogue(vocabulary), vocabulary))


def tables() -> str:
    """Return the data dictionary."""
    return _without_title(data_dictionary(load_vocabulary()))


def commands() -> str:
    """Return every command with its arguments and options, in the words of neglect."""
    parts, heading = [EXIT_CODES], ""
    for name, listed in COMMANDS.items():
        parts += [f"## {listed.heading}"] if listed.heading != heading else []
        heading = listed.heading
        parts.append(_command(name))
    return "\n\n".join(parts)


def _command(name: str) -> str:
    called = command(name)
    fill(called, load_vocabulary().nouns.model_dump())
    rows = [
        [", ".join(f"`{option}`" for option in each.opts), each.help or "", "needed" if each.required else _default(each)]
        for each in called.params
        if each.name != "help"
    ]
    table = markdown_table(["argument or option", "what it is", "if it is left out"], rows) if rows else "It takes nothing else."
    return f"### `neglect-triage {name}`\n\n{inspect.cleandoc(called.help)}\n\n{table}"


def _default(option: Any) -> str:
    shown = getattr(option, "show_default", None)
    value = shown if isinstance(shown, str) else option.default
    return "" if value is None or value is False else f"`{value}`"


def _table_of_keys(model: type[BaseModel]) -> str:
    taken = _taken(model)
    rows = [
        [
            f"`{name}`",
            taken[name],
            "needed" if field.is_required() else f"`{_shown(field.get_default(call_default_factory=True))}`",
        ]
        for name, field in model.model_fields.items()
    ]
    return markdown_table(_KEYS, rows)


def _taken(model: type[BaseModel]) -> dict[str, str]:
    """Return what each key of a model takes, in words."""
    schema = model.model_json_schema()
    return {name: _in_words(part, schema.get("$defs", {})) for name, part in schema["properties"].items()}


def _in_words(schema: dict[str, Any], parts: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_in_words(each, parts) for each in schema["anyOf"]))
    if "$ref" in schema:
        return f"keys as under {schema['$ref'].rsplit('/', 1)[-1]}"
    if words := schema.get("enum") or ([schema["const"]] if "const" in schema else None):
        return " or ".join(f"`{word}`" for word in words)
    kind = schema.get("type", "")
    if kind == "array":
        return f"a list: {_in_words(schema['items'], parts)}"
    if kind == "object":
        of = schema.get("additionalProperties")
        return f"for each name: {_in_words(of, parts)}" if isinstance(of, dict) else "keys and values"
    words = {"path": "a file or folder", "date": "a day"}.get(schema.get("format", "")) or {
        "integer": "a whole number", "number": "a number", "boolean": "`true` or `false`", "string": "text", "null": "`null`",
    }.get(kind, "anything")  # fmt: skip
    return " ".join([words, *_limits_of(schema)])


def _limits_of(schema: dict[str, Any]) -> Iterator[str]:
    for key, words in {
        "exclusiveMinimum": "above", "minimum": "from", "exclusiveMaximum": "below", "maximum": "to", "minLength": "of at least",
    }.items():  # fmt: skip
        if key in schema:
            yield f"{words} {schema[key]:g}{' letters' * (key == 'minLength')}"


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for each in getattr(annotation, "__args__", ()):
        yield from _models(each)


def _words(model: type[BaseModel]) -> str:
    """Return the docstring of a model, and of what it is made from within its own module."""
    inherited = [each for each in model.__mro__[1:] if each is Selection]
    return "\n\n".join(inspect.getdoc(each) or "" for each in (model, *inherited))


def _first(text: str | None) -> str:
    return (text or "").strip().splitlines()[0].partition(".")[0]


def _rest(text: str | None) -> str:
    return "\n".join((text or "").strip().splitlines()[1:]).strip()


def _without_title(text: str) -> str:
    return re.sub(r"\A# .*\n", "", text).strip()


def labels() -> str:
    """Return what each label counts."""
    rows = [[f"`{name}`", each.means] for name, each in label_definitions().labels.items()]
    return markdown_table(["label", "what has to be recorded"], rows)


PARTS: dict[str, Callable[[], str]] = {
    "measures": measures,
    "windows": windows,
    "sentence fields": sentence_fields,
    "choices": choices,
    "mapping keys": mapping_keys,
    "filled columns": filled_columns,
    "catalogue keys": catalogue_keys,
    "catalogue": catalogue,
    "tables": tables,
    "commands": commands,
    "labels": labels,
}
