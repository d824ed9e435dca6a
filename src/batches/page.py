"""The first page of a batch: what it is for, how its contacts compare with earlier ones, its pages, and what is recalled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ..explain.render import banner
from ..governance.limits import in_words
from ..models.scoring import RESEARCH_ONLY
from ..pages.render import page
from ..wording import batches as wording
from ..wording.sentences import british_date, fill
from .batch import Page, Prepared
from .recalls import CAME_LATE


def batch_page(
    prepared: Prepared, pages: Sequence[Page], recalled: Sequence[Mapping[str, Any]], about: Mapping[str, Any], synthetic: bool
) -> str:
    """Return the HTML of the first page of a batch.

    Parameters
    ----------
    pages : of the new contacts. recalled : what `recalled_by` returned. about : entries of the manifest.
    """
    words = prepared.project.vocabulary
    nouns, new = words.nouns.model_dump(), prepared.new
    listed = sorted(pages, key=lambda each: (each["iso_date"], each["point_id"]))
    approval = about["approval"]
    return page(
        "batch.html",
        words=words.nouns,
        synthetic=banner(words, synthetic),
        home="",
        about=about,
        use=fill(wording.USES[about["use"]], **nouns),
        research=RESEARCH_ONLY.format_map(nouns),
        period=[british_date(day) for day in (new["as_of"].min(), new["as_of"].max())] if len(new) else None,
        flow=prepared.contacts.flow,
        join=prepared.contacts.known_before,
        rows=prepared.records.later.counts,
        drift=prepared.drift,
        alarms=[(says, prepared.drift["alarms"][name]) for name, says in wording.ALARMS.items()] if prepared.drift else [],
        approved_on=british_date(pd.Timestamp(approval["on"])),
        stale=[row for row in prepared.days_old.to_dict("records") if row["days"] > 0],
        limits=in_words(approval["limits"], nouns),
        conditions=approval["conditions"],
        pages=[{name: each[name] for name in ("date", "point_id", "child_id", "file")} for each in listed],
        recalled=[_shown(one, nouns) for one in recalled],
    )


def _shown(one: Mapping[str, Any], nouns: Mapping[str, Any]) -> dict[str, Any]:
    """Return a recalled page as the list has it: why, in words, and whether it is written anew here."""
    reasons = [fill(wording.RECALLED[why], **nouns) for why in one["why"]]
    numbers = ", ".join(map(str, one["records"]))
    return {**one, "why": " ".join(reasons), "numbers": numbers, "anew": CAME_LATE in one["why"]}
