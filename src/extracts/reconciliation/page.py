"""The page of sources: what each file was taken for, what became of its rows, and what these sources can and cannot support."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ...pages.render import page
from .capability import capabilities


def sources_page(about: Mapping[str, Any], home: str) -> str:
    """Return the HTML of the page from chronology/about.json; without extracts it says where the records came from.

    Parameters
    ----------
    about : `kind`, `synthetic`, `notes`, and `extracts` where the chronology was read from local authorities' formats.
    home : the way to index.html, or "".
    """
    account = about.get("extracts", {})
    every = capabilities()
    can = account.get("can", {})
    return page(
        "sources.html",
        synthetic="SYNTHETIC DATA: no real child is described here" if about["synthetic"] else "",
        home=home,
        kind=about["kind"],
        extracts=[extract | {"date": _british(extract["date"])} for extract in account.get("extracts", [])],
        files=account.get("matching", {}).get("files", {}),
        cells=account.get("cells", []),
        links=account.get("links", []),
        warnings=account.get("warnings", []),
        notes=account.get("notes", []),
        can=[{"says": every[name].says, "holds": holds, "add": every[name].add} for name, holds in can.items()],
        holds_not=account.get("holds_not", {}),
    )


def _british(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"
