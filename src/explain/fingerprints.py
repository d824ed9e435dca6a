"""Which data, catalogue and model a page was made from."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from ..files import sha256

LENGTH = 12


def fingerprints(events: Path, catalogue: Path | None, model: Path) -> dict[str, str]:
    """Return the first digits of the SHA-256 of the events, the catalogue (None: the neglect catalogue) and the model."""
    own = Path(str(files("neglect_triage.features"))) / "catalogue.yaml"
    return {"data": sha256(events)[:LENGTH], "catalogue": sha256(catalogue or own)[:LENGTH], "model": sha256(model)[:LENGTH]}
