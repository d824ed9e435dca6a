"""A lead writes down what a meeting found when it looked at contacts again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from neglect_triage.files import write_json
from neglect_triage.paths import DataFolder
from neglect_triage.review.steps import SECOND_LOOK
from neglect_triage.review.summary import summarise_log
from neglect_triage.sealed_log import read_log
from neglect_triage.workbench.desk import Desk
from neglect_triage.workbench.views import read_views
from tests.workbench.small import Client, running, small_desk
from tests.workbench.test_leads import AGREED

FOUND, FOLLOWS = "More should have been done", "The child is looked at again now"


@pytest.fixture
def desk(project: Path, tmp_path: Path) -> Desk:
    """A workbench under an agreement, whose audit lists three contacts of two children for a second look."""
    made = small_desk(project, tmp_path / "logs")
    made.project = tmp_path
    (tmp_path / "governance.yaml").write_text(AGREED, encoding="utf-8")
    points = pd.read_parquet(made.data.points).sort_values(["child_id", "as_of"])[:3]
    entries: list[dict[str, Any]] = [
        {
            "point_id": row["point_id"], "child_id": row["child_id"], "date": "1 May 2020",
            "iso_date": f"{row['as_of']:%Y-%m-%d}", "decision": "nfa", "hub": [3, 2], "partnership": [5, 3], "asked": False,
        }
        for row in points.to_dict("records")
    ]  # fmt: skip
    made.data = DataFolder(tmp_path / "data")
    made.data.second_look.parent.mkdir(parents=True)
    write_json(made.data.second_look, [{"name": "closed_hub", "contacts": 3, "entries": entries}])
    write_json(made.data.about, {"synthetic": True})
    return made


@pytest.fixture
def lead(desk: Desk) -> Iterator[Client]:
    with running(desk) as port:
        client = Client(port)
        client.sign_in("lead-1")
        yield client


def contacts(lead: Client) -> list[str]:
    return re.findall(r'name="contact" value="([0-9a-f]+)"', lead.get("/lead/second-look").text)


def test_what_was_found_and_what_follows_is_sealed_and_shown(desk: Desk, lead: Client) -> None:
    first, *others = contacts(lead)
    assert len(others) == 2
    assert lead.post("/lead/second-look", contact=first, found=FOUND, follows=FOLLOWS).place == "/lead/second-look?meeting=1"
    (entry,) = read_log(desk.logs.decision_log)
    assert (entry["step"], entry["reviewer"], entry["answers"]) == (SECOND_LOOK, "lead-1", {"found": FOUND, "follows": FOLLOWS})
    shown = lead.get("/lead/second-look").text
    assert "Looked at so far: 1 contact." in shown
    assert f"{FOUND}: 1" in shown
    assert shown.count("Write it down again") == 1


def test_it_may_be_written_down_again_and_the_latest_counts(desk: Desk, lead: Client) -> None:
    first = contacts(lead)[0]
    for found in (FOUND, "The decision stands"):
        lead.post("/lead/second-look", contact=first, found=found, follows="Nothing")
    assert len(read_log(desk.logs.decision_log)) == 2
    shown = lead.get("/lead/second-look").text
    assert (f"{FOUND}: 0" in shown, "The decision stands: 1" in shown) == (True, True)


@pytest.mark.parametrize("form", [{"found": FOUND}, {"follows": FOLLOWS}, {"found": "Jane", "follows": FOLLOWS}])
def test_nothing_is_written_down_by_halves_or_in_words_of_ones_own(desk: Desk, lead: Client, form: dict[str, str]) -> None:
    refused = lead.post("/lead/second-look", contact=contacts(lead)[0], **form)
    assert (refused.status, "Say what " in refused.text, "Jane" in refused.text) == (400, True, False)
    assert read_log(desk.logs.decision_log) == []


def test_a_contact_that_is_on_no_list_cannot_be_written_about(desk: Desk, lead: Client) -> None:
    answer = lead.post("/lead/second-look", contact="0" * 32, found=FOUND, follows=FOLLOWS)
    assert answer.status == 404
    assert read_log(desk.logs.decision_log) == []


def test_who_listed_them_is_written_down_and_the_address_names_no_child(desk: Desk, lead: Client) -> None:
    text = lead.get("/lead/second-look").text
    views = read_views(desk.logs.views)
    assert [(view["saw"], view["reviewer"]) for view in views] == [("listed for a second look", "lead-1")] * 3
    addresses = re.findall(r'(?:href|action)="([^"]+)"', text)
    assert [address for address in addresses if any(view["contact"] in address for view in views)] == []


def test_the_next_meeting_has_others(lead: Client) -> None:
    assert "No contact is left for this meeting" in lead.get("/lead/second-look?meeting=2").text
    assert lead.get("/lead/second-look?meeting=k1").status == 200


def test_without_an_agreement_no_list_is_shown(desk: Desk, lead: Client, tmp_path: Path) -> None:
    (tmp_path / "governance.yaml").unlink()
    refused = lead.get("/lead/second-look")
    assert (refused.status, "have both filled in by whoever answers for them, and come back" in refused.text) == (409, True)
    assert not desk.logs.views.exists()
    (tmp_path / "governance.yaml").write_text(AGREED, encoding="utf-8")
    assert lead.get("/lead/second-look").status == 200


def test_nobody_but_a_lead_sees_the_lists(lead: Client) -> None:
    for name in ("reader-1", "board-1"):
        client = Client(lead.port)
        client.sign_in(name)
        assert client.get("/lead/second-look").status == 403


def test_a_second_look_is_no_review(desk: Desk, lead: Client) -> None:
    lead.post("/lead/second-look", contact=contacts(lead)[0], found=FOUND, follows=FOLLOWS)
    assert summarise_log(read_log(desk.logs.decision_log), {}, desk.asked.reviewers)["begun"] == 0
