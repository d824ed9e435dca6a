"""The page of sources: what each file was matched to, what happened to its rows, and what the sources can support."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ...pages.render import page
from ...wording.estimates import of_hundred
from .capability import capabilities


def sources_page(about: Mapping[str, Any], home: str) -> str:
    """Return the HTML of the page from chronology/about.json; without extracts it names the kind of source alone.

    Parameters
    ----------
    about : `kind`, `synthetic`, `notes`, `joins`, and `extracts` where the chronology was read from local authorities' formats.
    home : the link to index.html, or "".
    """
    summary = about.get("extracts", {})
    every = capabilities()
    can = summary.get("can", {})
    return page(
        "sources.html",
        synthetic="SYNTHETIC DATA: no real child is described here" if about["synthetic"] else "",
        home=home,
        kind=about["kind"],
        extracts=[extract | {"date": _british(extract["date"])} for extract in summary.get("extracts", [])],
        files=summary.get("matching", {}).get("files", {}),
        cells=summary.get("cells", []),
        joins=[join | {"of_100": _of_100(join["met"], join["rows"] - join["without_key"])} for join in about.get("joins", [])],
        passed_over=summary.get("passed_over", []),
        links=[link | {"of_100": _of_100(link["shared"], link["of"])} for link in summary.get("links", [])],
        warnings=summary.get("warnings", []),
        notes=summary.get("notes", []),
        can=[{"says": every[name].says, "holds": holds, "add": every[name].add} for name, holds in can.items()],
        holds_not=summary.get("holds_not", {}),
    )


def _of_100(met: int, of: int) -> str:
    """Return how many of 100 were met; the rate in the file is rounded, so that nearly all would look like all."""
    return of_hundred(met / of if of else 1.0)


def _british(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"
