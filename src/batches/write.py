"""A batch written into a folder of its own, with a manifest that has the SHA-256 of every file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..chronology.tables import write_table
from ..explain.decisions.definitions import load_decisions
from ..explain.decisions.page import decisions_page
from ..explain.decisions.second_look import second_look_page
from ..files import in_order, sha256, write_frame, write_json, write_text
from ..monitoring.page import monitoring_page
from ..report.glossary import glossary_page
from .batch import Prepared, attributions_of, decisions_of, recalled_by, run_of
from .earlier import CONTENTS, MANIFEST, PAGES, POINTS, RECORDS, TABLES
from .page import batch_page
from .pages import Maker, Page, write_pages


def write_batch(prepared: Prepared, folder: Path, final: Path, about: Mapping[str, Any], synthetic: bool) -> dict[str, Any]:
    """Write a batch, and return its manifest.

    Parameters
    ----------
    folder : where it is written. final : the folder that it will have, which the links of its pages are made for.
    about : entries of the manifest that are known before. synthetic : whether the records are simulated.
    """
    run, attributions, is_new = run_of(prepared, about["prints"]), attributions_of(prepared), prepared.contacts.new
    reports = Path(os.path.relpath(prepared.project.data.reports, final / PAGES)).as_posix()
    maker = Maker(run, attributions, folder / PAGES, reports, synthetic)
    recalled, again = recalled_by(prepared, run, attributions)
    new = write_pages(maker, run.points[is_new].reset_index(drop=True), run.vocabulary.nouns.point)
    for page in again:
        maker.write(page)
    write_json(folder / CONTENTS, [*new, *again])
    write_json(folder / "recalled.json", recalled)
    for name in TABLES:
        write_table(prepared.records.later.tables[name], name, folder / RECORDS / f"{name}.parquet")
    write_frame(prepared.new, folder / POINTS)
    write_frame(prepared.new_features, folder / "features.parquet")
    write_frame(attributions[is_new].reset_index(drop=True), folder / "attributions.parquet")
    _write_comparison(prepared, folder, synthetic)
    _write_decisions(prepared, folder, [*new, *again], synthetic)
    write_text(folder / "glossary.html", glossary_page(run.vocabulary, synthetic))
    write_text(folder / "index.html", batch_page(prepared, new, recalled, about, synthetic))
    manifest = dict(about) | {
        "points": len(prepared.new),
        "in_the_attention_band": int(prepared.new["attention"].sum()),
        "recalled": len(recalled),
        "rows": prepared.records.later.counts,
        "files": {path.relative_to(folder).as_posix(): sha256(path) for path in in_order(folder.rglob("*")) if path.is_file()},
    }
    write_json(folder / MANIFEST, manifest)
    return manifest


def _write_comparison(prepared: Prepared, folder: Path, synthetic: bool) -> None:
    if prepared.drift:
        project = prepared.project
        write_json(folder / "comparison.json", prepared.drift)
        page = monitoring_page(prepared.drift, project.catalogue, project.vocabulary, synthetic)
        write_text(folder / "comparison.html", page)


def _write_decisions(prepared: Prepared, folder: Path, pages: list[Page], synthetic: bool) -> None:
    words, params = prepared.project.vocabulary, prepared.project.params
    rows, figures, second_look = decisions_of(prepared)
    write_frame(rows, folder / "decisions.parquet")
    write_json(folder / "decisions.json", figures)
    write_json(folder / "second_look.json", second_look)
    definitions, files = load_decisions(words), {page["point_id"]: page["file"] for page in pages}
    write_text(folder / "decisions.html", decisions_page(figures, definitions, words, synthetic, params.cohort.rule_contacts))
    note, seed = figures.get("note", ""), params.explain.seed
    page = second_look_page(second_look, definitions, files, words, synthetic, note, seed)
    write_text(folder / "second_look.html", page)
