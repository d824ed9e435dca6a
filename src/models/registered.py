"""The registered model as a portable folder of text, JSON and Parquet files, without pickle.

`model.txt` has the trees, `calibration.json` the calibration, `curves.parquet` and `curves.json` the same model as curves and
surfaces, and `manifest.json` the SHA-256 of the files, of the catalogue and of the features. A calibration that `neglect-triage
monitor` learnt later is a file of its own, which names the model by the SHA-256 of its manifest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput
from ..features.catalogue import Catalogue
from ..features.selection import event_types_of
from ..files import bytes_of_folder, read_json, read_run_table, sha256, write_frame, write_json, write_text
from ..params import Train
from .calibration import Calibration
from .crossfit import Fitted, in_period
from .curves import from_frame, summary, to_frame
from .purification import purify
from .terms import sum_of_terms, terms_of
from .triage import margins, model_text

MODEL, CALIBRATION, MANIFEST = "model.txt", "calibration.json", "manifest.json"
CURVES, SUMMARY = "curves.parquet", "curves.json"
WORDS = {"means", "says", "says_none", "says_window", "why", "ask", "seed", "pattern"}
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Registered:
    """A registered model that fits the catalogue in use; `sha256` is that of its manifest, which names its files.

    learnt_from : the first day, the day before which, and the number of the contacts from which a later calibration was learnt;
        None where the calibration is the model's own.
    """

    model: lgb.Booster
    calibration: Calibration
    manifest: dict[str, Any]
    sha256: str
    learnt_from: dict[str, Any] | None = None


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
    train : the choices that the model was fitted with. about : further entries of the manifest (JSON).
    """
    rows = in_period(points, "train")
    matrix, training = features[rows], points[rows]
    terms = purify(terms_of(fitted.model), matrix)
    write_text(folder / MODEL, model_text(fitted.model))
    write_json(folder / CALIBRATION, asdict(fitted.calibration))
    write_frame(to_frame(terms, matrix, training["family"].to_numpy(), catalogue), folder / CURVES)
    write_json(folder / SUMMARY, summary(terms, matrix, catalogue))
    names = [feature.name for feature in catalogue.features]
    manifest = {
        "files": {name: sha256(folder / name) for name in (MODEL, CALIBRATION, CURVES, SUMMARY)},
        "features": names,
        "features_sha256": features_hash(names),
        "train": train.model_dump(mode="json"),
        "trained_on": {
            "points": len(training),
            "families": training["family"].nunique(),
            "positives": int(training["label"].sum()),
        },
    }
    write_json(folder / MANIFEST, manifest | about)


def check_rebuilt(folder: Path, model: lgb.Booster, features: pd.DataFrame, catalogue: Catalogue) -> dict[str, float]:
    """Return the largest difference between the sums of the written curves and the model's margins (log-odds, nine decimals).

    Raises AssertionError if it is more than 1e-6, which would be a bug.
    """
    terms = from_frame(read_run_table(folder / CURVES), read_json(folder / SUMMARY)["baseline"])
    difference = float(np.abs(sum_of_terms(terms, features) - margins(model, features, catalogue)).max(initial=0.0))
    assert difference <= TOLERANCE, f"the curves differ from the model by {difference}"
    return {"points": len(features), "largest_difference": round(difference, 9)}


def load_registered(
    folder: Path, catalogue: Catalogue, vocabulary: Vocabulary, files: Mapping[str, bytes] | None = None
) -> Registered:
    """Read a registered model.

    Parameters
    ----------
    files : the bytes of the folder's files (`bytes_of_folder`), where something was checked on them before; else read here.

    Raises
    ------
    BadInput : a file is absent or differs from the manifest; the catalogue or its features are not those that the model was
        fitted with.
    """
    files = bytes_of_folder(folder) if files is None else files
    manifest = _checked_manifest(folder, files)
    names = [feature.name for feature in catalogue.features]
    check_names(names, manifest["features"], "the catalogue of this project")
    hashes = {"catalogue_sha256": catalogue_hash(catalogue, vocabulary), "features_sha256": features_hash(names)}
    if any(manifest[name] != digest for name, digest in hashes.items()):
        raise BadInput(
            "The catalogue is not the one that the model was fitted with.",
            where="features.catalogue, source.vocabulary",
            expected="the same events, measures, directions and windows (sentences may differ)",
            do="use the catalogue of the model, or refit the model (`dvc repro`)",
        )
    calibration = Calibration(**json.loads(files[CALIBRATION]))
    digest = hashlib.sha256(files[MANIFEST]).hexdigest()
    return Registered(lgb.Booster(model_str=files[MODEL].decode()), calibration, manifest, digest)


def recalibrated(registered: Registered, later: tuple[str, bytes] | None) -> Registered:
    """Return a registered model with a calibration that was learnt from later contacts. The attention band starts where it did.

    Parameters
    ----------
    later : the name and the bytes of a file that `neglect-triage monitor` wrote; with None the calibration stays the model's own.

    Raises
    ------
    BadInput : it is no such file, or was learnt for another model.
    """
    if later is None:
        return registered
    where, content = later
    learnt = later_calibration_of(content, registered.sha256, where)
    calibration = replace(Calibration(**learnt["calibration"]), threshold=registered.calibration.threshold)
    return replace(registered, calibration=calibration, learnt_from=learnt["learnt_from"])


def later_calibration_of(content: bytes, model: str, where: str) -> dict[str, Any]:
    """Return a later calibration as `neglect-triage monitor` wrote it: model, learnt_from and calibration.

    Parameters
    ----------
    content, where : the bytes and the name of the file. model : the SHA-256 of the manifest of the model that it must be for.
    """
    again = "learn it again, in the folder of the model's run: neglect-triage monitor"
    try:
        learnt: dict[str, Any] = json.loads(content)
        whole = set(learnt["calibration"]) == {field.name for field in fields(Calibration)} and "learnt_from" in learnt
        same = learnt["model"] == model
    except (ValueError, KeyError, TypeError):
        whole = same = False
    if not whole:
        raise BadInput("This is not a calibration of later contacts.", where=where, expected="a file of monitor", do=again)
    if not same:
        raise BadInput("This calibration was learnt for another model.", where=where, expected=f"model {model[:16]}", do=again)
    return learnt


def _checked_manifest(folder: Path, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the manifest of a model folder, whose files are as it says."""
    if MANIFEST not in files:
        raise BadInput("This is not a model folder.", where=str(folder / MANIFEST), do="name a folder that the stage train wrote")
    try:
        manifest: dict[str, Any] = json.loads(files[MANIFEST])
        listed = {name: str(manifest["files"].get(name)) for name in {MODEL, CALIBRATION, *manifest["files"]}}
    except (ValueError, KeyError, TypeError, AttributeError):
        listed = {MANIFEST: ""}
    changed = [name for name, digest in sorted(listed.items()) if hashlib.sha256(files.get(name, b"")).hexdigest() != digest]
    if changed:
        raise BadInput(
            "The model folder is not as it was written.",
            where=f"{folder}: {', '.join(changed)}",
            expected="the SHA-256 of manifest.json",
            do="copy the whole folder again, or run `dvc repro`",
        )
    return manifest


def check_names(given: Sequence[str], wanted: Sequence[str], where: str) -> None:
    """Raise BadInput, by name, where features are not those of the model."""
    absent = [name for name in wanted if name not in set(given)]
    unknown = [name for name in given if name not in set(wanted)]
    if absent or unknown:
        differences = [("absent", absent), ("not in the model", unknown)]
        raise BadInput(
            "The features are not those of the model.",
            where=f"{where}: " + "; ".join(f"{what}: {_first(names)}" for what, names in differences if names),
            expected=f"the {len(wanted)} features of the model's manifest",
            do="compute the features with the catalogue of the model",
        )


def _first(names: list[str], most: int = 10) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def catalogue_hash(catalogue: Catalogue, vocabulary: Vocabulary) -> str:
    """Return the SHA-256 of what the catalogue computes: a reworded sentence does not change it, another event type does."""
    computes = {
        name: entry.model_dump(mode="json", exclude=WORDS) | {"types": event_types_of(entry.events, vocabulary)}
        for name, entry in catalogue.indicators.items()
    }
    return hashlib.sha256(json.dumps(computes).encode()).hexdigest()


def features_hash(names: Sequence[str]) -> str:
    """Return the SHA-256 of the features' names, in order, each with its type."""
    return hashlib.sha256("\n".join(f"{name} float32" for name in names).encode()).hexdigest()
