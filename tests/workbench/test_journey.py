"""A whole journey over the network: sign in, judge from the records, see the page, judge again; the lead sees what was done."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from neglect_triage.review.steps import FINAL, OWN, RELEASED
from neglect_triage.sealed_log import read_log
from neglect_triage.workbench.desk import Desk
from neglect_triage.workbench.views import read_views
from tests.workbench.small import BESIDE, JUDGEMENTS, Client

REASON = "The page showed records in another light"
OF_THE_MODEL = ("drew attention", "What the chronology shows", "Records to open first", "In the model", "counted most")


def test_somebody_judges_sees_the_page_and_judges_again(desk: Desk, reader: Client) -> None:
    place, *_ = reader.queue()
    before = reader.get(place)
    assert before.status == 200
    assert "What came in on" in before.text
    assert [words for words in OF_THE_MODEL if words in before.text] == []

    sealed = reader.post(f"{place}/judge", judgement=JUDGEMENTS[0], **BESIDE)
    assert (sealed.status, sealed.place) == (303, f"{place}/page")
    page = reader.get(sealed.place)
    assert page.status == 200
    assert "What the chronology shows" in page.text
    assert "sealed before this page was made: <strong>Close</strong>" in page.text
    assert 'href="../' not in page.text

    assert reader.post(f"{place}/again", judgement=JUDGEMENTS[3], reason=REASON).place == "/queue"
    assert "1 of 12 contacts finished" in reader.get("/queue").text
    entries = read_log(desk.logs.decision_log)
    assert [entry["step"] for entry in entries] == [OWN, RELEASED, FINAL]
    assert [entry.get("judgement") for entry in entries] == ["Close", None, "Take forward"]
    assert {entry["reviewer"] for entry in entries} == {"reader-1"}


def test_what_is_asked_beside_the_judgement_is_kept_and_counted(desk: Desk, reader: Client, port: int) -> None:
    place, *_ = reader.queue()
    lacking = reader.post(f"{place}/judge", judgement="Close", sure="Sure")
    assert lacking.status == 400
    assert re.search(r'href="#needs">Say whether needs are met', lacking.text)
    assert "Choose your own judgement" not in lacking.text
    assert re.search(r'value="Sure" checked', lacking.text)
    form = [("form_token", reader.form_token), ("judgement", "Close"), *BESIDE.items()]
    concerns = [("concerns", answer) for answer in ("Education", "Health care", "not on the list")]
    assert reader.ask("POST", f"{place}/judge", urlencode([*form, *concerns])).status == 303
    (own,) = read_log(desk.logs.decision_log)
    assert own["answers"] == {**BESIDE, "concerns": ["Health care", "Education"]}
    reader.get(f"{place}/page")
    reader.post(f"{place}/again", judgement="Close", reason=REASON)
    lead = Client(port)
    lead.sign_in("lead-1")
    assert (
        "Before the page: How sure are you? &#34;Not sure&#34; 0; &#34;Fairly sure&#34; 1; &#34;Sure&#34; 0."
        in lead.get("/lead").text
    )
    assert ",Close,Fairly sure,Partly,Health care; Education,A pattern over time," in lead.post("/lead/reviews.csv").text


def test_every_view_is_written_down_before_it_is_shown_and_a_lead_sees_it(desk: Desk, reader: Client, port: int) -> None:
    place, *_ = reader.queue()
    reader.get(place)
    reader.post(f"{place}/judge", judgement=JUDGEMENTS[1], **BESIDE)
    reader.get(f"{place}/page")
    views = read_views(desk.logs.views)
    assert [(view["saw"], view["reviewer"]) for view in views] == [("page", "reader-1"), ("records before judging", "reader-1")]
    lead = Client(port)
    lead.sign_in("lead-1")
    shown = lead.get("/lead/views").text
    assert views[0]["contact"] in shown
    assert views[0]["seal"][:12] in shown


def test_what_both_readers_judged_is_said_of_the_sample_and_exported(reader: Client, port: int) -> None:
    other = Client(port)
    other.sign_in("reader-2")
    for client, judgement in ((reader, JUDGEMENTS[0]), (other, JUDGEMENTS[3])):
        for place in client.queue():
            assert client.post(f"{place}/judge", judgement=judgement, **BESIDE).status == 303
    lead = Client(port)
    lead.sign_in("lead-1")
    overview = lead.get("/lead").text
    assert re.search(
        r"<bdi>reader-2</bdi></th><td class=\"number\">12</td><td class=\"number\">12</td><td class=\"number\">0<", overview
    )
    assert "(12 contacts)" in overview
    table = lead.post("/lead/reviews.csv").text.splitlines()
    assert len(table) == 1 + 24
    assert sum(",Close," in row for row in table) == 12
    assert lead.post("/lead/reviews.xlsx").headers["content-disposition"] == 'attachment; filename="reviews.xlsx"'


def test_a_draft_is_kept_when_the_server_is_another_and_is_gone_once_sealed(desk: Desk, reader: Client) -> None:
    place, *_ = reader.queue()
    assert reader.post(f"{place}/draft", judgement=JUDGEMENTS[2], by="script").status == 204
    assert "Draft saved" in reader.get("/queue").text
    assert re.search(r'value="Look further into it" checked', reader.get(place).text)
    assert len(list(desk.logs.drafts.iterdir())) == 1
    reader.post(f"{place}/judge", judgement=JUDGEMENTS[2], **BESIDE)
    assert list(desk.logs.drafts.iterdir()) == []


def test_a_draft_of_the_first_form_that_comes_after_its_seal_does_not_fill_in_the_second(desk: Desk, reader: Client) -> None:
    place, *_ = reader.queue()
    reader.post(f"{place}/judge", judgement=JUDGEMENTS[2], **BESIDE)
    reader.post(f"{place}/draft", judgement=JUDGEMENTS[2], by="script")
    assert not desk.logs.drafts.exists()
    assert not re.search(r'value="[^"]*" checked', reader.get(f"{place}/page").text)
    reader.post(f"{place}/draft", judgement=JUDGEMENTS[1], by="script", of="second")
    assert re.search(r'value="[^"]*" checked', reader.get(f"{place}/page").text)
