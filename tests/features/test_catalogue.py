"""The catalogue is checked: errors name entry, key and nearest valid value, and every indicator can match something."""

from __future__ import annotations

from pathlib import Path

import pytest

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.features.catalogue import Catalogue, Indicator, load_catalogue, window_days
from neglect_triage.features.selection import event_types_of
from tests.features.chronologies import WORDS

ENTRY = """
visits:
  theme: visits
  means: Visits
  events: {type: visit}
  measures: {count: unconstrained, days_since: unconstrained}
  windows: [90d, 5y]
  says: "{count:visit|visits} {when}"
"""


# Of these kinds of record, evidence does not say whether more of them means more neglect (design section 4).
OPEN = {
    "police_notification", "arrest", "criminal_investigation", "practical_support", "strength", "consent_recorded", "oversight",
    "partner_information_asked", "partner_information_answered", "visit", "visit_last", "early_help_start", "housing_event",
    "level_of_need", "signs_of_safety_scale", "sdq", "worker_change", "return_interview",
}  # fmt: skip


def kinds_of(entry: Indicator) -> set[str]:
    return set(event_types_of(entry.events, WORDS))


@pytest.fixture(scope="module")
def neglect() -> Catalogue:
    return load_catalogue(WORDS)


def refusal(tmp_path: Path, text: str) -> str:
    place = tmp_path / "catalogue.yaml"
    place.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as error:
        load_catalogue(WORDS, place)
    return str(error.value)


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("type: visit", "type: visti", ['visits.events.type: did you mean "visit"?']),
        ("type: visit", "type: visit, outcome: atended", ["visits.events.outcome", '"attended"']),
        ("type: visit", "type: sign, code: hygeine", ["visits.events.code", '"hygiene"']),
        ("type: visit", "typ: visit", ["visits.events.typ", '"type"']),
        ("type: visit", "worry: true, type: visit", ["visits.events", "not both"]),
        ("count: uncon", "cuont: uncon", ["visits", 'no measure "cuont"', '"count"']),
        ("count: unconstrained", "count: decreases", ["visits.measures.count", "'increases' or 'unconstrained'"]),
        ("count: unconstrained, ", "", ["days_since needs count"]),
        ("days_since: un", "share_of vists: un", ["visits.measures.share_of", '"visits"']),
        ("days_since: un", "count_since visits: un", ["visits.measures.count_since", "another indicator"]),
        ("days_since: un", "share_of: un", ["share_of names another indicator"]),
        ("count: un", "count visits: un", ["count names no other indicator"]),
        ("days_since: unconstrained", "trend: increases", ["trend has no direction of risk"]),
        ("days_since: unconstrained", "slope: increases", ["slope has no direction of risk"]),
        ("days_since: unconstrained", "longest_gap: increases", ["longest_gap has no direction of risk"]),
        ("90d, 5y", "1826d, 5y", ["visits.windows", "each window stands once"]),
        ("{type: visit}", "{type: withdrawn}", ["visits.events.type", "no event can match"]),
        ("{type: visit}", "{type: contact, outcome: nfa}", ["visits.events.outcome", "no event can match"]),
        ("{type: visit}", "{type: sdq, value_at_least: 3, value_at_most: 2}", ["visits.events", "no value is"]),
        ("{type: visit}", "{type: visit, scope: chlid}", ["visits.events.scope", '"child"']),
        ("{type: visit}", "{type: visit, about: brothers}", ["visits.events.about", "'child' or 'siblings'"]),
        ("{type: visit}", "{type: visit, about: siblings, scope: carer}", ["visits.events.scope", "no event can match"]),
        ("90d, 5y", "90d, contact", ["visits.events.type", "no event can match in the window contact"]),
        ("{count:visit|visits} {when}", "{since} since {since_date}", ["says: {since} needs one measure count_since X"]),
        ("{count:visit|visits}", "{count:visit}", ["says:", '{count} is written as "{count:one|many}"']),
        ("{count:visit|visits}", "{count:visit|visits", ["says:", "braces"]),
        (
            'says: "{count:visit|visits} {when}"',
            'says_none: "None {days}"',
            ["says_none: {days} cannot be filled"],
        ),
        ("90d, 5y", "90d, 6y", ["visits.windows", '"5y"']),
        ("90d, 5y", "90d, 3650d", ["visits.windows", "at most five years", "1826d"]),
        ("90d, 5y", "90d, 10y", ["visits.windows", "at most five years", "1826d"]),
        ("{when}", "{whenever}", ["unknown fields: whenever"]),
        ("theme: visits", "them: visits", ["visits.theme", "visits.them"]),
    ],
)
def test_a_mistake_is_named_with_its_place_and_the_nearest_valid_word(
    tmp_path: Path, right: str, wrong: str, words: list[str]
) -> None:
    assert right in ENTRY
    message = refusal(tmp_path, ENTRY.replace(right, wrong, 1))
    assert all(part in message for part in words), message


@pytest.mark.parametrize(
    ("catalogue", "vocabulary"),
    [(Path("examples/oulad/catalogue.yaml"), None), (None, Path("examples/oulad/vocabulary.yaml"))],
    ids=["own catalogue alone", "own vocabulary alone"],
)
def test_a_catalogue_of_another_vocabulary_gets_one_message_that_names_both_options(
    catalogue: Path | None, vocabulary: Path | None
) -> None:
    with pytest.raises(BadInput, match="do not belong together") as error:
        load_catalogue(load_vocabulary(vocabulary), catalogue)
    message = str(error.value)
    assert len(message.splitlines()) == 4
    assert "--vocabulary (in a project: source.vocabulary" in message
    assert "--catalogue (in a project: features.catalogue" in message


def test_a_few_entries_with_unknown_types_are_named_one_by_one(tmp_path: Path) -> None:
    right = "".join(ENTRY.replace("visits:", f"visits_{number}:", 1) for number in range(4))
    wrong = "".join(ENTRY.replace("visits:", f"wrong_{number}:", 1).replace("type: visit", "type: visti") for number in range(4))
    assert "The catalogue has 4 problems." in refusal(tmp_path, right + wrong)
    assert "The catalogue has 2 problems." in refusal(tmp_path, wrong[: wrong.index("wrong_2")])


@pytest.mark.parametrize("measure", ["trend", "rate", "distinct_months", "longest_gap"])
def test_what_needs_time_cannot_be_asked_of_the_day_itself(tmp_path: Path, measure: str) -> None:
    entry = ENTRY.replace("type: visit", "type: contact").replace("90d, 5y", "contact, 5y")
    message = refusal(tmp_path, entry.replace("days_since:", f"{measure}:"))
    assert f"{measure} cannot be asked of the window contact" in message


def test_two_entries_of_one_name_are_refused(tmp_path: Path) -> None:
    assert "line" in refusal(tmp_path, ENTRY + ENTRY)


def test_a_feature_is_named_by_indicator_measure_and_window(tmp_path: Path) -> None:
    place = tmp_path / "catalogue.yaml"
    place.write_text(ENTRY, encoding="utf-8")
    names = [feature.name for feature in load_catalogue(WORDS, place).features]
    assert names == ["visits.count.90d", "visits.count.5y", "visits.days_since.5y"]


def test_a_feature_that_names_another_indicator_is_taken_in_every_window_or_the_longest(tmp_path: Path) -> None:
    place = tmp_path / "catalogue.yaml"
    other = ENTRY.replace("visits:", "contacts:").replace("type: visit", "type: contact")
    two = other.replace("days_since:", "alternations visits: unconstrained, count_since visits:")
    place.write_text(ENTRY + two, encoding="utf-8")
    names = [feature.name for feature in load_catalogue(WORDS, place).features if feature.of]
    assert names == ["contacts.alternations_visits.90d", "contacts.alternations_visits.5y", "contacts.count_since_visits.5y"]


@pytest.mark.parametrize(("window", "days"), [("90d", 90), ("5y", 1826), ("contact", 0)])
def test_a_window_is_counted_in_days(window: str, days: int) -> None:
    assert window_days(window) == days


class TestTheNeglectCatalogue:
    def test_every_indicator_can_match_an_event_of_some_type(self, neglect: Catalogue) -> None:
        assert [
            name for name, entry in neglect.indicators.items() if not entry.age and not event_types_of(entry.events, WORDS)
        ] == []

    def test_nothing_may_lower_the_score(self, neglect: Catalogue) -> None:
        assert {feature.direction for feature in neglect.features} == {"increases", "unconstrained"}

    def test_what_evidence_leaves_open_is_left_unconstrained(self, neglect: Catalogue) -> None:
        named = {"age", "domestic_abuse", "money_worry", "closed_without_consent", "help_started", "help_ended", "assessments"}
        of_open_kinds = {name for name, entry in neglect.indicators.items() if entry.events and kinds_of(entry) <= OPEN}
        assert {"police_notifications", "practical_support", "partners_asked", "supervision", "visits"} <= of_open_kinds
        directions = {f.indicator: f.direction for f in neglect.features if f.indicator in named | of_open_kinds}
        assert [name for name, direction in directions.items() if direction != "unconstrained"] == []

    def test_only_worried_agencies_may_raise_the_score(self, neglect: Catalogue) -> None:
        raising = {f.indicator for f in neglect.features if f.measure == "distinct_agencies" and f.direction == "increases"}
        worried = {name for name, kind in WORDS.event_types.items() if kind.worry} | {"context", "contact"}
        assert [name for name in raising if not kinds_of(neglect.indicators[name]) <= worried] == []

    def test_the_matrix_stays_small_enough_for_few_outcomes(self, neglect: Catalogue) -> None:
        assert len(neglect.features) <= 450

    def test_every_indicator_names_its_seed(self, neglect: Catalogue) -> None:
        assert [name for name, entry in neglect.indicators.items() if not entry.seed] == []

    def test_what_is_left_unconstrained_is_so_of_its_kind_or_the_entry_says_why(self, neglect: Catalogue) -> None:
        """Days, gaps and trends are never constrained: quiet may mean calm, or that nobody looks."""
        of_their_kind = {"days_since", "days_since_first", "open_days", "longest_gap", "trend", "slope"}
        open_features = [f for f in neglect.features if f.direction == "unconstrained" and f.measure not in of_their_kind]
        assert [f.name for f in open_features if not neglect.indicators[f.indicator].why] == []
