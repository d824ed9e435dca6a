"""A workbench that is killed at any moment while people save: nothing that was said to be saved is lost, and the logs hold."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path

import pytest

from neglect_triage.review.steps import FIELDS, FINAL, OWN
from neglect_triage.sealed_log import read_log
from neglect_triage.workbench.accounts import add_account
from neglect_triage.workbench.desk import Desk
from neglect_triage.workbench.drafts import draft_file, read_draft
from neglect_triage.workbench.for_reviewers import OF_SECOND
from neglect_triage.workbench.views import read_views
from tests.pipeline.project import ROOT
from tests.workbench.small import BESIDE, JUDGEMENTS, PASSWORD, Client, give_sample, small_desk

KILL = 9  # the signal; Windows has no name for it
KILLS, AT_ONCE, DRAFTS = 50, 4, 3
MOST_SEALED = 3  # judgements that are sealed before a workbench is killed
PATIENCE = 120.0  # seconds for one judgement, on the slowest machine
READERS = [f"reader-{number}" for number in range(1, 13)]
REASON = "The page added nothing"
Said = dict[tuple[str, str, str], str]
"""What was said to be saved: the judgement, by reader, contact and step."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@pytest.fixture
def desk(project: Path, tmp_path: Path) -> Desk:
    """Twelve readers of the same contacts."""
    made = small_desk(project, tmp_path / "logs")
    for name in READERS:
        add_account(made.logs.accounts, name, "reviewer", PASSWORD)
    give_sample(made, contacts=20, readers=READERS, readings=len(READERS))
    return made


@pytest.fixture
def starts(desk: Desk) -> Iterator[subprocess.Popen[str]]:
    """A process that starts a workbench for each line."""
    words = [sys.executable, "-m", "tests.workbench.killed", str(desk.project), str(desk.logs.root)]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin
        process.stdin.close()


def save_until_killed(
    port: int, name: str, points: list[str], promised: Said, sealed: threading.Semaphore, dice: random.Random
) -> None:
    """Save drafts and judgements of one contact after the other, and note each once the server has said that it is saved."""
    try:
        client = Client(port)
        client.sign_in(name)
        for point, place in zip(points, client.queue(), strict=True):
            if (name, point, FINAL) in promised:
                continue
            step = FINAL if (name, point, OWN) in promised else OWN
            of = OF_SECOND if step == FINAL else ""
            for judgement in dice.choices(JUDGEMENTS, k=DRAFTS):
                promised.pop((name, point, f"draft of {step}"), None)
                if client.post(f"{place}/draft", judgement=judgement, by="script", of=of).status == 204:
                    promised[name, point, f"draft of {step}"] = judgement
            judgement = dice.choice(JUDGEMENTS)
            answer = client.post(f"{place}/{'judge' if step == OWN else 'again'}", judgement=judgement, reason=REASON, **BESIDE)
            if answer.status == 303:
                promised[name, point, step] = judgement
                sealed.release()
            if step == OWN:
                client.get(f"{place}/page")
    except (OSError, HTTPException):
        return


def test_nothing_that_was_said_to_be_saved_is_lost(desk: Desk, starts: subprocess.Popen[str]) -> None:
    assert starts.stdin
    assert starts.stdout
    dice, promised = random.Random(7), Said()
    points = {name: [given.point_id for given in desk.given_to(name)] for name in READERS}
    for kill in range(KILLS):
        starts.stdin.write("start\n")
        starts.stdin.flush()
        process, port = (int(word) for word in starts.stdout.readline().split())
        sealed = threading.Semaphore(0)
        names = [READERS[(kill * AT_ONCE + place) % len(READERS)] for place in range(AT_ONCE)]
        threads = [
            threading.Thread(
                target=save_until_killed, args=(port, name, points[name], promised, sealed, random.Random(f"{kill} {name}"))
            )
            for name in names
        ]
        for thread in threads:
            thread.start()
        for _ in range(dice.randint(1, MOST_SEALED)):
            assert sealed.acquire(timeout=PATIENCE), "nothing was sealed"
        time.sleep(0.1 * dice.random())
        os.kill(process, KILL)
        for thread in threads:
            thread.join()
        entries = read_log(desk.logs.decision_log, fields=FIELDS)
        kept = {(entry["reviewer"], entry["contact"], entry["step"]): entry.get("judgement") for entry in entries}
        assert {step: kept.get(step) for step in promised if step[2] in (OWN, FINAL)} == {
            step: judgement for step, judgement in promised.items() if step[2] in (OWN, FINAL)
        }
        assert len(kept) == len(entries), "a step was taken twice"
        read_views(desk.logs.views)
    drafts = {key: judgement for key, judgement in promised.items() if key[2].startswith("draft")}
    left = {
        (name, point, step): judgement
        for (name, point, step), judgement in drafts.items()
        if (name, point, step.removeprefix("draft of ")) not in kept
    }
    for (name, point, step), judgement in left.items():
        assert read_draft(draft_file(desk.logs.drafts, name, step.removeprefix("draft of "), point))["judgement"] == judgement
    assert left
    assert len(kept) > KILLS
