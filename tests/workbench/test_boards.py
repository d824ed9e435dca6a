"""A board decides in the browser on exactly what it was shown, into the log that the command writes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from neglect_triage.files import sha256, sha256_of_folder, write_json, write_text
from neglect_triage.governance.approvals import DOCUMENTS, FIELDS
from neglect_triage.paths import DATA
from neglect_triage.sealed_log import read_log
from neglect_triage.workbench.desk import Desk
from tests.workbench.small import Client, running, small_desk

CHANGED = "open the page again, read the documents as they are now, and decide then"
UNREAD = "go back, read them, and tick the box"
APPROVED = {"decision": "approved", "role": "chair of the board", "read": "yes", "conditions": ""}


@pytest.fixture
def desk(project: Path, tmp_path: Path) -> Desk:
    """A workbench on a project whose run made a model and every document."""
    folder = tmp_path / "project"
    (folder / "data/chronology").mkdir(parents=True)
    shutil.copy(project / "params.yaml", folder)
    shutil.copy(project / "data/chronology/about.json", folder / "data/chronology")
    write_json(folder / DATA.registered / "manifest.json", {"synthetic": True, "files": {}})
    for name in DOCUMENTS:
        write_text(folder / name, f"<p>what {name} says</p>")
    hashes = {Path(name).relative_to("data").as_posix(): sha256(folder / name) for name in DOCUMENTS}
    hashes["models/registered"] = sha256_of_folder(folder / DATA.registered)
    write_json(folder / DATA.tracked_hashes, hashes)
    return small_desk(folder, folder / "data")


@pytest.fixture
def board(desk: Desk) -> Iterator[Client]:
    """Somebody of the board who has signed in."""
    with running(desk) as port:
        client = Client(port)
        client.sign_in("board-1")
        yield client


def shown(page: str) -> str:
    found = re.search(r'name="shown" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def decisions(desk: Desk) -> list[tuple[str, list[str]]]:
    return [(entry["decision"], entry["conditions"]) for entry in read_log(desk.logs.approvals, fields=FIELDS)]


def test_what_is_shown_is_what_is_decided_about(desk: Desk, board: Client) -> None:
    page = board.get("/board").text
    digests = re.findall(r"/board/documents/([0-9a-f]{64})", page)
    assert len(digests) == len(DOCUMENTS)
    assert "what data/reports/model_card.html says" in board.get(f"/board/documents/{digests[0]}").text
    assert board.post("/board/decide", **APPROVED, shown=shown(page)).place == "/board"
    assert decisions(desk) == [("approved", [])]
    (entry,) = read_log(desk.logs.approvals)
    assert (entry["by"], entry["role"]) == ("board-1", "chair of the board")
    assert entry["seal"][:16] in board.get("/board").text


def test_conditions_a_refusal_and_a_withdrawal_are_written_down(desk: Desk, board: Client) -> None:
    now = shown(board.get("/board").text)
    conditions = {"decision": "approved-with-conditions", "conditions": "for the pilot\n\nreviewed in May "}
    assert board.post("/board/decide", **(APPROVED | conditions), shown=now).status == 303
    assert board.post("/board/decide", **(APPROVED | {"decision": "withdrawn"}), shown=now).status == 303
    assert board.post("/board/decide", **(APPROVED | {"decision": "refused"}), shown=now).status == 303
    assert decisions(desk) == [
        ("approved-with-conditions", ["for the pilot", "reviewed in May"]),
        ("withdrawn", []),
        ("refused", []),
    ]


def test_what_changed_since_it_was_shown_is_not_decided_about(desk: Desk, board: Client) -> None:
    page = board.get("/board").text
    old = re.findall(r"/board/documents/([0-9a-f]{64})", page)[1]
    (desk.project / DOCUMENTS[1]).write_text("another", encoding="utf-8")
    refused = board.post("/board/decide", **APPROVED, shown=shown(page))
    assert (refused.status, CHANGED in refused.text) == (409, True)
    assert board.get(f"/board/documents/{old}").status == 404
    assert decisions(desk) == []
    (desk.project / DOCUMENTS[1]).write_text(f"<p>what {DOCUMENTS[1]} says</p>", encoding="utf-8")
    assert board.post("/board/decide", **APPROVED, shown=shown(board.get("/board").text)).status == 303


def test_nothing_is_decided_by_somebody_who_does_not_say_that_it_was_read(desk: Desk, board: Client) -> None:
    form = APPROVED | {"shown": shown(board.get("/board").text)}
    refused = board.post("/board/decide", **(form | {"read": ""}))
    assert (refused.status, UNREAD in refused.text) == (409, True)
    assert board.post("/board/decide", **form).status == 303


@pytest.mark.parametrize("form", [{"decision": "approve"}, {"decision": "approved", "read": "yes", "role": "chair"}])
def test_a_form_that_leaves_out_what_is_needed_decides_nothing(desk: Desk, board: Client, form: dict[str, str]) -> None:
    board.get("/board")
    assert board.post("/board/decide", **form).status == 409
    assert decisions(desk) == []
