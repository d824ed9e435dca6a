"""The patterns that single records hide, each in a small chronology in which it can be seen by eye."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pytest

from neglect_triage.features.catalogue import Catalogue, load_catalogue
from neglect_triage.features.engine.compute import compute_features
from tests.features.chronologies import WORDS, Row, T, chronology, event, frames, points, stay

Fact = tuple[int, str] | tuple[int, str, dict[str, Any]]  # days before the contact, event type, the rest (a code among it)


@cache
def neglect() -> Catalogue:
    return load_catalogue(WORDS)


def measured(feature: str, *facts: Fact, homes: list[Row] | None = None, child: str = "a") -> float:
    """Return one feature of a child at T, from facts that were known and shared on their day unless told."""
    events, codes = [], []
    for number, (ago, kind, *more) in enumerate(facts):
        rest = dict(more[0]) if more else {}
        if code := rest.pop("code", None):
            codes.append({"event_id": f"e{number:03}", "system": WORDS.event_types[kind].codes, "code": code})
        events.append(event(number, T - dt.timedelta(days=ago), event_type=kind, **rest))
    tables = frames(chronology(events, event_codes=codes, households=homes or []))
    entry = feature.split(".")[0]
    wanted = {name: neglect().indicators[name] for name in needed(entry)}
    return float(compute_features(points(child), tables, Catalogue(indicators=wanted), WORDS)[feature].iloc[0])


def needed(entry: str) -> list[str]:
    """Return an indicator and those that its measures name, and theirs."""
    named = [measure.split(" ")[1] for measure in neglect().indicators[entry].measures if " " in measure]
    return [entry, *(name for other in named for name in needed(other))]


def sign(ago: int, agency: str = "school", **rest: Any) -> Fact:
    return ago, "sign", {"agency": agency, "code": "hunger", **rest}


def kept(ago: int) -> Fact:
    return ago, "appointment", {"outcome": "attended"}


def missed(ago: int) -> Fact:
    return ago, "appointment", {"outcome": "was_not_brought"}


def rated(ago: int, value: int, agency: str = "health_visitor") -> Fact:
    return ago, "home_condition", {"value": value, "agency": agency}


def contact(ago: int, **rest: Any) -> Fact:
    return ago, "contact", rest


HELP_CLOSED: Fact = (50, "early_help_end", {"outcome": "no_consent"})
SUPPORT: Fact = (30, "practical_support")
PATTERNS: dict[str, tuple[str, list[Fact], float]] = {
    "worries of several agencies add up": ("worries.distinct_agencies.365d", [sign(9, "gp"), sign(8), sign(7, "ae")], 3),
    "the same worry of one agency is one agency": ("worries.distinct_agencies.365d", [sign(9), sign(8), sign(7)], 1),
    "home conditions go up and down": (
        "home_ups_and_downs.swings.365d", [rated(40, 4), rated(30, 2), rated(20, 4), rated(9, 2)], 2),
    "a good home does not stay good": (
        "home_did_not_stay_good.alternations_good_home.5y", [rated(90, 1), rated(60, 5), rated(9, 2)], 2),
    "kept and missed appointments alternate": (
        "kept_and_missed_in_turn.alternations_kept_appointments.365d", [kept(40), missed(30), kept(20), missed(10)], 3),
    "appointments are moved again and again": (
        "rescheduled.distinct_months.365d", [(ago, "appointment", {"outcome": "rescheduled"}) for ago in (5, 40, 80)], 3),
    "contacts come after the last assessment": (
        "contacts_since_assessment.count_since_assessments.5y",
        [contact(90), (60, "assessment_end"), contact(30), contact(9)], 2),
    "help is closed for lack of consent, and worry comes again": (
        "closed_then_worry.alternations_closed_without_change.5y", [sign(60), HELP_CLOSED, sign(9)], 2),
    "a closed referral comes back": (
        "re_referrals.alternations_closures.5y", [(90, "referral"), (60, "case_closed"), (9, "referral")], 2),
    "quiet, then worry again": ("worries_return.episodes.5y", [sign(400), sign(390), sign(9)], 2),
    "worries since the child was seen": (
        "worries_since_seen.count_since_visits.5y", [sign(90), (60, "visit", {"seen": "yes"}), sign(30), sign(9)], 2),
    "a visit that did not see the child is none": (
        "worries_since_seen.count_since_visits.5y", [sign(90), (60, "visit", {"seen": "no"}), sign(30)], 2),
    "worries since a child was seen at home": (
        "worries_since_seen_at_home.count_since_seen_at_home.5y",
        [sign(90), (60, "home_condition", {"basis": "child_seen", "scope": "household", "value": 3}), sign(9)], 1),
    "a long time without any professional": (
        "professional_contact.longest_gap.365d", [(300, "visit"), (50, "health_check")], 249),
    "support goes on beside the same worries": (
        "worry_beside_support.alternations_basic_care_worry.365d", [sign(60), SUPPORT, sign(9)], 2),
    "improvement is seen by those who visit by appointment": (
        "good_home_around_visits.share_of_good_home.5y", [rated(60, 1, "csc"), rated(40, 2, "csc"), rated(30, 2)], 2 / 3),
    "help drifts without an end": ("help_open.open_days_help_ended.5y", [(200, "early_help_start", {"spell_id": "s"})], 200),
    "help that ended is not open": (
        "help_open.open_days_help_ended.5y",
        [(200, "early_help_start", {"spell_id": "s"}), (90, "early_help_end", {"spell_id": "s"})], 0),
    "a plan comes back": (
        "repeat_plans.alternations_plan_ends.5y", [(900, "cp_plan_start"), (500, "cp_plan_end"), (9, "cp_plan_start")], 2),
    "a plan is stepped down, then worry": (
        "stepped_down_then_worry.alternations_worries.5y", [(90, "cp_plan_end", {"outcome": "stepped_down"}), sign(9)], 1),
    "missed appointments end a service": (
        "not_brought_then_ended.alternations_was_not_brought.5y",
        [missed(60), missed(50), (30, "service_ended", {"outcome": "not_attended"})], 1),
    "updates rest on a parent's account": (
        "parents_account_only.count_since_child_seen_or_heard.5y",
        [contact(90, basis="childs_account"), contact(60, basis="parents_account"), contact(9, basis="parents_account")], 2),
    "no neglect tool is ever used": ("worries_since_tool.count_since_tool_used.5y", [sign(90), sign(60), sign(9)], 3),
    "worries stay with partners": ("worries_not_shared.count.365d", [sign(90, shared_date=None), sign(60)], 1),
    "those who know are not asked": (
        "known_and_not_asked.count_since_partners_asked.5y",
        [sign(90, shared_date=None), (60, "partner_information_asked"), sign(30, shared_date=None), sign(9)], 1),
    "a missed appointment that nobody follows up": (
        "missed_without_follow_up.count_since_follow_up_attempts.365d",
        [missed(90), (80, "oversight", {"code": "follow_up_attempt"}), missed(30)], 1),
    "help is declined and no supervision follows": (
        "declined_without_supervision.open_days_supervision.5y",
        [(30, "consent_recorded", {"consent_to_service": "declined"})], 30),
}  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_pattern_is_seen(pattern: str) -> None:
    feature, facts, value = PATTERNS[pattern]
    assert measured(feature, *facts) == pytest.approx(value)


class TestInAHousehold:
    TOGETHER = (stay("a", "h", T - dt.timedelta(days=900)), stay("b", "h", T - dt.timedelta(days=900)))

    def seen(self, feature: str, *facts: Fact, child: str = "a") -> float:
        return measured(feature, *facts, homes=list(self.TOGETHER), child=child)

    def test_worry_about_one_child_stands_against_the_group(self) -> None:
        facts = [sign(90), sign(60), sign(9), sign(30, child_id="b")]
        assert self.seen("worries_about_this_child.count.365d", *facts) == 3
        assert self.seen("worries_about_siblings.count.365d", *facts) == 1
        assert self.seen("worries_about_this_child.share_of_worries_about_siblings.365d", *facts) == 3
        assert self.seen("worries_about_siblings.count.365d", *facts, child="b") == 3

    def test_what_strains_a_carer_counts_for_every_child_of_the_household(self) -> None:
        strain: Fact = (30, "context", {"code": "parental_mental_health", "scope": "carer", "child_id": "b"})
        assert self.seen("carer_mental_health.count.365d", strain) == 1
        assert self.seen("household_factors.count.5y", strain) == 1


class TestThreeContactsInTwelveMonths:
    """At least three contact-days in (t - 365, t], this one included: so two earlier ones in the 364 days before it."""

    FEATURE = "three_contacts.distinct_days.364d"

    def test_a_contact_364_days_ago_counts_and_one_365_days_ago_does_not(self) -> None:
        assert measured(self.FEATURE, contact(365), contact(364), contact(1)) == 2

    def test_two_contacts_of_one_day_are_one(self) -> None:
        assert measured(self.FEATURE, contact(9, agency="school"), contact(9, agency="police")) == 1

    def test_the_contact_itself_is_not_among_the_earlier_ones(self) -> None:
        assert measured(self.FEATURE, contact(0), contact(9)) == 1
