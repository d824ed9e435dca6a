"""Ways to see a page before judging: none leads to it, none leaves a word of it, and nothing of it lies on the disk."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from neglect_triage.explain.selection import file_name
from neglect_triage.review.steps import OWN, RELEASED
from neglect_triage.sealed_log import read_log
from neglect_triage.workbench.desk import Desk
from tests.workbench.small import BESIDE, JUDGEMENTS, Client, Reply

JUDGED = urlencode({"judgement": "Close"} | BESIDE)
OF_A_PAGE = ("What the chronology shows", "drew attention", "Records to open first", "What is not recorded", "Fingerprints")
Way = Callable[[Client, Client, str, Desk], Reply]
"""Takes a reader, another reader who has judged everything and seen every page, the address of the contact, and the desk."""


def header(name: str, value: str) -> Way:
    return lambda reader, other, place, desk: reader.get(f"{place}/page", **{name: value})


def at(address: str) -> Way:
    return lambda reader, other, place, desk: reader.get(address.replace("PLACE", place))


def by_id(address: str) -> Way:
    def way(reader: Client, other: Client, place: str, desk: Desk) -> Reply:
        point = next(given.point_id for given in desk.given_to("reader-1") if given.token in place)
        return reader.get(address.replace("ID", quote(point, safe="")).replace("FILE", file_name(point)))

    return way


def form(path: str, **fields: str) -> Way:
    return lambda reader, other, place, desk: reader.post(f"{place}{path}", **fields)


def method(name: str) -> Way:
    return lambda reader, other, place, desk: reader.ask(name, f"{place}/page")


def body(path: str, text: str, **headers: str) -> Way:
    def way(reader: Client, other: Client, place: str, desk: Desk) -> Reply:
        return reader.ask("POST", f"{place}{path}", f"form_token={reader.form_token}&{text}", **headers)

    return way


def of_the_other(reader: Client, other: Client, place: str, desk: Desk) -> Reply:
    """The address at which the other reader saw the page of the same contact."""
    point = next(given.point_id for given in desk.given_to("reader-1") if given.token in place)
    return reader.get(f"/contact/{desk.token_of('reader-2', point)}/page")


def with_the_form_of_the_other(reader: Client, other: Client, place: str, desk: Desk) -> Reply:
    return reader.ask("POST", f"{place}/judge", urlencode({"form_token": other.form_token, "judgement": JUDGEMENTS[0]} | BESIDE))


def signed_out(reader: Client, other: Client, place: str, desk: Desk) -> Reply:
    """After signing out in one tab, with what the browser kept from before."""
    kept = dict(reader.cookies)
    reader.get(place)
    reader.post("/sign-out")
    reader.cookies = kept
    return reader.get(f"{place}/page")


def after_a_draft(reader: Client, other: Client, place: str, desk: Desk) -> Reply:
    reader.post(f"{place}/draft", judgement=JUDGEMENTS[0], by="script")
    return reader.get(f"{place}/page")


def in_a_second_session(reader: Client, other: Client, place: str, desk: Desk) -> Reply:
    second = Client(reader.port)
    second.sign_in("reader-1")
    return second.get(f"{place}/page")


def after_judging_another(reader: Client, other: Client, place: str, desk: Desk) -> Reply:
    another = reader.queue()[1]
    reader.post(f"{another}/judge", judgement=JUDGEMENTS[0], **BESIDE)
    return reader.get(f"{place}/page")


def as_somebody(name: str) -> Way:
    def way(reader: Client, other: Client, place: str, desk: Desk) -> Reply:
        client = Client(reader.port)
        client.sign_in(name)
        return client.get(f"{place}/page")

    return way


def with_another_token(change: Callable[[str], str]) -> Way:
    return lambda reader, other, place, desk: reader.get(f"/contact/{change(place.rpartition('/')[2])}/page")


def without_a_session(reader: Client, other: Client, place: str, desk: Desk) -> Reply:
    return Client(reader.port).get(f"{place}/page")


def restarted(reader: Client, other: Client, place: str, desk: Desk) -> Reply:
    """After a restart, at which the key of the tokens is another."""
    desk._key = b"another"
    return reader.get(f"{place}/page")


WAYS: dict[str, Way] = {
    "the address of the page": at("PLACE/page"),
    "the address with a slash at its end": at("PLACE/page/"),
    "two slashes": at("/PLACE/page"),
    "a way through a folder above": at("PLACE/draft/../page"),
    "the same, encoded": at("PLACE/%2e%2e/page"),
    "an encoded slash": at("PLACE%2Fpage"),
    "capitals": at("PLACE/PAGE"),
    "a null byte at the end": at("PLACE/page%00"),
    "a question mark that says it was judged": at("PLACE/page?own=Close&judged=yes&released=true"),
    "another way of naming a file": at("PLACE/page.html"),
    "the form after the page": at("PLACE/again"),
    "the form after the page, filled in": form("/again", judgement="Close", reason="The page added nothing"),
    "the form after the page, left blank": form("/again"),
    "a judgement that is not on the list": form("/judge", **BESIDE, judgement="Later"),
    "a judgement without what is asked beside it": form("/judge", judgement="Close"),
    "a judgement that says how sure it is in other words": form("/judge", judgement="Close", **BESIDE | {"sure": "Very sure"}),
    "a judgement in the field of another question": form("/judge", **BESIDE | {"needs": "Close"}),
    "no judgement": form("/judge", **BESIDE),
    "a judgement with a space behind it": form("/judge", **BESIDE, judgement="Close "),
    "a judgement in small letters": form("/judge", **BESIDE, judgement="close"),
    "a judgement in what follows the address": body(f"/judge?{JUDGED}", ""),
    "a judgement as JSON": body("/judge", json.dumps({"judgement": "Close"} | BESIDE), Content_Type="application/json"),
    "a judgement without the token of the form": form("/judge", **BESIDE, judgement="Close", form_token=""),
    "a judgement with a made-up token": form("/judge", **BESIDE, judgement="Close", form_token="x" * 43),
    "a form that another site sends": body("/judge", JUDGED, Origin="https://elsewhere.example"),
    "the same, as browsers mark it": body("/judge", JUDGED, Sec_Fetch_Site="cross-site"),
    "the same, from a sister site": body("/judge", JUDGED, Sec_Fetch_Site="same-site"),
    "the form of the other reader": with_the_form_of_the_other,
    "more fields than a form has": body("/judge", "&".join([JUDGED, *(f"more={number}" for number in range(100))])),
    "another method": method("POST"),
    "the head alone": method("HEAD"),
    "a method that replaces": method("PUT"),
    "a method that says what is allowed": method("OPTIONS"),
    "a header that overrides the method": header("X_HTTP_Method_Override", "PUT"),
    "a header that says who asks": header("X_Remote_User", "reader-2"),
    "a header that says from where": header("X_Forwarded_For", "127.0.0.1"),
    "a header that gives another address": header("X_Original_URL", "/lead"),
    "a part of the page": header("Range", "bytes=0-100"),
    "a page that is said to be known": header("If_None_Match", "*"),
    "a page that is said to be unchanged": header("If_Modified_Since", "Mon, 30 Nov 2099 00:00:00 GMT"),
    "another host": header("Host", "elsewhere.example"),
    "the page that the other reader saw": of_the_other,
    "what the browser kept after signing out": signed_out,
    "a draft in place of a judgement": after_a_draft,
    "a second session of the same reader": in_a_second_session,
    "a judgement of another contact": after_judging_another,
    "as a lead": as_somebody("lead-1"),
    "as the board": as_somebody("board-1"),
    "as the other reader, with this reader's address": as_somebody("reader-2"),
    "nobody who has signed in": without_a_session,
    "a token with one figure changed": with_another_token(lambda token: token[:-1] + ("0" if token[-1] != "0" else "1")),
    "a token cut short": with_another_token(lambda token: token[:16]),
    "a token in capitals": with_another_token(str.upper),
    "a token of zeros": with_another_token(lambda token: "0" * len(token)),
    "after a restart": restarted,
    "the id of the contact": by_id("/contact/ID/page"),
    "the id of the contact in the report": by_id("/contacts/ID.html"),
    "the file of the report": by_id("/data/reports/contacts/FILE"),
    "the file below the contact": by_id("/contact/FILE"),
    "a file through folders above": by_id("/board/documents/..%2F..%2Fcontacts%2FFILE"),
    "the page as a document of the board": by_id("/board/documents/FILE"),
    "the log": at("/data/review/decision_log.jsonl"),
    "the reviews as a workbook": at("/lead/reviews.xlsx"),
}


@pytest.mark.parametrize("name", WAYS)
def test_nobody_sees_a_page_before_judging(desk: Desk, port: int, reader: Client, name: str) -> None:
    other = Client(port)
    other.sign_in("reader-2")
    for theirs in other.queue()[:3]:
        other.post(f"{theirs}/judge", judgement=JUDGEMENTS[0], **BESIDE)
        assert OF_A_PAGE[0] in other.get(f"{theirs}/page").text
    place = reader.queue()[0]
    assert place.rpartition("/")[2] in {given.token for given in desk.given_to("reader-1")}
    reply = WAYS[name](reader, other, place, desk)
    assert reply.status in (303, 307, 400, 401, 403, 404, 405, 409)
    assert [words for words in OF_A_PAGE if words in reply.text] == []
    point = desk.given_to("reader-1")[0].point_id
    steps = {(entry["contact"], entry["step"]) for entry in read_log(desk.logs.decision_log) if entry["reviewer"] == "reader-1"}
    assert not steps & {(point, OWN), (point, RELEASED)}
    assert pages_on_disk(desk) == []


def pages_on_disk(desk: Desk) -> list[Path]:
    return [
        path
        for folder in (desk.logs.root, desk.data.reports)
        for path in folder.rglob("*")
        if path.is_file() and any(words.encode() in path.read_bytes() for words in OF_A_PAGE)
    ]


def test_no_page_lies_on_the_disk_after_it_was_shown_either(desk: Desk, reader: Client) -> None:
    place = reader.queue()[0]
    reader.post(f"{place}/judge", judgement=JUDGEMENTS[0], **BESIDE)
    shown = reader.get(f"{place}/page")
    assert OF_A_PAGE[0] in shown.text
    assert pages_on_disk(desk) == []


def test_what_is_shown_is_kept_by_no_browser_and_no_proxy(reader: Client) -> None:
    place = reader.queue()[0]
    reader.post(f"{place}/judge", judgement=JUDGEMENTS[0], **BESIDE)
    for address in ("/queue", place, f"{place}/page"):
        headers = reader.get(address).headers
        assert headers["cache-control"] == "no-store"
        assert "etag" not in headers
        assert headers["referrer-policy"] == "no-referrer"
        assert "'unsafe" not in headers["content-security-policy"]
        assert "default-src 'none'" in headers["content-security-policy"]


def test_a_judgement_is_sealed_once_whichever_tab_sends_it(desk: Desk, reader: Client) -> None:
    place = reader.queue()[0]
    assert reader.post(f"{place}/judge", judgement=JUDGEMENTS[0], **BESIDE).status == 303
    again = reader.post(f"{place}/judge", judgement=JUDGEMENTS[3], **BESIDE)
    assert again.status == 409
    assert [entry["judgement"] for entry in read_log(desk.logs.decision_log) if entry["step"] == OWN] == [JUDGEMENTS[0]]
