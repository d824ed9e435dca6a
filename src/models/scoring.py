"""Scores of new contacts for research, each with the features that were unknown."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ..chronology.reading.cells import read_record_days
from ..chronology.reading.ids import clean_ids
from ..chronology.reading.own_files import refuse_repeated
from ..chronology.vocabulary import Nouns
from ..errors import BadInput
from ..features.catalogue import Catalogue
from ..features.engine.matrix import KEYS
from ..files import read_arrow
from .bands import in_attention, standing
from .calibration import frequency
from .crossfit import ALL
from .registered import Registered, check_names
from .triage import margins

log = logging.getLogger(__name__)

RESEARCH_ONLY = (
    "For research and audit only. No score decides about a {person}, or closes, defers or reorders a {point}; none is shown to "
    "whoever decides before their own judgement is written down; and one below the attention band is no evidence that needs "
    "are met."
)

_WRITE_AGAIN = "write them again: neglect-triage features"


def read_features(path: Path, names: list[str]) -> pd.DataFrame:
    """Read point_id, child_id, as_of (datetime64[s]) and the features of a model from a file of `neglect-triage features`.

    A time with a zone becomes its day in Britain, which is logged.

    Raises
    ------
    BadInput : the file is absent or not Parquet, its features are not `names`, a key stands for nothing or is there twice, or a
        value is neither a number nor unknown.
    """
    try:
        schema = pq.read_schema(path)
    except FileNotFoundError:
        raise BadInput("There are no features to score.", where=str(path), do="write them: neglect-triage features") from None
    except (OSError, pa.ArrowInvalid):
        raise _unreadable(path) from None
    refuse_repeated(schema.names, str(path))
    if absent := [key for key in KEYS if key not in schema.names]:
        raise BadInput("Features lack a column.", where=f"{path}: {', '.join(absent)}", expected=", ".join(KEYS), do=_WRITE_AGAIN)
    check_names([name for name in schema.names if name not in KEYS], names, str(path))
    if other := [name for name in names if not pa.types.is_floating(schema.field(name).type)]:
        raise BadInput(
            "A feature holds no numbers.",
            where=f"{path}: {', '.join(other[:5])}",
            expected="float32; null is unknown",
            do=_WRITE_AGAIN,
        )
    _check_keys(schema, path)
    try:
        read: pd.DataFrame = read_arrow(path, [*KEYS, *names]).to_pandas()
    except (OSError, ValueError, pa.ArrowException):
        raise _unreadable(path) from None
    infinite = (read[names].abs() > np.finfo(np.float32).max).to_numpy().any(axis=0)
    if infinite.any():
        where = f"{path}: {', '.join(np.array(names)[infinite][:5])}"
        raise BadInput("A feature is infinite.", where=where, expected="float32; null is unknown", do=_WRITE_AGAIN)
    days, clock = read_record_days(pd.to_datetime(read["as_of"]))
    for line in clock.says(f"{path}, column as_of"):
        log.warning(line)
    read = read.assign(as_of=days, **{key: clean_ids(read[key]) for key in KEYS[:2]})
    if (lacking := read[list(KEYS)].isna().any(axis=1) | read["point_id"].duplicated()).any():
        raise BadInput(
            "A row of features holds no point_id, or one that another row holds.",
            where=f"{path}: {int(lacking.sum()):,} rows, the first is row {int(np.flatnonzero(lacking)[0]) + 1}",
            expected="point_id, child_id and a day from 1900 to 2100 in every row, each point_id once; not NULL, -1 or the like",
            do=_WRITE_AGAIN,
        )
    return read


def _unreadable(path: Path) -> BadInput:
    return BadInput("Features cannot be read.", where=str(path), expected="a whole Parquet file", do=_WRITE_AGAIN)


def _check_keys(schema: pa.Schema, path: Path) -> None:
    is_text = {
        name: pa.types.is_string(kind) or pa.types.is_large_string(kind)
        for name, kind in zip(schema.names, schema.types, strict=True)
    }
    day = schema.field("as_of").type
    is_day = pa.types.is_date(day) or pa.types.is_timestamp(day)
    if wrong := [name for name in KEYS if not (is_day if name == "as_of" else is_text[name])]:
        raise BadInput(
            "A column of features is of another type.",
            where=f"{path}: {', '.join(wrong)}",
            expected="point_id and child_id as text, as_of as a date",
            do=_WRITE_AGAIN,
        )


def score_contacts(
    registered: Registered, features: pd.DataFrame, catalogue: Catalogue, nouns: Nouns
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the scores of contacts, and a summary of them (JSON).

    Parameters
    ----------
    features : point_id, child_id, as_of and the features of the catalogue; NaN is unknown.

    Returns
    -------
    scores : point_id, child_id, as_of; margin (log-odds); attention (whether it reaches the attention band); frequency,
        frequency_low, frequency_high (null below the band, where no number may be shown); features_unknown (the number of
        features in the model that are unknown) and unknown (their names, joined by semicolons).
    """
    by_model = _by_model(registered, features, catalogue)
    log_odds, attention = by_model["margin"], by_model["attention"]
    used = read_by(registered)
    unknown = features[used].isna().to_numpy()
    scores = features[list(KEYS)].assign(
        **by_model,
        features_unknown=unknown.sum(axis=1),
        unknown=_joined(unknown, used),
    )
    shares = pd.Series(unknown.mean(axis=0) if len(unknown) else 0.0, used)
    summary = {
        "use": RESEARCH_ONLY.format_map(nouns.model_dump()),
        "fitted_on_synthetic_data": registered.manifest["synthetic"],
        "view": registered.manifest["train"]["view"],
        "calibration_learnt_from": registered.learnt_from,
        "contacts": len(scores),
        "in_the_attention_band": int(attention.sum()),
        "at_the_start_of_the_band": int((log_odds == registered.calibration.threshold).sum()),
        "features_of_the_model": len(registered.manifest["features"]),
        "features_read_by_the_model": len(used),
        "cells": int(unknown.size),
        "cells_unknown": int(unknown.sum()),
        "share_of_contacts_with_the_feature_unknown": {
            name: round(float(share), 4) for name, share in shares[shares > 0].items()
        },
    }
    return scores, summary


def read_by(registered: Registered) -> np.ndarray:
    """Return the names of the features that a model reads: those of its splits."""
    return np.array(registered.model.feature_name())[registered.model.feature_importance("split") > 0]


def scored_by_registered(
    points: pd.DataFrame, features: pd.DataFrame, registered: Registered, catalogue: Catalogue
) -> pd.DataFrame:
    """Return points with margin, attention, frequencies and standing by the registered model, and `fold` for all families.

    Parameters
    ----------
    points : point_id, enough_history. features : of the same rows, the features of the catalogue (float32; NaN is unknown).
    """
    scored = points.assign(**_by_model(registered, features, catalogue), fold=ALL)
    return scored.assign(standing=standing(scored))


def _by_model(registered: Registered, features: pd.DataFrame, catalogue: Catalogue) -> dict[str, np.ndarray]:
    """Return the columns that a model gives each row; the frequencies are NaN below the attention band."""
    log_odds = margins(registered.model, features, catalogue)
    attention = in_attention(log_odds, registered.calibration.threshold)
    middle, low, high = np.where(attention, frequency(registered.calibration, log_odds), np.nan)
    return {
        "margin": log_odds,
        "attention": attention,
        "frequency": middle,
        "frequency_low": low,
        "frequency_high": high,
    }


def _joined(unknown: np.ndarray, names: np.ndarray) -> list[str]:
    """Return the names of the unknown features of each row. There are few patterns, so each is joined only once."""
    patterns, place = np.unique(np.packbits(unknown, axis=1), axis=0, return_inverse=True)
    rows = np.unpackbits(patterns, axis=1, count=len(names)).astype(bool)
    joined = [";".join(names[row]) for row in rows]
    return [joined[number] for number in place.ravel()]
