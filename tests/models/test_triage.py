"""The triage model: what may raise a score cannot lower it, and every term is a curve or a surface of two features."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.errors import BadInput
from neglect_triage.files import write_text
from neglect_triage.models.triage import fit, load_model, margins, model_text
from neglect_triage.models.ways.boosted import fit_boosted, interaction_groups
from tests.models.worlds import CATALOGUE, FEATURES, TRAIN, world

ROOT = Path(__file__).resolve().parents[2]
INCREASING = [feature.name for feature in CATALOGUE.features if feature.direction == "increases"]
THEME = {feature.name: CATALOGUE.indicators[feature.indicator].theme for feature in CATALOGUE.features}


def contrary(seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Return features of which a constrained one goes against its direction, and themes that matter only together."""
    draw = np.random.default_rng(seed)
    values = draw.poisson(2, (800, len(FEATURES))).astype(np.float32)
    values[draw.random(values.shape) < 0.2] = np.nan
    known = np.nan_to_num(values)
    log_odds = np.select([known[:, 0] > 2, known[:, 4] > 2], [-1.0, 0.5], 0) + 1.5 * ((known[:, 1] > 2) & (known[:, 5] > 2))
    return pd.DataFrame(values, columns=FEATURES), (draw.random(800) < 1 / (1 + np.exp(-log_odds))).astype(float)


MODELS = [fit_boosted(*contrary(seed), CATALOGUE, TRAIN) for seed in range(3)]
value = st.one_of(st.just(np.nan), st.integers(0, 9).map(float))


class TestDirections:
    @settings(max_examples=60)
    @given(st.sampled_from(MODELS), st.lists(value, min_size=len(FEATURES), max_size=len(FEATURES)), st.sampled_from(INCREASING))
    def test_more_of_what_may_only_raise_attention_never_lowers_the_margin(
        self, model: lgb.Booster, row: list[float], name: str
    ) -> None:
        rows = pd.DataFrame([row] * 12, columns=FEATURES).assign(**{name: np.arange(12.0) - 1})
        assert (np.diff(margins(model, rows, CATALOGUE)) >= -1e-12).all()

    def test_what_has_no_direction_may_lower_it(self) -> None:
        features, _ = contrary(0)
        labels = (features["appointments.days_since.365d"] < 2).to_numpy(float)
        model = fit_boosted(features, labels, CATALOGUE, TRAIN)
        rows = features.iloc[[0, 0]].assign(**{"appointments.days_since.365d": [1.0, 5.0]})
        before, after = margins(model, rows, CATALOGUE)
        assert after < before

    @pytest.mark.parametrize("followed_where_unknown", [True, False])
    def test_unknown_has_no_place_in_the_order_of_values(self, followed_where_unknown: bool) -> None:
        """A record that becomes known may lower the margin: LightGBM learns on which side the unknown belongs."""
        features, _ = contrary(0)
        unknown = features["appointments.count.365d"].isna().to_numpy()
        model = fit_boosted(features, (unknown == followed_where_unknown).astype(float), CATALOGUE, TRAIN)
        rows = features.iloc[[0, 0]].assign(**{"appointments.count.365d": [np.nan, 0.0]})
        not_known, none = margins(model, rows, CATALOGUE)
        assert (none < not_known) == followed_where_unknown


def paths(nodes: pd.DataFrame, node: str, above: frozenset[str]) -> list[frozenset[str]]:
    """Return the features on each path from a node to a leaf."""
    at = nodes.loc[node]
    if pd.isna(at["split_feature"]):
        return [above]
    below = [paths(nodes, at[side], above | {at["split_feature"]}) for side in ("left_child", "right_child")]
    return below[0] + below[1]


def meetings(model: lgb.Booster) -> list[frozenset[str]]:
    nodes = model.trees_to_dataframe().set_index("node_index")
    roots = [node for node in nodes.index if nodes.loc[node, "node_depth"] == 1]
    return [path for root in roots for path in paths(nodes, root, frozenset())]


class TestMeetings:
    def themes(self, meets_every_theme: list[str]) -> set[frozenset[str]]:
        train = TRAIN.model_copy(update={"meets_every_theme": meets_every_theme})
        met = [path for seed in range(3) for path in meetings(fit_boosted(*contrary(seed), CATALOGUE, train))]
        return {frozenset(THEME[name] for name in path) for path in met if len(path) == 2}

    def test_no_path_holds_more_than_two_features(self) -> None:
        assert {len(path) for model in MODELS for path in meetings(model)} == {1, 2}

    def test_features_of_different_themes_never_meet(self) -> None:
        assert self.themes([]) <= {frozenset({theme}) for theme in CATALOGUE.themes}

    def test_those_of_this_contact_may_meet_every_theme(self) -> None:
        across = {themes for themes in self.themes(["this contact"]) if len(themes) > 1}
        assert across
        assert all("this contact" in themes for themes in across)

    def test_those_that_may_meet_are_listed_by_theme(self) -> None:
        assert interaction_groups(CATALOGUE, ["this contact"]) == [[0, 1, 2, 3, 6, 7], [4, 5, 6, 7], [6, 7]]

    def test_a_theme_that_the_catalogue_does_not_hold_is_named(self) -> None:
        with pytest.raises(BadInput, match="A theme is not in the catalogue") as error:
            interaction_groups(CATALOGUE, ["this contract"])
        assert "this contract" in error.value.where
        assert "this contact" in error.value.expected

    def test_depth_1_leaves_curves_only(self) -> None:
        model = fit_boosted(*contrary(0), CATALOGUE, TRAIN.model_copy(update={"depth": 1}))
        assert {len(path) for path in meetings(model)} == {1}


class TestText:
    def test_it_holds_no_parameters_and_no_number_of_threads(self) -> None:
        text = model_text(MODELS[0])
        assert text.startswith("tree\n")
        assert "parameters" not in text
        assert "num_threads" not in text

    def test_a_model_read_from_it_gives_the_same_margins(self, tmp_path: Path) -> None:
        features, _ = contrary(5)
        write_text(tmp_path / "all.txt", model_text(MODELS[0]))
        read = load_model(tmp_path / "all.txt")
        np.testing.assert_array_equal(margins(read, features, CATALOGUE), margins(MODELS[0], features, CATALOGUE))

    def test_it_is_the_same_for_another_number_of_threads(self) -> None:
        code = (
            "import sys; from tests.models import test_triage as t; from neglect_triage.models.triage import model_text;"
            "sys.stdout.write(model_text(t.MODELS[0]))"
        )
        another = "2" if os.cpu_count() == 1 else "1"  # here there are as many as there are processors
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=os.environ | {"OMP_NUM_THREADS": another},
            capture_output=True,
            check=True,
        )
        assert done.stdout.decode() == model_text(MODELS[0])

    def test_a_missing_model_is_said_to_be_missing(self, tmp_path: Path) -> None:
        with pytest.raises(BadInput, match="A model is missing"):
            load_model(tmp_path / "all.txt")


class TestInput:
    def test_columns_are_taken_by_name_and_not_by_place(self) -> None:
        features, _ = contrary(0)
        turned = features[FEATURES[::-1]].assign(other=1.0)
        np.testing.assert_array_equal(margins(MODELS[0], turned, CATALOGUE), margins(MODELS[0], features, CATALOGUE))

    def test_margins_are_log_odds(self) -> None:
        points, features = world()
        labels = points["label"].to_numpy()
        model = fit_boosted(features, labels, CATALOGUE, TRAIN)
        stated = 1 / (1 + np.exp(-margins(model, features, CATALOGUE)))
        assert stated.mean() == pytest.approx(labels.mean(), abs=0.02)

    def test_labels_of_one_kind_are_refused(self) -> None:
        features, _ = contrary(0)
        with pytest.raises(BadInput, match="all labels are the same"):
            fit(features, np.zeros(len(features)), np.arange(len(features)), CATALOGUE, TRAIN)
