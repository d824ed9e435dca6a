"""The first page: plain words on how well it works, and the way to everything else."""

from __future__ import annotations

import json
import re
from typing import Any, get_args

import pandas as pd
import pytest

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.governance.documents.content import points_of
from neglect_triage.governance.documents.write import NAMES
from neglect_triage.params import Way
from neglect_triage.report.index_page import WAYS, index_page, pictures, plain_words
from tests.explain.small_run import VOCABULARY, small_content
from tests.governance.evaluation_facts import small_found

NOT_FOR = points_of("model_card", "not-for", load_vocabulary().nouns)
POINTS = pd.DataFrame(
    {"point_id": ["k1@2022-03-01"], "child_id": ["k1"], "as_of": pd.to_datetime(["2022-03-01"]), "decision": ["nfa"]}
)

WEEKLY = {"per_week": 10, "units": 8970, "units_looked_at": 960}


def way(precision: float | None, recall: float | None, spread: float | None = None) -> dict[str, Any]:
    return {
        name: {"value": value}
        if value is None or spread is None
        else {"value": value, "low": value - spread, "high": value + spread}
        for name, value in (("precision", precision), ("recall", recall))
    }


def evaluation(**more: Any) -> dict[str, Any]:
    weekly = WEEKLY | {"ways": {"model": way(0.323, 0.339), "local rule": way(0.196, 0.205)}}
    return {
        "leak_alarm": {"sentences": []},
        "headline": ["headline"],
        "strata": {"headline": {"differences": {"local rule": {"low": 0.1}, "logistic regression": {"low": 0.002}}}},
        "details": {"weekly": weekly, "enough_families": True},
    } | more


def test_how_well_it_works_is_said_in_numbers_of_100() -> None:
    assert plain_words(evaluation(), VOCABULARY) == [
        "Take the Front Door's weekly capacity: the 10 highest of every week, 960 of 8,970 contacts in the time on which the "
        "model was tested. Of 100 that the model would choose, 32 would be followed by a recorded step-up for neglect within a "
        "year, and 68 would not.",
        "Of 100 contacts followed by a recorded step-up for neglect, the model would choose 34 and leave out 66.",
        "Using the local rule instead, 20 of 100 chosen would be followed. Of 100 that are followed, it would choose 20.",
        "Contacts of one family on one day count once.",
    ]


def test_few_are_not_none_and_nearly_all_are_not_all() -> None:
    ways = {"model": way(0.996, 0.0032), "local rule": way(1.0, 0.0)}
    weekly = WEEKLY | {"ways": ways}
    details = {"weekly": weekly, "enough_families": True}
    words = plain_words(evaluation(details=details), VOCABULARY)
    assert "Of 100 that the model would choose, more than 99 would be followed by" in words[0]
    assert words[0].endswith("and fewer than 1 would not.")
    assert words[1].endswith("the model would choose fewer than 1 and leave out more than 99.")
    assert "100 of 100 chosen" in words[2]
    assert words[2].endswith("it would choose 0.")
    assert "fewer than 1 the model would choose" in str(pictures(evaluation(details=details), VOCABULARY, "")[1])


def test_each_number_stands_with_how_far_chance_could_move_it() -> None:
    ways = {"model": way(0.323, 0.339, 0.04), "local rule": way(0.196, 0.205, 0.03)}
    weekly = WEEKLY | {"ways": ways}
    words = plain_words(evaluation(details={"weekly": weekly, "enough_families": True}), VOCABULARY)
    assert "Of 100 that the model would choose, 32 (28 to 36) would be followed" in words[0]
    assert words[1] == (
        "Of 100 contacts followed by a recorded step-up for neglect, the model would choose 34 (30 to 38) and leave out 66."
    )
    assert "20 (17 to 23) of 100 chosen would be followed" in words[2]
    assert words[3].endswith("Brackets show how far chance could move a number.")


def test_the_dots_show_the_same_numbers_as_the_words() -> None:
    chosen, followed = map(str, pictures(evaluation(), VOCABULARY, "SYNTHETIC DATA"))
    assert "32 are followed by the outcome" in chosen
    assert "68 are not" in chosen
    assert "34 the model would choose" in followed
    assert "66 it would leave out" in followed
    assert "SYNTHETIC DATA" in chosen
    assert "SYNTHETIC DATA" in followed
    few = {"weekly": WEEKLY | {"ways": {"model": way(None, None)}}, "enough_families": True}
    assert pictures(evaluation(details=few), VOCABULARY, "") == []
    assert pictures(evaluation(details={"note": "one label"}), VOCABULARY, "") == []


def test_a_simpler_way_that_is_as_good_comes_first() -> None:
    apart = {"local rule": {"low": -0.01}, "logistic regression": {"low": 0.0}, "earlier contacts": {"low": 0.1}}
    words = plain_words(evaluation(strata={"headline": {"differences": apart}}), VOCABULARY)
    assert words[0] == ("In this run, simpler methods did as well, and are to be preferred: the local rule, logistic regression.")
    apart = {"logistic regression": {"low": -0.003}}
    words = plain_words(evaluation(strata={"headline": {"differences": apart}}), VOCABULARY)
    assert words[0].startswith("In this run, a simpler method did as well, and is to be preferred: logistic")


def test_an_alarm_comes_before_everything_and_what_cannot_be_told_is_not_told() -> None:
    alarm = {"leak_alarm": {"sentences": ["Too good to be true."]}}
    assert plain_words(evaluation(**alarm), VOCABULARY)[0] == "Too good to be true."
    assert plain_words(evaluation(details={"note": "one label"}), VOCABULARY)[-1].endswith("cannot be told from this run.")
    few = {"weekly": WEEKLY | {"ways": {"model": way(None, None)}}, "enough_families": True}
    assert "too few were followed" in plain_words(evaluation(details=few), VOCABULARY)[-1]


def test_figures_from_too_few_families_are_not_told_as_if_they_were_known() -> None:
    few = small_found().evaluation["details"] | {"enough_families": False}
    words = plain_words(evaluation(details=few, strata={"headline": {"differences": {"local rule": {"low": None}}}}), VOCABULARY)
    assert words == ["How well the model works cannot be told from this run: too few were followed by the outcome."]


def test_a_difference_without_an_interval_shows_no_method_to_be_as_good() -> None:
    words = plain_words(evaluation(strata={"headline": {"differences": {"local rule": {"low": None}}}}), VOCABULARY)
    assert "simpler" not in " ".join(words)


def small_index() -> str:
    return index_page(small_found().evaluation, [small_content(3)], POINTS, VOCABULARY, True, 3, NOT_FOR, "boosted")


def test_no_statistics_stand_on_the_first_page() -> None:
    html = small_index()
    words = re.sub(r"<(style|script)[^>]*>.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)
    for term in ("AUC", "precision", "95 %", "log-odds", "calibration"):
        assert term not in words


@pytest.mark.parametrize("chosen", get_args(Way))
def test_the_first_page_says_which_way_fitted_the_model_and_how_to_use_another(chosen: Way) -> None:
    html = index_page(small_found().evaluation, [], POINTS, VOCABULARY, True, 3, NOT_FOR, chosen)
    assert f"The model in this run is {WAYS[chosen]}. To use another, set train.way" in html


def test_the_board_is_told_how_much_is_still_blank() -> None:
    assert "3 entries are still blank" in small_index()
    assert "Nothing is left blank" in index_page(small_found().evaluation, [], POINTS, VOCABULARY, True, 0, [], "boosted")


def test_the_first_page_leads_to_every_other_page_and_its_data_can_be_read() -> None:
    html = small_index()
    of_the_run = ("evaluation", "model", "decisions", "second_look", "quality", "features", "world")
    for name in (*NAMES, *of_the_run):
        assert f'href="{name}.html"' in html
    data = re.search(r'<script type="application/json" id="contacts-data">(.*?)</script>', html, flags=re.DOTALL)
    assert data
    assert json.loads(data.group(1))["rows"] == [[19052, "k1", 0, 0]]


def test_a_simpler_method_is_named_in_the_projects_words() -> None:
    nouns = VOCABULARY.nouns.model_copy(update={"points": "visits"})
    strata = {"headline": {"differences": {"number of prior contacts": {"low": 0.0}}}}
    words = plain_words(evaluation(strata=strata), VOCABULARY.model_copy(update={"nouns": nouns}))
    assert words[0].endswith("counting earlier visits.")
