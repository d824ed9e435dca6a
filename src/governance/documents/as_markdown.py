"""A document as Markdown, the model card with the metadata block that Hugging Face reads."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from ...pages.tables import markdown_table
from .blanks import Answer
from .content import Document, Part


def as_markdown(document: Document, metadata: Mapping[str, Any] | None = None) -> str:
    """Return the document as Markdown; `metadata` goes before it as a YAML block."""
    blocks = [_block(metadata)] if metadata else []
    blocks.append(f"# {document.title}")
    if document.synthetic:
        blocks.append(f"**{document.synthetic}**")
    blocks += document.about
    if document.open:
        blocks.append(f"**This document is incomplete.** Entries that wait for the organisation: {len(document.open)}.")
        blocks.append(_listed(f"{answer.asks}: {answer.who}" for answer in document.open))
    for section in document.sections:
        blocks.append(f'## {section.title} <a id="{section.id}"></a>')
        blocks += [block for part in section.parts for block in _part(part)]
    return "\n\n".join(blocks) + "\n"


def _part(part: Part) -> list[str]:
    anchor = f' <a id="{part.id}"></a>' if part.id else ""
    blocks = [f"### {part.name}{anchor}"] if part.name else []
    blocks += part.say
    if part.points:
        blocks.append(_listed(part.points))
    for table in part.tables:
        blocks += [f"*{table.caption}*", markdown_table(table.columns, table.rows)]
    if part.blanks:
        blocks.append(_listed(f"{answer.asks}: {_given(answer)}" for answer in part.blanks))
    if part.not_done:
        blocks.append(f"**Not done:** {part.not_done}")
    if part.evidence:
        blocks.append(f"Where to check: {', '.join(part.evidence)}")
    return blocks


def _given(answer: Answer) -> str:
    return answer.given or f"**to be filled in** by the {answer.who}"


def _listed(lines: Any) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _block(metadata: Mapping[str, Any]) -> str:
    yaml, text = YAML(), StringIO()
    yaml.default_flow_style = False
    yaml.width = 10_000
    yaml.dump(dict(metadata), text)
    return f"---\n{text.getvalue()}---"
