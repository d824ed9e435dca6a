"""Every link of a document leads to a page that is there, and to a place on it."""

from __future__ import annotations

import re

import pytest

from neglect_triage.governance.documents.write import NAMES, as_page
from neglect_triage.report.evaluation_page import evaluation_page
from tests.explain.small_run import VOCABULARY
from tests.governance.documents.made import made, small_audit
from tests.governance.evaluation_facts import small_found
from tests.governance.model_facts import small_page

OTHERS = {"decisions", "fairness", "features", "method", "quality", "sources", "world"}  # pages that are linked as a whole


def links(html: str) -> set[str]:
    """The addresses that the body of a page links to, on this page and on others of the report."""
    found = re.findall(r'<a href="([a-z_.]*(?:#[a-z0-9-]+)?)"', html.split("<main")[1])
    return {address for address in found if address != "#"}


def ids(html: str) -> set[str]:
    return set(re.findall(r'id="([^"]+)"', html))


PLACES = {f"{name}.html": ids(as_page(made(name))) for name in NAMES}
PLACES |= {"evaluation.html": ids(evaluation_page(small_found(), VOCABULARY)), "model.html": ids(small_page())}


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name: str) -> None:
    found = links(as_page(made(name))) | links(as_page(made(name, audit=small_audit())))
    assert found
    for address in found:
        page, _, place = address.partition("#")
        page = page or f"{name}.html"
        assert place in PLACES[page] | {""} if page in PLACES else page.removesuffix(".html") in OTHERS and not place, address


@pytest.mark.parametrize("name", NAMES)
def test_no_place_has_two_names(name: str) -> None:
    found = re.findall(r'id="([^"]+)"', as_page(made(name)))
    assert len(found) == len(set(found))
