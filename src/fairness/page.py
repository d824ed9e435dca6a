"""The fairness page: for whom it is worse, and each characteristic with its table, picture and words; filled from an audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..chronology.vocabulary import Vocabulary
from ..pages.intervals import Dot, intervals
from ..pages.tables import Table
from ..wording.estimates import NOT_ESTIMABLE, number, percent, signed
from .characteristics import characteristics
from .metrics import metrics
from .words import Told, Words, holds, sentences

RATES = ("selection_rate", "recall", "false_negative_rate", "false_positive_rate", "precision")
CHANCES = ("auc", "observed_per_expected", "intercept", "slope")
DIFFERS, ALONE, NOT_SHOWN = "yes", "on its own, but not among so many", "not shown"


def words_of(vocabulary: Vocabulary) -> Words:
    """Return how a project names what the audit compares."""
    return Words(characteristics(), vocabulary.nouns.model_dump(), vocabulary.words.get("agency", {}))


def fairness_content(audit: Told, words: Words, synthetic: str, how: str) -> dict[str, Any]:
    """Return the content of fairness.html but for what stands beside the groups' figures.

    Parameters
    ----------
    audit : what `audit_figures` returns, and `about`. synthetic : the banner of synthetic data, or "". how : a sentence on who
        is picked out.
    """
    told = set(audit["all"]["figures"])
    return {
        "words": words.nouns,
        "synthetic": synthetic,
        "summary": sentences(audit, words),
        "about": audit["about"],
        "how": how,
        "counts": audit["all"]["counts"],
        "together": audit["together"],
        "metrics": [
            {"title": one.title, "head": one.head, "means": words.fill(one.means), "cannot_tell": words.fill(one.cannot_tell)}
            for name, one in metrics().items()
            if name in told
        ],
        "parts": [_part(kind, audit, words, synthetic) for kind in words.described if kind in audit["groups"]],
        "not_recorded": [words.title(kind) for kind in audit["about"]["not_recorded"]],
        "pairs": _pairs(audit, words) if "pairs" in audit else None,
    }


def _part(kind: str, audit: Told, words: Words, synthetic: str) -> dict[str, Any]:
    """Return what is shown of one characteristic."""
    lines, reference, one = audit["groups"][kind], audit["references"][kind], words.described[kind]
    title, compared = words.title(kind), words.label(kind, reference)
    rates = [name for name in RATES if name in lines[0]["figures"]]
    chances = [name for name in CHANCES if name in lines[0]["figures"]]
    return {
        "title": title,
        "source": words.fill(one.source),
        "compared": compared,
        "why": words.fill(one.why),
        "cannot_tell": words.fill(one.cannot_tell),
        "picture": _picture(kind, lines, reference, words, synthetic),
        "rates": _figures(f"{title}: who is picked out, and who is not", kind, lines, rates, words),
        "chances": _figures(f"{title}: how scores rank, and how stated chances hold", kind, lines, chances, words)
        if chances
        else None,
        "gaps": _gaps(kind, lines, title, compared, words),
        "bands": _bands(kind, lines, audit["calibration"].get(kind, {}), title, words),
        "small": [words.label(kind, line["name"]) for line in lines if line["note"]],
    }


def _picture(kind: str, lines: list[Told], reference: str, words: Words, synthetic: str) -> Any:
    dots: list[Dot] = [
        {"name": words.label(kind, line["name"]), "reference": line["name"] == reference}
        | {end: line["figures"]["recall"][end] for end in ("value", "low", "high")}  # type: ignore[misc]
        for line in lines
    ]
    about = f"{words.title(kind)}: of 100 that were followed, how many are picked out in each group; the table holds the same"
    return intervals(dots, along="Picked out, of 100 that were followed", about=about, note=synthetic.partition(":")[0])


def said(name: str, value: Told) -> str:
    """Return a figure as its unit asks."""
    return percent(value).replace(" %", "") if metrics()[name].unit == "percent" else number(value, 2)


def _figures(caption: str, kind: str, lines: list[Told], names: list[str], words: Words) -> Table:
    heads = [words.fill("{points}").capitalize(), "Families", *(metrics()[name].head for name in names)]
    rows = [
        [
            words.label(kind, line["name"]),
            f"{line['counts']['contacts']:,}",
            f"{line['counts']['families']:,}",
            *(said(name, line["figures"][name]) for name in names),
        ]
        for line in lines
    ]
    return Table(caption, ["Group", *heads], rows)


def _gaps(kind: str, lines: list[Told], title: str, compared: str, words: Words) -> Table:
    rows = [
        [f"{words.label(kind, line['name'])}: {metrics()[name].title.lower()}", *_gap(name, gap, line["ratios"].get(name))]
        for line in lines
        for name, gap in line["differences"].items()
    ]
    columns = ["Group and figure", "Gap, with its own interval", "Band that holds among all", "Ratio", "Differs"]
    return Table(f"{title}: gaps to {compared}", columns, rows)


def _gap(name: str, gap: Told, ratio: Told | None) -> list[str]:
    scale, digits = (100, 1) if metrics()[name].unit == "percent" else (1, 2)
    scaled = {end: None if gap[end] is None else scale * gap[end] for end in ("value", "low", "high", "band_low", "band_high")}
    band = (
        NOT_ESTIMABLE if scaled["band_low"] is None else f"{scaled['band_low']:+.{digits}f} to {scaled['band_high']:+.{digits}f}"
    )
    verdict = (
        DIFFERS
        if gap["differs"]
        else ALONE
        if holds(gap, alone=True)
        else NOT_SHOWN
        if gap["value"] is not None
        else NOT_ESTIMABLE
    )
    return [signed(scaled, digits), band, "" if ratio is None else number(ratio, 2), verdict]


def _bands(kind: str, lines: list[Told], bands: Mapping[str, list[Told]], title: str, words: Words) -> Table | None:
    """Return what was stated and what followed, by band of the stated chance; None where no chance is stated."""
    rows = [
        [
            f"{words.label(kind, name)}, {100 * band['from']:.1f} to {100 * band['to']:.1f}",
            f"{band['contacts']:,}",
            NOT_ESTIMABLE if band["stated"] is None else f"{100 * band['stated']:.1f}",
            said("recall", band["observed"]),
            said("slope", band["observed_per_expected"]),
        ]
        for name in (line["name"] for line in lines if bands)
        for band in bands[name]
    ]
    columns = [
        "Group, and chance of 100 stated",
        words.fill("{points}"),
        "Stated, of 100",
        "Followed, of 100",
        "Followed for one stated",
    ]
    return Table(f"{title}: what was stated and what followed, by band", columns, rows) if rows else None


def _pairs(audit: Told, words: Words) -> dict[str, Any]:
    """Return the pairs of groups of which a gap holds, and how many pairs could not be told."""
    rows = [
        [
            " and ".join(f"{words.title(kind)}: {words.label(kind, name)}" for kind, name in line["of"]),
            f"{line['counts']['contacts']:,}",
            metrics()[name].title,
            said(name, line["figures"][name]),
            *_gap(name, gap, None)[:2],
        ]
        for line in audit["pairs"]
        for name, gap in line["differences"].items()
        if gap["differs"]
    ]
    columns = ["Pair", words.fill("{points}"), "Figure", "Value", "Gap", "Band that holds among all"]
    return {
        "told": len(audit["pairs"]),
        "not_told": audit["pairs_not_estimable"],
        "comparisons": audit["pairs_together"]["comparisons"],
        "table": Table("Pairs of groups whose gap holds among all pairs", columns, rows) if rows else None,
    }
