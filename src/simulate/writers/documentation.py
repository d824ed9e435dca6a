"""Generate docs/reference/formats.md: what the readers know of each format, from its YAML, and what the writers keep in it."""

from __future__ import annotations

from ...extracts.formats.specification import (
    FORMATS,
    ColumnSpec,
    FactSpec,
    Format,
    Known,
    TableSpec,
    Translation,
    code_lists,
    load_format,
)
from ...pages.tables import markdown_table
from .held import Held, held
from .quirks import all_quirks

_HEAD = """\
# Formats

What `neglect-triage read` and `source.kind: extracts` take in: tables, columns, and when a fact counts as known. Made by
`neglect-triage formats` from `src/extracts/formats/*.yaml` and `src/simulate/writers/*.yaml`; a test fails when it
is out of date. A header counts by its letters and digits alone. Where two sources hold a fact, the one with the lower standing
number wins. A role is the name by which a matching report refers to a column. Where a cell that says when a fact became
known cannot be read, the fact counts as known on the day of the extract. Rows that agree in all that is read are one
record, and the others are counted as repeated; rows that name different records, or name none and give different times of one
day, are several."""


def formats_page() -> str:
    """Return docs/reference/formats.md."""
    parts = [_HEAD]
    for name in FORMATS:
        parts += _format(load_format(name))
    parts += ["## Code lists", "A code is always a spelling of itself; case, punctuation and leading letters make no difference."]
    for name, codes in code_lists().items():
        rows = [[f"`{code}`", ", ".join(spellings)] for code, spellings in codes.items()]
        parts += [f"### {name}", markdown_table(["code", "other spellings"], rows)]
    parts += [
        "## Quirks of real files",
        "`neglect-triage simulate-extracts` writes simulated extracts with these, alone or mixed.",
        markdown_table(
            ["quirk", "formats", "what it is", "what is lost"],
            [
                [f"`{name}`", ", ".join(quirk.of), quirk.says, "refused as free text" if quirk.refused else quirk.loses or ""]
                for name, quirk in all_quirks().items()
            ],
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _format(form: Format) -> list[str]:
    window = "one year" if form.window.year else f"{form.window.months} months" if form.window.months else "from its first record"
    parts = [f"## {form.says}", f"`{form.name}`, standing {form.precedence}; an extract covers {window}. It cannot hold:"]
    parts.append("\n".join(f"- {item}" for item in form.holds_not))
    for name, table in form.tables.items():
        parts += _table(name, table)
    rows = [[f"`{kind}`", _kept(rule)] for kind, rule in held(form.name).items()]
    parts += [
        f"### What is left of the simulated world in {form.name}",
        "Kinds of facts that are not in this table are not held at all, nor a column that is not named.",
        markdown_table(["fact", "what is held of it"], rows),
    ]
    return parts


def _table(name: str, table: TableSpec) -> list[str]:
    called = ", ".join(f"`{own}`" for own in table.names)
    number = f"list {table.number}; " if table.number else ""
    about = f"{table.says[:1].upper()}{table.says[1:]} ({number}called {called})." if called or number else f"{table.says}."
    if table.because:
        return [f"### {name}", f"{about} Known and not used: {table.because}."]
    needed = ", ".join(f"`{role}`" for role in table.requires)
    if table.requires_one:
        needed += ", and one of " + ", ".join(f"`{role}`" for role in table.requires_one)
    about += f" Each `{table.record}` is a record of its own, also on one day." if table.record else ""
    columns = [[f"`{role}`{' *' * (role in table.requires)}", *_column(column)] for role, column in table.columns.items()]
    parts = [f"### {name}", f"{about} Needed: {needed}.", markdown_table(["role", "header", "other headers", "read as"], columns)]
    if table.facts:
        parts.append(markdown_table(["fact", "day", "counts as known", "if"], [_fact(fact) for fact in table.facts]))
    return parts


def _column(column: ColumnSpec) -> list[str]:
    first, *others = column.names or ["(the reader gives it)"]
    if column.identifies:
        read = f"refused: {column.because}"
    elif column.type == "text":
        read = f"not read: {column.because}"
    else:
        read = column.type + (f" of the list {column.codes}" if column.codes else "")
    return [first, ", ".join(others), read]


def _fact(fact: FactSpec) -> list[str]:
    kind = fact.type if isinstance(fact.type, str) else f"by `{fact.type.column}`"
    known = _rule(fact.known or [Known(of=fact.date, working_days=0)])
    later = [f"then {_outcomes(item.outcome, item.codes)}: {_rule(item.known)}" for item in fact.later]
    when = [f"`{role}` is {' or '.join(codes)}" for role, codes in fact.when.items()]
    when += [f"`{role}` is not {' or '.join(codes)}" for role, codes in fact.unless.items()]
    return [f"`{kind}`" if isinstance(fact.type, str) else kind, f"`{fact.date}`", "; ".join([known, *later]), "; ".join(when)]


def _outcomes(outcome: Translation | None, codes: dict[str, str]) -> str:
    return ", ".join([*(["its outcome"] if outcome else []), *(f"its {system.replace('_', ' ')}" for system in codes)])


def _rule(rules: list[Known]) -> str:
    days = []
    for rule in rules:
        day = "on the day of the extract" if rule.extract else f"on `{rule.of}`"
        if rule.working_days:
            day = f"{rule.working_days} working day{'s' * (rule.working_days > 1)} after `{rule.of}`"
        days.append(day)
    return ", else ".join(days)


def _kept(rule: Held) -> str:
    kept = ["that it happened"]
    kept += [name.replace("_", " ") for name in rule.keeps] + [f"codes: {name.replace('_', ' ')}" for name in rule.codes]
    if rule.source:
        kept.append("the agency, as a code of the list agency")
    for column, words in rule.words.items():
        kept += [f"{column} {one} as {other or 'nothing'}" for one, other in words.items()]
    if rule.dated:
        kept.append(f"with the day of the fact `{rule.dated}`")
    if rule.snapshot:
        kept.append("the latest alone")
    if rule.also:
        kept.append(f"told also as `{rule.also}`")
    return "; ".join(kept)
