"""Chart of the results: times of peers as multiples of ours, ours compared with the floor, and growth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from neglect_triage.models.evaluation.plots import save
from neglect_triage.pages.colours import METHODS

from .contenders import FILE_TO_FILE, OURS
from .work import KINDS, MEASURES

MEANS = {"counts": "Counts and days since", "values": "Mean, min, max and last value"}
Row = dict[str, Any]


def draw(results: dict[str, Any], path: Path) -> None:
    """Draw the results and write them as SVG."""
    panels = {case: [row for row in results["comparison"] if row["case"] == case and "best" in row] for case in MEASURES}
    titles = [
        f"{MEANS[case]} of {KINDS[case]} event types in six windows, in memory: {_size(panels[case][0])}" for case in panels
    ]
    titles.append(f"Counts and days since, from files to a file: {_size(results['files'][0])}")
    shown = [*(_ours_once(rows) for rows in panels.values()), results["files"]]
    heights = [len(rows) + 2 for rows in shown]
    figure = Figure(figsize=(9, 0.36 * sum(heights) + 3.6), layout="constrained")
    axes = figure.subplots(4, 1, height_ratios=[*heights, 9])
    for panel, title, rows in zip(axes, titles, shown, strict=False):
        _bars(panel, title, rows)
    _growth(axes[-1], results)
    save(figure, path)


def _size(row: Row) -> str:
    return f"{row['events']:,} events, {row['points']:,} points"


def _ours_once(rows: list[Row]) -> list[Row]:
    """Leave out our own bar at the sizes of the slower peers: it would be 1 each time."""
    return [row for row in rows if row["contender"] != OURS or row["events"] == rows[0]["events"]]


def _bars(axes: Axes, title: str, rows: list[Row]) -> None:
    """One bar a contender, in multiples of the first one's time on the same data."""
    places = range(len(rows), 0, -1)
    ratios = [row["ratio_of_best"] for row in rows]
    colours = [METHODS[2] if row["contender"] in (OURS, FILE_TO_FILE.name) else METHODS[0] for row in rows]
    axes.barh(places, ratios, color=colours, height=0.7)
    for place, ratio, row in zip(places, ratios, rows, strict=True):
        times = "" if row is rows[0] else f", {ratio:,.{0 if ratio >= 100 else 1}f} times as long"
        size = "" if row["events"] == rows[0]["events"] else f", at {row['events']:,} events"
        axes.text(ratio * 1.1, place, f"{row['best']:.3g} s{times}{size}", va="center", fontsize=8)
    axes.set_yticks(list(places), [row["contender"] for row in rows], fontsize=8)
    axes.set_xscale("log")
    axes.set_xlim(min(0.5, *ratios) * 0.9, max(10, *ratios) * 50)
    axes.set_xlabel(f"Time in multiples of {rows[0]['contender']} (log scale)", fontsize=8)
    _titled(axes, title)


def _growth(axes: Axes, results: dict[str, Any]) -> None:
    """Seconds against events, both logarithmic, with the peak of memory at each step."""
    found = results["growth"]
    steps = [step for step in (*found["steps"], results["large"]) if step and "best" in step]
    axes.plot([step["events"] for step in steps], [step["best"] for step in steps], "o-", color=METHODS[2])
    axes.set(xscale="log", yscale="log")
    for step in steps:
        label = f"{step['best']:.3g} s\n{step['peak_bytes'] / 2**20:,.0f} MiB"
        axes.annotate(label, (step["events"], step["best"]), (6, -4), textcoords="offset points", va="top", fontsize=7)
    axes.margins(0.15, 0.3)
    axes.set_xlabel("Events (log scale)", fontsize=8)
    axes.set_ylabel("Seconds (log scale)", fontsize=8)
    _titled(axes, f"From files to a file: seconds grow as events to the power {found['exponent']:.2f}; with peak memory")


def _titled(axes: Axes, title: str) -> None:
    axes.set_title(title, fontsize=9, loc="left")
    for axis in (axes.xaxis, axes.yaxis):
        if axis.get_scale() == "log":
            axis.set_major_formatter("{x:,.10g}")
            axis.set_minor_formatter("")
    axes.spines[["top", "right"]].set_visible(False)
