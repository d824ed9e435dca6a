"""A batch: new records joined to what is known, the new contacts scored by the approved model, and what their pages say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from ..chronology.one_run import check_same_rows
from ..chronology.vocabulary import Vocabulary
from ..explain.attribution import contributions
from ..explain.decisions.audit import decisions_about
from ..explain.record import Flagged
from ..explain.run import Run, contents, flagged
from ..features.catalogue import Catalogue
from ..files import read_json, read_run_table
from ..models.bands import standing
from ..models.cohort import WORKED_EXAMPLE
from ..models.crossfit import ALL
from ..models.registered import Registered
from ..params import Params
from ..paths import DataFolder
from .comparison import compared, days_old, run_points
from .contacts import Contacts, contacts_of
from .earlier import POINTS, Batch, contents_of, records_of
from .known import sources_kept_apart
from .recalls import CAME_LATE, recalled
from .records import Joined, joined

Page = dict[str, Any]
_FLAGGED = ["point_id", "child_id", "as_of", "standing"]


@dataclass(frozen=True)
class Project:
    """The finished run under whose approved model new contacts are scored."""

    data: DataFolder
    params: Params
    vocabulary: Vocabulary
    catalogue: Catalogue
    registered: Registered

    @cached_property
    def points(self) -> pd.DataFrame:
        """The run's points without worked examples, with margin, attention and standing by the registered model."""
        points = read_run_table(self.data.points)
        check_same_rows(points, self.features_of_all)
        scored = run_points(points, self.features_of_all, self.registered, self.catalogue)
        counted: pd.DataFrame = scored.assign(standing=standing(scored))[self._counted]
        return counted

    @cached_property
    def features(self) -> pd.DataFrame:
        """The features of `points`, in the same order."""
        counted: pd.DataFrame = self.features_of_all[self._counted]
        return counted

    @cached_property
    def features_of_all(self) -> pd.DataFrame:
        """The features of every point of the run."""
        return read_run_table(self.data.features(self.registered.manifest["train"]["view"]))

    @cached_property
    def _counted(self) -> Any:
        return (read_run_table(self.data.points, ["period"])["period"] != WORKED_EXAMPLE).to_numpy()


@dataclass(frozen=True)
class Prepared:
    """New contacts that are scored, before any page: what the records add, and how the contacts compare with earlier ones.

    earlier : the batches before this one. drift : None where there is no new contact.
    """

    project: Project
    earlier: Sequence[Batch]
    records: Joined
    contacts: Contacts
    drift: dict[str, Any] | None
    days_old: pd.DataFrame
    touched: Sequence[tuple[str, Page]]

    @property
    def new_features(self) -> pd.DataFrame:
        """The features of the new points, in the same order."""
        return self.contacts.features[self.contacts.new].reset_index(drop=True)

    @property
    def new(self) -> pd.DataFrame:
        """The new points."""
        return self.contacts.points[self.contacts.new].reset_index(drop=True)


def prepare(given: Mapping[str, pd.DataFrame], project: Project, earlier: Sequence[Batch]) -> Prepared:
    """Join new canonical tables to what is known, score the new contacts, and compare them with what the model learnt from."""
    later = [records_of(batch) for batch in earlier]
    pages = {page["point_id"]: (batch.folder.name, page) for batch in earlier for page in contents_of(batch)}  # the last counts
    about = [(page["child_id"], point) for point, (_, page) in pages.items()]
    records = joined(given, project.data, later, about, project.vocabulary)
    touched = [pages[point] for point in sorted(records.paged)]
    contacts = contacts_of(records, project.registered, project.catalogue, project.vocabulary, project.params)
    families_known = read_json(project.data.families)["intervals_estimable"]
    drift = None
    if contacts.new.any():
        drift = compared(project.points, project.features, contacts, records, project.registered, project.params, families_known)
    last = contacts.points.loc[contacts.new, "as_of"].max()
    return Prepared(project, earlier, records, contacts, drift, days_old(records.after["coverage"], last), touched)


def recalled_by(prepared: Prepared, run: Run, attributions: pd.DataFrame) -> tuple[list[dict[str, Any]], list[Page]]:
    """Return the earlier pages that the new records recall (`recalled`), and what those say now that would say something else."""
    earlier = run.points[~prepared.contacts.new.to_numpy()].reset_index(drop=True)
    now = {page["point_id"]: page for page in contents(run, attributions, earlier)}
    found = recalled(prepared.touched, now, prepared.records.replaced)
    return found, [now[one["point_id"]] for one in found if CAME_LATE in one["why"]]


def decisions_of(prepared: Prepared) -> tuple[pd.DataFrame, dict[str, Any], list[dict[str, Any]]]:
    """Return the audit of decisions about the new contacts, as `decisions_about` does."""
    project = prepared.project
    estimable = read_json(project.data.families)["intervals_estimable"]
    return decisions_about(prepared.new, prepared.records.after, project.vocabulary, project.params, estimable)


def run_of(prepared: Prepared, prints: Mapping[str, str]) -> Run:
    """Return the batch as a run whose pages can be made."""
    project = prepared.project
    later = [records_of(batch) for batch in prepared.earlier]
    return Run(
        project.params,
        project.vocabulary,
        project.catalogue,
        prepared.records.after,
        prepared.contacts.points,
        {ALL: dict(prints)},
        [],
        attention_of(prepared),
        read_json(project.data.relative_rates),
        kept_apart=sources_kept_apart(project.data, [*later, prepared.records.later.tables]),
    )


def attention_of(prepared: Prepared) -> dict[str, list[Flagged]]:
    """Return the points in the attention band, by child: of the run, of earlier batches, and of this one."""
    earlier = (read_run_table(batch.folder / POINTS, _FLAGGED) for batch in prepared.earlier)
    every = pd.concat([prepared.project.points[_FLAGGED], *earlier, prepared.contacts.points[_FLAGGED]])
    return flagged(every.drop_duplicates("point_id", keep="last"))


def attributions_of(prepared: Prepared) -> pd.DataFrame:
    """Return what each indicator adds to each point of a batch (point_id, base, margin, indicators)."""
    project, points = prepared.project, prepared.contacts.points
    found = contributions(project.registered.model, prepared.contacts.features, project.catalogue)
    found.insert(0, "point_id", points["point_id"].to_numpy())
    return found


def lines_of(prepared: Prepared) -> Iterator[str]:
    """Yield, for the reader, what came of the new records, before any page is made."""
    nouns = prepared.project.vocabulary.nouns
    for table, counts in prepared.records.later.counts.items():
        parts = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
        yield f"{table}: {sum(counts.values()):,} rows given: {parts or 'none'}"
    for step in prepared.contacts.flow:
        yield f"new {nouns.points}, {step['step']}: {step['points']:,}"
    stale = prepared.days_old[prepared.days_old["days"] > 0]
    for source, table, days in stale[["source", "table", "days"]].itertuples(index=False):
        yield f"{source}, {table}: its records end {int(days):,} days before the last {nouns.point}."
