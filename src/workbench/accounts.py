"""Who may sign in: a file of pseudonyms, roles and hashed passwords, which its owner alone can read."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from filelock import FileLock

from ..errors import BadInput
from ..review.steps import check_reviewer

Role = Literal["reviewer", "lead", "board"]
ROLES: tuple[str, ...] = get_args(Role)
FEWEST_CHARACTERS, MOST_CHARACTERS = 12, 200
OWNER_ALONE = 0o600


@dataclass(frozen=True)
class Account:
    """A pseudonym with its role. `password` : an Argon2 hash, or "". `sign_on` : the SHA-256 of a name elsewhere, or ""."""

    name: str
    role: Role
    password: str = ""
    sign_on: str = ""


def read_accounts(path: Path) -> dict[str, Account]:
    """Return the accounts by name; none where there is no file yet.

    Raises
    ------
    BadInput : others can read the file, or it is damaged.
    """
    if not path.is_file():
        return {}
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise BadInput("Others can read the file of accounts.", where=str(path), do=f"chmod 600 {path}")
    try:
        accounts = [Account(**each) for each in json.loads(path.read_text(encoding="utf-8"))]
        if all(account.role in ROLES for account in accounts):
            return {account.name: account for account in accounts}
    except (ValueError, TypeError):
        pass
    raise BadInput(
        "The file of accounts is damaged.",
        where=str(path),
        do="bring it back from a copy, or remove it and add the accounts again: neglect-triage reviewers add",
    )


def add_account(path: Path, name: str, role: Role, password: str = "", sign_on: str = "") -> None:
    """Add an account, or give one another role or password.

    Parameters
    ----------
    sign_on : the name by which the organisation's own sign-on knows this person; only its hash is kept.

    Raises
    ------
    BadInput : the name is no pseudonym, the password is too short or too long, or there is neither password nor sign-on.
    """
    check_reviewer(name, where="NAME")
    if not password and not sign_on:
        raise BadInput("Somebody needs a password or a sign-on.", where=name, do="type a password, or give --sign-on")
    if password and not FEWEST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
        raise BadInput(
            "The password does not have a length that can be used.",
            where=name,
            expected=f"{FEWEST_CHARACTERS} to {MOST_CHARACTERS} characters; three random words are easy to keep in mind",
        )
    hashed = _hasher().hash(password) if password else ""
    with _locked(path):
        _write(path, read_accounts(path) | {name: Account(name, role, hashed, sign_on and hash_of(sign_on))})


def remove_account(path: Path, name: str) -> None:
    """Remove an account: its sessions end at once.

    Raises
    ------
    BadInput : there is no such account.
    """
    with _locked(path):
        accounts = read_accounts(path)
        if name not in accounts:
            raise BadInput("There is no such account.", where=name, do="see which there are: neglect-triage reviewers list")
        _write(path, {key: account for key, account in accounts.items() if key != name})


def who_has(accounts: Mapping[str, Account], name: str, password: str) -> Account | None:
    """Return the account of that name if the password is right; it takes as long where there is no such account."""
    account = accounts.get(name)
    known = account.password if account and account.password else _of_nobody()
    try:
        _hasher().verify(known, password[:MOST_CHARACTERS])
    except (VerificationError, InvalidHashError):
        return None
    return account if account and account.password else None


def signed_on(accounts: Mapping[str, Account], name: str) -> Account | None:
    """Return the account of somebody whom the organisation's own sign-on names."""
    return next((account for account in accounts.values() if account.sign_on and account.sign_on == hash_of(name)), None)


def hash_of(name: str) -> str:
    """Return the SHA-256 of a name of the organisation's own sign-on, without regard to capitals."""
    return hashlib.sha256(name.strip().casefold().encode()).hexdigest()


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _of_nobody() -> str:
    return _hasher().hash("nobody has this password")


def _write(path: Path, accounts: Mapping[str, Account]) -> None:
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ALONE), "w", encoding="utf-8") as file:
        json.dump([asdict(accounts[name]) for name in sorted(accounts)], file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


def _locked(path: Path) -> FileLock:
    path.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(path.with_name(f".{path.name}.lock"))
