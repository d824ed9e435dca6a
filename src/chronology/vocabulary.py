"""The words of a chronology, read from a vocabulary file (design section 3)."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from ..yamls import read_model


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Nouns(_Strict):
    """What pages call people, points and outcomes."""

    person: str
    people: str
    point: str
    points: str
    hub: str
    partners: str
    outcome: str
    within: str
    reader: str
    about: str


class EventType(_Strict):
    """One kind of fact: its coverage table, how a page names one, whether it is a worry, whether it may hold an outcome."""

    table: str
    says: str
    worry: bool = False
    outcome: bool = True
    codes: str | None = None


class Vocabulary(_Strict):
    """Every word that a chronology may hold, with the words that pages use for it."""

    nouns: Nouns
    index: str | None = None
    withdrawal: str | None = None
    synthetic: str = "SYNTHETIC DATA"
    words: dict[str, dict[str, str]]
    event_types: dict[str, EventType]
    codes: dict[str, dict[str, str]] = Field(default_factory=dict)

    def allowed(self, name: str) -> list[str]:
        """Return the words of the list `name`, in their order (`event_type` is the list of event types)."""
        return list(self.event_types) if name == "event_type" else list(self.words[name])


def load_vocabulary(path: Path | None = None) -> Vocabulary:
    """Read the vocabulary at `path`, or the neglect vocabulary that the package holds.

    Raises
    ------
    BadInput : the file is absent, is no YAML, or has a wrong key or value.
    """
    return read_model(path or Path(str(files(__package__) / "vocabulary.yaml")), Vocabulary)
