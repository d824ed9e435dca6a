"""The sentence that adds up groups, so that anybody can see that no point is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def sum_sentence(account: Mapping[str, Any], label: Callable[[str], str], points: str) -> str:
    """Return where each point is by one kind of groups.

    Parameters
    ----------
    account : what `models.groups.account_of` returns for the kind. label : how a page names a group. points : the noun.
    """
    parts = [f"{number:,} {label(name)}" for name, number in account["groups"].items() if number]
    more = f" - {account['again']:,} that count in a further group" if account["again"] else ""
    total = " + ".join([*parts, f"{account['none']:,} in no group"])
    return f"{account['points']:,} {points} = {total}{more}."
