"""Pictures of the evaluation page in which figures are compared: dots with their intervals, the tables folded behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from ..models.comparators.prevalence import PREVALENCE
from ..models.evaluation.scores import MODEL
from ..pages.intervals import Dot, intervals
from ..wording import evaluation as wording

Estimate = Mapping[str, float | None]
ALL = "all"


def weekly(found: Mapping[str, Any], note: str) -> Markup:
    """Return how many of 100 followed each way of scoring would look at in the hub's weekly capacity, the highest first.

    Parameters
    ----------
    found : `details.weekly` of evaluation.json, with methods as the page names them. note : a text that must be in it, or "".
    """
    recall = {method: figures["recall"] for method, figures in found["ways"].items() if method != PREVALENCE}
    ordered = sorted(recall, key=lambda method: (-(recall[method]["value"] or 0), method))
    dots = [_dot(method, recall[method], method == MODEL) for method in ordered]
    return intervals(dots, along=wording.LOOKED_AT, about=wording.BY_WAY.format(per_week=found["per_week"]), note=note)


def groups(kind: str, found: Mapping[str, Any], words: Mapping[str, str], every: float | None, note: str) -> Markup:
    """Return how many of 100 followed are in the attention band, group by group, beside all.

    Parameters
    ----------
    kind : what the groups are, in words. every : the share of all that are followed. words : names of groups.
    """
    dots = [_dot(ALL, {"value": every, "low": None, "high": None}, True)]
    dots += [_dot(words.get(group["name"], group["name"]), group["recall"], False) for group in found["groups"]]
    return intervals(dots, along=wording.IN_BAND, about=wording.BY_GROUP.format(kind=kind), note=note)


def _dot(name: str, value: Estimate, reference: bool) -> Dot:
    return {"name": name, "value": value["value"], "low": value["low"], "high": value["high"], "reference": reference}
