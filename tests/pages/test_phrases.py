"""No page, message, help text or guide holds a phrase for which English has a plainer one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from neglect_triage.yamls import read_yaml

ROOT = Path(__file__).resolve().parents[2]
PHRASES: dict[str, str] = read_yaml(Path(__file__).with_name("phrases.yaml"))


def words_of(path: Path) -> str:
    """The words of a file on one line, in lower case, as they read once quotes, line ends and comment marks are gone."""
    return re.sub(r"[\s\"'#*]+", " ", path.read_text("utf-8")).lower()


def sources() -> list[Path]:
    inside = [
        path
        for kind in ("*.py", "*.html", "*.yaml")
        for path in (ROOT / "src").rglob(kind)
        if ROOT / "src/site" not in path.parents
    ]
    guides = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples/oulad").glob("*.md")]
    return [*inside, *(path for path in guides if path.name != "CHANGELOG.md")]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {str(path.relative_to(ROOT)): words_of(path) for path in sources()}


@pytest.mark.parametrize("phrase", PHRASES)
def test_no_text_holds_the_phrase(phrase: str, texts: dict[str, str]) -> None:
    plain = re.sub(r"[\s\"'#*]+", " ", phrase).lower()
    assert [name for name, text in texts.items() if plain in text] == [], f"better: {PHRASES[phrase]}"


def test_a_phrase_is_found_over_the_end_of_a_line_and_of_a_string(tmp_path: Path) -> None:
    text = tmp_path / "said.py"
    text.write_text('SAYS = (\n    "These are made "\n    "anew."\n)\n# It is drawn\n# by lot.\n', encoding="utf-8")
    words = words_of(text)
    assert "made anew" in words
    assert "drawn by lot" in words
