"""Who is signed in, and who tried too often: kept in memory, so that a restart signs everybody out."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

QUIET_SECONDS, LONGEST_SECONDS = 30 * 60, 8 * 60 * 60
"""A session ends after so long without a request, and after so long in any case."""
TRIES, TRIES_OF_ADDRESS, TRIES_SECONDS = 5, 50, 15 * 60
"""So many wrong passwords for one name, or from one address, are taken in so long."""
Seconds = Callable[[], float]


@dataclass
class Session:
    """One sign-in: whose it is, the token that its forms carry, when it began and when it was last used (seconds)."""

    account: str
    stamp: str
    form_token: str
    began: float
    used: float


@dataclass
class Sessions:
    """The sessions that go on, by the hash of what the browser keeps."""

    seconds: Seconds
    _by_hash: dict[str, Session] = field(default_factory=dict)

    def begin(self, account: str, stamp: str) -> str:
        """Begin a session, and return what the browser keeps.

        `stamp` : changes whenever the account does, so that its sessions end.
        """
        kept, now = secrets.token_urlsafe(32), self.seconds()
        self._by_hash = {key: session for key, session in self._by_hash.items() if self._goes_on(session)}
        self._by_hash[_hash(kept)] = Session(account, stamp, secrets.token_urlsafe(32), now, now)
        return kept

    def find(self, kept: str) -> Session | None:
        """Return the session of a browser, and count it as used; None where there is none or it has ended."""
        session = self._by_hash.get(_hash(kept))
        if session is None or not self._goes_on(session):
            return None
        session.used = self.seconds()
        return session

    def end(self, kept: str) -> None:
        """End the session of a browser."""
        self._by_hash.pop(_hash(kept), None)

    def _goes_on(self, session: Session) -> bool:
        now = self.seconds()
        return now - session.used <= QUIET_SECONDS and now - session.began <= LONGEST_SECONDS


@dataclass
class Tries:
    """Wrong passwords by name and by address."""

    seconds: Seconds
    _failed: dict[str, list[float]] = field(default_factory=dict)

    def too_many(self, name: str, address: str) -> bool:
        """Return whether nobody may try this name, or from this address ("": not known), for now."""
        of_address = len(self._recent(f"address {address}")) if address else 0
        return len(self._recent(f"name {name}")) >= TRIES or of_address >= TRIES_OF_ADDRESS

    def failed(self, name: str, address: str) -> None:
        """Count a wrong password."""
        self._failed = {key: recent for key in self._failed if (recent := self._recent(key))}
        for key in (f"name {name}", f"address {address}"):
            self._failed[key] = [*self._recent(key), self.seconds()]

    def succeeded(self, name: str) -> None:
        """Forget the wrong passwords for a name."""
        self._failed.pop(f"name {name}", None)

    def _recent(self, key: str) -> list[float]:
        return [at for at in self._failed.get(key, []) if self.seconds() - at <= TRIES_SECONDS]


def _hash(kept: str) -> str:
    return hashlib.sha256(kept.encode()).hexdigest()
