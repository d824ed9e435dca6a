"""The documentation site: it builds without a warning, asks no network for anything, and every link in it leads somewhere."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest

LOADED = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src"}


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[Path, lxml.html.HtmlElement]:
    """Every page of the site, parsed."""
    return {path: lxml.html.parse(path).getroot() for path in sorted(site.rglob("*.html"))}


def test_every_page_of_docs_is_in_the_site(site: Path) -> None:
    docs = Path(__file__).resolve().parents[2] / "docs"
    wanted = {path.relative_to(docs).with_suffix(".html") for path in docs.rglob("*.md") if path.name != "worlds.md"}
    assert {path for path in wanted if not (site / path).is_file()} == set()


def test_no_page_loads_anything_from_elsewhere(pages: dict[Path, lxml.html.HtmlElement]) -> None:
    loaded = [
        (path.name, address)
        for path, page in pages.items()
        for tag, attribute in LOADED.items()
        for address in page.xpath(f"//{tag}/@{attribute}")
        if urlsplit(address).scheme or urlsplit(address).netloc
    ]
    assert loaded == []


def test_every_link_leads_to_a_file_and_a_place_in_it(site: Path, pages: dict[Path, lxml.html.HtmlElement]) -> None:
    anchors = {path: set(page.xpath("//@id")) for path, page in pages.items()}
    broken = []
    for path, page in pages.items():
        for address in page.xpath("//a/@href"):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file() or (parts.fragment and unquote(parts.fragment) not in anchors.get(target, set())):
                broken.append(f"{path.relative_to(site)}: {address}")
    assert broken == []


def test_a_link_to_another_site_is_encrypted(pages: dict[Path, lxml.html.HtmlElement]) -> None:
    elsewhere = {address for page in pages.values() for address in page.xpath("//a/@href") if urlsplit(address).scheme}
    assert {address for address in elsewhere if not address.startswith("https://")} == set()


def test_no_page_is_the_copy_of_a_source(site: Path) -> None:
    assert [path.name for path in (site / "_sources").rglob("*") if path.is_file()] == []


def test_what_is_generated_stands_where_a_page_asks_for_it(pages: dict[Path, lxml.html.HtmlElement]) -> None:
    assert [path.name for path, page in pages.items() if "generated:" in lxml.html.tostring(page, encoding="unicode")] == []
