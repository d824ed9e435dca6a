"""A report on early use answers DECIDE-AI's items from the logs, or says why it does not."""

from __future__ import annotations

import re
from html import unescape

from neglect_triage.governance.documents.content import written
from neglect_triage.workbench.desk import Desk
from neglect_triage.workbench.figures import FIRST, minutes_when_new_and_later
from neglect_triage.workbench.views import RECORDS
from tests.workbench.small import BESIDE, Client, give_sample

ITEMS = (
    "1", "2a", "2b", "3a", "3b", "3c", "4a", "4b", "4c", "5a", "5b", "6a", "6b", "7", "8",
    "9a", "9b", "10a", "10b", "11", "12", "13a", "13b", "14a", "14b", "15", "16", "17",
)  # fmt: skip
UNCLEAR, LIGHT = "The page was unclear or wrong", "The page showed records in another light"


def seen_by(name: str, port: int) -> str:
    client = Client(port)
    client.sign_in(name)
    answer = client.get("/early-use")
    assert answer.status == 200
    return unescape(re.sub(r"<[^>]+>", "", answer.text[answer.text.index("<main") :]))


def judge(client: Client, place: str, own: str, final: str, reason: str) -> None:
    client.get(place)
    client.post(f"{place}/judge", judgement=own, **BESIDE)
    client.get(f"{place}/page")
    client.post(f"{place}/again", judgement=final, reason=reason)


def item(text: str, number: str) -> str:
    """Return what stands below an item, up to the next."""
    after = text[re.search(rf"^{number}\. ", text, re.MULTILINE).start() :]  # type: ignore[union-attr]
    following = re.search(r"\n(\d+[ab]?\. |Methods|Results|Discussion|Statements)", after)
    return after[: following.start()] if following else after


def test_every_item_stands_once_in_its_order_and_says_something(port: int) -> None:
    text = seen_by("lead-1", port)
    assert re.findall(r"^(\d+[abc]?)\. ", text, re.MULTILINE) == list(ITEMS)
    assert list(dict.fromkeys(part.id for section in written("decide_ai").sections for part in section.parts)) == [
        f"item-{number}" for number in ITEMS
    ]


def test_before_anybody_has_judged_it_says_so(desk: Desk, port: int) -> None:
    text = seen_by("board-1", port)
    assert "Not done: nobody has judged yet." in item(text, "12")
    assert "0 people judged here." in item(text, "3b")
    assert "None of the contacts has been judged." in item(text, "9a")
    assert "Looked at again by a meeting: 0." in item(text, "16")


def test_what_was_judged_is_counted_from_the_log(desk: Desk, port: int) -> None:
    client = Client(port)
    client.sign_in("reader-1")
    first, second, *_ = client.queue()
    judge(client, first, "Close", "Take forward", LIGHT)
    judge(client, second, "Close", "Close", UNCLEAR)
    text = seen_by("lead-1", port)
    assert "1 person judged here." in item(text, "3b")
    assert "12 contacts, drawn at random" in item(text, "3a")
    assert "each for 2 readers. Seen before judging: what had reached the Front Door." in item(text, "3a")
    assert "Contacts judged by somebody: 2." in item(text, "9a")
    assert "Reviews begun: 2; ended: 2; not ended: 0." in item(text, "10a")
    assert "Changes of mind, all: none 1; towards more 1; towards less 0." in item(text, "12")
    assert "Two readers of the same contact: own judgement: kappa cannot be estimated" in item(text, "12")
    assert f'"{UNCLEAR}": 1 of 2 reviews that ended.' in item(text, "13a")
    assert "not yet enough to say" in item(text, "14b")


def test_it_names_no_person_and_no_reader(desk: Desk, port: int) -> None:
    client = Client(port)
    client.sign_in("reader-1")
    judge(client, client.queue()[0], "Close", "Close", LIGHT)
    text = seen_by("board-1", port)
    assert not re.search(r"\bk\d\d\b|reader-\d", text)


def test_without_double_reading_agreement_is_not_known(desk: Desk, port: int) -> None:
    desk.logs.samples.unlink()
    give_sample(desk, readings=1)
    client = Client(port)
    client.sign_in("reader-1")
    judge(client, client.queue()[0], "Close", "Close", LIGHT)
    assert "none of the contacts was given to two" in item(seen_by("lead-1", port), "12")


def test_first_judgements_are_timed_apart_from_later_ones() -> None:
    def at(minute: int) -> str:
        return f"2026-11-30T{9 + minute // 60:02d}:{minute % 60:02d}:00+00:00"

    taken, views = {}, []
    for reader in ("reader-1", "reader-2"):
        for place in range(2 * FIRST):
            minutes = 6 if place < FIRST else 2
            views.append({"saw": RECORDS, "contact": f"c{place}", "reader": "", "reviewer": reader, "at": at(10 * place)})
            taken[f"c{place}", reader] = {"own judgement": {"at": at(10 * place + minutes)}}
    assert minutes_when_new_and_later(taken, views) == (6.0, 2.0)
    alone = {key: steps for key, steps in taken.items() if key[1] == "reader-1"}
    assert minutes_when_new_and_later(alone, views) == (None, None)


def test_a_reader_is_not_shown_it(port: int) -> None:
    client = Client(port)
    client.sign_in("reader-1")
    assert client.get("/early-use").status == 403
