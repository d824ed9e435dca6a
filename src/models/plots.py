"""Plots of an evaluation as SVG: the same numbers give the same bytes, and no picture asks for anything from a network."""

from __future__ import annotations

import io
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.metrics import precision_recall_curve, roc_curve

from ..files import write_text
from .evaluation import MODEL, RULE, ways_of_scoring
from .metrics import found_at, rank

COLOURS = ("#1d70b8", "#d4351c", "#00703c", "#4c2c92", "#f47738", "#505a5f", "#0b0c0c", "#d53880", "#28a197", "#b58840")
SHARES = np.linspace(0.01, 1, 100)


def roc(test: pd.DataFrame, note: str) -> Figure:
    """Return the ROC curve of every way of scoring; the local rule is a point."""
    figure, axes = _axes("Share of points without the outcome that are flagged", "Share of points with it that are flagged", note)
    for colour, way in zip(COLOURS, ways_of_scoring(test), strict=False):
        flagged, found, _ = roc_curve(test["label"], test[way])
        _add(axes, colour, way, (flagged, found), (flagged[1:-1], found[1:-1]))
    axes.plot([0, 1], [0, 1], color="#b1b4b6", linewidth=1, linestyle="--")
    return _finished(figure, axes)


def precision_recall(test: pd.DataFrame, note: str) -> Figure:
    """Return precision against recall, with the prevalence as a line."""
    figure, axes = _axes("Recall: share of points with the outcome that are flagged", "Precision: share of flagged with it", note)
    for colour, way in zip(COLOURS, ways_of_scoring(test), strict=False):
        precision, recall, _ = precision_recall_curve(test["label"], test[way])
        _add(axes, colour, way, (recall[:-1], precision[:-1]), (recall[1:-1], precision[1:-1]))
    axes.axhline(test["label"].mean(), color="#b1b4b6", linewidth=1, linestyle="--")
    return _finished(figure, axes)


def calibration(table: pd.DataFrame, note: str) -> Figure:
    """Return observed share against stated probability, by tenths of the test points."""
    figure, axes = _axes("Stated probability (mean of a tenth of the points)", "Share followed by the outcome", note)
    top = float(table[["stated", "observed"]].to_numpy().max()) * 1.05
    axes.plot([0, top], [0, top], color="#b1b4b6", linewidth=1, linestyle="--", label="stated is observed")
    axes.plot(table["stated"], table["observed"], "o-", color=COLOURS[0], label=MODEL)
    return _finished(figure, axes)


def capacity(test: pd.DataFrame, note: str) -> Figure:
    """Return recall against the share of review units that people can look at."""
    figure, axes = _axes("Share of review units looked at", "Recall: share of units with the outcome among them", note)
    units = test.groupby("review_unit", sort=True)[[*ways_of_scoring(test), "label"]].max()
    for colour, way in zip(COLOURS, ways_of_scoring(test), strict=False):
        ranking = rank(units[way].to_numpy(), units["label"].to_numpy(), np.ones((1, len(units))))
        recall = [found_at(ranking, share)[1][0] for share in SHARES]
        axes.plot(SHARES, recall, color=colour, label=way, linewidth=2 if way == MODEL else 1)
    axes.plot([0, 1], [0, 1], color="#b1b4b6", linewidth=1, linestyle="--")
    return _finished(figure, axes)


def save(figure: Figure, path: Path) -> None:
    """Write a figure as SVG without a date, with stable identifiers, and without a document type, which names an address."""
    drawn = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "neglect-triage", "svg.fonttype": "none"}):
        figure.savefig(drawn, format="svg", metadata=dict.fromkeys(["Date", "Creator", "Format", "Type"]))
    text = drawn.getvalue()
    write_text(path, text[text.index("<svg") :])


def _axes(across: str, up: str, note: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(7, 5), layout="constrained")
    axes = figure.subplots()
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.set_title(note, fontsize=9, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _add(axes: Axes, colour: str, way: str, line: tuple[np.ndarray, np.ndarray], point: tuple[np.ndarray, np.ndarray]) -> None:
    """Add a way of scoring: the local rule, which has no ranking, as a point; any other as a line."""
    if way == RULE:
        axes.plot(*point, "o", color=colour, label=way)
    else:
        axes.plot(*line, color=colour, label=way, linewidth=2 if way == MODEL else 1)


def _finished(figure: Figure, axes: Axes) -> Figure:
    axes.legend(frameon=False, fontsize=8)
    return figure
