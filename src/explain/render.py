"""Contact pages as HTML, from their content, and the lists of them on the first page of the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ..chronology.vocabulary import Vocabulary
from ..pages.charts import timeline
from ..pages.lanes import lanes
from ..pages.render import page
from ..wording import household_picture as household_wording
from ..wording.contact_page import SYNTHETIC_BANNER
from ..wording.reasons import AGAINST_MEANING
from ..wording.sentences import Count, join_words


def banner(vocabulary: Vocabulary, synthetic: bool) -> str:
    """Return the text of the banner on pages from simulated records; "" for records of real people."""
    text = SYNTHETIC_BANNER.format(synthetic=vocabulary.synthetic, person=vocabulary.nouns.person)
    return text if synthetic else ""


def contact_page(content: Mapping[str, Any], vocabulary: Vocabulary, synthetic: bool, reports: str = "..") -> str:
    """Return the HTML of one page from what `contact_page.content` returned, with its fingerprints and worked example.

    Parameters
    ----------
    reports : the way from the page's folder to the reports of the run, as a link has it.
    """
    return contact_page_in("contact.html", content, vocabulary, synthetic, "../index.html", reports=reports)


def contact_page_in(
    template: str, content: Mapping[str, Any], vocabulary: Vocabulary, synthetic: bool, home: str, **also: object
) -> str:
    """Return the HTML of one page in contact.html, or in a template that extends it and shows `also` besides.

    `home` : the way to the first page of the report, "" where there is none.
    """
    nouns = vocabulary.nouns
    against_meaning = [(how, says.format(concerns=nouns.concerns)) for how, says in AGAINST_MEANING.items()]
    drawn = pictures(content, vocabulary, content["partners"]["kept_apart"])
    return page(
        template, **content, **also, **drawn, words=nouns, texts=vocabulary.page, many=many, against=against_meaning,
        listed=join_words, synthetic=banner(vocabulary, synthetic), home=home,
    )  # fmt: skip


def pictures(content: Mapping[str, Any], vocabulary: Vocabulary, kept_apart: bool) -> dict[str, Markup | None]:
    """Return the picture of a person's records and that of the household, None where a project draws none.

    Parameters
    ----------
    content : what to draw: timeline, household_picture, and iso_date, the day of the point.
    kept_apart : whether records say when they had reached the hub.
    """
    nouns, drawn, together = vocabulary.nouns, content["timeline"], content["household_picture"]
    unfilled = f"A hollow mark had not reached the {nouns.hub}." if kept_apart else ""
    picture = timeline(
        drawn["lanes"], drawn["start"], content["iso_date"],
        about=f"this {nouns.point}", unfilled=unfilled, holder=nouns.agency,
    )  # fmt: skip
    home = together and lanes(
        together["blocks"], together["start"], content["iso_date"], title=household_wording.TITLE,
        about=f"{household_wording.ABOUT} {unfilled}".strip(), today=f"this {nouns.point}",
    )  # fmt: skip
    return {"picture": picture, "home_picture": home or None}


def many(number: int, one: str, more: str) -> str:
    """Return a number with its noun as people write them: one record, four records, 12 records."""
    return f"{Count(number):{one}|{more}}"


def sampled_pages(pages: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return the pages chosen at random, in the order of day and id: nobody is ranked (design rule 2)."""
    ordered = sorted(pages, key=lambda content: (content["iso_date"], content["point_id"]))
    names = ("date", "point_id", "child_id", "file")
    return [{name: content[name] for name in names} for content in ordered if not content["worked_example"]]


def worked_example_pages(pages: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return the pages of worked examples, ordered by example: file, title, source, and what there is to see."""
    examples = [content for content in pages if content["worked_example"]]
    return [
        {"file": content["file"], **{name: content["worked_example"][name] for name in ("title", "source", "see")}}
        for content in sorted(examples, key=lambda content: (content["worked_example"]["id"], content["file"]))
    ]
