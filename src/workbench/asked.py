"""Who asks the workbench, and for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .accounts import Role


@dataclass(frozen=True)
class Visitor:
    """Who asks: the pseudonym, the role, the token that forms carry, and whether a proxy signed them on."""

    name: str
    role: Role
    form_token: str
    by_proxy: bool = False


@dataclass(frozen=True)
class Asked:
    """What is asked: parts of the address, what stands after it, the fields of the form (`several`: all of each name), from
    which address it came, and what the browser keeps of its session."""

    place: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    address: str
    cookie: str
    several: Mapping[str, list[str]]
