"""Whether reasons name the true driver of a simulated contact's risk, compared with chance and with bare counts of records.

The indicators are grouped by the world's own drivers (`drivers.yaml`). At each contact the groups are ranked by what they added
to the score, and the rank of the true driver's group is looked up. Agreement is the share of the other groups that rank below
it: 1 if it ranks first, 0 if last, a half by chance; tied groups share their ranks. Groups differ in how many indicators they
have, which agreement within a contact cannot allow for; so it is also measured how well what a group added separates the
contacts of its own driver from all others (an AUC). A model fitted with the truth, on other families, says how much of that can
be reached at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, RootModel

from ..chronology.one_run import rows_of
from ..features.catalogue import Catalogue
from ..models.evaluation.estimates import FEWEST_FAMILIES, Stated, share_of, stated
from ..models.evaluation.ranking import rank
from ..models.resampling import Draws, draw_families
from ..params import Evaluate
from ..yamls import read_model
from .ceiling import ceiling_of_drivers
from .truth import with_truth

MODEL, COUNTS, CHANCE = "the model's reasons", "the number of records alone", "chance"
CEILING = "a model fitted with the truth"
LEAD, SHARE = "above counts", "of the ceiling"
CARE = "care itself"


class Group(BaseModel):
    """Indicators that record some parts of care: by name, and all others of some themes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parts: list[str]
    indicators: list[str] = []
    themes: list[str] = []


class _Groups(RootModel[dict[str, Group]]):
    pass


def load_groups(catalogue: Catalogue) -> dict[str, tuple[list[str], list[str]]]:
    """Return the parts of care and the indicators of each group; a catalogue without any of these indicators has none."""
    groups = read_model(Path(str(files(__package__) / "drivers.yaml")), _Groups).root
    named = {name for group in groups.values() for name in group.indicators}
    loaded = {}
    for name, group in groups.items():
        of_themes = [each for each, entry in catalogue.indicators.items() if entry.theme in group.themes and each not in named]
        indicators = [each for each in group.indicators if each in catalogue.indicators] + of_themes
        if indicators:
            loaded[name] = (group.parts, indicators)
    return loaded


def driver_agreement(
    points: pd.DataFrame,
    attributions: pd.DataFrame,
    features: pd.DataFrame,
    truth: pd.DataFrame,
    catalogue: Catalogue,
    settings: Evaluate,
    intervals: bool,
) -> dict[str, Any]:
    """Return how well the groups of reasons agree with the true driver (JSON), over all contacts and by driver.

    Parameters
    ----------
    points : point_id, child_id, as_of, family, fold of the points to study. attributions : point_id and log-odds by indicator.
    features : point_id and the features of the catalogue. truth : child_id, date, driver.
    """
    groups = load_groups(catalogue)
    both = with_truth(points, truth[["child_id", "date", "driver"]])
    group_of = {part: name for name, (parts, _) in groups.items() for part in parts}
    driver = both["driver"].map(group_of)
    known = both[driver.notna().to_numpy()]
    true = driver.dropna().map({name: at for at, name in enumerate(groups)}).to_numpy(int)
    if not len(known):
        return {"contacts": 0, "left_out": len(points)}
    ids, draws = known["point_id"], _draws(known, settings, intervals)
    seen = rows_of(ids, features, "features")
    values = seen[[feature.name for feature in catalogue.features]].to_numpy(np.float64)
    sizes = {
        MODEL: _added(rows_of(ids, attributions, "attributions"), groups),
        COUNTS: _counted(seen, groups, catalogue),
        CEILING: ceiling_of_drivers(values, true, known["fold"].to_numpy(), len(groups)),
    }
    areas = {name: _areas(values, true, groups, draws) for name, values in sizes.items()}
    agreement = {name: _agreement(values, true) for name, values in sizes.items()}
    first = {name: _first(values, true) for name, values in sizes.items()}
    parts = {"all": np.ones(len(known), bool), "strains beside care itself": true != list(groups).index(CARE)}
    parts |= {name: true == at for at, name in enumerate(groups)}
    return {
        "contacts": len(known),
        "left_out": len(points) - len(known),
        "number_of_groups": len(groups),
        "parts": {name: _stated(mask, agreement, first, len(groups), draws) for name, mask in parts.items() if mask.any()},
        "told_apart": _separation(areas),
    }


def _stated(
    mask: np.ndarray, agreement: Mapping[str, np.ndarray], first: Mapping[str, np.ndarray], groups: int, draws: Draws
) -> dict[str, Any]:
    """Return the number of contacts, and for each ranking its agreement and how often the true driver's group is first."""
    gain = agreement[MODEL] - agreement[COUNTS]
    return {
        "contacts": int(mask.sum()),
        "agreement": {name: _mean(values, mask, draws) for name, values in agreement.items()} | {CHANCE: {"value": 0.5}},
        "first": {name: _mean(values, mask, draws) for name, values in first.items()} | {CHANCE: {"value": round(1 / groups, 4)}},
        "agreement_above_counts": _mean(gain, mask, draws),
    }


def _areas(values: np.ndarray, true: np.ndarray, groups: Iterable[str], draws: Draws) -> dict[str, np.ndarray]:
    """Return for each group the area under the curve by which its values tell its contacts from others, in each draw."""
    return {
        group: rank(values[:, at], (true == at).astype(int), draws).auc
        for at, group in enumerate(groups)
        if 0 < (true == at).sum() < len(true)
    }


def _separation(by_ranking: Mapping[str, Mapping[str, np.ndarray]]) -> dict[str, Any]:
    """Return for each group, and as the mean of all, the area under the curve of each ranking, and what the model's is worth.

    That is its lead over counts, and its share of the ceiling's gain over chance (not a number where the ceiling gains nothing).
    """
    areas = {
        name: {"mean of all": np.mean(list(by_group.values()), axis=0), **by_group}
        for name, by_group in by_ranking.items()
        if by_group
    }
    groups = list(next(iter(areas.values()), {}))
    return {
        group: {name: stated(by_group[group]) for name, by_group in areas.items()}
        | {LEAD: stated(areas[MODEL][group] - areas[COUNTS][group])}
        | {SHARE: stated(_share_of_gain(areas[MODEL][group], areas[CEILING][group]))}
        for group in groups
    }


def _share_of_gain(area: np.ndarray, ceiling: np.ndarray) -> np.ndarray:
    """Return which share of the ceiling's gain over chance an area under the curve reaches, in each draw."""
    gain = ceiling - 0.5
    return cast(np.ndarray, np.divide(area - 0.5, gain, out=np.full(np.shape(gain), np.nan), where=gain > 0))


def _added(shares: pd.DataFrame, groups: Mapping[str, tuple[list[str], list[str]]]) -> np.ndarray:
    """Return contacts x groups: what the indicators of each group added to the score (log-odds), ignoring what they took."""
    return np.column_stack([shares[names].clip(lower=0).sum(axis=1).to_numpy() for _, names in groups.values()])


def _counted(features: pd.DataFrame, groups: Mapping[str, tuple[list[str], list[str]]], catalogue: Catalogue) -> np.ndarray:
    """Return contacts x groups: how many records the indicators of each group count in their longest windows."""
    windows = {name: entry.longest_window for name, entry in catalogue.indicators.items() if entry.windows}
    column = {
        feature.indicator: feature.name
        for feature in catalogue.features
        if feature.measure == "count" and feature.window == windows[feature.indicator]
    }
    columns = [[column[name] for name in names if name in column] for _, names in groups.values()]
    return np.column_stack([features[names].fillna(0).sum(axis=1).to_numpy(np.float64) for names in columns])


def _agreement(sizes: np.ndarray, true: np.ndarray) -> np.ndarray:
    """Return for each contact the share of the other groups that rank below the driver's; a tie is a half."""
    of_driver = sizes[np.arange(len(sizes)), true][:, None]
    below, same = (sizes < of_driver).sum(axis=1), (sizes == of_driver).sum(axis=1) - 1
    return cast(np.ndarray, (below + same / 2) / (sizes.shape[1] - 1))


def _first(sizes: np.ndarray, true: np.ndarray) -> np.ndarray:
    """Return for each contact whether the driver's group ranks first; groups that tie for it share it equally."""
    top = sizes == sizes.max(axis=1, keepdims=True)
    return cast(np.ndarray, top[np.arange(len(sizes)), true] / top.sum(axis=1))


def _draws(known: pd.DataFrame, settings: Evaluate, intervals: bool) -> Draws:
    families = known["family"].to_numpy()
    enough = intervals and known["family"].nunique() >= FEWEST_FAMILIES
    return draw_families(families, settings.bootstrap_draws if enough else 0, settings.seed).of(families)


def _mean(values: np.ndarray, mask: np.ndarray, draws: Draws) -> Stated:
    total, number = draws.sums(np.column_stack([np.where(mask, values, 0.0), mask])).T
    return stated(share_of(total, number))
