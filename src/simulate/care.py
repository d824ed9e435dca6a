"""The care that children live with: a latent process for each home, and a component for each child."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .. import portable
from .draws import Draws
from .log import Flags, Floats, Ints, chance
from .parameters import SHOCKS, Parameters
from .people import MIDDLE, People


@dataclass
class Care:
    """The state of care in one month: arrays over homes, in standard deviations; `own` and `disability` are over children."""

    usual: Floats
    deprivation: Floats
    affluence: Floats
    drift: Floats
    shocks: Flags
    help: Floats
    response: Floats
    own: Floats
    disability: Floats

    def parts(self, p: Parameters, home: Ints) -> dict[str, Floats]:
        """Return the components of each child's care in the current `home`; care is their sum."""
        effect = np.array([p.share("shock_effects")[shock] for shock in SHOCKS])
        return {
            "usual": self.usual[home],
            "deprivation": self.deprivation[home],
            "affluence": self.affluence[home],
            "drift": self.drift[home],
            **{shock: -effect[k] * self.shocks[home, k] for k, shock in enumerate(SHOCKS)},
            "help": self.help[home],
            "own": self.own,
            "disability": self.disability,
        }


def make_care(p: Parameters, draws: Draws, people: People) -> Care:
    """Draw the usual care of each home, its response to help, and the component of each child."""
    quintile = np.zeros(people.homes)
    quintile[people.family] = people.quintile
    quintile[people.family + people.families] = people.quintile
    homes, each, foster = np.arange(people.homes), np.arange(people.children), 2 * people.families
    usual = draws.normal(homes, 0, p["care_spread"])
    usual[foster:] = p["foster_care"]
    affluent = np.zeros(people.homes)
    affluent[people.family] = people.affluent_neglect
    steady = p["care_drift"] / np.sqrt((1 - p["care_memory"]) * (1 + p["care_memory"]))
    disabled = people.disability == "yes"
    return Care(
        usual=usual,
        deprivation=-p["care_deprivation"] * (MIDDLE - quintile) * (quintile > 0),
        affluence=-p["affluent_care"] * affluent,
        drift=draws.normal(homes, 0, steady),
        shocks=np.zeros((people.homes, len(SHOCKS)), dtype=bool),
        help=np.zeros(people.homes),
        response=chance(draws.normal(homes, p["help_response"], p["help_response_spread"])),
        own=draws.normal(each, 0, p["sibling_spread"]) - p["singled_out_care"] * people.singled_out,
        disability=-p["disability_load"] * disabled,
    )


def step(p: Parameters, draws: Draws, care: Care, help_open: Floats, family_homes: int) -> None:
    """Advance care by a month: drift, shocks that start and end, help that takes effect while it lasts and fades afterwards.

    `help_open` is the gain for each home if the help now open there were taken up in full.
    """
    homes = np.arange(len(care.usual))
    care.drift = p["care_memory"] * care.drift + draws.normal(homes, 0, p["care_drift"])
    starts, ends = p.share("shock_starts"), p.share("shock_ends")
    families, most = homes[:family_homes], p["shocks_care"]
    weight = portable.exp(-p["shocks_slope"] * np.clip(care.usual[families], -most, most))
    for k, shock in enumerate(SHOCKS):
        draw = draws.random(families)
        care.shocks[families, k] = np.where(care.shocks[families, k], draw >= ends[shock], draw < starts[shock] * weight)
    goal = help_open * care.response
    speed = np.where(goal > care.help, p["help_speed"], p["relapse_speed"])
    care.help += speed * (goal - care.help)
