"""Contact pages from their content, and the list of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..chronology.vocabulary import Vocabulary
from ..pages.charts import timeline
from ..pages.render import page
from ..wording.sentences import Count, join_words

# How each way in which the model can go against plain meaning is put.
AGAINST = (
    ("no sentence", "These raised the score, and no plain sentence says why:"),
    ("good news", "These are good news, and yet raised the score:"),
    ("lowered", "These are worries, and yet the model made less of them. They stand all the same:"),
)


def banner(vocabulary: Vocabulary, synthetic: bool) -> str:
    """Return the words of the banner: none for records of real people."""
    return f"{vocabulary.synthetic}: no real {vocabulary.nouns.person} is described here" if synthetic else ""


def contact_page(content: Mapping[str, Any], vocabulary: Vocabulary, synthetic: bool) -> str:
    """Return the HTML of one page from what `contact_page.content` gave, with its fingerprints."""
    words, drawn = vocabulary.nouns, content["timeline"]
    picture = timeline(
        drawn["lanes"], drawn["start"], content["iso_date"],
        about=f"this {words.point}", unfilled=f"A hollow mark had not reached the {words.hub}.",
    )  # fmt: skip
    return page(
        "contact.html", **content, picture=picture, words=words, texts=vocabulary.page, many=many, against=AGAINST,
        listed=join_words, synthetic=banner(vocabulary, synthetic), home="../index.html",
    )  # fmt: skip


def many(number: int, one: str, more: str) -> str:
    """Return a number and its noun as people write them: one record, four records, 12 records."""
    return f"{Count(number):{one}|{more}}"


def listed(pages: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return the pages drawn by lot, in the order of day and id. Nothing that a list says here ranks anybody (design rule 2)."""
    ordered = sorted(pages, key=lambda content: (content["iso_date"], content["point_id"]))
    names = ("date", "point_id", "child_id", "file")
    return [{name: content[name] for name in names} for content in ordered if not content["worked_example"]]


def worked(pages: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return the pages of worked examples in their own order: file, title, source, and what there is to see."""
    found = sorted(
        (page["worked_example"]["id"], page["file"], page["worked_example"]) for page in pages if page["worked_example"]
    )
    return [{"file": file, **{name: told[name] for name in ("title", "source", "see")}} for _, file, told in found]
