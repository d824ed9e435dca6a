"""Plots of an evaluation as SVG: the same numbers give the same bytes, and no plot loads anything from a network."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.metrics import precision_recall_curve, roc_curve

from ...files import write_text
from ...pages.colours import DARK_GREY, GREY, INTERVAL, METHODS
from ..resampling import draw_families
from .decision_curve import ALL, NOBODY
from .ranking import rank
from .scores import MODEL, RULE, review_units, scoring_methods

SHARES = np.linspace(0.01, 1, 100)
MOST_POINTS = 300  # of a curve: more cannot be seen


def roc(test: pd.DataFrame, note: str) -> Figure:
    """Return the ROC curve of every scoring method; the local rule is a point."""
    figure, axes = _axes("Share of points without the outcome that are flagged", "Share of points with it that are flagged", note)
    for colour, method in zip(METHODS, scoring_methods(test), strict=False):
        flagged, found, _ = roc_curve(test["label"], test[method])
        _add(axes, colour, method, (flagged, found), (flagged[1:-1], found[1:-1]))
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1, linestyle="--")
    return _finished(figure, axes)


def precision_recall(test: pd.DataFrame, note: str) -> Figure:
    """Return precision against recall, with the prevalence as a line."""
    figure, axes = _axes("Recall: share of points with the outcome that are flagged", "Precision: share of flagged with it", note)
    for colour, method in zip(METHODS, scoring_methods(test), strict=False):
        precision, recall, _ = precision_recall_curve(test["label"], test[method])
        _add(axes, colour, method, (recall[:-1], precision[:-1]), (recall[1:-1], precision[1:-1]))
    axes.axhline(test["label"].mean(), color=GREY, linewidth=1, linestyle="--")
    return _finished(figure, axes)


def calibration(agreement: dict[str, Any], note: str) -> Figure:
    """Return observed against stated probability: the smooth curve with its interval, and tenths of the test points."""
    figure, axes = _axes("Stated chance", "Share followed by the outcome", note)
    curve = pd.DataFrame([{"stated": row["stated"]} | row["observed"] for row in agreement["curve"]])
    groups = pd.DataFrame([{"stated": row["stated"]} | row["observed"] for row in agreement["groups"]])
    top = float(curve[["stated", "value"]].to_numpy().max()) * 1.05
    axes.plot([0, top], [0, top], color=GREY, linewidth=1, linestyle="--", label="stated is observed")
    if curve["low"].notna().all():
        axes.fill_between(curve["stated"], curve["low"].astype(float), curve["high"].astype(float), color=INTERVAL, linewidth=0)
    axes.plot(curve["stated"], curve["value"], color=METHODS[0], label="smooth curve, with its 95 % interval")
    axes.plot(groups["stated"], groups["value"], "o", color=METHODS[6], label="tenths of the points")
    return _finished(figure, axes)


def decision(curve: list[dict[str, Any]], note: str) -> Figure:
    """Return net benefit against the threshold: the model with its interval, the rule, review all and review none."""
    figure, axes = _axes("Chance from which a second look is held to be worth it", "Net benefit a point", note)
    rows = pd.DataFrame([{"at": row["threshold"]} | row["model"] for row in curve])
    if rows["low"].notna().all():
        axes.fill_between(rows["at"], rows["low"].astype(float), rows["high"].astype(float), color=INTERVAL, linewidth=0)
    axes.plot(rows["at"], rows["value"], color=METHODS[0], linewidth=2, label=MODEL)
    for colour, name in ((METHODS[4], ALL), (METHODS[2], RULE)):
        if name in curve[0]:
            axes.plot(rows["at"], [row[name]["value"] for row in curve], color=colour, linewidth=1, label=name)
    axes.axhline(0, color=DARK_GREY, linewidth=1, linestyle="--", label=NOBODY)
    top = float(rows["value"].max())
    axes.set_ylim(-0.25 * top if top > 0 else -0.1, 1.15 * top if top > 0 else 0.1)
    return _finished(figure, axes)


def capacity(test: pd.DataFrame, note: str) -> Figure:
    """Return recall against the share of units reviewed."""
    figure, axes = _axes("Share of review units looked at", "Recall: share of units with the outcome among them", note)
    units = review_units(test)
    estimate = draw_families(units["family"].to_numpy(), 0, 0).of(units["family"].to_numpy())
    for colour, method in zip(METHODS, scoring_methods(test), strict=False):
        recall = rank(units[method].to_numpy(), units["label"].to_numpy(), estimate, SHARES.tolist()).recall()[0]
        axes.plot(SHARES, recall, color=colour, label=method, linewidth=2 if method == MODEL else 1)
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1, linestyle="--")
    return _finished(figure, axes)


def write_plots(test: pd.DataFrame, details: dict[str, Any], note: str, folder: Path) -> None:
    """Write every plot of the headline strata together; none where `details` say that one label is missing."""
    if "note" in details:
        return
    figures = {
        "roc": roc(test, note),
        "precision_recall": precision_recall(test, note),
        "calibration": calibration(details["agreement"], note),
        "capacity": capacity(test, note),
        "decision_curve": decision(details["decision_curve"], note),
    }
    for name, figure in figures.items():
        save(figure, folder / f"{name}.svg")


def save(figure: Figure, path: Path) -> None:
    """Write a figure as SVG."""
    write_text(path, as_svg(figure))


def as_svg(figure: Figure) -> str:
    """Return a figure as SVG without a date, with stable identifiers, and without a document type, which names a URL."""
    drawn = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "neglect-triage", "svg.fonttype": "none"}):
        figure.savefig(drawn, format="svg", metadata=dict.fromkeys(["Date", "Creator", "Format", "Type"]))
    text = drawn.getvalue()
    return text[text.index("<svg") :]


def _axes(across: str, up: str, note: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(7, 5), layout="constrained")
    axes = figure.subplots()
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.set_title(note, fontsize=9, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _add(axes: Axes, colour: str, method: str, line: tuple[np.ndarray, np.ndarray], point: tuple[np.ndarray, np.ndarray]) -> None:
    """Add a scoring method as a line; the local rule, which does not rank, as a point."""
    if method == RULE:
        axes.plot(*point, "o", color=colour, label=method)
    else:
        shown = np.unique(np.linspace(0, len(line[0]) - 1, MOST_POINTS).round().astype(int))
        axes.plot(line[0][shown], line[1][shown], color=colour, label=method, linewidth=2 if method == MODEL else 1)


def _finished(figure: Figure, axes: Axes) -> Figure:
    axes.legend(frameon=False, fontsize=8)
    return figure
