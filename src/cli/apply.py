"""The command `neglect-triage apply`: new contacts under an approved model, as a batch of pages, without fitting anything."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console

from ..batches.batch import Prepared, Project, lines_of, prepare
from ..batches.comparison import broken_limits
from ..batches.earlier import MANIFEST, Batch, batches_of_run, records_of
from ..batches.known import ids_known
from ..batches.write import write_batch
from ..chronology.erased import read_erased, without_erased
from ..chronology.joins import join_warnings, refuse_lost_joins
from ..chronology.reading.assemble import Chronology
from ..chronology.reading.summary import print_summary
from ..chronology.store import no_truth
from ..errors import BadInput
from ..explain.run import FINGERPRINT_LENGTH
from ..extracts.source import read_source
from ..features.subset import packaged
from ..files import atomic_folders, bytes_of_folder, sha256, sha256_of_files
from ..governance.approvals import Approval, standing_approval
from ..governance.limits import check_limits, in_words, limits_in
from ..models.registered import load_registered, recalibrated
from ..params import Params, load_params
from ..paths import DATA
from ..sealed_log import append, read_log
from ..wording.batches import ALARMS, USES
from ..wording.sentences import fill
from .on_a_run import on_a_run
from .project import choices, is_synthetic

FIELDS = ("batch", "use", "manifest", "points", "at")
"""What every line of the log of batches holds."""
_SAME_WAY = "write contacts and chronology with the same pseudonyms: neglect-triage pseudonymise, with this project's key"


@on_a_run
def apply(
    new: Annotated[Path, typer.Argument(help="Folder of new files: extracts, or tables, as this project's source reads them.")],
    use: Annotated[
        Literal["audit", "live"],
        typer.Option("--for", help="Whether the pages are read after the decision (audit) or before it (live)."),
    ],
    model: Annotated[Path, typer.Option(help="The model folder.")] = DATA.registered,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder of this batch, beside earlier ones.", show_default="named by the day of the files"),
    ] = None,
) -> None:
    """Write pages about new {points} under an approved model. Nothing is fitted, and nothing that stands is written over.

    The new files are joined to what this project's run and its earlier batches hold: what they tell again counts once, what
    they tell otherwise is a correction. Before any page the command says how the new {points} compare with those that the
    model learnt from, and stops where a limit of the approval does not hold. Earlier pages that the new records contradict
    are recalled by name. The same files give the same bytes.
    """
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    params, chosen = load_params(), choices(None, None)
    words = chosen.vocabulary.for_horizon(params.cohort.horizon_days)
    print(fill(USES[use], **words.nouns.model_dump()))
    _check_kind(params)
    files = bytes_of_folder(model)  # what is approved is what is loaded
    approval = standing_approval(model, files, DATA.approvals, Path())
    registered = recalibrated(load_registered(model, chosen.catalogue, words, files), approval.calibration)
    project = Project(DATA, params, words, chosen.catalogue, registered)
    inputs = _inputs(new)
    everything = batches_of_run(out.parent if out else DATA.applied, sha256(DATA.events))
    if standing := _made_before(everything, out, inputs, use, registered.sha256):
        _log(standing, use)
        print(f"nothing has changed: {standing.folder} was made of these files")
        return
    earlier = _same_model(everything, registered.sha256)
    given = _read(new, params, project, earlier)
    final = out or DATA.applied / f"{given.tables['coverage']['extract_date'].max():%Y-%m-%d}"
    _check_free(final)
    prepared = prepare(given.tables, project, earlier)
    _compare(prepared, approval, chosen.least_link_rate)
    about = _about(prepared, approval, inputs, use)
    with atomic_folders(final.with_name(f".{final.name}.partial"), [final]) as scratch:
        manifest = write_batch(prepared, scratch / final.name, final, about, is_synthetic())
    _log(Batch(final, manifest), use)
    nouns = words.nouns
    print(f"{manifest['points']:,} {nouns.points} have a page. Recalled earlier pages: {manifest['recalled']:,}")
    print(f"written: {final / 'index.html'}")


def _check_kind(params: Params) -> None:
    if params.cohort.kind != "contacts":
        raise BadInput(
            "Batches are of contacts, and this project supplies its points.",
            where="params.yaml: cohort.kind",
            expected="contacts",
            do="compute features and score them: neglect-triage features, neglect-triage score",
        )


def _inputs(new: Path) -> dict[str, str]:
    """Return the SHA-256 of the new files by name, and that of all of them."""
    files = bytes_of_folder(new) if new.is_dir() else {}
    if not files:
        raise BadInput(
            "There are no new files.",
            where=str(new),
            expected="a folder with new records",
            do="name the folder that holds them: neglect-triage apply FOLDER",
        )
    return {"folder": sha256_of_files(files)}


def _made_before(batches: Sequence[Batch], out: Path | None, inputs: dict[str, str], use: str, model: str) -> Batch | None:
    """Return the batch that was made of the same files, for the same use, by the same model; None without one."""
    same = {"inputs": inputs, "use": use, "model": model}
    found = [batch for batch in batches if all(batch.manifest[name] == value for name, value in same.items())]
    found = [batch for batch in found if out is None or batch.folder.resolve() == out.resolve()]
    return found[-1] if found else None


def _same_model(batches: Sequence[Batch], model: str) -> Sequence[Batch]:
    if others := [batch for batch in batches if batch.manifest["model"] != model]:
        raise BadInput(
            "Earlier batches of this run were scored by another model.",
            where=str(others[0].folder / MANIFEST),
            expected=f"model {model[:FINGERPRINT_LENGTH]}",
            do="name another folder for the batches of this model: --out",
        )
    return batches


def _read(new: Path, params: Params, project: Project, earlier: Sequence[Batch]) -> Chronology:
    """Read the new files as this project's source is read, without the rows of erased children, and say what came of them."""
    kind = "canonical" if params.source.kind == "simulate" else params.source.kind
    source = params.source.model_copy(update={"kind": kind, "folder": new})
    known = ids_known(DATA, [records_of(batch) for batch in earlier])
    matching = DATA.internal / "matching_of_new_files.yaml"
    read = read_source(source, project.vocabulary, matching, known)
    ((given, _),) = without_erased([(read, no_truth())], read_erased(), project.vocabulary)
    print_summary(given, Console(stderr=True))
    return given


def _check_free(final: Path) -> None:
    if final.exists():
        raise BadInput(
            "Something stands where this batch should go, and it was made of other files, or for another use.",
            where=str(final),
            expected="a name that is free: a batch is added to earlier ones, and never written over",
            do="name another folder beside it: --out",
        )


def _compare(prepared: Prepared, approval: Approval, least: float) -> None:
    """Say how the new contacts compare with earlier ones; stop where a limit of the approval does not hold."""
    words, join = prepared.project.vocabulary, prepared.contacts.known_before
    print("\n".join(lines_of(prepared)))
    refuse_lost_joins([join] if join.of else [], least, _SAME_WAY)
    print("\n".join([*join_warnings([join], least), f"{join.says}."]))
    alarms = {} if prepared.drift is None else prepared.drift["alarms"]
    for name, says in ALARMS.items() if alarms else ():
        print(f"beside what the model learnt from: {says}: {alarms[name]} alarm{'s' * (alarms[name] != 1)}")
    limits, nouns = limits_in(approval.entry), words.nouns.model_dump()
    oldest = int(prepared.days_old["days"].fillna(0).max())
    children = prepared.records.after["children"]
    broken = broken_limits(limits, prepared.new, children, sum(alarms.values()), oldest, words.nouns.points)
    check_limits(limits, broken, nouns, f"line {approval.entry['number']} of {DATA.approvals}")
    for line in in_words(limits, nouns):
        print(f"condition, checked: {line}")
    for line in approval.entry["conditions"]:
        print(f"condition: {line}")


def _about(prepared: Prepared, approval: Approval, inputs: dict[str, str], use: str) -> dict[str, Any]:
    """Return the entries of the manifest that are known before the pages are written."""
    earlier, entry, days = prepared.earlier, approval.entry, prepared.new["as_of"]
    events, catalogue = sha256(DATA.events), packaged(prepared.project.params.features.catalogue)
    before = earlier[-1].sha256 if earlier else None
    data = sha256_of_files({"run": events.encode(), "before": str(before).encode(), "new": inputs["folder"].encode()})
    prints = {"data": data, "catalogue": sha256(catalogue), "model": prepared.project.registered.sha256}
    return {
        "number": earlier[-1].manifest["number"] + 1 if earlier else 1,
        "follows": before,
        "use": use,
        "first_day": None if days.empty else f"{days.min():%Y-%m-%d}",
        "last_day": None if days.empty else f"{days.max():%Y-%m-%d}",
        "run": events,
        "model": prepared.project.registered.sha256,
        "inputs": inputs,
        "prints": {name: digest[:FINGERPRINT_LENGTH] for name, digest in prints.items()},
        "approval": {
            "number": entry["number"], "seal": entry["seal"], "on": entry["at"][:10], "conditions": entry["conditions"],
            "limits": limits_in(entry),
        },
    }  # fmt: skip


def _log(batch: Batch, use: str) -> None:
    """Add a batch to the log of batches, once."""
    manifest = batch.sha256
    if any(entry["manifest"] == manifest for entry in read_log(DATA.applied_log, fields=FIELDS)):
        return
    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    about = {"batch": batch.folder.as_posix(), "use": use, "manifest": manifest, "points": batch.manifest["points"], "at": at}
    append(DATA.applied_log, about)
