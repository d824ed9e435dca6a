"""What the sources can support, and refusing parameters that need more (design section 3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, RootModel

from ...errors import BadInput
from ...params import Cohort, Split
from ...yamls import read_model
from ..formats.specification import TableSpec


class Capability(BaseModel, extra="forbid", frozen=True):
    """Something that a chronology can support: what it needs, and what to `add` if that is missing."""

    says: str
    types: list[str] = []
    codes: list[str] = []
    roles: list[str] = []
    add: str


class _Capabilities(RootModel[dict[str, Capability]]):
    pass


@cache
def capabilities() -> dict[str, Capability]:
    """Return the content of capability.yaml."""
    return read_model(Path(str(files(__package__) / "capability.yaml")), _Capabilities).root


def supported(tables: Iterable[TableSpec], referrals_as_contacts: bool = False) -> dict[str, bool]:
    """Return for each capability whether these tables together hold what it needs."""
    types, codes, roles = set(), set(), set()
    for table in tables:
        roles |= set(table.columns)
        for fact in table.facts:
            types |= set(fact.event_types)
            codes |= set(fact.codes)
    if referrals_as_contacts:
        types |= {"contact"} if "referral" in types else set()
        types |= {"contact_decision"} if "referral_decision" in types else set()
    return {
        name: set(need.types) <= types and set(need.codes) <= codes and set(need.roles) <= roles
        for name, need in capabilities().items()
    }


def capabilities_needed(cohort: Cohort, split: Split) -> dict[str, str]:
    """Return the capabilities that the parameters need, and for each the parameter that needs it."""
    if cohort.kind != "contacts":
        return {}
    parts = ("plan", "factor", "protective") if cohort.label == "either" else (cohort.label,)
    families = {"families": "split.family: households"} if split.family == "households" else {}
    return {"contacts": "cohort.kind: contacts"} | dict.fromkeys(parts, f"cohort.label: {cohort.label}") | families


def refuse_unsupported(about: Mapping[str, Any], needs: Mapping[str, str]) -> None:
    """Stop if the chronology was read from extracts that cannot support what the parameters need.

    Parameters
    ----------
    about : chronology/about.json.
    needs : see `capabilities_needed`.

    Raises
    ------
    BadInput : with the parameters, and what to add.
    """
    can = about.get("extracts", {}).get("can")
    if can is None:
        return
    lacking = [name for name in needs if not can[name]]
    if lacking:
        every = capabilities()
        raise BadInput(
            "The sources that were read cannot support what params.yaml asks for.",
            where="\n            ".join(f"{needs[name]}: {every[name].says}" for name in lacking),
            expected=f"a source that holds it; read were: {', '.join(about['extracts']['formats'])}",
            do="\n            ".join(every[name].add for name in lacking),
        )
