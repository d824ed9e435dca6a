"""The registered model as a folder that can be carried elsewhere: text, JSON and Parquet, no pickle, with a manifest.

`model.txt` the trees, `calibration.json` what is said of a score, `curves.parquet` and `curves.json` the same model as curves
and surfaces, `manifest.json` what all this is: SHA-256 of the files, of the catalogue and of the features.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput
from ..features.catalogue import Catalogue
from ..features.selection import event_types_of
from ..files import read_json, sha256, write_frame, write_json, write_text
from ..params import Train
from .calibration import Calibration
from .crossfit import Fitted, in_period
from .curves import from_frame, summary, to_frame
from .purification import purify
from .terms import rebuilt, terms_of
from .triage import margins, model_text

MODEL, CALIBRATION, CURVES, SUMMARY, MANIFEST = (
    "model.txt",
    "calibration.json",
    "curves.parquet",
    "curves.json",
    "manifest.json",
)
WORDS = {"means", "says", "says_none", "says_window", "why", "ask", "seed"}
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Registered:
    """A registered model that fits the catalogue in use."""

    model: lgb.Booster
    calibration: Calibration
    manifest: dict[str, Any]


def write_registered(
    folder: Path,
    fitted: Fitted,
    points: pd.DataFrame,
    features: pd.DataFrame,
    catalogue: Catalogue,
    train: Train,
    about: dict[str, Any],
) -> None:
    """Write a model fitted on the training points as a folder.

    Parameters
    ----------
    points, features : the cohort, rows in the same order.
    train : the choices that the model was fitted with. about : what else the manifest shall say (JSON).
    """
    rows = in_period(points, "train")
    seen, of = features[rows], points[rows]
    terms = purify(terms_of(fitted.model), seen)
    write_text(folder / MODEL, model_text(fitted.model))
    write_json(folder / CALIBRATION, fitted.calibration.to_json())
    write_frame(to_frame(terms, seen, of["family"].to_numpy(), catalogue), folder / CURVES)
    write_json(folder / SUMMARY, summary(terms, seen, catalogue))
    names = [feature.name for feature in catalogue.features]
    manifest = {
        "files": {name: sha256(folder / name) for name in (MODEL, CALIBRATION, CURVES, SUMMARY)},
        "features": names,
        "features_sha256": features_hash(names),
        "train": train.model_dump(mode="json"),
        "trained_on": {"points": len(of), "families": of["family"].nunique(), "positives": int(of["label"].sum())},
    }
    write_json(folder / MANIFEST, manifest | about)


def check_rebuilt(folder: Path, model: lgb.Booster, features: pd.DataFrame, catalogue: Catalogue) -> dict[str, float]:
    """Return how far the scores that the written curves add up to are from the model's own (log-odds, to nine places).

    Raises AssertionError if they differ by more than 1e-6: that would be a bug.
    """
    terms = from_frame(pd.read_parquet(folder / CURVES), read_json(folder / SUMMARY)["baseline"])
    difference = float(np.abs(rebuilt(terms, features) - margins(model, features, catalogue)).max(initial=0.0))
    assert difference <= TOLERANCE, f"the curves differ from the model by {difference}"
    return {"points": len(features), "largest_difference": round(difference, 9)}


def load_registered(folder: Path, catalogue: Catalogue, vocabulary: Vocabulary) -> Registered:
    """Read a registered model.

    Raises
    ------
    BadInput : a file is absent or not the one that the manifest names; the catalogue or its features are not those that
        the model was fitted with.
    """
    if not (folder / MANIFEST).is_file():
        raise BadInput("This is no model folder.", where=str(folder / MANIFEST), do="name a folder that the stage train wrote")
    manifest = read_json(folder / MANIFEST)
    changed = [n for n, its in manifest["files"].items() if not (folder / n).is_file() or sha256(folder / n) != its]
    if changed:
        raise BadInput(
            "The model folder is not as it was written.",
            where=f"{folder}: {', '.join(changed)}",
            expected="the SHA-256 of manifest.json",
            do="copy the whole folder anew, or run dvc repro",
        )
    check_names([feature.name for feature in catalogue.features], manifest["features"], "the catalogue of this project")
    if (
        catalogue_hash(catalogue, vocabulary) != manifest["catalogue_sha256"]
        or features_hash([feature.name for feature in catalogue.features]) != manifest["features_sha256"]
    ):
        raise BadInput(
            "The catalogue is not the one that the model was fitted with.",
            where="features.catalogue, source.vocabulary",
            expected="the same events, measures, directions and windows (sentences may differ)",
            do="use the catalogue of the model, or fit the model anew (dvc repro)",
        )
    calibration = Calibration.from_json(read_json(folder / CALIBRATION))
    return Registered(lgb.Booster(model_file=str(folder / MODEL)), calibration, manifest)


def check_names(given: Sequence[str], wanted: Sequence[str], where: str) -> None:
    """Raise BadInput, by name, where features are not those of the model."""
    absent = [name for name in wanted if name not in set(given)]
    unknown = [name for name in given if name not in set(wanted)]
    if absent or unknown:
        said = [("absent", absent), ("not in the model", unknown)]
        raise BadInput(
            "The features are not those of the model.",
            where=f"{where}: " + "; ".join(f"{what}: {_first(names)}" for what, names in said if names),
            expected=f"the {len(wanted)} features of the model's manifest",
            do="compute the features with the catalogue of the model",
        )


def _first(names: list[str], most: int = 10) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def catalogue_hash(catalogue: Catalogue, vocabulary: Vocabulary) -> str:
    """Return the SHA-256 of what the catalogue computes: a reworded sentence changes nothing, another event type does."""
    computes = {
        name: entry.model_dump(mode="json", exclude=WORDS) | {"types": event_types_of(entry.events, vocabulary)}
        for name, entry in catalogue.indicators.items()
    }
    return hashlib.sha256(json.dumps(computes).encode()).hexdigest()


def features_hash(names: Sequence[str]) -> str:
    """Return the SHA-256 of the features' names in their order, each with its type."""
    return hashlib.sha256("\n".join(f"{name} float32" for name in names).encode()).hexdigest()
