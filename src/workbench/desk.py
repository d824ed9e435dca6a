"""All that the workbench holds while it runs: its project, its logs, who is signed in, and what its pages are made of."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
import threading
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ..chronology.vocabulary import Vocabulary, load_vocabulary
from ..files import read_json, read_run_table
from ..governance.documents.blanks import FILE, agreement_on_unshared
from ..models.bands import standing
from ..models.cohort import scored_points
from ..params import Params, View
from ..paths import DataFolder
from ..review.questions import Questions, questions
from ..review.steps import FIELDS, Clock
from ..sealed_log import Entry, read_log
from .material import Material, read_material
from .samples import Sample, read_samples
from .sessions import Sessions, Tries


def now() -> dt.datetime:
    """Return the time, for the logs."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Given:
    """A contact that a reader was given: its sample, its id, and its token, by which addresses name it."""

    sample: Sample
    point_id: str
    token: str


@dataclass
class Desk:
    """A workbench on one project.

    project, data : its folder, and its data folder. logs : the data folder that holds accounts, drafts and logs, which is another
    one for a demonstration. secure : whether browsers reach it by TLS. proxy : the one address from which anything is answered,
    if it stands behind a proxy. sign_on : the header in which that proxy names people, if the organisation's own sign-on is used.
    """

    project: Path
    data: DataFolder
    logs: DataFolder
    params: Params
    secure: bool = False
    proxy: str = ""
    sign_on: str = ""
    clock: Clock = now
    sessions: Sessions = field(default_factory=lambda: Sessions(time.monotonic))
    tries: Tries = field(default_factory=lambda: Tries(time.monotonic))
    one_password: threading.Lock = field(default_factory=threading.Lock)  # checking one takes 64 MB
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _reading: threading.Lock = field(default_factory=threading.Lock)
    _agreed: tuple[tuple[dt.date, int], tuple[str, str] | None] | None = None
    _material: tuple[tuple[View, frozenset[str]], Material] | None = None

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The project's words."""
        return load_vocabulary(self.params.source.vocabulary).for_horizon(self.params.cohort.horizon_days)

    @cached_property
    def asked(self) -> Questions:
        """What reviewers are asked."""
        return questions(self.vocabulary.nouns, self.vocabulary.page.concerns)

    @cached_property
    def synthetic(self) -> bool:
        """Whether the records are simulated."""
        return bool(read_json(self.data.about)["synthetic"])

    @cached_property
    def standing_of(self) -> dict[str, str]:
        """The standing of each point that was scored."""
        scored = scored_points(read_run_table(self.data.points), read_run_table(self.data.scores), self.params.train.view)
        return dict(zip(scored["point_id"], standing(scored), strict=True))

    @property
    def agreement(self) -> tuple[str, str] | None:
        """The agreement under which reviewers may read what partners never shared, with its date (ISO); None without one."""
        path, day = self.project / FILE, self.clock().date()
        state = (day, path.stat().st_mtime_ns if path.is_file() else 0)
        if self._agreed is None or self._agreed[0] != state:
            self._agreed = (state, agreement_on_unshared(path, day))
        return self._agreed[1]

    @property
    def view_of_pages(self) -> View:
        """The view in which contact pages are made: the model's own, but without an agreement never more than the hub's."""
        return self.params.train.view if self.agreement else "hub"

    def entries(self) -> list[Entry]:
        """Return the entries of the log of reviews, checked."""
        return read_log(self.logs.decision_log, fields=FIELDS)

    def samples(self) -> list[Sample]:
        """Return the samples that were made here, checked."""
        return read_samples(self.logs.samples)

    def given_to(self, reader: str) -> list[Given]:
        """Return the contacts that a reader was given, in an order that has nothing to do with any score."""
        given: dict[str, Given] = {}
        for sample in self.samples():
            own = [point for point, readers in zip(sample.contacts["point_id"], sample.contacts["readers"], strict=True)
                   if reader in readers]  # fmt: skip
            key = f"{sample.id} {reader}".encode()
            for point in sorted(own, key=lambda point: hmac.digest(key, point.encode(), "sha256")):
                given.setdefault(point, Given(sample, point, self.token_of(reader, point)))
        return list(given.values())

    def find(self, reader: str, token: str) -> Given | None:
        """Return the contact of that token, if it was given to this reader."""
        return next((given for given in self.given_to(reader) if hmac.compare_digest(given.token, token)), None)

    def token_of(self, reader: str, point_id: str) -> str:
        """Return the token of a contact for one reader: without the key of this process nobody can tell what it stands for."""
        return hmac.new(self._key, f"{reader}\0{point_id}".encode(), hashlib.sha256).hexdigest()[:32]

    def form_token_of(self, account: str) -> str:
        """Return the token that forms carry for somebody whom the organisation's own sign-on names."""
        return hmac.new(self._key, f"form\0{account}".encode(), hashlib.sha256).hexdigest()

    def material(self) -> Material:
        """Return what pages are made of, for every contact of every sample; read anew when there is another sample."""
        wanted = frozenset(point for sample in self.samples() for point in sample.contacts["point_id"])
        made_for = (self.view_of_pages, wanted)
        with self._reading:
            if self._material is None or self._material[0] != made_for:
                self._material = (made_for, read_material(self.data, self.params, self.view_of_pages, sorted(wanted)))
            return self._material[1]
