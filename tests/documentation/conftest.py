"""The site, built once for all tests as `make docs` builds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.built import build_site
from tests.once import made_once


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site."""
    return made_once(tmp_path_factory, "site", build_site)
