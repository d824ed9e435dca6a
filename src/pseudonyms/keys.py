"""The secret key for pseudonyms: read from a file that only its owner can read, or from the environment."""

from __future__ import annotations

import os
import re
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import BadInput

VARIABLE = "NEGLECT_TRIAGE_PSEUDONYM_KEY"
BYTES = 32  # the output size of SHA-256: a longer key adds nothing
_EXPECTED = f"{2 * BYTES} or more hexadecimal digits drawn at random, as --new-key writes them"
_FEWEST_DIFFERENT = 8  # distinct hexadecimal digits: a random key almost always has all 16


@dataclass(frozen=True)
class Key:
    """A key, whose representation as text does not show the secret."""

    secret: bytes = field(repr=False)


def create_key(path: Path) -> Key:
    """Generate a random key, and write it to a new file that only its owner can read.

    Raises
    ------
    BadInput : the file exists (an overwritten key cannot be recovered).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BadInput(
            "There is a file where the new key should go. Nothing was written.",
            where=str(path),
            do="leave --new-key out to use that key, or name another file for the new one",
        ) from None
    text = secrets.token_hex(BYTES)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text + "\n")
    return _parse_key(text, str(path))


def read_key(path: Path | None) -> Key:
    """Read the key from a file, or without one from the variable NEGLECT_TRIAGE_PSEUDONYM_KEY.

    Raises
    ------
    BadInput : there is no key or there are two, others can read the file, or the key is too short to be secure.
    """
    variable = os.environ.get(VARIABLE)
    if path is None and not variable:
        raise BadInput(
            "There is no key to make pseudonyms with.",
            where=f"neither --key nor the variable {VARIABLE}",
            do="name the file of your key with --key; the first time, add --new-key",
        )
    if path is None:
        return _parse_key(str(variable), f"the variable {VARIABLE}")
    if variable:
        raise BadInput(
            "There are two keys, and it is not clear which is meant.",
            where=f"--key and the variable {VARIABLE}",
            do="leave one of them out",
        )
    return read_key_file(path)


def read_key_file(path: Path) -> Key:
    """Read the key in a file; see `read_key`."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or (os.name == "posix" and stat.S_IMODE(status.st_mode) & 0o077):
                raise BadInput(
                    "Others than its owner can read the file of the key. Nothing was read or written.",
                    where=str(path),
                    expected="a file of mode 0600",
                    do="chmod 600 on the file; if others may have read it, make a new key and run everything again",
                )
            text = file.read(4096).decode("ascii", errors="replace")
    except OSError:
        raise BadInput(
            "The file of the key cannot be read.", where=str(path), do="check its name; the first time, add --new-key"
        ) from None
    return _parse_key(text, str(path))


def _parse_key(text: str, where: str) -> Key:
    digits = text.strip().lower()
    if not re.fullmatch(rf"(?:[0-9a-f]{{2}}){{{BYTES},}}", digits) or len(set(digits)) < _FEWEST_DIFFERENT:
        raise BadInput("The key is too short or is no key.", where=where, expected=_EXPECTED, do="make one with --new-key")
    return Key(bytes.fromhex(digits))
