"""explain: what each indicator added at each test point, what the chosen contact pages say, and the audit of decisions."""

from dataclasses import asdict
from pathlib import Path

import pandas as pd

from neglect_triage.chronology.store import read_worked_examples
from neglect_triage.chronology.tables import read_table
from neglect_triage.chronology.vocabulary import Vocabulary, load_vocabulary
from neglect_triage.errors import run
from neglect_triage.explain.attribution import attribute, checks
from neglect_triage.explain.contact_page import content
from neglect_triage.explain.decisions.audit import NO_DECISIONS, audit
from neglect_triage.explain.decisions.definitions import load_decisions
from neglect_triage.explain.decisions.lines import audited, in_period
from neglect_triage.explain.decisions.second_look import second_look
from neglect_triage.explain.fingerprints import fingerprints
from neglect_triage.explain.record import Sources, part_about
from neglect_triage.explain.selection import choose, last_of_each
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.features.evidence import gather
from neglect_triage.files import read_json, write_frame, write_json
from neglect_triage.models.cohort import WORKED_EXAMPLE
from neglect_triage.params import Params, load_params
from neglect_triage.progress import steps

TABLES = ("events", "event_codes", "children", "households", "coverage")
CHRONOLOGY = Path("data/chronology")
OUT = Path("data/explanations")
SHAP_SAMPLE = 500


def main() -> None:
    """Write attributions.parquet, pages.json, checks.json and what `write_decisions` does."""
    params = load_params()
    view = params.train.view
    models = Path("data/models") / view
    vocabulary = load_vocabulary(params.source.vocabulary)
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    features = pd.read_parquet(f"data/features/{view}.parquet")
    scores = pd.read_parquet("data/models/scores.parquet").query("view == @view")
    points = pd.read_parquet("data/cohort/points.parquet").merge(scores, on="point_id")

    attributions = attribute(points, features, catalogue, models)
    examples = read_worked_examples(CHRONOLOGY)
    apart = points["period"] == WORKED_EXAMPLE
    lot = choose(points[~apart], params.explain.pages, params.explain.seed)
    chosen = pd.concat([last_of_each(points[apart], examples), lot], ignore_index=True)
    chronology = {name: read_table(name, CHRONOLOGY / f"{name}.parquet") for name in TABLES}
    part = part_about(chronology, chosen["child_id"])
    sources = Sources(part, gather(part, catalogue, vocabulary, view), catalogue, vocabulary)
    shares = attributions.set_index("point_id")[list(catalogue.indicators)]
    prints = {
        fold: fingerprints(CHRONOLOGY / "events.parquet", params.features.catalogue, models / f"{fold}.txt")
        for fold in sorted(chosen["fold"].unique())
    }
    told = {example.children[0]: asdict(example) for example in examples}
    pages = []
    for point in steps(chosen.to_dict("records"), f"{vocabulary.nouns.point} pages", len(chosen)):
        said = content(point, shares.loc[point["point_id"]].to_dict(), sources, params)
        own = {"fingerprints": prints[point["fold"]], "worked_example": told.get(point["child_id"])}
        pages.append(said | own)

    checked = checks(attributions, points, features, catalogue, models, sample=SHAP_SAMPLE, seed=params.explain.seed)
    write_frame(attributions, OUT / "attributions.parquet")
    write_json(OUT / "pages.json", pages)
    basis = {f"records_{word}": int(count) for word, count in chronology["events"]["known_basis"].value_counts().items()}
    write_json(OUT / "checks.json", checked | basis | {"pages": len(pages)})
    write_decisions(chronology, params, vocabulary)


def write_decisions(chronology: dict[str, pd.DataFrame], params: Params, vocabulary: Vocabulary) -> None:
    """Write what was decided: a line a contact, the figures that may be shown, and the contacts for a second look."""
    definitions = load_decisions(vocabulary)
    points = in_period(pd.read_parquet("data/cohort/points.parquet"), params.explain)
    lines, figures, lists = points[["point_id"]], {"note": NO_DECISIONS}, []
    if definitions and len(points) and "decision" in points:
        lines = audited(points, chronology, definitions, vocabulary)
        estimable = read_json(Path("data/cohort/families.json"))["intervals_estimable"]
        figures = audit(lines, definitions, vocabulary, params.evaluate, estimable)
        lists = second_look(lines, definitions, params.explain.second_look, params.explain.seed)
    write_frame(lines, OUT / "decisions.parquet")
    write_json(OUT / "decisions.json", figures)
    write_json(OUT / "second_look.json", lists)


if __name__ == "__main__":
    run(main)
