"""A page of a report as a Word document: the same words in the same order, taken from the page itself.

What is folded on the page stands open, and a picture is told by its title and description, because the table behind it follows.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeAlias

import lxml.html
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml.html import HtmlElement

from ..errors import BadInput
from ..files import without_times

_SKIPPED = {"nav", "form", "button", "script", "style", "noscript"}
_INLINE = {"a", "abbr", "b", "bdi", "br", "code", "em", "span", "strong", "sub", "sup"}
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
_SMALL = {"hint", "cites"}  # classes of the page
_STEP, _WIDTH = Cm(0.8), Cm(17.4)
_TERMS = 7  # how many steps wide the column of terms is
_MADE = datetime(2000, 1, 1)  # one day for all, so that the same page gives the same bytes
_SPACES = re.compile(r"[ \t\r\n\f]+")
Place: TypeAlias = WordDocument | _Cell
Piece = tuple[str, bool]  # words, and whether they are bold


def word_document(html: bytes, where: str) -> bytes:
    """Return a page as a Word document on A4, with the page's title and the number of the sheet on every sheet.

    Parameters
    ----------
    html : the page's file, in UTF-8. where : its path, for a message.

    Raises
    ------
    BadInput : this is no page of a report, or its content is put together by a script.
    """
    page = lxml.html.document_fromstring(html, lxml.html.HTMLParser(encoding="utf-8")) if html.strip() else None
    main = None if page is None else page.find(".//main[@id='main']")
    if page is None or main is None or main.find(".//script") is not None:
        raise BadInput(
            "This is no page that can become a document.",
            where=where,
            expected="a page of a report, without a search in it, such as a page in data/reports/contacts, or board.html",
        )
    document = Document()
    _set_styles(document)
    title = str(page.findtext(".//title"))
    _set_margins(document, title, page.find(".//header"))
    _flow(document, main, 0)
    properties = document.core_properties
    properties.title, properties.author, properties.comments, properties.language = title, "neglect-triage", "", "en-GB"
    properties.created = properties.modified = _MADE
    saved = io.BytesIO()
    document.save(saved)
    return without_times(saved)


def _set_styles(document: WordDocument) -> None:
    for name, size in {"Normal": 10.5, "Heading 1": 17, "Heading 2": 13, "Heading 3": 11, "Heading 4": 10.5}.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[theme]
        style.paragraph_format.space_after = Pt(4)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    document.styles["Normal"].element.get_or_add_rPr().append(language)


def _set_margins(document: WordDocument, title: str, header: HtmlElement | None) -> None:
    """Put the banners at the head of every sheet, and the title and the number of the sheet at its foot."""
    (section,) = document.sections
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.8)
    for banner in header.iter("p") if header is not None else ():
        _run(section.header.add_paragraph(), _words(banner), bold=True, size=8.5)
    first, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    first._p.getparent().remove(first._p)
    foot.paragraph_format.tab_stops.add_tab_stop(_WIDTH - Cm(3))
    for words, field in ((f"{title}\tSheet ", "PAGE"), (" of ", "NUMPAGES")):
        _run(foot, words, size=8.5)
        counted = OxmlElement("w:fldSimple")
        counted.set(qn("w:instr"), field)
        foot._p.append(counted)


def _words(element: HtmlElement) -> str:
    return _SPACES.sub(" ", "".join(words for words, _ in _pieces(element))).strip()


def _skipped(element: HtmlElement) -> bool:
    return element.tag in _SKIPPED or not isinstance(element.tag, str) or "govuk-visually-hidden" in _classes(element)


def _classes(element: HtmlElement) -> set[str]:
    return set((element.get("class") or "").split())


def _pieces(element: HtmlElement, bold: bool = False) -> Iterator[Piece]:
    """Yield the words of an element that holds only words."""
    if _skipped(element):
        return
    bold = bold or element.tag in {"strong", "b"}
    yield "\n" if element.tag == "br" else _SPACES.sub(" ", element.text or ""), bold
    for child in element:
        yield from _pieces(child, bold)
        yield _SPACES.sub(" ", child.tail or ""), bold


def _flow(place: Place, element: HtmlElement, indent: int, mark: str = "", bold: bool = False) -> None:
    """Write an element: what lies between its blocks as paragraphs, and its blocks in their places.

    mark : what stands before the first paragraph: a number or a bullet.
    """
    pieces: list[Piece] = [(_SPACES.sub(" ", element.text or ""), bold)]
    for child in element:
        if _skipped(child) or child.tag in _INLINE:
            pieces.extend(_pieces(child, bold))
        else:
            mark = "" if _paragraph(place, pieces, indent, mark, _classes(element)) else mark
            pieces = []
            _block(place, child, indent, mark)
        pieces.append((_SPACES.sub(" ", child.tail or ""), bold))
    _paragraph(place, pieces, indent, mark, _classes(element))


def _block(place: Place, element: HtmlElement, indent: int, mark: str) -> None:
    if (level := _HEADINGS.get(element.tag)) is not None:
        _heading(place, element, level)
    elif "sequence" in _classes(element):
        steps = [list(_pieces(step)) for step in element]
        _paragraph(place, [piece for step in steps for piece in (*step, (" → ", False))][:-1], indent, "", set())
    elif element.tag in {"ul", "ol"}:
        for number, item in enumerate(element, start=int(element.get("start", "1"))):
            _flow(place, item, indent + 1, "•" if element.tag == "ul" else f"{number}.")
    elif element.tag == "table":
        _table(place, element)
    elif element.tag == "dl":
        _terms(place, element)
    elif element.tag in {"svg", "img"}:
        words = [element.get("alt"), element.get("aria-label"), element.findtext("title"), element.findtext("desc")]
        _paragraph(place, [(f"Picture. {'. '.join(filter(None, words))}", False)], indent, mark, _SMALL)
    else:
        if "annex" in _classes(element) and isinstance(place, WordDocument):
            place.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _flow(place, element, indent, mark, bold=element.tag == "summary")


def _heading(place: Place, element: HtmlElement, level: int) -> None:
    place.add_paragraph(_words(element), style=f"Heading {level}")


def _paragraph(place: Place, pieces: Sequence[Piece], indent: int, mark: str, classes: set[str]) -> Paragraph | None:
    """Write a paragraph, if there are words for it, and return it."""
    text = re.sub(" {2,}", " ", "".join(words for words, _ in pieces)).strip()
    if not text:
        return None
    empty = isinstance(place, _Cell) and len(place._tc) <= 2 and not place.paragraphs[0].text
    paragraph = place.paragraphs[0] if empty else place.add_paragraph()
    layout = paragraph.paragraph_format
    layout.left_indent, layout.space_after = _STEP * indent, Pt(0 if isinstance(place, _Cell) else 4)
    if mark:
        layout.first_line_indent = -_STEP
        layout.tab_stops.add_tab_stop(_STEP * indent)
    size = 8 if isinstance(place, _Cell) else 9 if classes & _SMALL else None
    written = f"{mark}\t" if mark else ""
    if written:
        _run(paragraph, written, size=size)
    before = " "
    for words, bold in pieces:
        shown = words.lstrip(" ") if before.endswith((" ", "\n")) else words
        if shown:
            _run(paragraph, shown, bold, size)
            before = shown
    if paragraph.runs[-1].text.endswith(" "):
        paragraph.runs[-1].text = paragraph.runs[-1].text.rstrip()
    return paragraph


def _run(paragraph: Paragraph, words: str, bold: bool = False, size: float | None = None) -> None:
    run = paragraph.add_run(words)
    run.bold = bold or None
    if size is not None:
        run.font.size = Pt(size)


def _terms(place: Place, element: HtmlElement) -> None:
    """Write a list of terms: each in bold, and what is said of it beside it, or below it where that has several parts."""
    for term, says in zip(element.iter("dt"), element.iter("dd"), strict=True):
        if all(child.tag in _INLINE for child in says):
            pieces = [(_words(term), True), ("\t", False), (_words(says), False)]
            if (written := _paragraph(place, pieces, _TERMS, "", set())) is not None:
                written.paragraph_format.first_line_indent = -_STEP * _TERMS
        else:
            _flow(place, term, 0, bold=True)
            _flow(place, says, 1)


def _table(place: Place, element: HtmlElement) -> None:
    """Write a table, its headings again on each sheet, no row over two sheets, and columns as wide as their words ask."""
    rows = [[cell for cell in row if cell.tag in {"th", "td"}] for row in element.iter("tr")]
    if (caption := element.find("caption")) is not None:
        written = _paragraph(place, list(_pieces(caption, bold=True)), 0, "", set())
        if written is not None:
            written.paragraph_format.keep_with_next = True
    columns = max(map(len, rows))
    table: Table = place.add_table(len(rows), columns)
    if isinstance(place, WordDocument):
        table.style = "Table Grid"
    longest = [max(min(len(row[at].text_content()), 60) for row in rows if at < len(row)) + 4 for at in range(columns)]
    widths = [int(_WIDTH * length / sum(longest)) for length in longest]
    for row, cells in zip(table.rows, rows, strict=True):
        layout = row._tr.get_or_add_trPr()
        layout.append(OxmlElement("w:cantSplit"))
        if all(cell.tag == "th" for cell in cells):
            layout.append(OxmlElement("w:tblHeader"))
        for into, width in zip(row.cells, widths, strict=True):
            into.width = width
        for into, cell in zip(row.cells[columns - len(cells) :], cells, strict=True):  # a cell over several rows is the first
            _flow(into, cell, 0, bold=cell.tag == "th")
    if isinstance(place, WordDocument):
        place.add_paragraph().paragraph_format.space_after = Pt(2)
