"""How every page of a report is built: one heading in large, no level left out, tables and pictures that say what they are."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from lxml import html

from tests.small_report import PAGES, html_of

# A picture has a table or list of the same figures in its section. These have none, for a reason.
NO_TABLE_BESIDE = {
    "Timeline": "the records that it draws stand as a table in the annex",
    "How to read it": "a key of colours",
    "Two of these figures as dots": "the sentences above give both",
}


def read(name: str) -> html.HtmlElement:
    return html.document_fromstring(html_of(name))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_its_language_and_name_and_has_one_of_what_there_is_one_of(name: str) -> None:
    page = read(name)
    assert page.get("lang") == "en-GB"
    assert page.findtext("head/title")
    assert [len(page.findall(f".//{one}")) for one in ("h1", "main", "header", "footer")] == [1, 1, 1, 1]
    without = {
        "synthetic": {"catalogue"},
        "govuk-phase-banner": {"catalogue", "glossary"},
    }  # they hold no record, and are for anybody
    for banner, pages in without.items():
        assert bool(page.xpath(f"//header//*[contains(@class, '{banner}')]")) is (name not in pages)


@pytest.mark.parametrize("name", PAGES)
def test_headings_leave_no_level_out(name: str) -> None:
    levels = [int(heading.tag[1]) for heading in read(name).xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels[0] == 1
    assert [later for earlier, later in pairwise(levels) if later > earlier + 1] == []


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_of_one_element_and_ways_within_the_page_lead_somewhere(name: str) -> None:
    page = read(name)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {way[1:] for way in page.xpath("//a/@href") if way.startswith("#")} <= set(ids)
    assert set(" ".join(page.xpath("//@aria-labelledby|//@aria-describedby")).split()) <= set(ids)


@pytest.mark.parametrize("name", PAGES)
def test_a_table_has_a_caption_and_headed_columns_in_a_frame_that_the_keyboard_reaches(name: str) -> None:
    page = read(name)
    for table in page.findall(".//table"):
        assert words(table.find("caption"))
        assert {cell.get("scope") for cell in table.findall(".//th")} <= {"col", "row"}
        assert table.xpath("thead//th[@scope='col']")
        assert table.xpath("ancestor::*[@tabindex='0' and @role='region']")
    frames = page.xpath("//*[@role='region']/@aria-label")
    assert sorted(frames) == sorted(set(frames))


@pytest.mark.parametrize("name", PAGES)
def test_a_picture_has_a_text_and_its_figures_stand_beside_it(name: str) -> None:
    page = read(name)
    for picture in page.xpath("//img|//*[local-name()='svg']"):
        if picture.tag == "img":
            assert picture.get("alt")
        else:
            assert picture.get("role") == "img"
            assert picture.get("aria-label") or picture.get("aria-labelledby")
        heading = picture.xpath("preceding::*[self::h2 or self::h3][1]")[0]
        section = heading.xpath("following::*[self::table or self::dl][1]")
        if words(heading) not in NO_TABLE_BESIDE:
            assert section, words(heading)
            assert section[0].xpath("preceding::*[self::h2 or self::h3][1]")[0] is heading, words(heading)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_fetched_and_no_script_is_needed_to_read(name: str) -> None:
    page = read(name)
    assert [source for source in page.xpath("//@src|//link/@href|//@srcset") if not source.startswith("data:")] == []
    assert not re.search(r"url\((?!data:)|@import", html_of(name))
    assert bool(page.xpath("//script")) is (name == "index")
    assert all(part.get("hidden") is None or name == "index" for part in page.xpath("//main//*"))
