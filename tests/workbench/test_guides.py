"""The tutorial and the guide to a server say what the workbench says and does."""

from __future__ import annotations

import re
from pathlib import Path

from neglect_triage.paths import DATA
from neglect_triage.workbench.accounts import FEWEST_CHARACTERS
from neglect_triage.workbench.demonstration import PEOPLE
from neglect_triage.workbench.listening import Listening
from neglect_triage.workbench.sessions import LONGEST_SECONDS, QUIET_SECONDS, TRIES, TRIES_SECONDS
from tests.pipeline.project import ROOT

TUTORIAL, GUIDE = ((ROOT / "docs" / name).read_text("utf-8") for name in ("tutorial/workbench.md", "how-to/workbench.md"))
TEMPLATES = ROOT / "src/pages/templates"


def test_what_the_tutorial_has_people_press_stands_on_a_page() -> None:
    pages = "".join(path.read_text("utf-8") for path in sorted(TEMPLATES.glob("workbench_*.html")))
    pressed = [words for words in re.findall(r"\*\*([^*]+)\*\*", TUTORIAL.replace("\n", " ")) if words != "synthetic"]
    assert len(pressed) == 8
    assert [words for words in pressed if words not in pages] == []


def test_the_tutorial_names_the_people_of_the_demonstration_and_where_it_listens() -> None:
    assert set(re.findall(r"`((?:reader|lead|board)-\d)`", TUTORIAL)) == set(PEOPLE) - {"reader-2"}
    assert f"http://{Listening().address}:{Listening().port}/" in TUTORIAL


def test_the_guide_states_the_limits_of_the_code() -> None:
    words = " ".join(GUIDE.split())
    assert f"have {FEWEST_CHARACTERS} characters or more" in words
    assert f"ends after {QUIET_SECONDS // 60} minutes without use, after {LONGEST_SECONDS // 3600} hours in any case" in words
    assert f"After {TRIES} wrong passwords for a name it is closed for {TRIES_SECONDS // 60} minutes" in words
    assert f"http://{Listening().address}:{Listening().port}" in GUIDE


def test_the_guide_names_every_file_that_is_to_be_kept() -> None:
    kept: list[Path] = [DATA.decision_log, DATA.samples, DATA.views, DATA.approvals, DATA.drafts, DATA.accounts]
    assert [path for path in kept if f"`{path.as_posix()}`" not in GUIDE] == []


def test_the_service_runs_the_command_that_the_guide_explains() -> None:
    (service,) = re.findall(r"ExecStart=\S+/(neglect-triage serve .*)", GUIDE)
    assert f"$ {service}\n" in GUIDE
