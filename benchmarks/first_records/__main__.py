"""Compare ways of choosing the five records that a page names first, on simulated worlds that know why each record exists.

    python -m benchmarks.first_records

Ways were compared on two seeds. Six other seeds and four other worlds were run without the ways that ask the model about each
record: three seeds and the worlds once the rule was frozen, three seeds also before, with another form of it. Writes
docs/explanation/first_records.json, and docs/explanation/first_records.md, in which every number comes from the former.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from benchmarks.first_records.document import as_markdown
from benchmarks.first_records.figures import figures, values_of_pages
from benchmarks.first_records.methods import scores
from benchmarks.first_records.worlds import listed_records, scored_world
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import write_frame, write_json, write_text
from neglect_triage.params import World, load_params

ROOT = Path(__file__).resolve().parents[2]
LARGEST_FAMILY = 0.1  # of all contacts; in a small world one family may hold more than the check of a real place allows
CHOOSING, FRESH, EARLIER = (510001, 510002), (830201, 830202, 830203), (730101, 730102, 730103)
OTHER: dict[str, tuple[int, dict[str, Any]]] = {
    "reshuffled": (740001, {"numbers": {"slopes_dealt": 7}}),  # another deal than the preset's, on which the rule was tried
    "null": (510001, {}),
    "watched": (510001, {}),
    "even": (510001, {}),
}
SEEDS = {"choosing": CHOOSING, "fresh": FRESH, "earlier": EARLIER, "other": {name: seed for name, (seed, _) in OTHER.items()}}


def main(
    children: Annotated[int, typer.Option(help="children ever known in each world")] = 20_000,
    pages: Annotated[int, typer.Option(help="pages drawn in each world; a quarter where ways ask the model")] = 400,
    keep: Annotated[Path | None, typer.Option(help="folder of pages' values; worlds that it holds are not made again")] = None,
    out: Annotated[Path, typer.Option(help="folder for first_records.json and first_records.md")] = ROOT / "docs/explanation",
) -> None:
    """Run every world, and write the comparison after each."""
    params = load_params(ROOT / "params.yaml")
    vocabulary = load_vocabulary(ROOT / params.source.vocabulary)
    catalogue = load_catalogue(vocabulary, ROOT / params.features.catalogue)
    assert params.world is not None
    base = params.world.model_copy(update={"children": children, "numbers": {}})
    params = params.model_copy(update={"split": params.split.model_copy(update={"largest_family_share": LARGEST_FAMILY})})
    of_hub = params.model_copy(update={"train": params.train.model_copy(update={"view": "hub"})})
    started = time.perf_counter()

    def values(name: str, seed: int, slow: bool = False, hub: bool = False, **changed: Any) -> pd.DataFrame:
        file = keep / f"{name}_{seed}{'_hub' * hub}.parquet" if keep else None
        if file and file.is_file():
            return pd.read_parquet(file)
        world = World.model_validate(base.model_dump() | {"seed": seed, "preset": name} | changed)
        chosen = of_hub if hub else params
        scored = scored_world(world, chosen, catalogue, vocabulary, pages // 4 if slow else pages)
        listed = listed_records(scored, chosen)
        found = values_of_pages(listed.rows, scores(scored, listed, chosen, slow))
        found = found.assign(family=f"{seed} " + found["family"].astype(str), point_id=f"{seed} " + found["point_id"])
        if file:
            write_frame(found, file)
        print(f"{time.perf_counter() - started:6.0f} s: {name}, seed {seed}", file=sys.stderr, flush=True)
        return found

    result: dict[str, Any] = {"synthetic": vocabulary.synthetic, "children": children, "worlds": {}, "seeds": SEEDS}

    def write(name: str, parts: list[pd.DataFrame]) -> None:
        result["worlds"][name] = figures(pd.concat(parts, ignore_index=True))
        write_json(out / "first_records.json", result)
        write_text(out / "first_records.md", as_markdown(result))

    fresh, earlier = ([values("default", seed) for seed in seeds] for seeds in (FRESH, EARLIER))
    write("six", [*fresh, *earlier])
    write("fresh", fresh)
    write("earlier", earlier)
    for seed, part in zip((*FRESH, *EARLIER), (*fresh, *earlier), strict=True):
        write(f"seed {seed}", [part])
    write("choosing", [values("default", seed, slow=True) for seed in CHOOSING])
    for name, (seed, changed) in OTHER.items():
        write(name, [values(name, seed, **changed)])
    write("hub", [values("default", seed, hub=True) for seed in FRESH])


if __name__ == "__main__":
    typer.run(main)
