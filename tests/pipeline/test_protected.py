"""Rule 5, followed along the data: protected characteristics reach the fairness audit, and no feature, model or score."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from ruamel.yaml import YAML

from neglect_triage.chronology.tables import tables
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.features.catalogue import load_catalogue
from tests.pipeline.project import copy_of, run_all_here

ROOT = Path(__file__).resolve().parents[2]
TABLE = re.compile(r"(?:^|/)protected(?:$|[/.])")
READER = "read_characteristics"
LEARNING = ("cohort", "featurise", "validate_features", "design", "train", "evaluate", "sensitivity", "explain", "faithfulness")
WRITE_AND_CHECK = {"source", "validate"}
READERS = {"audit", "audit_of_truth"}
"""The fairness audit, and the audit of a simulated world's truth: nothing is learnt from either, and only sums leave them."""
READING_CODE = {f"pipelines/{name}.py" for name in READERS}
NAME_IT_AND_OPEN_NOTHING = {
    "src/governance/documents/evidence.py",  # it says which columns there are
}
GATES = {"data/quality"}
"""What stops a run whose tables are broken: stages wait for it and never open it."""

Stages = dict[str, Any]


@pytest.fixture(scope="module")
def stages() -> Stages:
    return dict(YAML(typ="safe").load(ROOT / "dvc.yaml")["stages"])


def outputs(stage: dict[str, Any]) -> set[str]:
    found = [*stage.get("outs", []), *stage.get("metrics", []), *stage.get("plots", [])]
    return {next(iter(out)) if isinstance(out, dict) else out for out in found}


def overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


def tainted(stages: Stages, clean: set[str]) -> dict[str, set[str]]:
    """Return, by stage, the inputs that are made of the protected table, by whatever way; `clean` inputs are no way."""
    reach, found = {"data/protected"}, {name: set[str]() for name in stages}
    while True:
        before = len(reach)
        for name, stage in stages.items():
            found[name] = {dep for dep in stage["deps"] if dep not in clean and any(overlap(dep, made) for made in reach)}
            if found[name]:
                reach |= outputs(stage)
        if len(reach) == before:
            return found


def code(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def strings(path: Path) -> Iterator[str]:
    """Give the strings of a module that are no docstrings."""
    tree = ast.parse(code(path))
    words = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in words:
            yield node.value


def identifiers(path: Path) -> set[str]:
    """Return what a module imports, defines or calls, by name."""
    tree = ast.parse(code(path))
    named = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.alias)}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return named | used | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def modules(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


class TestStages:
    def test_only_audits_read_the_table_besides_those_that_write_and_check_it(self, stages: Stages) -> None:
        reading = {name for name, stage in stages.items() if any(overlap(dep, "data/protected") for dep in stage["deps"])}
        assert reading - WRITE_AND_CHECK == READERS
        assert "data/protected" in outputs(stages["source"])

    @pytest.mark.parametrize("name", LEARNING)
    def test_nothing_that_is_learnt_from_is_made_of_it_by_any_way(self, name: str, stages: Stages) -> None:
        assert tainted(stages, GATES)[name] == set()

    def test_what_stages_wait_for_is_never_opened(self, stages: Stages) -> None:
        waiting = [name for name in LEARNING if GATES & set(stages[name]["deps"])]
        assert waiting == ["cohort"]
        assert not any("quality" in each for name in waiting for each in strings(ROOT / f"pipelines/{name}.py"))

    def test_a_way_through_other_stages_is_found(self) -> None:
        """What this file would miss, it would let through."""
        stages: Stages = {
            "audit": {"deps": ["data/protected/protected.parquet"], "outs": ["data/audit/audit.json"]},
            "between": {"deps": ["data/audit"], "metrics": [{"data/between/weights.json": {"cache": False}}]},
            "train": {"deps": ["data/between"], "outs": ["data/models"]},
            "source": {"deps": ["data/raw"], "outs": ["data/protected"]},
        }
        found = tainted(stages, set())
        assert found == {
            "audit": {"data/protected/protected.parquet"},
            "between": {"data/audit"},
            "train": {"data/between"},
            "source": set(),
        }


class TestCode:
    def test_after_the_checks_the_audits_alone_name_the_table(self) -> None:
        """Four rooms read, write and check what a project brings, and `simulate` makes it; none of them learns."""
        before = ("chronology", "extracts", "pseudonyms", "simulate", "cli")
        later = (f"src/{path.name}" for path in (ROOT / "src").iterdir() if path.is_dir() and path.name not in before)
        naming = {
            place(path)
            for path in modules(*later, "pipelines")
            if any(TABLE.search(text) for text in strings(path)) or re.search(r"\b(?:DATA|data)\.protected\b", code(path))
        }
        assert not any({"read_table", "read_parquet"} & identifiers(ROOT / each) for each in NAME_IT_AND_OPEN_NOTHING)
        allowed = {
            "src/fairness/characteristics.py",
            *NAME_IT_AND_OPEN_NOTHING,
            *READING_CODE,
        }
        assert naming <= allowed
        assert naming >= READING_CODE

    def test_the_one_function_that_reads_it_is_called_by_audits_alone(self) -> None:
        calling = {place(path) for path in modules("src", "pipelines") if READER in identifiers(path)}
        assert calling == {"src/fairness/characteristics.py", *READING_CODE}

    def test_no_room_that_learns_names_a_protected_characteristic(self) -> None:
        columns = set(tables()["protected"].columns) - {"child_id"}
        assert columns == {"sex", "ethnicity", "disability", "special_needs", "deprivation_quintile"}
        naming = {place(path) for path in modules("src/features", "src/models", "src/explain") if columns & set(strings(path))}
        assert naming == set()

    def test_no_table_that_features_are_made_of_holds_one(self) -> None:
        columns = set(tables()["protected"].columns) - {"child_id"}
        for name in ("events", "event_codes", "children", "households", "coverage"):
            assert columns & set(tables()[name].columns) == set(), name


class TestCatalogue:
    """Some records tell of a protected characteristic too. Which of them an indicator counts is decided here, by name."""

    def test_no_indicator_counts_a_code_that_tells_of_a_childs_disability_or_where_it_comes_from(self) -> None:
        vocabulary = load_vocabulary()
        telling = {
            code
            for system in vocabulary.codes.values()
            for code, means in system.items()
            if re.search(r"disabilit|autis|asylum|overseas|faith|ethnic|religio|gender", means)
            and not re.search(r"parent|carer|somebody else", means)
        }
        assert {"5A", "6A", "9A"} <= telling
        assert {code: names for code, names in counted().items() if code in telling} == {}

    def test_a_health_need_or_a_delay_may_be_a_disability_and_moves_no_score_by_rule(self) -> None:
        """They are records of health, so they stay; because they may be a disability, no direction is forced on them."""
        catalogue = load_catalogue(load_vocabulary())
        names = {name for code in ("ongoing_health_need", "development_delay") for name in counted().get(code, set())}
        assert names == {"ongoing_health_need", "development_delay"}
        directions = {one.direction for one in catalogue.features if one.indicator in names}
        assert directions == {"unconstrained"}

    def test_age_is_the_one_characteristic_that_is_a_feature(self) -> None:
        indicators = load_catalogue(load_vocabulary()).indicators
        assert [name for name, each in indicators.items() if each.events is None] == ["age"]
        assert all(each.measures == {"years": "unconstrained"} for each in indicators.values() if each.age)


def counted() -> dict[str, set[str]]:
    """Return, by code, the indicators that select by it."""
    found: dict[str, set[str]] = {}
    for name, indicator in load_catalogue(load_vocabulary()).indicators.items():
        chosen = getattr(indicator.events, "code", None) or []
        for one in [chosen] if isinstance(chosen, str) else chosen:
            found.setdefault(str(one), set()).add(name)
    return found


class TestRun:
    """That no other stage's output changes when the table is taken away stands in test_whole_run.py."""

    def test_the_audit_does_follow_the_table_and_the_model_that_it_judges_does_not(self, small_run: Path, tmp_path: Path) -> None:
        again = copy_of(small_run, tmp_path / "again", "chronology", "protected", "cohort", "features", "models", "strategy")
        deal_anew(again / "data/protected/protected.parquet")
        run_all_here(("audit",), again)
        before, after = (json.loads((run / "data/audit/audit.json").read_text()) for run in (small_run, again))
        assert all(before["groups"][kind] != after["groups"][kind] for kind in ("sex", "ethnicity", "deprivation_quintile"))
        assert all(before["groups"][kind] == after["groups"][kind] for kind in ("age", "area", "source"))
        assert before["all"] == after["all"]
        unchanged = ("as it stands", "without directions")
        for way in unchanged:
            assert before["refitted"]["all"]["ways"][way] == after["refitted"]["all"]["ways"][way]


def deal_anew(path: Path) -> None:
    """Give every child the protected characteristics of another."""
    table = pq.read_table(path)
    lot = np.random.default_rng(1).permutation(len(table))
    others = table.take(lot)
    pq.write_table(others.set_column(0, table.schema.field(0), table.column(0)), path)
