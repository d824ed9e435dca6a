"""A lead makes samples; what cannot be made is said, and can be made once it is put right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
import pytest

from neglect_triage.review.sample import KEY
from neglect_triage.sealed_log import read_log
from neglect_triage.workbench.desk import Desk
from neglect_triage.workbench.samples import MADE, make_sample
from tests.workbench.small import Client, Reply, running, small_desk

FORM = {"contacts": "12", "seed": "1", "view": "hub", "readings": "2", "readers": "reader-1"}
BOTH = [("readers", "reader-1"), ("readers", "reader-2")]
UNSHARED = "have both filled in by whoever answers for them, or choose another view"
AGREED = "unshared_records_agreement: Audit agreement of the partnership\nunshared_records_agreement_date: 2026-05-01\n"


@pytest.fixture
def desk(project: Path, tmp_path: Path) -> Desk:
    """A workbench without a sample."""
    made = small_desk(project, tmp_path / "logs")
    made.project = tmp_path
    return made


@pytest.fixture
def lead(desk: Desk) -> Iterator[Client]:
    """A lead who has signed in."""
    with running(desk) as port:
        client = Client(port)
        client.sign_in("lead-1")
        yield client


def draw(lead: Client, **changes: str) -> Reply:
    form = [(name, value) for name, value in (FORM | changes).items() if name != "readers"]
    return lead.ask("POST", "/lead/sample", urlencode([("form_token", lead.form_token), *form, *BOTH]))


def test_a_sample_is_drawn_and_each_contact_dealt_to_two_readers(desk: Desk, lead: Client) -> None:
    assert draw(lead).place == "/lead"
    (sample,) = desk.samples()
    assert (len(sample.contacts), sample.view, sample.by) == (12, "hub", "lead-1")
    assert all(sorted(readers) == ["reader-1", "reader-2"] for readers in sample.contacts["readers"])
    assert len(desk.given_to("reader-1")) == 12


def test_with_one_reading_each_contact_has_one_reader_and_readers_share_them(desk: Desk, lead: Client) -> None:
    assert draw(lead, readings="1").status == 303
    assert [len(desk.given_to(name)) for name in ("reader-1", "reader-2")] == [6, 6]


def test_a_sample_whose_last_line_is_missing_counts_for_nothing(desk: Desk, lead: Client) -> None:
    draw(lead)
    lines = desk.logs.samples.read_bytes().splitlines(keepends=True)
    desk.logs.samples.write_bytes(b"".join(lines[:-1]))
    assert desk.samples() == []
    assert draw(lead).status == 303
    assert len(desk.given_to("reader-1")) == 12
    assert [entry["step"] for entry in read_log(desk.logs.samples)].count(MADE) == 1


@pytest.mark.parametrize(
    ("wrong", "remedy", "right"),
    [
        ({"contacts": "twelve"}, "go back, and mend it", {"contacts": "12"}),
        ({"contacts": "0"}, "go back, and mend it", {"contacts": "12"}),
        ({"readings": "3"}, "choose more of them", {"readings": "2"}),
    ],
)
def test_a_form_is_taken_after_its_remedy(
    desk: Desk, lead: Client, wrong: dict[str, str], remedy: str, right: dict[str, str]
) -> None:
    refused = draw(lead, **wrong)
    assert (refused.status, remedy in refused.text, desk.samples()) == (409, True, [])
    assert draw(lead, **right).status == 303


def test_the_same_sample_is_not_made_twice(desk: Desk, lead: Client) -> None:
    draw(lead)
    refused = draw(lead)
    assert "give another seed, or go on with the one that is there" in refused.text
    assert draw(lead, seed="2").status == 303
    assert len(desk.samples()) == 2


def test_what_partners_never_shared_needs_an_agreement_with_its_date(desk: Desk, lead: Client, tmp_path: Path) -> None:
    refused = draw(lead, view="partnership")
    assert (refused.status, UNSHARED in refused.text) == (409, True)
    assert [str(desk.view_of_pages)] == ["hub"]
    (tmp_path / "governance.yaml").write_text(AGREED.replace("2026", "2099"), encoding="utf-8")
    assert draw(lead, view="partnership").status == 409, "an agreement that is not yet in force"
    (tmp_path / "governance.yaml").write_text(AGREED, encoding="utf-8")
    assert draw(lead, view="partnership").status == 303
    assert [str(desk.view_of_pages)] == ["partnership"]


def test_a_sample_of_another_run_is_not_shown(desk: Desk, lead: Client) -> None:
    draw(lead)
    of_another = desk.logs.samples.read_bytes()
    desk.logs.samples.unlink()
    drawn = pd.DataFrame([dict.fromkeys(KEY, 1) | {"point_id": "of-another-run"}])
    make_sample(desk.logs.samples, drawn, 1, "hub", ["reader-1"], 1, "lead-1", desk.clock)
    reader = Client(lead.port)
    reader.sign_in("reader-1")
    (place,) = reader.queue()
    refused = reader.get(place)
    assert refused.status == 409
    assert "bring that run back (dvc checkout), or move the log of samples away and draw again" in refused.text
    desk.logs.samples.write_bytes(of_another)
    assert reader.get(reader.queue()[0]).status == 200
