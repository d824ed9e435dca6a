"""Children, families, homes, and characteristics that do not change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .. import portable
from .draws import Draws
from .log import Flags, Floats, Ints, Words, pick
from .parameters import ADULT, KINDS, Parameters

YEAR = 365.25
CHILDHOOD = round(ADULT * YEAR)
MIDDLE = 3  # of five quintiles
FAMILIES_DRAWN = 3  # for each child wanted, which is more than enough


@dataclass(frozen=True)
class People:
    """Arrays over children, and over homes. Days count from the start of the world.

    Homes 0 .. families - 1 are family homes; family f's other home (a parent who lived apart, a relative) is
    families + f; child c's foster home is 2 * families + c. `named` is the change in the log odds that decisions name
    neglect at the same need, because of the groups that a child belongs to.
    """

    families: int
    family: Ints
    birth: Ints
    sex: Words
    ethnicity: Words
    disability: Words
    special_needs: Words
    quintile: Ints
    area: Words
    visibility: Floats
    reported: Floats
    kinds: Floats
    affluent_neglect: Flags
    singled_out: Flags
    named: Floats

    @property
    def children(self) -> int:
        """Number of children."""
        return len(self.family)

    @property
    def homes(self) -> int:
        """Number of homes of any kind."""
        return 2 * self.families + self.children


def make_people(p: Parameters, draws: Draws, children: int, days: int) -> People:
    """Draw families until there are `children` children under 18 (or expected) at some time in the `days` of the world."""
    family, birth = _births(p, draws, children, days)
    families = int(family.max()) + 1
    each, homes = np.arange(children), np.arange(families)
    quintile = pick(draws.random(homes), p.share("deprivation")).astype(np.int64)
    ethnicity = pick(draws.random(homes), p.share("ethnicity"))
    disabled = draws.random(each) < p["disability"]
    needs = draws.random(each) < np.where(disabled, p["special_needs_if_disabled"], p["special_needs"])
    minority = ~np.isin(ethnicity, ["white", "unknown"])
    spread = portable.exp(draws.normal(homes, 0, p["visibility_spread"]))
    surveillance = portable.exp(p["surveillance_deprivation"] * (MIDDLE - quintile) + p["surveillance_minority"] * minority)
    reported = portable.exp(draws.normal(homes, -p["reported_spread"] * p["reported_spread"] / 2, p["reported_spread"]))
    well_off = quintile >= p["affluent_from"]
    affluent = well_off & (draws.random(homes) < p["affluent_neglect"])
    brothers_and_sisters = np.bincount(family)[family] > 1
    singled_out = brothers_and_sisters & (draws.random(each) < p["singled_out"])
    kinds = portable.exp(np.column_stack([draws.normal(homes, 0, p["kind_spread"]) for _ in KINDS]))
    kinds[affluent] *= [p["affluent_kinds"] if kind in ("emotional", "supervision") else 1 for kind in KINDS]
    return People(
        families=families,
        family=family,
        birth=birth,
        sex=pick(draws.random(each), p.share("sex")),
        ethnicity=ethnicity[family],
        disability=np.where(disabled, "yes", "no").astype(object),
        special_needs=np.where(needs, "yes", "no").astype(object),
        quintile=quintile[family],
        area=pick(draws.random(homes), p.share("area"))[family],
        visibility=(spread * surveillance * np.where(affluent, p["affluent_seen"], 1))[family]
        * portable.exp(p["surveillance_disabled"] * disabled),
        reported=(reported * np.where(affluent, p["affluent_seen"], 1))[family],
        kinds=(kinds / kinds.mean(axis=1, keepdims=True))[family],
        affluent_neglect=affluent[family],
        singled_out=singled_out,
        named=(p["named_minority"] * minority + p["named_affluent"] * well_off)[family] + p["named_disabled"] * disabled,
    )


def _births(p: Parameters, draws: Draws, children: int, days: int) -> tuple[Ints, Ints]:
    """Return family and day of birth of each child, families numbered in order; the last family may be cut short."""
    drawn = np.arange(FAMILIES_DRAWN * children)
    first = -2 * CHILDHOOD + draws.integers(drawn, 2 * CHILDHOOD + days + int(p["seen_before_birth"]))
    sizes = pick(draws.random(drawn), p.share("children_in_household")).astype(np.int64)
    family = np.repeat(np.arange(len(first)), sizes)
    gaps = draws.lengths(np.arange(len(family)), p["years_between_births"] * YEAR, p["births_shape"]) + p["births_apart"]
    order = np.arange(len(family)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    gaps[order == 0] = 0
    total = np.cumsum(gaps)
    birth = (first[family] + total - total[order == 0][family]).astype(np.int64)
    seen = np.flatnonzero((birth > -CHILDHOOD) & (birth < days + p["seen_before_birth"]))[:children]
    return np.unique(family[seen], return_inverse=True)[1].astype(np.int64), birth[seen]
