"""The model card: what a board must know first, every figure from the run, one content in three forms."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.fairness.summary import names_of, summary
from neglect_triage.governance.documents.as_json import as_json, metadata, schema
from neglect_triage.governance.documents.as_markdown import as_markdown
from neglect_triage.governance.documents.content import points_of, written
from tests.explain.small_run import VOCABULARY
from tests.governance.documents.made import made, shown, small_audit, text
from tests.governance.run_facts import run_facts, stratum

NINE = (
    "Model details", "Intended use", "Factors", "Metrics", "Evaluation data", "Training data", "Quantitative analyses",
    "Ethical considerations", "Caveats and recommendations",
)  # fmt: skip


def figures_of(facts: Any) -> dict[str, Any]:
    return dict(as_json(made("model_card"), facts))


def test_the_nine_sections_stand_in_their_order_after_what_a_board_must_know() -> None:
    assert tuple(section.title for section in made("model_card").sections) == ("In short", *NINE)


def test_the_first_screen_holds_purpose_limits_the_rule_groups_unknowns_and_assumed_dates() -> None:
    first = made("model_card").sections[0]
    assert [part.id for part in first.parts] == [
        "for",
        "not-for",
        "operating-points",
        "beside-the-rule",
        "worse-for",
        "not-known",
        "assumed-dates",
        "late-dates",
    ]
    assert "The model ranks better than the local rule: AUC higher by 0.147 (0.089 to 0.207)." in shown("model_card")
    assert "Features that count such records: 31 of 357 (8.7 %)." in shown("model_card")
    assert "Reasons shown that cite one: 9 of 1,000 (0.9 %)." in shown("model_card")
    assert "5 working days later: AUC 0.751 (0.720 to 0.780), a change of -0.013 (-0.021 to -0.004)." in shown("model_card")


def test_groups_that_were_not_audited_are_said_not_to_be() -> None:
    assert "Not measured in this run: whether it performs less well for some groups" in shown("model_card")
    assert "fairness.html" not in json.dumps([part.evidence for part in made("model_card").parts])


def test_what_the_audit_says_first_stands_first_on_the_card() -> None:
    found = small_audit()
    words = summary(found, names_of(VOCABULARY))
    assert any("Sex: Female. Of 100 that were followed" in line for line in words)
    assert made("model_card", audit=found).part("worse-for").points == words  # type: ignore[union-attr]
    assert made("impact", audit=found).part("found").points == words  # type: ignore[union-attr]
    assert "Not measured" not in text("model_card", audit=found)
    assert "the fairness report" in text("model_card", audit=found)


def test_a_suspected_leak_stands_first() -> None:
    alarm = {"threshold": 0.9, "tripped": [{}], "sentences": ["SUSPECTED LEAK: model reaches 0.970."], "too_small_to_tell": []}
    words = text("model_card", evaluation=run_facts().evaluation | {"leak_alarm": alarm})
    assert words.index("Too good to be true SUSPECTED LEAK: model reaches 0.970.") < words.index("The model ranks better")
    assert "No way of scoring reached" not in words


def test_figures_stand_with_their_denominators_and_intervals() -> None:
    words = shown("model_card")
    assert "Headline: 183 of 3,842 contacts were followed by the outcome (2,708 children, 1,509 families)." in words
    assert "Open work: 183 of 3,842" in words
    assert "Not estimable: one label." in words
    assert "Model 0.700 (0.645 to 0.753)" in words
    assert "Set by a rule 25 25.0 %" in words


def test_the_model_stands_beside_the_rule_and_capacities_stand_in_their_order() -> None:
    tables = made("model_card").part("performance").tables  # type: ignore[union-attr]
    assert [row[0] for row in tables[0].rows] == ["model", "local rule", "logistic regression"]
    assert tables[1].columns[1:] == ["5%", "10%", "own share"]


def test_where_families_are_not_known_no_interval_is_claimed() -> None:
    words = text("model_card", families={"families": 12, "intervals_estimable": False, "largest_share_of_points": 0.1})
    assert "intervals cannot be estimated" in words
    assert "Whole families are drawn again" not in words


def test_records_of_real_people_are_not_called_simulated() -> None:
    words = text("model_card", about=run_facts().about | {"synthetic": False})
    assert "These records are of real children, under pseudonyms." in words
    assert VOCABULARY.synthetic not in words
    assert VOCABULARY.synthetic in shown("model_card")


def test_the_precedent_and_the_label_are_said_with_what_they_leave_out() -> None:
    words = shown("model_card")
    assert "None of its eight models reached the 65 % precision" in words
    assert "A child protection plan that names neglect." in words or "a child protection plan that names neglect." in words
    assert "It counts what was recorded and done, not what children lived through." in words


@pytest.mark.parametrize("form", ["page", "markdown", "json"])
def test_one_content_stands_in_three_forms(form: str) -> None:
    card, facts = made("model_card"), run_facts()
    forms = {
        "page": shown("model_card"),
        "markdown": as_markdown(card, metadata(card, facts)),
        "json": json.dumps(as_json(card, facts), ensure_ascii=False),
    }
    for line in (
        *points_of("model_card", "not-for", load_vocabulary().nouns),
        "Whether more records mean more need, or more watching.",
        card.synthetic,
    ):
        assert line in forms[form]


def test_the_json_fits_the_schema_of_the_toolkit_and_the_schema_refuses_what_does_not() -> None:
    found = figures_of(run_facts())
    Draft7Validator.check_schema(schema())
    assert not list(Draft7Validator(schema()).iter_errors(found))
    assert list(Draft7Validator(schema()).iter_errors(found | {"extra": 1}))
    assert list(Draft7Validator(schema()).iter_errors(found | {"considerations": {"users": "everybody"}}))


def test_every_figure_of_the_scoring_methods_stands_in_the_json_as_the_run_has_it() -> None:
    found = {(one["type"], one["slice"]): one for one in figures_of(run_facts())["quantitative_analysis"]["performance_metrics"]}
    for way, each in stratum()["ways"].items():
        for metric, estimate in each.items():
            one = found[metric, f"headline; {way}"]
            assert one["value"] == estimate["value"]
            bounds = one.get("confidence_interval", {"lower_bound": None, "upper_bound": None})
            assert (bounds["lower_bound"], bounds["upper_bound"]) == (estimate["low"], estimate["high"])


def test_the_metadata_block_can_be_read_and_holds_the_runs_figures() -> None:
    card = made("model_card")
    block = as_markdown(card, metadata(card, run_facts())).split("---\n")[1]
    read = YAML(typ="safe").load(block)
    assert read["license"] == "mit"
    assert "synthetic-data" in read["tags"]
    assert {"type": "auc", "value": 0.7} in read["model-index"][0]["results"][0]["metrics"]


def leaves(content: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The place of every number in nested content."""
    children = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    own = [place] if isinstance(content, int | float) and not isinstance(content, bool) else []
    return own + [leaf for key, value in children for leaf in leaves(value, (*place, key))]


def changed(content: Any, place: tuple[Any, ...]) -> Any:
    """Nested content with another number at one place."""
    if not place:
        return content + 0.211 if isinstance(content, float) else content + 1_000_003
    parts = list(content) if isinstance(content, list) else dict(content)
    parts[place[0]] = changed(parts[place[0]], place[1:])
    return parts


UNSHOWN = {"review_units", "pages"}  # what other pages hold, as they do the figures by week; counts of details are the stratum's
SHOWN = ("evaluation", "checks", "flow", "families", "sensitivity", "curves", "assumed", "manifest", "about")


@pytest.mark.parametrize(
    ("file", "place"),
    [
        pytest.param(file, place, id=f"{file}.{'.'.join(map(str, place))}")
        for file in SHOWN
        for place in leaves(getattr(run_facts(), file))
        if place[-1] not in UNSHOWN and place[:2] not in (("details", "counts"), ("details", "weekly"))
    ],
)
def test_a_changed_figure_of_the_run_changes_the_card(file: str, place: tuple[Any, ...]) -> None:
    assert made("model_card", **{file: changed(getattr(run_facts(), file), place)}) != made("model_card")


def test_no_figure_is_typed_into_the_card() -> None:
    words = json.dumps(written("model_card").model_dump(), ensure_ascii=False)
    without_names = re.sub(r"\{\w+\}|[a-z_]+\.html#?[\w-]*", "", words)  # names of figures, and addresses
    assert set(re.findall(r"\d[\d.,]*", without_names)) <= {"95", "0.5", "10", "2"}
