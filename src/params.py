"""The typed schema of params.yaml, which holds every choice. The whole file is checked at the start of every stage."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from .errors import BadInput
from .paths import DATA
from .yamls import read_model

PARAMS = Path("params.yaml")
LEAST_LINK_RATE = 0.5  # where a project chooses nothing else

Way = Literal["boosted", "logistic", "ebm"]
View = Literal["partnership", "hub"]
Share = Annotated[float, Field(gt=0, lt=1)]
Positive = Annotated[int, Field(gt=0)]
PositiveNumber = Annotated[float, Field(gt=0)]


def _ascending(shares: list[float]) -> list[float]:
    if shares != sorted(set(shares)):
        raise ValueError("write each value once, in ascending order")
    return shares


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Quarantine(_Strict):
    """How much of a kind of record may be in quarantine, and by name of the kind why more of it is accepted."""

    most: Annotated[float, Field(ge=0, lt=1)] = 0.2
    accept: dict[str, Annotated[str, Field(min_length=20)]] = {}


class Source(_Strict):
    """Where the chronology comes from: a simulated world, canonical tables, a user's own tables with a mapping, or extracts.

    matching, crosswalk, known_working_days_late and referrals_as_contacts are for kind: extracts (Annex A, the children in need
    census, the Standard Safeguarding Dataset, partners' tables); `extracts.read.Choices` defines them. least_link_rate is for
    every join of two tables (`chronology.joins`), also those of commands that run in the project's folder.
    """

    kind: Literal["simulate", "canonical", "mapped", "extracts"]
    folder: Path = DATA.raw
    mapping: Path | None = None
    vocabulary: Path
    exact_duplicates: Literal["keep", "drop"] = "keep"
    matching: Path | None = None
    crosswalk: Path | None = None
    known_working_days_late: int = Field(0, ge=0)
    least_link_rate: float = Field(LEAST_LINK_RATE, ge=0, le=1)
    referrals_as_contacts: bool = False
    quarantine: Quarantine = Quarantine()

    @model_validator(mode="after")
    def _mapping_where_needed(self) -> Self:
        if (self.kind == "mapped") != (self.mapping is not None):
            raise ValueError("a mapping file is needed for kind: mapped, and for no other kind")
        return self


Preset = Literal["default", "halved_16a", "doubled_16a", "null", "even", "watched", "named", "usual_care", "reshuffled"]


class World(_Strict):
    """The simulated world: the number of children ever known, its dates, the seed, and the kind of world.

    The presets are those of simulate/world.yaml, which defines them; `null` may be written null or "null". `numbers` replace
    numbers of the preset in world.yaml, such as a bias for a group. family_help_from : the first day on which Family Help takes
    the place of early help and of child in need plans.
    """

    seed: int
    children: Positive
    start: dt.date
    end: dt.date
    preset: Annotated[Preset, BeforeValidator(lambda name: "null" if name is None else name)] = "default"
    three_contacts_rule: bool = True
    family_help_from: dt.date | None = None
    numbers: dict[str, float] = {}


class StrategyChoices(_Strict):
    """How the partnership's measures are counted.

    delay_days : a month is counted as it was known so many days after it. baseline_from : first month of the 24 with which later
    ones are compared; without it, the first that the records of a measure cover. false_alarms : how often any chart of the page
    may name a change by chance. population : children under 18 in the area by year, such as "2021": 330000; without it, rates are
    for each 1,000 known children.
    """

    delay_days: Annotated[int, Field(ge=0)] = 92
    baseline_from: dt.date | None = None
    false_alarms: Share = 0.05
    population: dict[str, Positive] = {}


class Cohort(_Strict):
    """Which points are explained, the horizon of the label, and the local rule on repeat contacts."""

    kind: Literal["contacts", "points"]
    label: Literal["either", "plan", "factor", "protective"] = "either"
    horizon_days: Positive = 365
    reporting_lag_days: int = Field(65, ge=0)
    enough_history_days: int = Field(730, ge=0)
    rule_contacts: Positive = 3
    rule_window_days: Positive = 365


class Split(_Strict):
    """Family folds crossed with time: cuts for contacts, named periods for supplied points.

    calibration_periods : none means that calibration is learnt from the training points, cross-fitted by family.
    """

    folds: int = Field(5, ge=2)
    seed: int
    family: Literal["households", "person"] = "households"
    cut_1: dt.date | None = None
    cut_2: dt.date | None = None
    train_periods: list[str] = []
    calibration_periods: list[str] = []
    test_periods: list[str] = []
    largest_family_share: Share = 0.01

    def check_periods(self) -> None:
        """Raise ValueError where two lists of periods name the same one."""
        lists = {name: getattr(self, name) for name in ("train_periods", "calibration_periods", "test_periods")}
        for one, other in combinations(lists, 2):
            if both := sorted(set(lists[one]) & set(lists[other])):
                raise ValueError(f"split.{one} and split.{other} both name {', '.join(both)}: write each in one only")


class Spark(_Strict):
    """An Apache Spark cluster: its master, the number of parts into which children are divided, and memory for each process."""

    master: str = "local[2]"
    partitions: Positive = 16
    memory: Annotated[str, Field(pattern=r"^[1-9]\d*[mg]$")] = "2g"


class Engine(_Strict):
    """How features are computed, in batches on this machine or on Spark; both give the same numbers to the bit."""

    engine: Literal["local", "spark"] = "local"
    batch_events: Positive = 1_000_000
    spark: Spark = Spark()


class Features(Engine):
    """The catalogue of indicators, and how its features are computed."""

    catalogue: Path


class Design(_Strict):
    """Checks of the design that may fail: by name of the check, why the project goes on."""

    accept: dict[str, Annotated[str, Field(min_length=20)]] = {}


class Train(_Strict):
    """The model, the way in which it is fitted, and its calibration.

    rounds, learning_rate, depth, l2 : of boosted trees, from which an explainable boosting machine takes its features too.
    calibration : from which points of the calibration period it is learnt, or of the training period where there is no other.
    """

    view: View = "partnership"
    way: Way = "boosted"
    rounds: Positive
    learning_rate: float = Field(gt=0, le=1)
    depth: Literal[1, 2] = 2
    min_data_in_leaf: Positive
    l2: float = Field(ge=0)
    bins: int = Field(255, ge=2, le=255)
    random_thresholds: bool = False
    meets_every_theme: list[str] = []
    seed: int
    trials: int = Field(0, ge=0)
    calibration: Literal["whole_period", "latest_year"] = "whole_period"
    neighbours: Positive = 500
    attention_share: Share = 0.1

    @model_validator(mode="after")
    def _tunes_boosted_trees(self) -> Self:
        if self.trials and self.way != "boosted":
            raise ValueError("trials tune boosted trees: with another way, trials is 0")
        return self


class Evaluate(_Strict):
    """Capacity, bootstrap draws, and the AUC above which any run is reported as a suspected leak.

    `capacity` are shares of all review units; `weekly_capacity` is the number of them that a hub can review in a week.
    """

    capacity: Annotated[list[Share], AfterValidator(_ascending)]
    weekly_capacity: Positive = 10
    bootstrap_draws: Positive
    seed: int
    suspected_leak_auc: float = Field(0.90, gt=0.5, le=1)


class Audit(_Strict):
    """The fairness audit: the capacity at which contacts are flagged (a share of all review units), and its draws."""

    capacity: Share = 0.1
    draws: Positive = 2000
    seed: int = 23


class Sensitivity(_Strict):
    """Other choices with which the model is refitted, on two halves of the families.

    horizons : shorter ones, in days. longer_horizons : for points that were followed so long. late_working_days : how much
    later records become known. late_family_share : the share of families for that. learning_shares : of the training families.
    redrawn : refits on families drawn with replacement.
    """

    horizons: list[Positive] = []
    longer_horizons: list[Positive] = []
    late_working_days: list[Positive] = []
    late_family_share: Annotated[float, Field(gt=0, le=1)] = 0.2
    learning_shares: Annotated[list[Share], AfterValidator(_ascending)] = [0.125, 0.25, 0.5]
    redrawn: Annotated[int, Field(ge=0)] = 6
    bootstrap_draws: Positive = 500
    seed: int = 17


class Explain(_Strict):
    """The number of contact pages, the reasons and order of parts on each, and the contacts in the decision audit.

    decisions_from, decisions_to : first day, and the day after the last; without them the audit covers the test period.
    second_look : how many contacts of each kind are listed for a second look. checked : on how many contacts the faithfulness
    of explanations is measured.
    """

    pages: Positive
    reasons: Positive = 5
    arrangement: Literal["plain", "signs_of_safety"] = "plain"
    seed: int
    decisions_from: dt.date | None = None
    decisions_to: dt.date | None = None
    second_look: Positive = 25
    checked: Positive = 240


class PolicyChange(_Strict):
    """A dated change of policy or practice: its `name`, and the days from `start` to the day before `end`, if it has ended."""

    name: str
    start: dt.date
    end: dt.date | None = None


class Monitor(_Strict):
    """The changes from which the monitoring report raises an alarm, if chance does not explain them.

    feature, unknown, score, mix : population stability index of a feature's values, of whether it is known, of the score and its
    band, and of the mix of contacts. observed_per_expected, slope, share : changes in calibration, and in shares and areas.
    draws : of families.
    """

    feature: PositiveNumber = 0.2
    unknown: PositiveNumber = 0.1
    score: PositiveNumber = 0.1
    mix: PositiveNumber = 0.1
    observed_per_expected: PositiveNumber = 0.2
    slope: PositiveNumber = 0.2
    share: PositiveNumber = 0.05
    draws: Positive = 400
    seed: int = 29


class Track(_Strict):
    """The MLflow experiment in the local store."""

    experiment: str


class Params(_Strict):
    """All of params.yaml."""

    source: Source
    world: World | None = None
    policy_changes: list[PolicyChange] = []
    cohort: Cohort
    split: Split
    features: Features
    design: Design = Design()
    train: Train
    evaluate: Evaluate
    audit: Audit = Audit()
    sensitivity: Sensitivity = Sensitivity()
    explain: Explain
    strategy: StrategyChoices = StrategyChoices()
    monitor: Monitor = Monitor()
    track: Track

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        if self.source.kind == "simulate" and self.world is None:
            raise ValueError("world is needed for source.kind: simulate")
        if self.cohort.kind == "contacts":
            if self.split.cut_1 is None or self.split.cut_2 is None or self.split.cut_1 >= self.split.cut_2:
                raise ValueError("split.cut_1 and split.cut_2 are needed for cohort.kind: contacts, cut_1 before cut_2")
            self._check_other_horizons()
        elif not (self.split.train_periods and self.split.test_periods):
            raise ValueError("split.train_periods and split.test_periods are needed for cohort.kind: points")
        self.split.check_periods()
        return self

    def _check_other_horizons(self) -> None:
        days, others = self.cohort.horizon_days, self.sensitivity
        if any(horizon >= days for horizon in others.horizons):
            raise ValueError(f"sensitivity.horizons must be shorter than cohort.horizon_days ({days}): remove the others")
        if any(horizon <= days for horizon in others.longer_horizons):
            raise ValueError(f"sensitivity.longer_horizons must be longer than cohort.horizon_days ({days}): remove the others")


def load_params(path: Path = PARAMS) -> Params:
    """Read and check the whole of params.yaml.

    Parameters
    ----------
    path : the file.

    Returns
    -------
    Params : source, world, cohort, split, features, train and the other sections.

    Raises
    ------
    BadInput : one line for each wrong key or value, with its place, what was expected, and the nearest valid key.
    """
    if not path.is_file():
        raise BadInput("params.yaml is missing.", where=str(path.absolute()), do="run from the project's own folder")
    return read_model(path, Params)
