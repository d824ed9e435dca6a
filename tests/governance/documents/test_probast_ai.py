"""PROBAST+AI: all 34 questions, each answered with where to check it; answers that a check of the run gives follow that check."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from neglect_triage.governance.documents.content import written
from neglect_triage.governance.documents.evidence import DESIGN
from neglect_triage.models.design_checks import QUESTIONS
from tests.governance.documents.made import made
from tests.governance.run_facts import run_facts

PARTS = {"development": {1: 3, 2: 4, 3: 4, 4: 5}, "evaluation": {1: 3, 2: 4, 3: 4, 4: 7}}
NUMBERS = {name: [f"{part}.{at}" for part, of in parts.items() for at in range(1, of + 1)] for name, parts in PARTS.items()}


def test_every_question_stands_once_in_its_order() -> None:
    sections = {section.id: section for section in made("probast_ai").sections}
    assert {name: len(numbers) for name, numbers in NUMBERS.items()} == {"development": 16, "evaluation": 18}
    for name, numbers in NUMBERS.items():
        assert [part.name.split()[0] for part in sections[name].parts] == numbers


def test_each_is_answered_and_says_where_to_check_it() -> None:
    for section in written("probast_ai").sections[1:]:
        for part in section.parts:
            assert part.say, part.name
            assert part.evidence, part.name
            assert all(re.fullmatch(r"\[[^\]]+\]\([\w.#-]+\)", line) for line in part.evidence)


def test_nobody_rates_their_own_work() -> None:
    rated = made("probast_ai").part("rated")
    assert rated is not None
    assert [answer.key for answer in rated.blanks] == ["bias_assessment"]


def test_every_check_of_the_design_answers_a_question() -> None:
    assert sorted(DESIGN.values()) == sorted(QUESTIONS)
    answers = " ".join(line for section in written("probast_ai").sections for part in section.parts for line in part.say)
    used = Counter(re.findall(r"\{(?:design|evidence)_(\w+)\}", answers))
    assert set(used) == set(DESIGN)


def answer(id: str, **facts: Any) -> str:
    part = made("probast_ai", **facts).part(id)
    assert part is not None
    return part.say[0]


def test_an_answer_follows_its_check_and_repeats_why_a_failure_is_accepted() -> None:
    def checks(verdict: str, accepted: str = "") -> list[dict[str, str]]:
        return [
            {"name": name, "asks": "?", "evidence": "120 of 300.", "verdict": verdict, "accepted": accepted} for name in QUESTIONS
        ]

    assert answer("eval-4-2", design=checks("pass")) == "Yes. 120 of 300."
    assert answer("eval-4-2", design=checks("unknown")) == "Not certain. 120 of 300."
    assert answer("eval-4-2", design=checks("fail", "A pilot alone.")) == "No. 120 of 300. A pilot alone."


def test_a_suspected_leak_turns_the_answer_about_leaks() -> None:
    found = run_facts().evaluation
    tripped = found | {"leak_alarm": found["leak_alarm"] | {"tripped": ["all"]}}
    assert answer("eval-4-5").startswith("No. 2 of 50 are. No figure is so good")
    assert answer("eval-4-5", evaluation=tripped).startswith("Probably not: the AUC is 0.90 or more")
