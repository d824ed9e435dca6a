"""A page as a Word document: the same words in the same order, on sheets that say what they belong to, and the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import docx
import lxml.html
import pytest
from docx.document import Document
from docx.table import Table, _Cell

from neglect_triage.errors import BadInput
from neglect_triage.pages.word import word_document
from tests.explain.small_run import page_of, small_content
from tests.small_report import PAGES

PAGES_WITHOUT_SEARCH = sorted(set(PAGES) - {"index"})
NOT_READ = "nav|form|script|style|noscript|svg|img|title|desc"


def document_of(html: str) -> Document:
    return docx.Document(io.BytesIO(word_document(html.encode(), "page.html")))


def written(place: Document | _Cell) -> Iterator[str]:
    for block in place.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from written(cell)
        elif not block.text.startswith("Picture. "):
            yield block.text


def words_of_page(html: str) -> list[str]:
    (main,) = lxml.html.document_fromstring(html).xpath("//main")
    tests = " | ".join(f".//{tag}" for tag in NOT_READ.split("|"))
    for unread in main.xpath(f"{tests} | .//*[contains(@class, 'govuk-visually-hidden')]"):
        unread.drop_tree()
    return re.findall(r"\w+", " ".join(text.strip() for text in main.itertext()))


def words_of_document(document: Document) -> list[str]:
    texts = (re.sub(r"^(\d+\.|•)\t", "", text) for text in written(document))
    return re.findall(r"\w+", " ".join(texts))


@pytest.mark.parametrize("name", PAGES_WITHOUT_SEARCH)
def test_a_document_says_what_its_page_says_in_the_same_order(name: str) -> None:
    html = PAGES[name]()
    assert words_of_document(document_of(html)) == words_of_page(html)


def test_a_picture_is_told_by_its_title_and_description() -> None:
    html = page_of(small_content(3))
    title, says = re.findall(r"<title id=\"lanes-title\">(.*?)</title>\s*<desc[^>]*>(.*?)</desc>", html, flags=re.DOTALL)[0]
    assert f"Picture. {title}. {says}" in [each.text for each in document_of(html).paragraphs]


def test_every_sheet_bears_the_banners_the_contact_and_its_number() -> None:
    content = small_content(3)
    (section,) = document_of(page_of(content)).sections
    head = [each.text for each in section.header.paragraphs]
    assert head[0].startswith("SYNTHETIC DATA")
    assert head[1].startswith("Internal edition")
    foot = section.footer.paragraphs[0]
    assert foot.text.startswith(f"Contact {content['point_id']}, child {content['child_id']}\tSheet")
    assert re.findall(r'w:instr="(\w+)"', foot._p.xml) == ["PAGE", "NUMPAGES"]


def test_lists_keep_the_numbers_of_the_page_and_tables_their_headings_on_each_sheet() -> None:
    document = document_of(
        "<title>t</title><main id='main'><ol start='4'><li>four<p>more</p></li><li>five</li></ol>"
        "<table><tr><th>a</th><th>b</th></tr><tr><th rowspan='2'>c</th><td>d</td></tr><tr><td>e</td></tr></table></main>"
    )
    assert [each.text for each in document.paragraphs[:3]] == ["4.\tfour", "more", "5.\tfive"]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["a", "b"], ["c", "d"], ["", "e"]]
    assert ["tblHeader" in row._tr.xml for row in table.rows] == [True, False, False]
    assert all("cantSplit" in row._tr.xml for row in table.rows)


def test_bold_words_stay_bold_and_headings_are_headings() -> None:
    document = document_of("<title>t</title><main id='main'><h2>Head</h2><p>So <strong>bold  it</strong> is</p></main>")
    assert document.paragraphs[0].style is not None
    assert document.paragraphs[0].style.name == "Heading 2"
    assert [(run.text, run.bold) for run in document.paragraphs[1].runs] == [("So ", None), ("bold it", True), (" is", None)]


def test_the_same_page_gives_the_same_bytes() -> None:
    html = page_of(small_content(3)).encode()
    assert word_document(html, "a.html") == word_document(html, "b.html")


@pytest.mark.parametrize(
    "html", ["", "<p>not ours</p>", "\x00\xff", PAGES["index"]()], ids=["empty", "other", "binary", "search"]
)
def test_what_is_no_such_page_is_refused(html: str) -> None:
    with pytest.raises(BadInput, match="no page that can become a document") as stopped:
        word_document(html.encode("latin-1", "replace"), "x.html")
    assert stopped.value.where == "x.html"
