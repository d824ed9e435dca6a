"""The contents of a long page, made from its own headings: beside it on a wide screen, and after its introduction elsewhere."""

from __future__ import annotations

import re

from markupsafe import Markup

FEWEST = 6  # a page with fewer headings needs no contents
MOST = 25  # and more of them are an index, which such a page has of its own
_HEADING = re.compile(r"<h2(?: id=\"([^\"]+)\")?>(.*?)</h2>", flags=re.DOTALL)
_ID = re.compile(r"id=\"(?<!\wid=\")([^\"]+)\"")  # begins with letters, because that is searched for many times faster
_BEGINS = re.compile(r"<h2|<div class=\"first-look\"")  # what follows the introduction
_CONTENTS = """<nav class="contents" aria-label="On this page">
<p>On this page</p>
<ul>
{items}
</ul>
</nav>
"""
_BACK = '<nav aria-label="Back to top"><a class="back" href="#main">Back to top</a></nav>\n'


def with_contents(html: Markup) -> Markup:
    """Return the content of a page with an id on each heading of the second level, and the list of them before the first."""
    taken = set(_ID.findall(html))
    listed: list[tuple[str, str]] = []

    def named(heading: re.Match[str]) -> str:
        words = re.sub(r"\W+", "-", re.sub(r"&[^;]+;", "", heading[2]).lower()).strip("-")
        place = heading[1] or (words if words not in taken else f"{words}-{len(listed)}")
        taken.add(place)
        listed.append((place, heading[2]))
        return f'<h2 id="{place}">{heading[2]}</h2>'

    numbered = _HEADING.sub(named, html)
    begins = _BEGINS.search(numbered)
    if begins is None or not FEWEST <= len(listed) <= MOST:
        return html
    items = "\n".join(f'<li><a href="#{place}">{words}</a></li>' for place, words in listed)
    before, after = numbered[: begins.start()], numbered[begins.start() :]
    return Markup(before + _CONTENTS.format(items=items) + after + _BACK)
