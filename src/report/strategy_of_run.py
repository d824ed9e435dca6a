"""The strategy page of a run, from what its stages `strategy`, `audit` and `study` found."""

from __future__ import annotations

from collections.abc import Sequence

from ..chronology.vocabulary import Vocabulary
from ..explain.render import banner
from ..files import read_json
from ..params import PolicyChange
from ..paths import DataFolder
from ..strategy.definitions import load_strategy
from ..strategy.page import strategy_page


def strategy_of_run(data: DataFolder, changes: Sequence[PolicyChange], vocabulary: Vocabulary, synthetic: bool) -> str:
    """Return the HTML of the page. `changes` : dated changes of policy."""
    figures, by_group, truth = (
        read_json(file) for file in (data.strategy_figures, data.strategy_by_group, data.recorded_and_true)
    )
    return strategy_page(figures, load_strategy(), changes, vocabulary, banner(vocabulary, synthetic), by_group, truth)
