"""The fairness page: where the model performs less well, and each characteristic with its table, picture and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from ..chronology.vocabulary import Vocabulary
from ..explain.render import banner
from ..features.catalogue import Catalogue
from ..models.evaluation.scores import MODEL
from ..pages.intervals import Dot, intervals
from ..pages.render import page
from ..pages.shares import chosen_share, of_100
from ..pages.swarm import Gap, swarm
from ..pages.tables import Table
from ..wording.estimates import NOT_ESTIMABLE, number, percent, signed
from ..wording.fairness import GAPS_ALONG, GAPS_ENDS, Names, asked_sentence, gaps_sentence
from ..wording.operating_points import SHARE, OperatingPoint, point_called, quoted
from .characteristics import LARGEST, Characteristic, characteristics
from .figures.definitions import compared_rates, figures, rates
from .further_page import further_content
from .summary import accounts, comparisons, differs_alone, names_of, summary

Audit = Mapping[str, Any]
"""What `audit_figures` returns, and `about`; or a part of it."""
NOBODY_THERE = "The group that this page would rather compare with has nobody here, so the largest takes its place."
LARGEST_SHOWN = 15  # gaps in the table beside the picture of all
DIFFERS, ALONE, NOT_SHOWN = "yes", "on its own, but not among so many", "not shown"


def fairness_page(
    audit: dict[str, Any], catalogue: Catalogue, vocabulary: Vocabulary, synthetic: bool, points: Sequence[OperatingPoint]
) -> str:
    """Return the page (HTML) of a run from audit.json; without the further analyses where they are not in it.

    Parameters
    ----------
    points : the operating points of the run, from `operating_points`; none where its evaluation has no figures.
    """
    names = names_of(vocabulary)
    at = point_called(SHARE, points)
    how = " ".join([_how_selected(audit, vocabulary), *([quoted(at, names.nouns, MODEL)] if at else [])])
    content = fairness_content(audit, characteristics(), names, banner(vocabulary, synthetic), how)
    further = further_content(audit, catalogue, names) if "humans" in audit else {}
    return page("fairness.html", **content, beside=bool(further), **further, home="index.html")


def _how_selected(audit: Audit, vocabulary: Vocabulary) -> str:
    about, points = audit["about"], vocabulary.nouns.points
    looked, units = (f"{about[name]:,}" for name in ("review_units_flagged", "review_units"))
    return (
        f"The highest {chosen_share(about['capacity'])} % are asked for. That share is of what people look at together: "
        f"{points} of one {vocabulary.nouns.family} on one day count once. {looked} of {units} are looked at, and with them "
        f"{audit['all']['counts']['flagged']:,} {points}. The figures below count {points}. "
        f"{asked_sentence(about)}"
    ).strip()


def fairness_content(
    audit: Audit, described: Mapping[str, Characteristic], names: Names, synthetic: str, how: str
) -> dict[str, Any]:
    """Return the content of fairness.html without the further analyses.

    Parameters
    ----------
    described : the characteristics, in the order of the page. synthetic : the banner of synthetic data, or "". how : a sentence
        on who is picked out.
    """
    present = set(audit["all"]["figures"])
    return {
        "words": names.nouns,
        "synthetic": synthetic,
        "summary": summary(audit, names),
        "about": audit["about"],
        "how": how,
        "counts": audit["all"]["counts"],
        "exactly": _exactly(audit, names) if audit.get("exactly") else None,
        "together": audit["together"],
        "gaps": _all_gaps(audit, described, names, synthetic),
        "metrics": [
            {"title": one.title, "head": one.head, "means": names.fill(one.means), "cannot_tell": names.fill(one.cannot_tell)}
            for name, one in figures().items()
            if name in present
        ],
        "accounts": accounts(audit, names),
        "parts": [_part(kind, one, audit, names, synthetic) for kind, one in described.items() if kind in audit["groups"]],
        "not_recorded": [names.titles[kind] for kind in audit["about"]["not_recorded"] if kind in names.groups],
        "one_group": [[names.titles[kind], names.label(kind, name)] for kind, name in audit["about"]["one_group"].items()],
        "pairs": _pairs(audit, names) if "pairs" in audit else None,
    }


def _part(kind: str, one: Characteristic, audit: Audit, names: Names, synthetic: str) -> dict[str, Any]:
    """Return what is shown of one characteristic."""
    lines, reference = audit["groups"][kind], audit["references"][kind]
    title, compared = names.titles[kind], names.label(kind, reference)
    shares = [name for name in rates() if name in lines[0]["figures"]]
    chances = [name for name in figures() if name in lines[0]["figures"] and name not in shares]
    about_chances = f"{title}: how scores rank, and how stated chances hold"
    stands_in = one.reference not in (LARGEST, reference)
    return {
        "kind": kind,
        "title": title,
        "source": names.fill(one.source),
        "compared": compared,
        "why": names.fill(NOBODY_THERE if stands_in else one.why),
        "cannot_tell": names.fill(one.cannot_tell),
        "picture": _picture(kind, lines, reference, names, synthetic),
        "rates": _figure_table(f"{title}: who is picked out, and who is not", kind, lines, shares, names),
        "chances": _figure_table(about_chances, kind, lines, chances, names) if chances else None,
        "gaps": _gap_table(kind, lines, title, compared, names),
        "bands": _band_table(kind, lines, audit["calibration"].get(kind, {}), title, names),
        "small": [names.label(kind, line["name"]) for line in lines if line["note"]],
    }


def _picture(kind: str, lines: list[Audit], reference: str, names: Names, synthetic: str) -> Any:
    dots: list[Dot] = [
        {"name": names.label(kind, line["name"]), "reference": line["name"] == reference}
        | {end: line["figures"]["recall"][end] for end in ("value", "low", "high")}  # type: ignore[misc]
        for line in lines
    ]
    title = names.titles[kind]
    about = f"{title}: of 100 that were followed, how many are picked out in each group; the table holds the same"
    return intervals(dots, along="Picked out, of 100 that were followed", about=about, note=synthetic.partition(":")[0])


def _all_gaps(audit: Audit, described: Mapping[str, Characteristic], names: Names, synthetic: str) -> dict[str, Any] | None:
    """Return the picture of every gap with a band, its words and a table of the largest gaps; None where there is no gap."""
    found = [
        (kind, line, name, gap, _place(name, gap))
        for kind in (kind for kind in described if kind in audit["groups"])
        for line in audit["groups"][kind]
        for name, gap in line["differences"].items()
    ]
    drawn = [(kind, line, name, gap, place) for kind, line, name, gap, place in found if place is not None]
    if not drawn:
        return None
    rows = [
        (names.titles[kind], [Gap(place, gap["differs"], figures()[name].worse is not None) for _, _, name, gap, place in gaps])
        for kind, gaps in groupby(drawn, key=itemgetter(0))
    ]
    says = gaps_sentence(comparisons(audit), len(found) - len(drawn))
    shown = swarm(rows, ends=GAPS_ENDS, along=GAPS_ALONG, about=says, note=synthetic.partition(":")[0])
    largest = sorted(drawn, key=lambda each: -abs(each[-1]))[:LARGEST_SHOWN]
    cells = [
        [f"{names.titles[kind]}: {names.label(kind, line['name'])}", figures()[name].title, *_gap_cells(name, gap, None)]
        for kind, line, name, gap, _ in largest
    ]
    columns = ["Group", "Figure", "Gap, with its own interval", "Band that holds among all", "Differs"]
    table = Table(f"The {len(cells)} gaps that stand out most", columns, [[*each[:4], each[5]] for each in cells])
    return {"picture": shown, "says": says, "table": table}


def _place(name: str, gap: Audit) -> float | None:
    """Return a gap in widths of its band on the side of zero, above zero where it is for the worse; None without a band."""
    value, low, high = gap["value"], gap["band_low"], gap["band_high"]
    if value is None or low is None or high is None:
        return None
    width = value - low if value > 0 else high - value
    place = value / width if width > 0 else 0.0
    return -place if figures()[name].worse == "lower" else place


def _text(name: str, value: Audit) -> str:
    """Return a figure in its unit."""
    return percent(value).replace(" %", "") if figures()[name].unit == "percent" else number(value, 2)


def _figure_table(caption: str, kind: str, lines: list[Audit], shown: list[str], names: Names) -> Table:
    heads = [names.fill("{points}").capitalize(), names.nouns["families"].capitalize(), *(figures()[name].head for name in shown)]
    rows = [
        [
            names.label(kind, line["name"]),
            f"{line['counts']['contacts']:,}",
            f"{line['counts']['families']:,}",
            *(_text(name, line["figures"][name]) for name in shown),
        ]
        for line in lines
    ]
    return Table(caption, ["Group", *heads], rows)


def _exactly(audit: Audit, names: Names) -> Table:
    """Return the rates at exactly the capacity."""
    found, shown = audit["exactly"], compared_rates()
    lines = [("All", found["all"])]
    lines += [
        (f"{names.titles[kind]}: {names.label(kind, line['name'])}", line["figures"])
        for kind, by_name in found["groups"].items()
        for line in by_name
    ]
    rows = [[name, *(_text(figure, line[figure]) for figure in shown)] for name, line in lines]
    return Table("At exactly the capacity", ["Group", *(figures()[figure].head for figure in shown)], rows)


def _gap_table(kind: str, lines: list[Audit], title: str, compared: str, names: Names) -> Table:
    rows = [
        [f"{names.label(kind, line['name'])}: {figures()[name].title.lower()}", *_gap_cells(name, gap, line["ratios"].get(name))]
        for line in lines
        for name, gap in line["differences"].items()
    ]
    columns = ["Group and figure", "Gap, with its own interval", "Band that holds among all", "Ratio", "Differs"]
    return Table(f"{title}: gaps to {compared}", columns, rows)


def _gap_cells(name: str, gap: Audit, ratio: Audit | None) -> list[str]:
    scale, digits = (100, 1) if figures()[name].unit == "percent" else (1, 2)
    scaled = {end: None if gap[end] is None else scale * gap[end] for end in ("value", "low", "high", "band_low", "band_high")}
    low, high = scaled["band_low"], scaled["band_high"]
    band = NOT_ESTIMABLE if low is None else f"{low:+.{digits}f} to {high:+.{digits}f}"
    return [signed(scaled, digits), band, "" if ratio is None else number(ratio, 2), _verdict(gap)]


def _verdict(gap: Audit) -> str:
    """Return whether a gap differs from zero, in words."""
    if gap["differs"]:
        return DIFFERS
    if differs_alone(gap):
        return ALONE
    return NOT_ESTIMABLE if gap["value"] is None else NOT_SHOWN


def _band_table(kind: str, lines: list[Audit], bands: Mapping[str, list[Audit]], title: str, names: Names) -> Table | None:
    """Return what was stated and what followed, by band of the stated chance; None where no chance is stated."""
    rows = [
        [
            f"{names.label(kind, name)}, {100 * band['from']:.1f} to {100 * band['to']:.1f}",
            f"{band['contacts']:,}",
            NOT_ESTIMABLE if band["stated"] is None else of_100(band["stated"]),
            _text("recall", band["observed"]),
            _text("observed_per_expected", band["observed_per_expected"]),
        ]
        for name in (line["name"] for line in lines if bands)
        for band in bands[name]
    ]
    points = names.fill("{points}")
    columns = ["Group, and chance of 100 stated", points, "Stated, of 100", "Followed, of 100", "Followed for one stated"]
    return Table(f"{title}: what was stated and what followed, by band", columns, rows) if rows else None


def _pairs(audit: Audit, names: Names) -> dict[str, Any]:
    """Return the pairs of groups with a gap that differs, and how many pairs could not be estimated."""
    rows = [
        [
            " and ".join(f"{names.titles[kind]}: {names.label(kind, name)}" for kind, name in line["of"]),
            f"{line['counts']['contacts']:,}",
            figures()[name].title,
            _text(name, line["figures"][name]),
            *_gap_cells(name, gap, None)[:2],
        ]
        for line in audit["pairs"]
        for name, gap in line["differences"].items()
        if gap["differs"]
    ]
    columns = ["Pair", names.fill("{points}"), "Figure", "Value", "Gap", "Band that holds among all"]
    return {
        "told": len(audit["pairs"]),
        "not_told": audit["pairs_not_estimable"],
        "comparisons": audit["pairs_together"]["comparisons"],
        "table": Table("Pairs of groups whose gap holds among all pairs", columns, rows) if rows else None,
    }
