"""The study as Markdown: every number in it comes from the JSON of a run."""

from __future__ import annotations

from typing import Any

from benchmarks.bias_study.alarms import ALONE, TOGETHER

FIGURES = {
    "selection_rate": "share flagged",
    "recall": "recall",
    "false_positive_rate": "false-positive rate",
    "precision": "precision",
    "auc": "AUC",
    "observed_per_expected": "observed for one expected",
    "intercept": "intercept of recalibration",
    "slope": "slope of recalibration",
}
FIVE_GROUPS = "ethnicity"
KINDS = {
    FIVE_GROUPS: "ethnicity in five groups, not recorded apart",
    "minority": "ethnicity in two groups",
    "disability": "disability",
}

Study = dict[str, Any]


def as_markdown(study: Study) -> str:
    """Return the document."""
    parts = [_head(study), _false_alarms(study), _power(study), _figures(study), _limits()]
    return "\n".join(line for part in parts for line in part) + "\n"


def _head(study: Study) -> list[str]:
    size = study["size"]
    return [
        "# What the fairness audit can find",
        "",
        f"**{study['synthetic']}** Made by `make study`. Every number comes from `bias_study.json`, which that run wrote.",
        "",
        f"Each world has {size['children']:,} children over the years that `params.yaml` names. Its contacts are scored by",
        "the pipeline's own model, and audited as real scores would be: by ethnicity, disability, special needs,",
        "deprivation, sex and area, each group beside its reference. "
        f"There are {size['worlds']} worlds of each kind, no two with",
        f"the same seed. Flagged is who lies in the attention band. Each audit draws families {size['draws']} times.",
        "",
    ]


def _false_alarms(study: Study) -> list[str]:
    found = study["false_alarms"]
    sources = {f"groups drawn anew, in each of {study['size']['redrawn_worlds']} worlds": found["groups drawn anew"]}
    sources |= {f"worlds fresh as a whole, {name}": rates for name, rates in found["worlds fresh as a whole"].items()}
    rows = [
        [
            name,
            f"{rates['draws']:,}",
            f"{rates['gaps in a draw']:g}",
            _mean(rates["a gap alone"]),
            _share(rates["any gap, each alone"]),
            _share(rates["any gap, all together"]),
        ]
        for name, rates in sources.items()
    ]
    heads = ["", "in all", "gaps in each", "a gap alone", "any gap, each alone", "any gap, all together"]
    figures = found["groups drawn anew"]["a gap alone, by figure"]
    return [
        "## A world without a bias must not be accused",
        "",
        "In the preset `even` no group is treated otherwise than another, so that every alarm is a false one. The nominal",
        "rate is 5 %. *Alone*: the 95 % interval of one gap leaves out zero. *Together*: its band does, which holds for",
        "all gaps at once. The audit says that groups differ only where the band leaves out zero.",
        "",
        *_table(heads, rows),
        "",
        "Groups that mean nothing can be drawn anew on one simulated and scored world: that is one more draw of the world",
        "(`redraws.py` says why). A gap alone, by figure:",
        "",
        *(f"- {FIGURES[name]}: {_percent(value)}" for name, value in figures.items()),
        "",
    ]


def _power(study: Study) -> list[str]:
    rows = [
        [name, KINDS[kind], f"{result['contacts']:,.0f}", f"{result['positives']:,.0f}", f"{of['gaps in a world']:g}", *_both(of)]
        for name, result in study["power"].items()
        for kind, of in result["found"].items()
    ]
    heads = ["bias", "looked for by", "test contacts", "with a step-up", "gaps told", "found, alone", "found, together"]
    return [
        "## A bias that was put in should be found",
        "",
        *(f"- **{name}**: {result['means']}" for name, result in study["power"].items() if result["found"]),
        "",
        "Found: some gap of the group's characteristic raised an alarm. Where too few families had the outcome, nothing can",
        "be told, and the bias counts as not found. Contacts, step-ups and gaps are means of the worlds.",
        "",
        *_table(heads, rows),
        "",
    ]


def _figures(study: Study) -> list[str]:
    rows = [
        [name, FIGURES[figure], f"{one['mean gap']:+.3f}", *_both(one)]
        for name, result in study["power"].items()
        for kind, of in result["found"].items()
        if kind != FIVE_GROUPS
        for figure, one in of["figures"].items()
    ]
    heads = ["bias", "figure", "mean gap", "found, alone", "found, together"]
    return ["## Which figure shows it", "", "The group as a whole beside all others.", "", *_table(heads, rows), ""]


def _limits() -> list[str]:
    return [
        "## What this cannot tell",
        "",
        "- A gap is not a bias. Where need differs between groups, gaps can be right. Here need was alike by construction.",
        "- An audit compares with the recorded label. A bias of the label itself shows only as far as the model does not",
        "  follow it. The page of the simulated world sets the label beside the truth, which no real place can do.",
        "- Power is that of these worlds, of this size, and of biases this strong. A smaller place or group finds less.",
    ]


def _both(found: dict[str, Any]) -> list[str]:
    return [_share(found[how]) for how in (ALONE, TOGETHER)]


def _table(heads: list[str], rows: list[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def _percent(value: float | None) -> str:
    return "not estimable" if value is None else f"{100 * value:.1f} %"


def _mean(stated: dict[str, float | None]) -> str:
    ends = [_percent(stated[end]).removesuffix(" %") for end in ("low", "high")]
    return _percent(stated["value"]) + ("" if stated["low"] is None else f" ({ends[0]} to {ends[1]})")


def _share(stated: dict[str, Any]) -> str:
    return f"{stated['times']} of {stated['of']} ({100 * stated['low']:.0f} to {100 * stated['high']:.0f} %)"
