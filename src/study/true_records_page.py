"""How the page of a simulated world says whether the records that pages cite are there because of the child's care."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..fairness.characteristics import characteristics
from ..fairness.figures.by_group import excludes_zero
from ..pages.shares import of_100
from ..pages.tables import Table
from ..wording.estimates import number, percent
from .true_records import BANDS, BEST, BY_KIND, CEILING, CHOSEN, LATEST, RANDOM, VARIANTS

STRAINS = {"due": "other strains as they were", "due_without_shocks": "without other strains"}
ROWS = {
    RANDOM: "As many at random",
    LATEST: "As many of the latest",
    BY_KIND: "As many by kind alone, as the truth orders kinds",
    CEILING: "As many as a ranking puts first that was fitted with the truth on what pages show",
    BEST: "The best possible",
}
REACHED = {LATEST: "The latest records", BY_KIND: "Records by kind alone"}
SHARES = {
    "share_of_the_reachable": "share of what the best choice adds to chance",
    "share_of_the_ceiling": "share of what that ranking adds to chance",
}
CITED, OPENED = "the records that the lines cite", "the records to open first"


def true_records_part(records: dict[str, Any], by_group: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what the page says of the figures of `true_records` and `gains_by_group`: pages by band, tables, and sentences."""
    bands = {band: figures for band, figures in records["bands"].items() if figures["due"]["pages"]}
    cited = {(_start(band), STRAINS[variant]): bands[band][variant] for band in BANDS if band in bands for variant in VARIANTS}
    opened = {("In the attention band", STRAINS[variant]): records["first"][variant] for variant in VARIANTS}
    has_first = bool(records["first"]["due"]["pages"])
    sentences = [sentence for band, figures in bands.items() for sentence in _sentences(_start(band), CITED, figures["due"])]
    return {
        "pages": [(band, figures["due"]) for band, figures in bands.items()],
        "sentences": sentences,
        "table": _table("How much is due to care of the records that the lines cite", CITED, cited),
        "first_sentences": _sentences("In the attention band", OPENED, records["first"]["due"]) if has_first else [],
        "first_table": _table("How much is due to care of the records to open first", OPENED, opened) if has_first else None,
        "group_table": _by_group(by_group) if has_first and by_group else None,
        "met": records["records_with_truth"]["met"],
        "of": records["records_with_truth"]["rows"],
    }


def _table(caption: str, chosen: str, columns: dict[tuple[str, str], dict[str, Any]]) -> Table:
    """Return a table with a column for each (band, strains) and its figures."""
    rows = [
        [head, *(percent(figures["due"][name]) for figures in columns.values())]
        for name, head in ({CHOSEN: _start(chosen)} | ROWS).items()
    ]
    rows += [
        [f"{head}: {says}", *(percent(each[share][name]) for each in columns.values())]
        for share, says in SHARES.items()
        for name, head in ({CHOSEN: _start(chosen)} | REACHED).items()
    ]
    return Table(caption, ["Records", *(", ".join(head) for head in columns)], rows)


def _by_group(groups: Sequence[dict[str, Any]]) -> Table:
    """Return a table with a row for each group and its figures."""
    rows = [
        [
            f"{characteristics()[figures['characteristic']].title.format(point='contact')}: {figures['group']}",
            f"{figures['due']['pages']:,}",
            *(_points(figures[variant]) for variant in VARIANTS),
        ]
        for figures in groups
    ]
    return Table(
        "What the records to open first add to chance, by group", ["Group", "Pages", *(STRAINS[each] for each in VARIANTS)], rows
    )


def _points(figures: dict[str, Any]) -> str:
    """Return what is added to chance in percentage points, with its interval."""
    added = {name: None if value is None else 100 * value for name, value in figures["above_random"].items()}
    return number(added, 1)


def _sentences(where: str, chosen: str, figures: dict[str, Any]) -> list[str]:
    """Return how much of the chosen records is due to care, and whether that is better than chance."""
    due, above, reached = figures["due"], figures["above_random"][CHOSEN], figures["share_of_the_reachable"]
    mine, chance, best = (f"{of_100(due[name]['value'])} %" for name in (CHOSEN, RANDOM, BEST))
    first = f"{where}, {mine} of {chosen} is due to care, {chance} of as many at random, {best} of the best choice."
    if not excludes_zero(above):
        return [first, f"{where}, {chosen} are no better than records at random by more than chance."]
    if above["value"] < 0:
        return [first, f"{where}, {chosen} are worse than records at random."]
    can_be_added = f"{chosen} reach {percent(reached[CHOSEN])} of what a choice can add to chance"
    return [first, f"{where}, {can_be_added}; choosing by kind of record alone would reach {percent(reached[BY_KIND])}."]


def _start(words: str) -> str:
    return words[:1].upper() + words[1:]
