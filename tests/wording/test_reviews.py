"""Sentences on agreement: the ceiling before the band, and no figure that rests on too few."""

from __future__ import annotations

from typing import Any

from neglect_triage.wording.reviews import comparison_sentences

NOUNS = {"points": "prediction points", "families": "customers"}
NONE: dict[str, float | None] = {"value": None, "low": None, "high": None}


def agreement(value: float | None) -> dict[str, Any]:
    kappa = NONE if value is None else {"value": value, "low": value - 0.1, "high": value + 0.1}
    return {"contacts": 40, "kappa": kappa}


def sentences(share: dict[str, float | None] | None, auditor_a: float | None = 0.5) -> list[str]:
    comparison = {
        "contacts": 50,
        "blanks": {"first": {"A": 2, "B": 0}},
        "between_auditors": agreement(0.7),
        "between_auditors_in_two": agreement(0.6),
        "with_band": {"A": agreement(auditor_a), "B": {"contacts": 0, "kappa": None}},
        "rates": {"first": {"A": {"answered": 48, "holds": 12, "share": share}}},
    }
    return comparison_sentences(comparison, {"first": "A second look?"}, {"first": ["Yes", "Perhaps"]}, NOUNS)


def test_the_agreement_of_auditors_comes_before_that_with_the_band_as_its_ceiling() -> None:
    assert sentences({"value": 0.254, "low": 0.2, "high": 0.31})[:6] == [
        "50 prediction points were drawn.",
        'Left blank: auditor A 2, auditor B 0 ("A second look?").',
        "The two auditors with each other, all answers: kappa 0.70 (0.60 to 0.80) (40 prediction points).",
        "With each other, a second look called for or not, where there is a band: kappa 0.60 (0.50 to 0.70) "
        "(40 prediction points). No tool can be expected to agree with people more than people with each other: this is the "
        "ceiling.",
        "Auditor A with the attention band: kappa 0.50 (0.40 to 0.60) (40 prediction points).",
        "Auditor B with the attention band: kappa cannot be estimated (0 prediction points).",
    ]


def test_a_rate_names_its_answers_and_is_left_out_where_it_rests_on_too_few() -> None:
    rate = 'A second look? Auditor A: "Yes" or "Perhaps": 12 of 48 answers; of all prediction points, '
    assert sentences({"value": 0.254, "low": 0.2, "high": 0.31})[6] == rate + "25 % (20 to 31)."
    assert sentences({"value": 0.254, "low": None, "high": None})[6] == rate + "25 %."
    assert sentences(NONE)[6] == sentences(None)[6] == rate + "too few to estimate."


def test_a_kappa_without_a_value_is_not_shown() -> None:
    assert sentences(None, None)[4] == "Auditor A with the attention band: kappa cannot be estimated (40 prediction points)."
