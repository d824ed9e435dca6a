"""What a project calls the methods of scoring that are compared with the model, and its two views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..chronology.vocabulary import Nouns
from ..models.comparators.prior_contacts import PRIOR_CONTACTS


def method_name(name: str, nouns: Nouns) -> str:
    """Return the name of a method of scoring in the project's nouns."""
    own = {
        "hub view": nouns.view_of_hub,
        "partnership view": nouns.view_of_all,
        PRIOR_CONTACTS: f"number of prior {nouns.points}",
        "contacts in the rule's window": f"{nouns.points} in the rule's window",
    }
    return own.get(name, name)


def with_method_names(evaluation: Any, nouns: Nouns) -> Any:
    """Return an evaluation (JSON) in which methods of scoring have the project's names, as keys and as values."""
    if isinstance(evaluation, Mapping):
        return {method_name(key, nouns): with_method_names(value, nouns) for key, value in evaluation.items()}
    if isinstance(evaluation, list):
        return [with_method_names(value, nouns) for value in evaluation]
    return method_name(evaluation, nouns) if isinstance(evaluation, str) else evaluation
