"""The study says what a truth says, on points few enough to count by hand, and nothing where there is none."""

import pandas as pd
import pytest

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.models.comparators.logistic import LOGISTIC
from neglect_triage.models.evaluation.scores import MODEL, RULE
from neglect_triage.params import load_params
from neglect_triage.simulate.calibration import published
from neglect_triage.study.label_and_model import CONTACT_ALONE, ORACLE, Study, contact_alone, study
from neglect_triage.study.world_page import world_figures, world_page
from tests.explain.test_contact_page import text_of
from tests.governance.study_facts import ROOT, small_calibration, small_study
from tests.models.worlds import CATALOGUE, FEATURES, TRAIN, world


@pytest.fixture
def found() -> Study:
    return small_study()


@pytest.fixture
def html(found: Study) -> str:
    return world_page(found, small_calibration(), published(), load_vocabulary())


def test_the_ceiling_ranks_by_true_care_and_every_other_way_beside_it_on_the_same_contacts(found: Study) -> None:
    assert found.contacts == 5, "a child not yet born has no truth"
    assert found.followed == 2
    assert {way: area["value"] for way, area in found.areas.items()} == {
        ORACLE: 1,
        MODEL: pytest.approx(5 / 6, abs=1e-4),
        LOGISTIC: 0,
        RULE: 0.75,
        CONTACT_ALONE: 0.5,
    }
    assert found.apart["gain by the cumulative pattern"]["value"] == pytest.approx(1 / 3, abs=1e-4)
    assert found.apart["gain over local rule"]["value"] == pytest.approx(5 / 6 - 0.75, abs=1e-4)
    assert found.areas[ORACLE]["low"] is None


def test_the_feature_that_ranks_best_alone_is_named_in_its_better_direction(found: Study) -> None:
    best = found.singles[0]
    assert (best.feature, best.direction, best.area["value"]) == (FEATURES[2], "less", 1.0)
    assert best.needs_explanation
    assert [one.needs_explanation for one in found.singles[1:]] == [False] * 4


def test_the_recorded_label_stands_beside_true_neglect_where_the_truth_is_known(found: Study) -> None:
    everyone = found.label["all contacts"]
    shares = {name: stated["value"] for name, stated in everyone.items() if isinstance(stated, dict)}
    assert everyone["contacts"] == 4
    assert (shares["sensitivity"], shares["specificity"], shares["neglected in truth"]) == (0.5, 0.5, 0.5)
    assert found.label["taken forward"]["contacts"] == 2
    assert found.label["closed"]["sensitivity"] == {"value": None, "low": None, "high": None}


def test_the_page_holds_every_figure_and_is_marked_synthetic(html: str) -> None:
    assert "SYNTHETIC DATA" in html
    shown = text_of(html)
    for figure in published().rows:
        assert figure.name in shown
        assert figure.source in shown
    for line in (*published().notes, *published().not_found):
        assert line in shown


def test_the_page_says_how_many_figures_with_a_gate_lie_inside_and_on_how_many_children_rates_stand(html: str) -> None:
    gated = sum(figure.gate for figure in published().rows)
    assert f"Of {gated} figures with a required range, {gated} lie inside their range, 0 outside" in text_of(html)
    assert "12,346 children under 18" in text_of(html)
    assert "99.4 %" in text_of(html)


def test_a_rate_stands_in_its_own_unit_beside_its_range(html: str) -> None:
    rows = {row.split("</th>")[0]: text_of(row) for row in html.split('<tr><th scope="row">')[1:]}
    assert "330.0 260.0 to 400.0 323.8 (2020), 333.3 (2025)" in rows["Children in need on 31 March, per 10,000 children"]
    assert "22.5 % 20.0 to 25.0" in rows["Contacts that become referrals"]
    assert "outside (no gate)" in rows["Contacts by plans for neglect that start"]


def test_the_page_asks_for_an_explanation_of_a_feature_that_ranks_too_well_alone(html: str) -> None:
    shown = text_of(html)
    assert "One above 0.70 needs an explanation" in shown
    assert f"{FEATURES[2]} Less of it 1.000 Needs an explanation" in shown


def test_metrics_hold_what_the_page_shows(found: Study) -> None:
    metrics = world_figures(found, small_calibration())
    assert metrics["contacts"] == 5
    assert (metrics["contacts_with_truth"]["rows"], metrics["contacts_with_truth"]["met"]) == (6, 5)
    assert metrics["calibration"]["Contacts that become referrals"] == {"value": 0.225, "verdict": "inside", "gate": True}
    assert metrics["calibration"]["Contacts by plans for neglect that start"]["verdict"] == "outside"
    assert metrics["single_features"][FEATURES[2]]["value"] == 1


def test_contacts_without_a_truth_are_counted_on_the_page(html: str) -> None:
    assert "5 of 6 test contacts have a truth. The other 1 are left out" in text_of(html)


def test_a_truth_of_another_world_stops_with_the_number() -> None:
    days = pd.Timestamp("2022-01-01") + pd.to_timedelta(range(30), unit="D")
    ids = [f"k{number}" for number in range(30)]
    test = pd.DataFrame({"point_id": ids, "child_id": ids, "as_of": days})
    truth = pd.DataFrame({"child_id": ["k1", "k2"], "date": [days[1], days[3]], "care": 0.0})
    with pytest.raises(BadInput, match="1 of 30 rows of contacts find theirs in the truth, by child_id and day"):
        study(test, pd.DataFrame(), truth, CATALOGUE, load_params(ROOT / "params.yaml"), intervals=False)


def test_without_a_truth_nothing_is_estimable() -> None:
    html = world_page(None, None, published(), load_vocabulary())
    assert "Not estimable" in html
    assert "SYNTHETIC DATA" not in html
    assert world_figures(None, None) == {"study": "not estimable"}


class TestContactAlone:
    """Models that read the contact's own features alone, each on the contacts of families that it never saw."""

    POINTS, VALUES = world(600, 200)
    PARAMS = load_params(ROOT / "params.yaml").model_copy(update={"train": TRAIN})
    OWN = tuple(feature.name for feature in CATALOGUE.features if feature.indicator == "contacts")

    def margins(self, points: pd.DataFrame = POINTS, values: pd.DataFrame = VALUES) -> pd.Series:
        return contact_alone(points, values, CATALOGUE, self.PARAMS).set_index("point_id")[CONTACT_ALONE]

    def test_every_test_contact_is_scored_once(self) -> None:
        scored = list(self.margins().index)
        assert sorted(scored) == sorted(self.POINTS.loc[self.POINTS["period"] == "test", "point_id"])

    def test_features_of_the_pattern_change_nothing_and_those_of_the_contact_do(self) -> None:
        pattern = {name: 9.0 for name in FEATURES if name not in self.OWN}
        pd.testing.assert_series_equal(self.margins(values=self.VALUES.assign(**pattern)), self.margins())
        reversed_ = self.VALUES.assign(**{name: self.VALUES[name].to_numpy()[::-1] for name in self.OWN})
        assert (self.margins(values=reversed_) != self.margins()).any()

    def test_a_fold_learns_nothing_from_its_own_families_and_from_no_other_period(self) -> None:
        unseen = (self.POINTS["fold"] == 2) | (self.POINTS["period"] != "train")
        flipped = self.POINTS.assign(label=self.POINTS["label"].where(~unseen, 1 - self.POINTS["label"]))
        in_fold = self.POINTS.loc[(self.POINTS["fold"] == 2) & (self.POINTS["period"] == "test"), "point_id"]
        pd.testing.assert_series_equal(self.margins(flipped)[in_fold], self.margins()[in_fold])

    def test_a_fold_without_test_contacts_is_left_out(self) -> None:
        emptied = self.POINTS.assign(period=self.POINTS["period"].where(self.POINTS["fold"] != 2, "train"))
        scored = emptied.set_index("point_id").loc[self.margins(emptied).index]
        assert set(scored["fold"]) == {0, 1, 3, 4}


def test_no_room_that_learns_or_explains_names_the_truth_of_contacts() -> None:
    rooms = ("chronology", "features", "models", "explain", "pages")
    code = [path for room in rooms for path in (ROOT / "src" / room).rglob("*.py") if path.name != "store.py"]
    assert not [path.name for path in code if "truth_contacts" in path.read_text(encoding="utf-8")]
