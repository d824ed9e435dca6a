"""Who approved which model, on which documents: only an approved model scores, and only while all that was seen stands as it was.

The log of approvals is kept in git (data/governance/approvals.jsonl). It is no output of the pipeline: people write it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from ..errors import BadInput
from ..files import read_json, sha256, sha256_of_folder
from ..models.registered import MANIFEST
from ..paths import DATA
from ..sealed_log import Entry, append, read_log

Decision = Literal["approved", "approved-with-conditions", "refused", "withdrawn"]
STANDING = ("approved", "approved-with-conditions")
DOCUMENTS = tuple(
    path.as_posix()
    for path in (DATA.page("model_card"), DATA.page("fairness"), DATA.page("evaluation"), DATA.evaluation, DATA.audit)
)
"""What a board must have before it."""
MADE_FROM = (DATA.tracked_hashes.as_posix(), "dvc.lock")
"""Hold the hashes of the data and the code of the run. They change with every run, and are kept as evidence alone."""
_WHO = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,23}")


def seen_by(model: Path, project: Path, needed: Sequence[str] = DOCUMENTS) -> dict[str, Any]:
    """Return the SHA-256 of what a board sees of a model: every file of its folder, its documents, its data.

    Raises
    ------
    BadInput : a document that is needed is not there, so that nobody can have seen it; or the folder holds no model.
    """
    if not (model / MANIFEST).is_file():
        raise BadInput("This is no model folder.", where=str(model / MANIFEST), do="name a folder that the stage train wrote")
    if absent := [name for name in needed if not (project / name).is_file()]:
        raise BadInput(
            "What is to be approved is not there to be read.",
            where=", ".join(absent),
            do="run the pipeline (make repro), read these documents, and decide then",
        )
    documents, made_from = (_hashes(project, names) for names in (DOCUMENTS, MADE_FROM))
    synthetic = bool(read_json(model / MANIFEST)["synthetic"])
    return {"model": fingerprint(model), "documents": documents, "made_from": made_from, "synthetic": synthetic}


def _hashes(project: Path, names: Sequence[str]) -> dict[str, str]:
    return {name: sha256(project / name) for name in names if (project / name).is_file()}


def fingerprint(model: Path) -> dict[str, str]:
    """Return the SHA-256 of a model's manifest, which names its files, and of the whole folder."""
    return {"manifest": sha256(model / MANIFEST), "folder": sha256_of_folder(model)}


def decide(
    log: Path, seen: dict[str, Any], decision: Decision, role: str, by: str, conditions: Sequence[str], at: dt.datetime
) -> Entry:
    """Record a decision about a model, and return its line.

    Parameters
    ----------
    seen : what `seen_by` returned. role, by : the office held, and initials or a pseudonym. conditions : in words.

    Raises
    ------
    BadInput : conditions are absent or not asked for, or there is no approval to withdraw; or the log was changed.
    """
    if not _WHO.fullmatch(by) or not role.strip():
        raise BadInput("Who decides is named by a role, and by initials or a pseudonym.", where="--role, --by")
    if bool(conditions) != (decision == "approved-with-conditions") and decision in STANDING:
        raise BadInput(
            "Conditions do not fit the decision.",
            where="--condition, --decision",
            expected="approved without any, or approved-with-conditions with one at least",
        )
    if decision == "withdrawn" and _last(read_log(log), seen["model"]["manifest"], STANDING) is None:
        raise BadInput("There is no approval of this model to withdraw.", where=str(log))
    about = {"decision": decision, "role": role.strip(), "by": by, "conditions": list(conditions), "seen": seen}
    return append(log, about | {"at": at.astimezone(dt.UTC).isoformat(timespec="seconds")})


def standing_approval(model: Path, log: Path, project: Path) -> Entry:
    """Return the approval that a model stands on.

    Raises
    ------
    BadInput : the model was never approved, was refused, or its approval was withdrawn; or its files, or documents that it was
        approved on and that are here, are not what was seen.
    """
    mine = fingerprint(model)
    last = _last(read_log(log), mine["manifest"], ())
    if last is None or last["decision"] not in STANDING:
        said = "was never approved" if last is None else f"stands as {last['decision']} since {last['at'][:10]}"
        raise BadInput(
            f"Only an approved model scores, and this one {said}.",
            where=f"{model}, {log}",
            do="put its model card and fairness report before those who answer for it, and record what they decide: "
            "neglect-triage approve",
        )
    seen = last["seen"]["documents"]
    changed = [name for name, its in _hashes(project, list(seen)).items() if its != seen[name]]
    if changed or mine != last["seen"]["model"]:
        raise BadInput(
            "What was approved has changed since.",
            where=", ".join([*([] if mine == last["seen"]["model"] else [str(model)]), *changed]),
            expected=f"the SHA-256 in line {last['number']} of {log}",
            do="put what is new before those who answer for it (neglect-triage approve), or bring back what they saw",
        )
    return last


def _last(entries: Sequence[Entry], manifest: str, decisions: Sequence[str]) -> Entry | None:
    """Return the last decision about a model; where decisions are named, only if it is one of them."""
    mine = [entry for entry in entries if entry["seen"]["model"]["manifest"] == manifest]
    return mine[-1] if mine and (not decisions or mine[-1]["decision"] in decisions) else None
