"""The commands `neglect-triage serve` and `reviewers`: the workbench in a browser, and who may sign in to it."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from ..errors import BadInput
from ..params import load_params
from ..paths import DATA, DataFolder
from ..workbench.accounts import Role, add_account, read_accounts, remove_account
from ..workbench.application import application
from ..workbench.demonstration import prepare
from ..workbench.desk import Desk
from ..workbench.listening import Listening, bound, check_listening, server
from .on_a_run import on_a_run

NEEDED = (DATA.about, DATA.points, DATA.scores, DATA.decision_lines)
ON_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@on_a_run
def serve(
    demo: Annotated[bool, typer.Option("--demo", help="Try it on simulated records: nothing is kept.")] = False,
    address: Annotated[str, typer.Option(help="Where to listen; another address than this machine's needs TLS.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 8642,
    host: Annotated[
        list[str] | None, typer.Option(help="A name by which browsers ask for it; may be given several times.")
    ] = None,
    certificate: Annotated[Path | None, typer.Option(help="TLS: the file of the certificate.")] = None,
    key: Annotated[Path | None, typer.Option(help="TLS: the file of its key.")] = None,
    proxy: Annotated[str, typer.Option(help="The address of the proxy that brings TLS; nothing else is answered.")] = "",
    sign_on_header: Annotated[str, typer.Option(help="The header in which that proxy names who is signed on.")] = "",
) -> None:
    """Serve the workbench: people judge a {point} first, from its records, then see its page, then judge again.

    It needs a finished run, and accounts (neglect-triage reviewers add). What people do is written into the same sealed logs as
    by the commands review and approve. Ctrl-C ends it; nothing that was said to be saved is lost.
    """
    where = Listening(address, port, certificate, key, proxy)
    check_listening(where, sign_on_header)
    if absent := [path for path in NEEDED if not path.is_file()]:
        raise BadInput("There is no finished run to serve.", where=str(absent[0]), do="run: neglect-triage run")
    with _logs(demo) as logs:
        desk = Desk(Path(), DATA, logs, load_params(), where.secure, proxy, sign_on_header)
        passwords = prepare(desk) if demo else {}
        if not read_accounts(logs.accounts):
            raise BadInput(
                "Nobody can sign in yet.", where=str(logs.accounts), do="neglect-triage reviewers add lead-1 --role lead"
            )
        desk.material()
        with bound(where) as listening:
            _serve(
                desk,
                replace(where, port=listening.getsockname()[1]),
                [*(host or []), address, *ON_THIS_MACHINE],
                passwords,
                listening,
            )


def _serve(desk: Desk, where: Listening, hosts: list[str], passwords: dict[str, str], listening: object) -> None:
    logging.getLogger("neglect_triage.workbench").setLevel(logging.INFO)
    logging.basicConfig(format="%(asctime)s %(message)s")
    scheme = "https" if where.certificate else "http"
    print(f"The workbench: {scheme}://{hosts[0]}:{where.port}/", flush=True)
    for name, password in passwords.items():
        print(f"  {name}: {password}", flush=True)
    server(application(desk, hosts), where).run(sockets=[listening])  # type: ignore[list-item]


@contextmanager
def _logs(demo: bool) -> Iterator[DataFolder]:
    """Yield the data folder of accounts, drafts and logs: the project's, or for a demonstration one that goes."""
    if not demo:
        yield DATA
        return
    with tempfile.TemporaryDirectory() as folder:
        yield DataFolder(Path(folder))


def reviewers(
    action: Annotated[Literal["add", "remove", "list"], typer.Argument(help="What to do.")],
    name: Annotated[str, typer.Argument(help="A pseudonym such as lead-2; never a name.")] = "",
    role: Annotated[Role, typer.Option(help="What this person does.")] = "reviewer",
    sign_on: Annotated[str, typer.Option(help="The name by which the organisation's own sign-on knows this person.")] = "",
) -> None:
    """Say who may sign in to the workbench: add somebody, remove somebody, or list all.

    A reviewer judges {points}; a lead makes samples and reads what all reviews say; a board decides about the model. Passwords
    are typed, and only their hashes are kept.
    """
    if action == "list":
        accounts = read_accounts(DATA.accounts).values()
        print("\n".join(f"{each.name}: {each.role}" for each in accounts) or "Nobody can sign in.")
    elif action == "remove":
        remove_account(DATA.accounts, name)
        print(f"removed: {name}")
    else:
        password = "" if sign_on else typer.prompt("Password, 12 characters or more", hide_input=True, confirmation_prompt=True)
        add_account(DATA.accounts, name, role, password, sign_on)
        print(f"written: {DATA.accounts}, {name}: {role}")
