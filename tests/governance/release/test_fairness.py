"""The audit in a release: each figure rests on its own denominator, each gap on the smaller of its two sides."""

from __future__ import annotations

from typing import Any

from neglect_triage.disclosure.figures import controlled
from neglect_triage.governance.release.fairness import CHOSEN, LEAVES, after_control, before_control


def line(name: str, contacts: int, positives: int, recall: float, gap: float) -> dict[str, Any]:
    def stated(value: float, **more: Any) -> dict[str, Any]:
        return {"value": value, "low": value - 0.1, "high": value + 0.1, **more}

    return {
        "name": name,
        "counts": {"contacts": contacts, "positives": positives, "families": 200, "positive_families": 30},
        "figures": {"recall": stated(recall, of=positives), "auc": stated(0.7123)},
        "differences": {"recall": stated(gap) | {"differs": True, "alone": True}},
        "ratios": {"recall": stated(1.2)},
    }


def audit() -> dict[str, Any]:
    lines = [line("small", 300, 60, 0.4123, 0.0893), line("large", 9000, 2000, 0.3230, 0.0)]
    parts: dict[str, Any] = {"about": {}, "together": {}, "pairs": [], "calibration": {"sex": {"small": [], "large": []}}}
    return parts | {"all": line("all", 9300, 2060, 0.3247, 0.0), "groups": {"sex": lines}, "references": {"sex": "small"}}


def test_a_gap_is_no_finer_than_the_coarser_of_its_sides() -> None:
    """A fine gap beside a fine rate would give the rate of the reference, and so its count."""
    shown = controlled(before_control(audit()), CHOSEN)
    large = shown["groups"]["sex"][1]
    assert large["figures"]["recall"]["value"] == 0.325
    assert large["differences"]["recall"]["value"] % 0.2 == 0
    assert shown["groups"]["sex"][0]["figures"]["recall"]["value"] == 0.4


def test_a_figure_without_a_denominator_rests_on_the_followed_contacts() -> None:
    assert controlled(before_control(audit()), CHOSEN)["groups"]["sex"][1]["figures"]["auc"]["value"] == 0.71


def test_ratios_pairs_and_what_stands_beside_stay_inside() -> None:
    found = before_control(audit() | {"humans": {"all": {}}})
    assert found is not None
    assert set(found) == set(LEAVES)
    assert found["groups"]["sex"][0]["ratios"]["recall"]["value"] is None


def test_no_gap_is_said_to_hold_whose_figures_are_withheld_and_no_audit_is_none() -> None:
    found = audit()
    found["groups"]["sex"][0] = line("small", 60, 12, 0.4, 0.2)
    shown = after_control(controlled(before_control(found), CHOSEN))
    assert shown is not None
    for how in ("differs", "alone"):
        assert [each["differences"]["recall"][how] for each in shown["groups"]["sex"]] == [False, False]
    assert before_control(None) is None
    assert after_control(None) is None
