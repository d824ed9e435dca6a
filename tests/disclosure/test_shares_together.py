"""Shares of groups and of their whole, in one release and in two: no small count can be told from all of them together.

The attack here is arithmetic of its own: intervals of each share, tightened by the sums until nothing changes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from neglect_triage.disclosure.figures import as_published, attacked, controlled
from neglect_triage.disclosure.rounding import LEAST_SPREAD, step

Range = tuple[float, float]


def share(number: int, of: int) -> dict[str, Any]:
    return {"value": round(number / of, 4), "of": of}


def audit(counted: Sequence[int], of: Sequence[int]) -> dict[str, Any]:
    """An audit of some groups: how many of each were found by the model, and how many were not."""

    def line(name: str, found: int, whole: int) -> dict[str, Any]:
        shares = {"recall": found, "false_negative_rate": whole - found}
        figures = {
            key: {"value": round(number / whole, 4), "low": None, "high": None, "of": whole} for key, number in shares.items()
        }
        return {"name": name, "counts": {"positives": whole}, "figures": figures}

    groups = [line(f"group {place}", *both) for place, both in enumerate(zip(counted, of, strict=True))]
    return {"all": line("all", sum(counted), sum(of)), "groups": {"sex": groups}}


def told(shown: dict[str, Any], of: Sequence[int]) -> list[Range]:
    """What each share of a released audit alone says of how many were found: of each group, and last of all."""
    return [_of_line(line, whole) for line, whole in zip([*shown["groups"]["sex"], shown["all"]], [*of, sum(of)], strict=True)]


def _of_line(line: dict[str, Any], whole: int) -> Range:
    low, high = _of_share(line["figures"]["recall"], whole)
    rest_low, rest_high = _of_share(line["figures"]["false_negative_rate"], whole)
    return max(low, whole - rest_high), min(high, whole - rest_low)


def _of_share(figure: dict[str, Any], whole: int) -> Range:
    value = figure["value"]
    if value is None:
        return 0, whole
    half = (step(whole, value) or 1) / 2 + 0.00005
    return max(0, math.ceil((value - half) * whole)), min(whole, math.floor((value + half) * whole))


def tightened(ranges: Sequence[Range]) -> list[Range]:
    """The same, for a reader who knows that the groups make up the whole, which comes last."""
    *groups, whole = ranges
    while True:
        least, most = sum(low for low, _ in groups), sum(high for _, high in groups)
        new = [(max(low, whole[0] - most + high), min(high, whole[1] - least + low)) for low, high in groups]
        outer = max(whole[0], least), min(whole[1], most)
        if (new, outer) == (groups, whole):
            return [*new, outer]
        groups, whole = new, outer


def is_told(ends: Range, numbers: Sequence[int]) -> bool:
    return ends[1] - ends[0] < LEAST_SPREAD and any(1 <= number <= 5 for number in numbers)


def test_a_whole_and_its_groups_do_not_tell_together_what_each_hides() -> None:
    """3 of 100 and 5 of 50 are shown as 0.0, at most 5 each. 8 of 150 would be 0.1, at least 8: then each would be 3 to 5."""
    shares = {"all": (8, 150), "a": (3, 100), "b": (5, 50)}
    content = {name: {"share": share(*both)} for name, both in shares.items()}
    shown = [each["share"]["value"] for each in controlled(content).values()]
    assert shown == [0.1, 0.0, None]
    assert min(high - low for low, high in attacked(content).values()) >= LEAST_SPREAD


def test_two_shares_of_the_same_people_do_not_tell_them_together() -> None:
    """Of 6 who were found, recall says 6 at most (of 60), and precision 5 at least (of 110)."""
    found = {"a": (6, 60, 110), "b": (30, 60, 110)}
    content = {
        name: {"recall": share(number, of), "precision": share(number, picked)} for name, (number, of, picked) in found.items()
    }
    alone = controlled({"a": {"recall": content["a"]["recall"]}})["a"]["recall"]["value"]
    assert alone == 0.0
    shown = controlled(content)
    assert None in (shown["a"]["recall"]["value"], shown["a"]["precision"]["value"])
    assert None not in (shown["b"]["recall"]["value"], shown["b"]["precision"]["value"])


@pytest.mark.parametrize("seed", range(2))
def test_no_small_count_is_told_by_one_release_or_by_two(seed: int) -> None:
    dice = np.random.default_rng(seed)
    for _ in range(15):
        groups = int(dice.integers(2, 5))
        of = [int(each) for each in dice.integers(50, 300, groups)]
        counted = [int(dice.choice([dice.integers(0, 9), whole - dice.integers(0, 9), dice.integers(0, whole)])) for whole in of]
        changes, joined = dice.integers(-3, 4, groups).tolist(), dice.integers(0, 6, groups).tolist()
        later = [max(0, number + change) for number, change in zip(counted, changes, strict=True)]
        later_of = [max(number, whole + more) for number, whole, more in zip(later, of, joined, strict=True)]
        check(counted, of, later, later_of)


def check(counted: list[int], of: list[int], later: list[int], later_of: list[int]) -> None:
    """Attack a release of an audit, and a later one together with it, for a reader who knows every denominator and change."""
    first, second = audit(counted, of), audit(later, later_of)
    earlier = [as_published(first)]
    one = tightened(told(controlled(first), of))
    numbers, numbers_later = [*counted, sum(counted)], [*later, sum(later)]
    wholes, wholes_later = [*of, sum(of)], [*later_of, sum(later_of)]
    for ends, number, whole in zip(one, numbers, wholes, strict=True):
        assert ends[0] <= number <= ends[1]
        assert not is_told(ends, [number, whole - number])
    moved = [
        (max(0, low + now - then), min(whole, high + now - then))
        for (low, high), then, now, whole in zip(one, numbers, numbers_later, wholes_later, strict=True)
    ]
    both = [
        (max(low, other_low), min(high, other_high))
        for (low, high), (other_low, other_high) in zip(told(controlled(second, (), earlier), later_of), moved, strict=True)
    ]
    by_change = tightened(moved)  # who knows every change is told some counts before anything is released
    for place, ends in enumerate(tightened(both)):
        small = [numbers[place], wholes[place] - numbers[place], numbers_later[place], wholes_later[place] - numbers_later[place]]
        assert ends[0] <= numbers_later[place] <= ends[1]
        assert by_change[place][1] - by_change[place][0] < LEAST_SPREAD or not is_told(ends, small)
