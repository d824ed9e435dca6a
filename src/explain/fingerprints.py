"""Which data, catalogue and model a page was made from."""

from __future__ import annotations

from pathlib import Path

from ..files import sha256

LENGTH = 12


def fingerprints(events: Path, catalogue: Path, model: Path) -> dict[str, str]:
    """Return the first digits of the SHA-256 of the events, the catalogue and the model."""
    files = {"data": events, "catalogue": catalogue, "model": model}
    return {name: sha256(path)[:LENGTH] for name, path in files.items()}
