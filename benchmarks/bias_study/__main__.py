"""Run the simulation study of the fairness audit: is a bias found that was put in, and is a world without one left alone?

    python -m benchmarks.bias_study --worlds 6

Worlds of the preset `even` are simulated in rounds, one of each scenario, scored, and audited. After every round the results so
far are written: bias_study.json in docs/explanation, and bias_study.md there, in which every number comes from the former.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from benchmarks.bias_study.document import as_markdown
from benchmarks.bias_study.study import Size, bias_study
from benchmarks.bias_study.worlds import ScoredWorld, scored_world
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import write_frame, write_json, write_text
from neglect_triage.params import load_params

ROOT = Path(__file__).resolve().parents[2]
LARGEST_FAMILY = 0.1  # of all contacts


def main(
    children: Annotated[int, typer.Option(help="children ever known in each world")] = 20_000,
    worlds: Annotated[int, typer.Option(help="worlds of each scenario")] = 6,
    redraws: Annotated[int, typer.Option(help="draws of groups anew in each of the worlds below")] = 200,
    redrawn_worlds: Annotated[int, typer.Option(help="worlds without a bias whose groups are drawn anew")] = 2,
    draws: Annotated[int, typer.Option(help="draws of families in each audit")] = 500,
    seed: Annotated[int, typer.Option(help="first seed; every world has one of its own")] = 880_001,
    keep: Annotated[
        Path | None, typer.Option(help="folder of scored worlds; those that it holds are not simulated again")
    ] = None,
    out: Annotated[Path, typer.Option(help="folder for bias_study.json and bias_study.md")] = ROOT / "docs/explanation",
) -> None:
    """Run the study, and write it after every round."""
    params = load_params(ROOT / "params.yaml")
    vocabulary = load_vocabulary(ROOT / params.source.vocabulary)
    catalogue = load_catalogue(vocabulary, ROOT / params.features.catalogue)
    assert params.world is not None
    base = params.world.model_copy(update={"preset": "even", "children": children, "numbers": {}})
    # In a small world one family may hold more of the contacts than the check of a real place allows.
    split = params.split.model_copy(update={"largest_family_share": LARGEST_FAMILY})
    params = params.model_copy(update={"split": split})
    started = time.perf_counter()

    def make(seed: int, numbers: dict[str, float]) -> ScoredWorld:
        world = base.model_copy(update={"seed": seed, "numbers": numbers})
        made = kept(keep and keep / str(seed), lambda: scored_world(world, params, catalogue, vocabulary))
        print(f"{time.perf_counter() - started:6.0f} s: seed {seed}, {numbers or 'no bias'}", file=sys.stderr, flush=True)
        return made

    for found in bias_study(make, Size(children, worlds, redraws, redrawn_worlds, draws, seed), base):
        found["synthetic"] = vocabulary.synthetic
        write_json(out / "bias_study.json", found)
        write_text(out / "bias_study.md", as_markdown(found))


def kept(folder: Path | None, make: Callable[[], ScoredWorld]) -> ScoredWorld:
    """Return the scored world that `folder` holds, or make it and keep it there."""
    if folder and (folder / "people.parquet").is_file():
        people = pd.read_parquet(folder / "people.parquet").set_index("child_id")
        return ScoredWorld(pd.read_parquet(folder / "contacts.parquet"), people)
    made = make()
    if folder:
        write_frame(made.contacts, folder / "contacts.parquet")
        write_frame(made.people.reset_index(), folder / "people.parquet")
    return made


if __name__ == "__main__":
    typer.run(main)
