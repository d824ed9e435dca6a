"""Who is answered: somebody who is signed in, in their role, for as long as a session lasts; and what is written down of it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from neglect_triage.workbench.accounts import add_account, remove_account
from neglect_triage.workbench.desk import Desk
from neglect_triage.workbench.sessions import LONGEST_SECONDS, QUIET_SECONDS, TRIES, TRIES_OF_ADDRESS, TRIES_SECONDS
from tests.workbench.small import BESIDE, PASSWORD, PEOPLE, Client, Clock, give_sample, running, small_desk

OF_ROLES = {"reviewer": ("/queue",), "lead": ("/lead", "/lead/views"), "board": ("/board", "/board/documents/x")}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(project: Path, tmp_path: Path, clock: Clock) -> Desk:
    """A workbench whose time can be moved."""
    made = small_desk(project, tmp_path / "logs", clock)
    give_sample(made)
    return made


@pytest.fixture
def client(port: int) -> Client:
    return Client(port)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_role_is_shown_its_own_pages_and_no_other(client: Client, name: str) -> None:
    client.sign_in(name)
    for role, addresses in OF_ROLES.items():
        if role != PEOPLE[name]:
            assert [client.get(address).status for address in addresses] == [403] * len(addresses)


@pytest.mark.parametrize(
    "address", ["/", "/queue", "/lead", "/lead/views", "/early-use", "/board", "/contact/x", "/contact/x/page"]
)
def test_nobody_is_shown_anything_without_signing_in(client: Client, address: str) -> None:
    assert (client.get(address).status, client.get(address).place) == (303, "/sign-in")


def test_a_session_ends_when_it_is_not_used(client: Client, clock: Clock) -> None:
    client.sign_in("reader-1")
    clock.passed += QUIET_SECONDS
    assert client.get("/queue").status == 200
    clock.passed += QUIET_SECONDS + 1
    assert client.get("/queue").place == "/sign-in"


def test_a_session_ends_in_any_case_after_a_day_of_work(client: Client, clock: Clock) -> None:
    client.sign_in("reader-1")
    for _ in range(LONGEST_SECONDS // QUIET_SECONDS):
        clock.passed += QUIET_SECONDS
        assert client.get("/queue").status == 200
    clock.passed += 1
    assert client.get("/queue").place == "/sign-in"


@pytest.mark.parametrize("change", ["removed", "another password", "another role"])
def test_a_session_ends_when_its_account_changes(desk: Desk, client: Client, change: str) -> None:
    client.sign_in("reader-1")
    if change == "removed":
        remove_account(desk.logs.accounts, "reader-1")
    else:
        role = "lead" if change == "another role" else "reviewer"
        add_account(desk.logs.accounts, "reader-1", role, "another made-up password")  # type: ignore[arg-type]
    assert client.get("/queue").place == "/sign-in"


def test_signing_in_takes_another_session_and_the_cookie_is_for_this_site_alone(client: Client) -> None:
    client.get("/sign-in")
    reply = client.sign_in("reader-1")
    first = client.cookies["workbench"]
    assert re.fullmatch(r"workbench=[\w-]{43}; HttpOnly; Path=/; SameSite=strict", reply.headers["set-cookie"])
    client.sign_in("reader-1")
    assert client.cookies["workbench"] != first
    client.cookies["workbench"] = first
    assert client.get("/queue").status == 303


def test_by_tls_the_cookie_is_secure_and_bound_to_the_host(desk: Desk, client: Client) -> None:
    desk.secure = True
    cookie = client.sign_in("reader-1").headers["set-cookie"]
    assert cookie.startswith("__Host-workbench=")
    assert "; Secure" in cookie


def test_too_many_wrong_passwords_for_a_name_stop_it_for_a_while(client: Client, clock: Clock) -> None:
    assert [client.sign_in("reader-1", "wrong").status for _ in range(TRIES)] == [401] * TRIES
    assert client.sign_in("reader-1").status == 429
    assert client.sign_in("reader-2").status == 303, "another name is not stopped"
    clock.passed += TRIES_SECONDS + 1
    assert client.sign_in("reader-1").status == 303


def test_too_many_wrong_passwords_from_an_address_stop_it(client: Client) -> None:
    answers = [client.sign_in(f"nobody-{number % 100}", "wrong").status for number in range(TRIES_OF_ADDRESS + 1)]
    assert answers == [401] * TRIES_OF_ADDRESS + [429]


def test_it_says_the_same_of_a_name_that_is_not_there(client: Client) -> None:
    wrong, unknown = client.sign_in("reader-1", "wrong").text, client.sign_in("nobody-1", "wrong").text
    assert wrong == unknown


def test_nothing_about_a_child_stands_in_an_address_or_in_the_log_of_the_program(
    desk: Desk, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client.sign_in("reader-1")
    place = client.queue()[0]
    client.get(place)
    client.post(f"{place}/judge", judgement="Close", **BESIDE)
    page = client.get(f"{place}/page").text
    ids = {given.point_id for given in desk.given_to("reader-1")} | {point.partition("@")[0] for point in
        (given.point_id for given in desk.given_to("reader-1"))}  # fmt: skip
    addresses = re.findall(r'(?:href|action)="([^"]+)"', page + client.get("/queue").text)
    written = "\n".join(record.getMessage() for record in caplog.records)
    assert "GET /contact/{token}/page 200" in written
    assert [one for one in ids if one in written] == []
    assert [address for address in addresses if any(one in address for one in ids)] == []
    assert place.rpartition("/")[2] not in written


def test_a_fault_of_the_program_is_told_without_its_words(
    desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client.sign_in("reader-1")
    point = desk.given_to("reader-1")[0].point_id

    def fails(*given: object) -> None:
        raise KeyError("k01@2017-01-01")

    monkeypatch.setattr(desk, "entries", fails)
    reply = client.get("/queue")
    assert (reply.status, "Something went wrong" in reply.text) == (500, True)
    assert "A BUG (KeyError)" in caplog.text
    assert point not in caplog.text + reply.text


class TestBehindAProxy:
    """The organisation's own sign-on names people in a header, which is believed from one address alone."""

    @pytest.fixture
    def proxied(self, desk: Desk) -> Iterator[Client]:
        desk.proxy, desk.sign_on = "127.0.0.1", "X-Signed-On"
        add_account(desk.logs.accounts, "reader-3", "reviewer", sign_on="Somebody@example.org")
        with running(desk) as port:
            yield Client(port)

    def test_who_is_named_is_signed_on_without_regard_to_capitals(self, proxied: Client) -> None:
        page = proxied.get("/queue", X_Signed_On="somebody@EXAMPLE.org")
        assert page.status == 200
        assert "Signed in as <bdi>reader-3</bdi>" in page.text
        assert "set-cookie" not in page.headers

    @pytest.mark.parametrize("named", ["", "reader-1", "reader-3", "nobody@example.org"])
    def test_nobody_else_is(self, proxied: Client, named: str) -> None:
        assert proxied.get("/queue", X_Signed_On=named).status == 403

    def test_passwords_are_not_asked_for(self, proxied: Client) -> None:
        assert proxied.sign_in("reader-1", PASSWORD).status == 404
        assert proxied.get("/sign-in").status == 404

    def test_from_another_address_nothing_is_answered(self, desk: Desk, proxied: Client) -> None:
        desk.proxy = "10.0.0.5"
        assert proxied.get("/queue", X_Signed_On="somebody@example.org").status == 403
        assert proxied.get("/sign-in").status == 403

    def test_a_form_needs_its_token_here_too(self, desk: Desk, proxied: Client) -> None:
        token = desk.given_to("reader-1")[0].token
        refused = proxied.ask("POST", f"/contact/{token}/judge", "judgement=Close", X_Signed_On="somebody@example.org")
        assert refused.status == 403
