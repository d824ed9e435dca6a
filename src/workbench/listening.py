"""Where the workbench listens: on this machine alone, unless TLS is named or a proxy that brings it."""

from __future__ import annotations

import ipaddress
import logging
import socket
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from ..errors import BadInput

MOST_AT_ONCE = 200  # requests


@dataclass(frozen=True)
class Listening:
    """Where to listen: an address of this machine, a port, and TLS's certificate and key, or the address of a proxy."""

    address: str = "127.0.0.1"
    port: int = 8642
    certificate: Path | None = None
    key: Path | None = None
    proxy: str = ""

    @property
    def secure(self) -> bool:
        """Whether browsers reach the workbench by TLS."""
        return self.certificate is not None or bool(self.proxy)


def check_listening(where: Listening, sign_on: str) -> None:
    """Raise BadInput unless what passes over a network is encrypted, and names are believed from a proxy alone."""
    _address(where.address, "--address")
    if where.proxy:
        _address(where.proxy, "--proxy")
    if (where.certificate is None) != (where.key is None):
        raise BadInput("A certificate goes with its key.", where="--certificate, --key", do="give both, or neither")
    if absent := [path for path in (where.certificate, where.key) if path and not path.is_file()]:
        raise BadInput(
            "There is no such file.", where=", ".join(map(str, absent)), do="name the file of the certificate and of its key"
        )
    if not ipaddress.ip_address(where.address).is_loopback and not where.secure:
        raise BadInput(
            "What is sent to another machine has to be encrypted.",
            where=f"--address {where.address}",
            expected="an address of this machine alone, such as 127.0.0.1",
            do="give --certificate and --key; or --proxy, the address of the proxy that brings TLS",
        )
    if sign_on and not where.proxy:
        raise BadInput(
            "A name in a header is believed from one proxy alone, and none is named.",
            where=f"--sign-on-header {sign_on}",
            do="give --proxy, the address of the proxy that signs people on",
        )


def bound(where: Listening) -> socket.socket:
    """Return a socket that listens there.

    Raises
    ------
    BadInput : something else listens there, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in where.address else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((where.address, where.port))
    except OSError:
        listening.close()
        raise BadInput(
            "The workbench cannot listen there.",
            where=f"{where.address}, port {where.port}",
            do="stop what listens there, or give another --port or --address",
        ) from None
    return listening


def server(application: Starlette, where: Listening) -> uvicorn.Server:
    """Return the server. It believes no header about where a request came from, and writes no line of its own for a request."""
    logging.getLogger("uvicorn.access").addFilter(_nothing)  # its lines would hold addresses, whatever else is configured
    return uvicorn.Server(
        uvicorn.Config(
            application,
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            ws="none",
            lifespan="off",
            limit_concurrency=MOST_AT_ONCE,
            ssl_certfile=where.certificate,
            ssl_keyfile=where.key,
        )
    )


def _nothing(record: logging.LogRecord) -> bool:
    return False


def _address(text: str, option: str) -> None:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        raise BadInput(
            "This is not an address.", where=f"{option} {text}", expected="an address in figures, such as 127.0.0.1"
        ) from None
