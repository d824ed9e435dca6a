"""Run the chain from `source` to `study` on several simulated worlds, and set their figures side by side.

    python benchmarks/worlds.py --children 60000

The worlds: the default; factor 16A in half and in twice as many assessments; the null world, in which history adds nothing; and
three fresh seeds, on which nothing was ever tuned. Each runs in a temporary project folder of its own. Writes worlds.json and
worlds.md; every number in them comes from the run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from ruamel.yaml import YAML

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.files import read_json, write_json, write_text
from neglect_triage.models.evaluation.summary import NOT_SHOWN
from neglect_triage.params import World, load_params
from neglect_triage.study.label_and_model import RANKINGS
from neglect_triage.study.single_features import NEEDS_EXPLANATION
from neglect_triage.wording.estimates import number

ROOT = Path(__file__).resolve().parents[1]
STAGES = ("source", "validate", "cohort", "featurise", "train", "evaluate", "explain", "audit_of_truth", "study")
FRESH_SEEDS = (70411, 70412, 70413)
STOPPED = 2  # exit code of a stage that stopped for what a person must mend

Changes = dict[str, Any]


@dataclass(frozen=True)
class Ran:
    """What one world left behind: its parameters, and what `evaluate` and `study` wrote."""

    world: World
    evaluation: dict[str, Any]
    study: dict[str, Any]


def worlds(seeds: Sequence[int]) -> dict[str, Changes]:
    """Return the worlds by name: what differs from `world` in params.yaml."""
    presets = {"16A halved": "halved_16a", "16A doubled": "doubled_16a", "null": "null"}
    named = {name: {"preset": preset} for name, preset in presets.items()}
    return {"default": {"preset": "default"}, **named, **{f"seed {seed}": {"preset": "default", "seed": seed} for seed in seeds}}


def project(folder: Path, changes: Changes) -> Path:
    """Make a project folder with the parameters of this checkout and `changes` in its world."""
    yaml = YAML()
    params = yaml.load(ROOT / "params.yaml")
    params["source"]["vocabulary"] = str(ROOT / params["source"]["vocabulary"])
    params["features"]["catalogue"] = str(ROOT / params["features"]["catalogue"])
    params["world"].update(changes)
    # In a small world one family may hold more of the contacts than the check of a real place allows.
    params["split"]["largest_family_share"] = max(params["split"]["largest_family_share"], 100 / params["world"]["children"])
    folder.mkdir(parents=True)
    yaml.dump(params, folder / "params.yaml")
    return folder


def run_chain(folder: Path) -> Ran:
    """Run the stages in a project folder; RuntimeError with what a stage said if one fails.

    A `study` that stops because the world is off a published figure has written its report first: that is a result.
    """
    environment = {key: value for key, value in os.environ.items() if key != "DVC_ROOT"}
    for stage in STAGES:
        command = [sys.executable, str(ROOT / "pipelines" / f"{stage}.py")]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        written = stage == "study" and done.returncode == STOPPED and (folder / "data/reports/world.json").is_file()
        if done.returncode and not written:
            raise RuntimeError(f"{stage}: {done.stdout}{done.stderr}")
    world = load_params(folder / "params.yaml").world
    assert world is not None
    return Ran(world, read_json(folder / "data/evaluation/evaluation.json"), read_json(folder / "data/reports/world.json"))


def figures(ran: Ran) -> dict[str, Any]:
    """Return what the table says of one world: estimates with intervals, numbers, names and sentences, in the table's order."""
    headline = ran.evaluation["strata"][ran.evaluation["headline"][0]]
    areas, share, label = (
        ran.study["areas_under_the_curve"],
        headline.get("at_rule_share") or {},
        ran.study["label_beside_the_truth"],
    )
    rows = ran.study["calibration"]
    off = sorted(name for name, row in rows.items() if row["verdict"] == "outside")
    above = [name for name, area in ran.study["single_features"].items() if (area["value"] or 0) > NEEDS_EXPLANATION]
    return {
        "seed": str(ran.world.seed),
        "children": ran.world.children,
        "test contacts": ran.study["contacts"],
        "followed by a recorded step-up": ran.study["followed"],
        **{f"AUC: {way}": areas[way] for way in RANKINGS if way in areas},
        **ran.study["apart"],
        "recall of the model at the rule's share": share.get("model recall"),
        "recall of the local rule": share.get("local rule recall"),
        "gain in recall over the local rule": share.get("gain in recall"),
        "sensitivity of the label": label["all contacts"]["sensitivity"],
        "specificity of the label": label["all contacts"]["specificity"],
        "neglected in truth": label["all contacts"]["neglected in truth"],
        "assessments with factor 16A": rows["Assessments that name neglect (factor 16A)"]["value"],
        "figures outside their required range": [name for name in off if rows[name]["gate"]],
        "figures without a gate outside their range": [name for name in off if not rows[name]["gate"]],
        f"single features above {NEEDS_EXPLANATION:.2f}": above,
        "model or rule": NOT_SHOWN if NOT_SHOWN in ran.evaluation["summary"] else "The model finds more than the local rule.",
        "what the report says first": ran.evaluation["summary"],
    }


def table(found: dict[str, dict[str, Any]], note: str) -> str:
    """Return the figures as Markdown: a table with one column a world, then what each report says first."""
    names = [name for name in next(iter(found.values())) if name != "what the report says first"]
    lines = [
        "# Worlds side by side",
        "",
        f"**{note}** Made by `python benchmarks/worlds.py`; estimates with 95 % intervals by family.",
        "",
    ]
    lines += ["| | " + " | ".join(found) + " |", "| --- |" + " --- |" * len(found)]
    lines += ["| " + " | ".join([name, *(_cell(figures[name]) for figures in found.values())]) + " |" for name in names]
    lines += ["", "## What each report says first", ""]
    for name, one in found.items():
        lines += [f"- **{name}.** " + " ".join(one["what the report says first"])]
    return "\n".join(lines) + "\n"


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return number(value)
    if isinstance(value, list):
        return "; ".join(value) or "none"
    return (
        f"{value:.3f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value or "not estimable")
    )


def main(
    children: Annotated[int, typer.Option(help="children ever known in each world")] = 60_000,
    seeds: Annotated[str, typer.Option(help="fresh seeds, with commas")] = ",".join(map(str, FRESH_SEEDS)),
    out: Annotated[Path, typer.Option(help="folder for worlds.json and worlds.md")] = ROOT / "docs",
) -> None:
    """Run every world, one after another, and write the table."""
    found = {}
    with tempfile.TemporaryDirectory(prefix="worlds-") as scratch:
        for number, (name, changes) in enumerate(worlds([int(seed) for seed in seeds.split(",")]).items()):
            started = time.perf_counter()
            ran = run_chain(project(Path(scratch) / str(number), {"children": children, **changes}))
            found[name] = figures(ran)
            print(f"{name}: {time.perf_counter() - started:.0f} s. {found[name]['model or rule']}", file=sys.stderr)
            note = load_vocabulary().synthetic
            write_json(out / "worlds.json", {"note": note, "worlds": found})
            write_text(out / "worlds.md", table(found, note))


if __name__ == "__main__":
    typer.run(main)
