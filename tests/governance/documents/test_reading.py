"""Every paragraph of a document can be read by a board's lay members.

Contact pages keep to Flesch-Kincaid grade 8, because anybody may have to read them at once. Documents for a board may reach
grade 9: they name laws, measures and methods, and their readers have time. Names of laws, bodies and methods, which nobody may
put in other words, are left out of the count, and so are sentences that the run or the vocabulary brings along.
"""

from __future__ import annotations

import re

import pytest

from neglect_triage.governance.documents.write import NAMES
from neglect_triage.pages.render import LINK
from tests.explain.test_reading import FEWEST_WORDS, grade
from tests.governance.documents.made import made

HARDEST = 9.0
NAMED = (
    "Algorithmic Transparency Recording Standard", "data protection impact assessment", "equality impact assessment",
    "Data (Use and Access) Act 2025", "Data Protection Act 2018", "Information Commissioner's guidance", "UK GDPR",
    "Equality Act 2010", "legislation.gov.uk", "Gradient-boosted trees (LightGBM)", "neglect-triage", "average precision",
    "calibration", "safeguarding", "special category data", "criminal offences",
)  # fmt: skip
OTHERS = {
    "beside-the-rule",
    "better",
    "benefit",
    "precedents",
    "fitted",
    "alternatives",
    "failed",
    "outcome",
    "label",
    "notes",
    "error",
}


def told(name: str) -> list[str]:
    """The paragraphs that these documents write themselves, without names, and links as their words."""
    document = made(name)
    texts = [
        text for part in document.parts for text in (*part.say, part.not_done, *(part.points if part.id not in OTHERS else ()))
    ]
    found = []
    for text in (*document.about, *texts):
        text = LINK.sub(r"\1", text)
        for each in NAMED:
            text = text.replace(each, "it")
        if len(re.findall(r"[A-Za-z]+", text)) >= FEWEST_WORDS:
            found.append(text)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_paragraph_can_be_read_by_lay_members_of_a_board(name: str) -> None:
    words = told(name)
    assert len(words) > 15
    assert [f"{grade(text):.1f}: {text}" for text in words if grade(text) > HARDEST] == []
