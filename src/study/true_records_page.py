"""How the page of a simulated world says whether the records that pages cite are there because of the child's care."""

from __future__ import annotations

from typing import Any

from ..fairness.figures.by_group import excludes_zero
from ..pages.tables import Table
from ..wording.estimates import percent
from .true_records import BANDS, BEST, BY_KIND, CITED, LATEST, RANDOM, VARIANTS

COLUMNS = {"due": "other strains as they were", "due_without_shocks": "without other strains"}
ROWS = {
    CITED: "Cited by the lines",
    RANDOM: "As many at random",
    LATEST: "As many of the latest",
    BY_KIND: "As many by kind alone, as the truth orders kinds",
    BEST: "The best possible",
}
REACHED = {CITED: "The lines", LATEST: "The latest records", BY_KIND: "Records by kind alone"}


def true_records_part(records: dict[str, Any]) -> dict[str, Any]:
    """Return what the page says of the figures of `true_records`: pages by band, a table, and sentences."""
    shown = {band: figures for band, figures in records["bands"].items() if figures["due"]["pages"]}
    return {
        "pages": [(band, figures["due"]) for band, figures in shown.items()],
        "table": _table(shown),
        "sentences": [sentence for band, figures in shown.items() for sentence in _sentences(band, figures["due"])],
        "met": records["records_with_truth"]["met"],
        "of": records["records_with_truth"]["rows"],
    }


def _table(shown: dict[str, Any]) -> Table:
    columns = [(band, variant) for band in BANDS if band in shown for variant in VARIANTS]
    heads = [f"{band[:1].upper()}{band[1:]}, {COLUMNS[variant]}" for band, variant in columns]
    rows = [[head, *(percent(shown[band][variant]["due"][name]) for band, variant in columns)] for name, head in ROWS.items()]
    for name, head in REACHED.items():
        shares = (percent(shown[band][variant]["share_of_the_reachable"][name]) for band, variant in columns)
        rows.append([f"{head}: share of what a choice can add to chance", *shares])
    return Table("How much of the records is due to care", ["Records", *heads], rows)


def _sentences(band: str, figures: dict[str, Any]) -> list[str]:
    """Return what a band's figures say: how much is due to care, and whether the lines choose better than chance."""
    due, above, reached = figures["due"], figures["above_random"][CITED], figures["share_of_the_reachable"]
    lines, chance, best = (f"{100 * due[name]['value']:.1f} %" for name in (CITED, RANDOM, BEST))
    start = band[:1].upper() + band[1:]
    first = f"{start}, {lines} of what the lines cite is due to care, {chance} of as many at random, {best} of the best choice."
    if not excludes_zero(above):
        return [first, f"{start}, the records that the lines cite are no better than records at random by more than chance."]
    if above["value"] < 0:
        return [first, f"{start}, the records that the lines cite are worse than records at random."]
    can_be_added = f"the lines reach {percent(reached[CITED])} of what a choice can add to chance"
    return [first, f"{start}, {can_be_added}; choosing by kind of record alone would reach {percent(reached[BY_KIND])}."]
