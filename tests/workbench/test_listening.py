"""It listens on this machine alone, unless what passes over a network is encrypted."""

from __future__ import annotations

from pathlib import Path

import pytest

from neglect_triage.errors import BadInput
from neglect_triage.workbench.listening import Listening, bound, check_listening


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "::1"])
def test_this_machine_needs_no_certificate(address: str) -> None:
    check_listening(Listening(address), "")


@pytest.mark.parametrize("address", ["0.0.0.0", "10.1.2.3", "::"])
def test_another_address_needs_tls_or_a_proxy(address: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="encrypted"):
        check_listening(Listening(address), "")
    certificate, key = tmp_path / "site.crt", tmp_path / "site.key"
    with pytest.raises(BadInput, match="give both, or neither"):
        check_listening(Listening(address, certificate=certificate), "")
    with pytest.raises(BadInput, match="name the file of the certificate and of its key"):
        check_listening(Listening(address, certificate=certificate, key=key), "")
    for path in (certificate, key):
        path.touch()
    check_listening(Listening(address, certificate=certificate, key=key), "")
    check_listening(Listening(address, proxy="10.0.0.5"), "")


def test_a_name_in_a_header_is_believed_from_a_named_proxy_alone() -> None:
    with pytest.raises(BadInput, match="--sign-on-header X-User"):
        check_listening(Listening(), "X-User")
    check_listening(Listening(proxy="127.0.0.1"), "X-User")


@pytest.mark.parametrize("wrong", [Listening("localhost"), Listening(proxy="proxy.example.org")])
def test_addresses_are_given_in_figures(wrong: Listening) -> None:
    with pytest.raises(BadInput, match="not an address"):
        check_listening(wrong, "")


def test_a_port_that_is_taken_is_said() -> None:
    with bound(Listening(port=0)) as taken:
        taken.listen()
        with pytest.raises(BadInput, match="another --port"):
            bound(Listening(port=taken.getsockname()[1]))
