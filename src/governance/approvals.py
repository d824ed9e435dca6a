"""Who approved which model, on which documents: only an approved model can score, while everything that was seen is unchanged.

The log of approvals is kept in git (data/governance/approvals.jsonl). It is not an output of the pipeline: people write it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ..chronology.erased import LIST, read_erased
from ..chronology.names import refuse_identifiers_in
from ..errors import BadInput
from ..files import bytes_of_folder, read_json, sha256, sha256_of_files
from ..models.registered import MANIFEST, later_calibration_of
from ..paths import DATA
from ..sealed_log import Entry, append, canonical, read_log, read_whole_log

Decision = Literal["approved", "approved-with-conditions", "refused", "withdrawn"]
STANDING = ("approved", "approved-with-conditions")
VOIDED = "voided"
"""What an erasure writes about a model that rests on a child's records; no person decides it."""
DOCUMENTS = tuple(
    path.as_posix()
    for path in (DATA.page("model_card"), DATA.page("fairness"), DATA.page("evaluation"), DATA.evaluation, DATA.audit)
)
"""What a board must see before it decides."""
MADE_FROM = (DATA.tracked_hashes.as_posix(), "dvc.lock")
"""Files with the hashes of the run's data and code. They change with every run, and are recorded as evidence only."""
FIELDS = ("decision", "role", "by", "conditions", "seen", "at")
"""What every line of the log of approvals holds."""
INITIALS = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,23}")


def seen_by(model: Path, project: Path, needed: Sequence[str] = DOCUMENTS) -> dict[str, Any]:
    """Return the SHA-256 of what a board sees of a model: every file of its folder, its documents, its data.

    Raises
    ------
    BadInput : a required document is missing, so that nobody can have seen it; or the folder is not a model folder.
    """
    if not (model / MANIFEST).is_file():
        raise BadInput("This is not a model folder.", where=str(model / MANIFEST), do="name a folder that the stage train wrote")
    if absent := [name for name in needed if not (project / name).is_file()]:
        raise BadInput(
            "Documents that an approval must name are missing.",
            where=", ".join(absent),
            do="run the pipeline (neglect-triage run), read these documents, and decide then",
        )
    documents, made_from = (hashes_of(project, names) for names in (DOCUMENTS, MADE_FROM))
    synthetic = bool(read_json(model / MANIFEST)["synthetic"])
    return {"model": fingerprint(bytes_of_folder(model)), "documents": documents, "made_from": made_from, "synthetic": synthetic}


def with_calibration(seen: dict[str, Any], calibration: Path, project: Path) -> dict[str, Any]:
    """Return what a board sees where it also sees a calibration learnt from later contacts, with which the model is to score.

    Parameters
    ----------
    seen : as returned by `seen_by`. calibration : a file that `neglect-triage monitor` wrote, by its path in the project.

    Raises
    ------
    BadInput : it is not in the project, is no such file, or was learnt for another model.
    """
    path = project / calibration
    if not path.resolve().is_relative_to(project.resolve()):
        raise BadInput(
            "The calibration is not in the project.",
            where=f"--calibration {calibration}",
            expected="a file below the folder of --project",
        )
    if not path.is_file():
        raise BadInput(
            "There is no such calibration.", where=f"--calibration {calibration}", do="write it: neglect-triage monitor"
        )
    name, content = path.resolve().relative_to(project.resolve()).as_posix(), path.read_bytes()
    later_calibration_of(content, seen["model"]["manifest"], name)
    return seen | {"documents": seen["documents"] | {name: hashlib.sha256(content).hexdigest()}, "calibration": name}


def check_of_one_run(seen: Mapping[str, Any], project: Path) -> None:
    """Raise BadInput unless one run made exactly this model and exactly these documents.

    The stage track writes down the SHA-256 of the model folder and of the documents that it finds side by side, as the last of a
    run. A model of another run, or documents that were made before a refit or brought from elsewhere, differ from what it wrote.
    """
    logged = read_json(project / DATA.tracked_hashes) if (project / DATA.tracked_hashes).is_file() else {}
    model = DATA.relative(DATA.registered)
    present = {model: seen["model"]["folder"]}
    present |= {DATA.relative(Path(name)): digest for name, digest in seen["documents"].items()}
    if others := [name for name, digest in present.items() if logged.get(name) != digest]:
        what = "the model" if others == [model] else ", ".join(others)
        raise BadInput(
            "The documents do not describe this model: one run did not make both.",
            where=f"{what}; {project / DATA.tracked_hashes}",
            expected="the model and the documents of one finished run, as its last stage found them",
            do="bring all to one run (dvc repro), read the documents, and decide then; or name that run's folder: --project",
        )


def check_refitted(seen: Mapping[str, Any], log: Path, project: Path) -> None:
    """Raise BadInput if a model rests on records that were erased, and no run has made it again since.

    A run without the records can make the same bytes where the child was in the test period alone: then it is another run of the
    project's own model. The list of the project in which the command runs counts as well as that of `project`.
    """
    manifest = seen["model"]["manifest"]
    voided = {_manifest(entry): entry["seen"]["made_from"] for entry in _entries(log) if entry["decision"] == VOIDED}
    for each in (project, Path()):  # a copy from before the erasure has no list, or an older one
        voided |= read_erased(each / LIST).models
    own = project / DATA.registered / MANIFEST
    made_again = own.is_file() and sha256(own) == manifest and seen["made_from"] != voided.get(manifest)
    if manifest in voided and not made_again:
        raise _rests_on_erased(f"{LIST}, {log}; model {manifest[:16]}")


def _rests_on_erased(where: str) -> BadInput:
    return BadInput(
        "This model was fitted or tested with records that were erased since, and was not made again without them.",
        where=where,
        expected="the model of a run after the erasure",
        do="refit (dvc repro), and decide about the new model: neglect-triage approve",
    )


def hashes_of(project: Path, names: Sequence[str] = MADE_FROM) -> dict[str, str]:
    """Return the SHA-256 of those of the files that are there; by default those that tell one run from another."""
    return {name: sha256(project / name) for name in names if (project / name).is_file()}


def fingerprint(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of a model's manifest, which names its files, and of the whole folder, of the bytes of its files."""
    return {"manifest": hashlib.sha256(files.get(MANIFEST, b"")).hexdigest(), "folder": sha256_of_files(files)}


def check_initials(by: str, where: str) -> None:
    """Raise BadInput unless somebody is named by initials or a pseudonym."""
    if not INITIALS.fullmatch(by):
        raise BadInput(
            "People are named by initials or a pseudonym.",
            where=where,
            expected="2 to 24 letters, digits or hyphens without spaces, the first a letter",
        )


def decide(
    log: Path,
    seen: dict[str, Any],
    decision: Decision,
    role: str,
    by: str,
    conditions: Sequence[str],
    at: dt.datetime,
    limits: Mapping[str, Any] | None = None,
) -> Entry:
    """Record a decision about a model, and return its line.

    Parameters
    ----------
    seen : as returned by `seen_by`. role, by : the office held, and initials or a pseudonym. conditions : in words.
    limits : conditions that the program checks (`limits.limits_of`).

    Raises
    ------
    BadInput : conditions are missing, do not fit the decision or hold an identifier, there is no approval to withdraw, or the log
        was changed.
    """
    check_initials(by, "--by")
    if not role.strip():
        raise BadInput("Who decides is named by a role too.", where="--role", expected="an office that is held")
    limits = dict(limits or {})
    if (bool(conditions or limits) != (decision == "approved-with-conditions") and decision in STANDING) or (
        limits and decision not in STANDING
    ):
        raise BadInput(
            "Conditions do not fit the decision.",
            where="--condition, --limit, --decision",
            expected="approved without any, or approved-with-conditions with one at least",
        )
    refuse_identifiers_in({"--role": role, "--condition": list(conditions), "--limit": [str(each) for each in limits.values()]})
    entries = _entries(log)
    if decision == "withdrawn" and _last(entries, seen["model"]["manifest"], STANDING) is None:
        raise BadInput(
            "There is no approval of this model to withdraw.", where=str(log), do="see what is approved: neglect-triage approvals"
        )
    about = {"decision": decision, "role": role.strip(), "by": by, "conditions": list(conditions), "seen": seen}
    about |= {"limits": limits} if limits else {}
    return append(log, about | {"at": at.astimezone(dt.UTC).isoformat(timespec="seconds")})


def record_decision(
    log: Path,
    model: Path,
    project: Path,
    decision: Decision,
    role: str,
    by: str,
    conditions: Sequence[str],
    at: dt.datetime,
    calibration: Path | None = None,
    limits: Mapping[str, Any] | None = None,
    shown: str = "",
) -> Entry:
    """Record a decision about the model in a folder and what a board sees of it, and return its line.

    Parameters
    ----------
    role, by, conditions, limits : as for `decide`. calibration : as for `with_calibration`.
    shown : what `digest_of` returned when whoever decides was shown it; "" where they say themselves that they saw it.

    Raises
    ------
    BadInput : what `seen_by`, `check_of_one_run`, `check_refitted`, `with_calibration` and `decide` raise; or what was shown
        changed since.
    """
    seen = seen_by(model, project, () if decision == "withdrawn" else DOCUMENTS)
    if shown and shown != digest_of(seen):
        raise BadInput(
            "What was shown has changed since, so that it was not decided about.",
            where=str(project),
            do="open the page again, read the documents as they are now, and decide then",
        )
    if decision in STANDING:
        check_of_one_run(seen, project)
        check_refitted(seen, log, project)
    if calibration:
        seen = with_calibration(seen, calibration, project)
    return decide(log, seen, decision, role, by, conditions, at, limits)


def digest_of(seen: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a board sees of a model, as `seen_by` returned it."""
    return hashlib.sha256(canonical(seen)).hexdigest()


@dataclass(frozen=True)
class Approval:
    """An approval that is in force; how many lines the log had when it was looked up, and the seal of the newest.

    calibration : the name and the bytes of the calibration of later contacts that was approved with the model, or None.
    """

    entry: Entry
    lines: int
    seal: str
    calibration: tuple[str, bytes] | None


def to_void(entries: Sequence[Entry], kept: Sequence[Entry], every: bool) -> list[Entry]:
    """Return the last decision about each model whose approval an erasure ends.

    Parameters
    ----------
    entries : the log of approvals. kept : those of its entries that do not name the child.
    every : whether the models were fitted or tested with the child's records.
    """
    last = {_manifest(entry): entry for entry in entries if every or entry not in kept}
    left = {_manifest(entry): entry["decision"] for entry in kept}
    newest = {_manifest(entry): entry["decision"] for entry in entries}
    return [entry for model, entry in last.items() if left.get(model) in STANDING or newest[model] in STANDING]


def void(log: Path, approvals: Sequence[Entry], by: str, at: str) -> None:
    """End approvals, because the models rest on records that were erased: what a board decided about them counts no more."""
    for entry in approvals:
        append(log, {"decision": VOIDED, "role": "erasure", "by": by, "conditions": [], "seen": entry["seen"], "at": at})


def standing_approval(model: Path, files: Mapping[str, bytes], log: Path, project: Path) -> Approval:
    """Return the approval of a model that is in force, without reading anything but its bytes.

    Parameters
    ----------
    model, files : the folder, and the bytes of its files (`bytes_of_folder`) that are to be used.

    Raises
    ------
    BadInput : the model was never approved, was refused, or its approval was withdrawn; or what was approved rests on records
        that were erased since; or its files, or documents that were seen, have changed since or are gone.
    """
    current, whole = fingerprint(files), read_whole_log(log, fields=FIELDS)
    last = _last(whole.entries, current["manifest"], ())
    if last and last["decision"] == VOIDED:
        raise BadInput(
            f"The approval of this model was voided on {last['at'][:10]}: records that it was fitted or tested with were erased.",
            where=f"{model}; line {last['number']} of {log}",
            expected="a model that was fitted without them, and approved",
            do="refit (dvc repro), and have the new model approved: neglect-triage approve",
        )
    if last is None or last["decision"] not in STANDING:
        status = "was never approved" if last is None else f"stands as {last['decision']} since {last['at'][:10]}"
        raise BadInput(
            f"Only an approved model scores, and this one {status}.",
            where=f"{model}, {log}",
            do="put its model card and fairness report before those who answer for it, and record what they decide: "
            "neglect-triage approve",
        )
    if read_erased(project / LIST).models.get(current["manifest"]) == last["seen"]["made_from"]:
        raise _rests_on_erased(f"{project / LIST}; line {last['number']} of {log}")
    seen = last["seen"]["documents"]
    later = last["seen"].get("calibration")
    content = (project / later).read_bytes() if later and (project / later).is_file() else b""
    present = hashes_of(project, list(seen)) | ({later: hashlib.sha256(content).hexdigest()} if later else {})
    changed = [name for name, digest in seen.items() if present.get(name) != digest]
    if changed or current != last["seen"]["model"]:
        raise BadInput(
            "What was approved has changed since.",
            where=", ".join([*([] if current == last["seen"]["model"] else [str(model)]), *changed]),
            expected=f"the SHA-256 in line {last['number']} of {log}",
            do="put what is new before those who answer for it (neglect-triage approve), or bring back what they saw",
        )
    return Approval(last, len(whole.lines), whole.seal, (later, content) if later else None)


def decision_about(model: Path, log: Path) -> Entry | None:
    """Return the last decision about the model in a folder, as the log holds it; None where there is none."""
    manifest = model / MANIFEST
    return _last(_entries(log), sha256(manifest), ()) if manifest.is_file() else None


def _entries(log: Path) -> list[Entry]:
    return read_log(log, fields=FIELDS)


def _last(entries: Sequence[Entry], manifest: str, decisions: Sequence[str]) -> Entry | None:
    """Return the last decision about a model; where decisions are named, only if it is one of them."""
    about_model = [entry for entry in entries if _manifest(entry) == manifest]
    return about_model[-1] if about_model and (not decisions or about_model[-1]["decision"] in decisions) else None


def _manifest(entry: Entry) -> str:
    return str(entry["seen"]["model"]["manifest"])
