"""A PostgreSQL server of the tests' own: a folder, a socket and a password, and no port."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

PASSWORD = "a-word-of-the-tests"
LACKING = "PostgreSQL is not installed here (Debian: apt-get install postgresql)"
_PLACES = ("/usr/lib/postgresql", "/usr/local/opt")  # of Debian and of Homebrew, which keep them out of PATH


class Server(NamedTuple):
    """Addresses: of the owner with the password, for the tests to write; and without it, as users write it."""

    owner: str
    shown: str


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, if it is installed."""
    found = shutil.which("initdb")
    installed = sorted(path.parent for place in _PLACES for path in Path(place).glob("*/bin/initdb"))
    return Path(found).parent if found else installed[-1] if installed else None


@contextmanager
def postgresql(binaries: Path) -> Iterator[Server]:
    """Start a server, and stop it at the end. It refuses to run as root, who lets the user `postgres` run it."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # the path of a socket has 107 characters at most
    as_user = ["runuser", "-u", "postgres", "--"] if sys.platform != "win32" and os.geteuid() == 0 else []

    def run(*command: str) -> None:
        subprocess.run([*as_user, str(binaries / command[0]), *command[1:]], cwd=folder, check=True, stdout=subprocess.DEVNULL)

    try:
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        if as_user:
            for path in (folder, folder / "password"):
                shutil.chown(path, "postgres")
        run(
            "initdb",
            "-D",
            f"{folder}/data",
            "-U",
            "owner",
            "-A",
            "scram-sha-256",
            f"--pwfile={folder}/password",
            "-E",
            "UTF8",
            "--no-sync",
        )
        run(
            "pg_ctl",
            "-D",
            f"{folder}/data",
            "-w",
            "-l",
            f"{folder}/log",
            "-o",
            f"-k {folder} -c listen_addresses='' -c fsync=off",
            "start",
        )
        try:
            place = f"/postgres?host={folder}"
            yield Server(f"postgresql+psycopg://owner:{PASSWORD}@{place}", f"postgresql+psycopg://owner@{place}")
        finally:
            run("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
