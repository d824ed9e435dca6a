"""explain: what each indicator added at each test point, what the chosen contact pages say, and the audit of decisions."""

from pathlib import Path

import pandas as pd

from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.disclosure.figures import controlled
from neglect_triage.errors import run
from neglect_triage.explain.attribution import attribute, checks
from neglect_triage.explain.decisions.audit import NO_DECISIONS, audit
from neglect_triage.explain.decisions.contact_rows import audited_points, contact_rows
from neglect_triage.explain.decisions.definitions import load_decisions
from neglect_triage.explain.decisions.second_look import second_look
from neglect_triage.explain.run import contents, load_run
from neglect_triage.explain.selection import choose, last_of_each
from neglect_triage.files import read_json, write_frame, write_json
from neglect_triage.models.cohort import WORKED_EXAMPLE
from neglect_triage.params import Params, load_params
from neglect_triage.progress import steps

DATA = Path("data")
OUT = DATA / "explanations"
SHAP_SAMPLE = 500
SETTINGS = {"pages", "points_compared_with_shap", "largest_difference_from_margin", "largest_difference_from_shap"}


def main() -> None:
    """Write attributions.parquet, pages.json, checks.json and, as it may leave, metrics.json; and what `write_decisions` does."""
    params = load_params()
    made = load_run(DATA, params)
    models = DATA / "models" / params.train.view
    features = pd.read_parquet(DATA / f"features/{params.train.view}.parquet")
    attributions = attribute(made.points, features, made.catalogue, models)

    apart = made.points["period"] == WORKED_EXAMPLE
    lot = choose(made.points[~apart], params.explain.pages, params.explain.seed)
    chosen = pd.concat([last_of_each(made.points[apart], made.examples), lot], ignore_index=True)
    pages = list(steps(contents(made, attributions, chosen), f"{made.vocabulary.nouns.point} pages", len(chosen)))

    checked = checks(attributions, made.points, features, made.catalogue, models, sample=SHAP_SAMPLE, seed=params.explain.seed)
    write_frame(attributions, OUT / "attributions.parquet")
    write_json(OUT / "pages.json", pages)
    basis = made.chronology["events"]["known_basis"].value_counts()
    counts = {f"records_{word}": int(count) for word, count in basis.items()} | {"pages": len(pages)}
    write_json(OUT / "checks.json", checked | counts)
    write_json(OUT / "metrics.json", controlled(checked | counts, SETTINGS))
    write_decisions(made.chronology, params, made.vocabulary)


def write_decisions(chronology: dict[str, pd.DataFrame], params: Params, vocabulary: Vocabulary) -> None:
    """Write what was decided: a line a contact, the figures that may be shown, and the contacts for a second look."""
    definitions = load_decisions(vocabulary)
    points = audited_points(pd.read_parquet("data/cohort/points.parquet"), params.explain)
    lines, figures, lists = points[["point_id"]], {"note": NO_DECISIONS}, []
    if definitions and len(points) and "decision" in points:
        lines = contact_rows(points, chronology, definitions, vocabulary)
        estimable = read_json(Path("data/cohort/families.json"))["intervals_estimable"]
        figures = audit(lines, chronology["coverage"], definitions, vocabulary, params.evaluate, estimable)
        lists = second_look(lines, definitions, params.explain.second_look, params.explain.seed)
    write_frame(lines, OUT / "decisions.parquet")
    write_json(OUT / "decisions.json", figures)
    write_json(OUT / "second_look.json", lists)


if __name__ == "__main__":
    run(main)
