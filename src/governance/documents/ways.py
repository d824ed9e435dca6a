"""What documents say of the way in which the model was fitted."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import RootModel

from ...chronology.vocabulary import Nouns
from ...models.ways.boosting_machine import MOST_FEATURES
from ...models.ways.elastic_net import PENALTY, SHARE_OF_L1
from ...pages.shares import chosen_share
from ...params import Train, Way
from ...yamls import read_model

Part = Literal["kind", "curves", "in_short", "chosen", "handled", "missing"]
"""What the model is, also in a few words; how many curves it has; its choices; how features and unknown values are handled."""


class _All(RootModel[dict[Way, dict[Part, str]]]):
    """The content of ways.yaml."""


@cache
def _written() -> dict[Way, dict[Part, str]]:
    return read_model(Path(str(files(__package__) / "ways.yaml")), _All).root


def words_of_way(train: Train, curves: Mapping[str, Any], nouns: Nouns) -> dict[str, str]:
    """Return way_kind, way_curves, way_in_short, way_chosen, way_handled and way_missing, filled.

    curves : what curves.json holds.
    """
    own = {"penalty": PENALTY, "share_of_l1": chosen_share(SHARE_OF_L1), "most_features": MOST_FEATURES}
    own |= {name: curves[name] for name in ("curves", "surfaces")}
    figures = train.model_dump() | nouns.model_dump() | own
    return {f"way_{name}": text.format_map(figures) for name, text in _written()[train.way].items()}
