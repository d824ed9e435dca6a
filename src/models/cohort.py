"""The cohort: contact-days about a child, their strata, labels, families, folds and periods (design section 5)."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd

from ..chronology.one_run import check_nothing_else, check_same_rows, rows_of
from ..chronology.recorded_days import Run, covered_periods
from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput
from ..features.matching import matches
from ..pages.shares import chosen_share, of_100
from ..params import Cohort, Split
from .contact_days import contact_days
from .families import families, folds
from .labels import Chronology, Definitions, final, first_outcome, followed, known_states, load_definitions, outcomes, tables_of

FEWEST_POINTS = 50
CLOSING_DAYS = 10
WORKED_EXAMPLE = "worked example"  # stratum and period of points that are in no figure


def contact_cohort(
    chronology: Chronology, vocabulary: Vocabulary, cohort: Cohort, split: Split, worked_examples: Collection[str] = ()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the contact-days to be explained, and the flow that led to them.

    A contact-day is one (child, day) with its sources; the day is that of the contact's last record. Left out are children of 18
    or more, and those known to be on a child protection plan or in care. Contacts during open work, or with too little covered
    history, are strata outside the headline. Those about `worked_examples` (child_id) are in no fit, calibration or test.

    Parameters
    ----------
    chronology : the canonical tables events, event_codes, children, households and coverage, by name. vocabulary : its words.
    cohort, split : the sections of params.yaml: label, horizon and local rule; cuts and folds. worked_examples : in no figure.

    Returns
    -------
    points : one row a contact-day: point_id, child_id, as_of, agencies, stratum, period, label, plan, factor, protective, either,
        later, outcome_date, family, fold, review_unit, history_days, enough_history, rule, contacts_in_window, decision,
        taken_forward.
    flow : step, points, people (TRIPOD+AI item 20a).

    Raises
    ------
    BadInput : no contacts, fewer than 50, no positive label, a label that no source covers, or too many in one family.
    """
    definitions = load_definitions(vocabulary)
    _check_label(chronology["coverage"], definitions, vocabulary, cohort.label)
    found = contact_days(chronology["events"], vocabulary, cohort)
    points, flow = found.points, list[dict[str, object]]()

    def step(name: str, rows: pd.DataFrame) -> None:
        flow.append(_step(name, rows[~rows["child_id"].isin(worked_examples)]))

    for name, rows in found.steps().items():
        step(name, rows)
    for name, left in _for_triage(points, chronology, definitions, vocabulary):
        points = left
        step(name, points)
    points = _completed(points, chronology, definitions, vocabulary, cohort, split)
    example = points["child_id"].isin(worked_examples)
    points.loc[example, ["stratum", "period"]] = WORKED_EXAMPLE
    flow += [_step(f"{by}: {name}", part) for by in ("stratum", "period") for name, part in points[~example].groupby(by)]
    step("left out by the end of follow-up", points[points["label"].isna()])
    if example.any():
        flow.append(_step("worked examples, in no figure", points[example]))
    check_cohort(points)
    return points, pd.DataFrame(flow)


def points_as_of_now(
    points: pd.DataFrame, chronology: Chronology, vocabulary: Vocabulary, cohort: Cohort
) -> tuple[pd.DataFrame, list[dict[str, object]]]:
    """Return contact-days to be explained before their outcome can be known, and the flow that led to them.

    Parameters
    ----------
    points : contact-days (`contact_days`). chronology : as in `contact_cohort`.

    Returns
    -------
    points : as those of `contact_cohort`, without labels, folds and periods. flow : step, points, people.
    """
    definitions = load_definitions(vocabulary)
    flow = [_step("contact-days", points)]
    for name, left in _for_triage(points, chronology, definitions, vocabulary):
        points = left
        flow.append(_step(name, left))
    points = _with_history(points, chronology, vocabulary, cohort)
    points = _with_strata(points, chronology, definitions, vocabulary).reset_index(drop=True)
    return points.join(_decisions(points, chronology, definitions, vocabulary)), flow


def _for_triage(
    points: pd.DataFrame, chronology: Chronology, definitions: Definitions, vocabulary: Vocabulary
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the points that each rule leaves, by its name in the flow: who was under 18, and neither on a plan nor in care."""
    born = rows_of(points["child_id"], chronology["children"], "children")["birth_month"].set_axis(points.index)
    points = points[~(born + pd.DateOffset(years=18) <= points["as_of"])]
    yield "child under 18", points
    for name, state in definitions.not_triage.items():
        points = points[~known_states(points, chronology, state, vocabulary)]
        yield f"not {name}", points


def analysed(points: pd.DataFrame, features: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the points that are fitted, calibrated or tested on, and their features, with new row numbers.

    Parameters
    ----------
    points, features : the cohort, rows in the same order.

    Raises
    ------
    BadInput : the features are not those of the points, row by row.
    """
    check_same_rows(points, features)
    rows = ~points["period"].isin(["none", WORKED_EXAMPLE]).to_numpy()
    return points[rows].reset_index(drop=True), features[rows].reset_index(drop=True)


def is_scored(points: pd.DataFrame) -> np.ndarray:
    """Return which points a run scores: those of the test period with a label, and its worked examples (a mask)."""
    tested = (points["period"] == "test") & points["label"].notna()
    return (tested | (points["period"] == WORKED_EXAMPLE)).to_numpy()


def scored_points(points: pd.DataFrame, scores: pd.DataFrame, view: str) -> pd.DataFrame:
    """Return the points that a run scores, with their scores in `view`.

    Raises
    ------
    BadInput : one of them has no score or several, or a score is about another point: the tables are not of one run.
    """
    own, to_score = scores[scores["view"] == view], points[is_scored(points)].reset_index(drop=True)
    check_nothing_else(own, to_score["point_id"], "scores")
    return to_score.join(rows_of(to_score["point_id"], own, "scores"), on="point_id")


def supplied_cohort(chronology: Chronology, split: Split) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return supplied prediction points as a cohort, with none merged or left out (see `contact_cohort`).

    Raises
    ------
    BadInput : a period that the points do not have, fewer than 50 points, or no positive label.
    """
    points = chronology["points"].copy()
    of_period = {"train": split.train_periods, "calibration": split.calibration_periods, "test": split.test_periods}
    names = {name: period for period, named in of_period.items() for name in named}
    if unknown := sorted(set(names) - set(points["period"])):
        raise BadInput(
            "A period of params.yaml holds no point.",
            where=f"split.train_periods, split.calibration_periods, split.test_periods: {', '.join(unknown)}",
            expected=f"periods of the points: {', '.join(sorted(set(points['period'])))}",
        )
    points["period"] = points["period"].map(names).fillna("none")
    points = _with_families(points, chronology, split)
    points = points.assign(
        agencies="", review_unit=points["point_id"], history_days=np.nan, enough_history=True, rule=False, contacts_in_window=0
    )
    flow = [_step("points", points)]
    flow += [_step(f"{stratum}, {period}", part) for (stratum, period), part in points.groupby(["stratum", "period"])]
    check_cohort(points, supplied=True)
    return points, pd.DataFrame(flow)


def check_cohort(points: pd.DataFrame, *, supplied: bool = False) -> None:
    """Raise BadInput where no model can be fitted, calibrated or tested: a period has no positives or no negatives.

    A calibration period without points is none: calibration is then learnt from the training points.

    `supplied` : the project supplies its points and their labels, so that no definition of ours can be at fault.
    """
    of_labels = "check the event types that the label counts (cohort.yaml), the cuts, and the horizon"
    of_points = "check the label and period of the points, and the periods that split names (calibration may have none)"
    for period in ("train", "calibration", "test"):
        labels = set(points.loc[(points["period"] == period) & points["label"].notna(), "label"])
        if labels != {0.0, 1.0} and (labels or period != "calibration"):
            missing = "points" if not labels else "positive label" if 1.0 not in labels else "negative label"
            raise BadInput(
                f"The {period} period holds no {missing}.",
                where=f"{f'points.label, split.{period}_periods' if supplied else 'cohort.label, split'}: period {period}",
                expected="points with the outcome and points without it",
                do=of_points if supplied else of_labels,
            )


def _check_label(coverage: pd.DataFrame, definitions: Definitions, vocabulary: Vocabulary, label: str) -> None:
    """Raise BadInput where the label counts records that no source covers: their absence is unknown, not zero."""
    if missing := sorted(tables_of(definitions, vocabulary)[label] - set(coverage["table"])):
        raise BadInput(
            "The label counts records that no source covers.",
            where=f"coverage.table: {', '.join(missing)}",
            expected=f"coverage of every kind of record that cohort.label: {label} counts",
            do="bring a source of them, state its coverage, or choose another label (cohort.label)",
        )


def _step(name: str, rows: pd.DataFrame) -> dict[str, object]:
    return {"step": name, "points": len(rows), "people": rows["child_id"].nunique()}


def _completed(
    points: pd.DataFrame,
    chronology: Chronology,
    definitions: Definitions,
    vocabulary: Vocabulary,
    cohort: Cohort,
    split: Split,
) -> pd.DataFrame:
    """Return the points with their history, stratum, labels, family, review unit and period."""
    points = _with_history(points, chronology, vocabulary, cohort)
    points = _with_strata(points, chronology, definitions, vocabulary)
    points = _with_labels(points, chronology, definitions, vocabulary, cohort)
    points = _with_families(points, chronology, split)
    return points.assign(review_unit=_review_units(points), period=_periods(points, cohort, split)).reset_index(drop=True)


def _with_history(points: pd.DataFrame, chronology: Chronology, vocabulary: Vocabulary, cohort: Cohort) -> pd.DataFrame:
    """Add the days before each point on which contacts were covered, and whether they are enough or reach back to birth."""
    coverage = chronology["coverage"]
    periods = covered_periods(coverage[coverage["table"] == vocabulary.event_types[str(vocabulary.index)].table])
    born = rows_of(points["child_id"], chronology["children"], "children")["birth_month"].set_axis(points.index)
    life_from = born.where(born < points["as_of"], points["as_of"])  # of an unborn child the day of the contact
    day_after = points["as_of"] + pd.Timedelta(days=1)
    history = _covered_days(points["as_of"], periods)
    in_life = _covered_days(day_after, periods) - _covered_days(life_from, periods)
    since_birth = born.notna() & (in_life == (day_after - life_from).dt.days)
    return points.assign(history_days=history, enough_history=since_birth | (history >= cohort.enough_history_days))


def _covered_days(before: pd.Series, periods: list[Run]) -> pd.Series:
    """Return how many covered days come before each of these days (float)."""
    parts = [(before.where(before < end, end) - start).dt.days.clip(lower=0).astype(float) for start, end in periods]
    return sum(parts, pd.Series(0.0, before.index))


def _with_strata(points: pd.DataFrame, chronology: Chronology, definitions: Definitions, vocabulary: Vocabulary) -> pd.DataFrame:
    working = np.zeros(len(points), bool)
    for state in definitions.open_work.values():
        working |= known_states(points, chronology, state, vocabulary).to_numpy()
    stratum = np.where(working, "open work", np.where(points["enough_history"], "headline", "short history"))
    return points.assign(stratum=stratum)


def _with_labels(
    points: pd.DataFrame, chronology: Chronology, definitions: Definitions, vocabulary: Vocabulary, cohort: Cohort
) -> pd.DataFrame:
    """Add each part of the label, `either`, `later`, and the decision on the day; unknown where follow-up is not complete."""
    found = outcomes(chronology, definitions, vocabulary)
    days = cohort.horizon_days + cohort.reporting_lag_days
    tables = tables_of(definitions, vocabulary)
    complete = {name: followed(points, chronology["coverage"], needed, days) for name, needed in tables.items()}
    dates = {name: first_outcome(points, found[found["label"] == name], cohort.horizon_days) for name in definitions.labels}
    dates["either"] = first_outcome(points, found, cohort.horizon_days)
    dates = {name: date.where(complete[name]) for name, date in dates.items()}
    parts = {name: date.notna().astype(float).where(complete[name]) for name, date in dates.items()}
    points = points.join(pd.DataFrame(parts)).assign(outcome_date=dates[cohort.label], label=parts[cohort.label])
    points = points.join(_decisions(points, chronology, definitions, vocabulary))
    following = points.groupby("child_id")["as_of"].shift(-1)
    through_later = (points["taken_forward"] == False) & (following <= dates["either"])  # noqa: E712 (nullable)
    return points.assign(later=through_later.fillna(False).astype(float).where(complete["either"]))


def _decisions(points: pd.DataFrame, chronology: Chronology, definitions: Definitions, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return the decision on each contact-day, and whether the contact was taken forward.

    It is the first within ten days. Where several were taken on that day, because there was more than one contact, one that
    takes a contact forward counts before those that close one, and else the first in alphabetical order.
    """
    events, codes = final(chronology["events"], vocabulary.withdrawal), chronology["event_codes"]
    rows = events[matches(definitions.decision, events, codes, vocabulary)]
    both = points.reset_index()[["index", "child_id", "as_of"]].merge(rows[["child_id", "event_date", "outcome"]], on="child_id")
    gap = (both["event_date"] - both["as_of"]).dt.days
    both = both.assign(closes=both["outcome"].isin(definitions.closed.outcome))[(gap >= 0) & (gap <= CLOSING_DAYS)]
    first = both.sort_values(["event_date", "closes", "outcome"], kind="stable").groupby("index")["outcome"].first()
    decision = first.reindex(points.index)
    closed = decision.isin(definitions.closed.outcome)
    return pd.DataFrame({"decision": decision, "taken_forward": (~closed).astype("boolean").where(decision.notna())})


def _with_families(points: pd.DataFrame, chronology: Chronology, split: Split) -> pd.DataFrame:
    """Add family and fold; stop where there are too few points, or too many of them in one connected component."""
    if len(points) < FEWEST_POINTS:
        raise BadInput(
            f"The cohort holds {len(points)} points.",
            where="cohort",
            expected=f"at least {FEWEST_POINTS}",
            do="use a longer period or more sources, so that there are more points",
        )
    children, households = chronology["children"]["child_id"], chronology["households"]
    family = families(children, households if split.family == "households" else households[:0])
    fold = folds(family, split.folds, split.seed)
    points = points.assign(family=points["child_id"].map(family), fold=points["child_id"].map(fold))
    _check_largest(points["family"], split)
    return points


def _check_largest(family: pd.Series, split: Split) -> None:
    """Stop where one family (of each point) holds too many of the points, and say which number would let it pass."""
    largest = int(family.value_counts().max())
    share = largest / len(family)
    if share <= split.largest_family_share:
        return
    whose, where, first = {
        "households": (
            "One set of connected households",
            "the table households",
            "look at those households first: if an address joins strangers (foster, refuge, temporary), mark it as such in "
            "households.kind. If they do belong together",
        ),
        "person": (
            "One child_id",
            "the table points",
            "look at that child_id first: if it stands for “not known” or for strangers, empty it where it comes from. "
            "If it is one person",
        ),
    }[split.family]
    raise BadInput(
        f"{whose} holds {of_100(share)}% of the points, {largest:,} of {len(family):,}.",
        where=f"{where}, and params.yaml: split.largest_family_share",
        expected=f"at most {chosen_share(split.largest_family_share)}%",
        do=f"{first} and the cohort is small, write split.largest_family_share: {math.ceil(100 * share) / 100:g} in params.yaml. "
        "What it costs: figures rest more on these points, and intervals may be too narrow",
    )


def _review_units(points: pd.DataFrame) -> pd.Series:
    units: pd.Series = points["family"].astype(str) + "@" + points["as_of"].dt.strftime("%Y-%m-%d")
    return units


def _periods(points: pd.DataFrame, cohort: Cohort, split: Split) -> np.ndarray:
    """Return train, calibration, test or none. Follow-up of training and calibration ends before the next cut."""
    followed = points["as_of"] + pd.Timedelta(days=cohort.horizon_days)
    cut_1, cut_2 = pd.Timestamp(str(split.cut_1)), pd.Timestamp(str(split.cut_2))
    triage = (points["stratum"] != "open work").to_numpy()
    return np.select(
        [
            points["label"].isna(),
            (followed < cut_1) & triage,
            (points["as_of"] >= cut_1) & (followed < cut_2) & triage,
            points["as_of"] >= cut_2,
        ],
        ["none", "train", "calibration", "test"],
        "none",
    )
