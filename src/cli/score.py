"""The command `neglect-triage score`: scores by the approved model of a project, from files, without DVC or a network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ..chronology.joins import Join, join_warnings
from ..errors import BadInput
from ..features.account import check_made_with, contacts_join, read_account
from ..files import bytes_of_folder, check_other_file, write_frame, write_json
from ..governance.approvals import Approval, standing_approval
from ..models.registered import load_registered, recalibrated
from ..models.scoring import read_features, score_contacts
from ..paths import DATA
from ..wording.estimates import of_hundred
from ..wording.logs import counted
from .on_a_run import on_a_run
from .project import OF_PROJECT, Choices, choices

MOST_NAMED = 10


@on_a_run
def score(
    features: Annotated[Path, typer.Option(help="Features of the {points}, as neglect-triage features writes them.")],
    out: Annotated[Path, typer.Option(help="Parquet file to write; an account of it stands beside it (.json).")],
    model: Annotated[str, typer.Option(help="Model folder, or models:/NAME@candidate in the MLflow store here.")] = (
        DATA.registered.as_posix()
    ),
    catalogue: Annotated[Path | None, typer.Option(help="Indicators of the model (YAML).", show_default=OF_PROJECT)] = None,
    vocabulary: Annotated[Path | None, typer.Option(help="Words of the events (YAML).", show_default=OF_PROJECT)] = None,
) -> None:
    """Score {points} that no model has seen, for research and audit only.

    Run it in the project's folder: only a model that is approved in the project's own log can score, while the documents that
    it was approved on are unchanged. A model is refused if its files, catalogue or features differ from those it was fitted
    with. No score is printed: the file holds, for each {point}, its margin (log-odds), whether it reaches the attention band,
    how often {points} like it were followed by the outcome (in the band alone), and which features were unknown.
    """
    if out.suffix.lower() != ".parquet":
        raise BadInput("Scores are written as Parquet.", where=f"--out {out}", expected="a name that ends in .parquet")
    check_other_file(out, [features])
    chosen = choices(vocabulary, catalogue)
    words = chosen.vocabulary
    folder = _folder(model)
    files = bytes_of_folder(folder)  # what is approved is what is loaded
    approval = standing_approval(folder, files, DATA.approvals, Path())
    registered = recalibrated(load_registered(folder, chosen.catalogue, words, files), approval.calibration)
    account = read_account(features)
    check_made_with(account, registered.manifest["train"]["view"], registered.manifest["catalogue_sha256"], str(features))
    scores, summary = score_contacts(
        registered, read_features(features, registered.manifest["features"]), chosen.catalogue, words.nouns
    )
    join = contacts_join(account)
    summary["joins"] = None if join is None else [join.plain()]
    write_frame(scores, out)
    approved = {key: approval.entry[key] for key in ("decision", "conditions", "number", "seal")}
    log = {"lines": approval.lines, "seal": approval.seal}
    write_json(out.with_suffix(".json"), summary | {"approval": approved, "log_of_approvals": log})
    if summary["fitted_on_synthetic_data"]:
        print(f"{words.synthetic}. The model was fitted on simulated records: its scores mean nothing for real people.")
    print(summary["use"])
    lines = [
        *_approved(approval),
        *_calibration(summary, chosen),
        *_children(join, features, chosen),
        *_unknown(summary, chosen),
        *_tied(summary, chosen),
    ]
    print("\n".join([*lines, *([chosen.says] if chosen.says else [])]))
    print(f"written: {out}, {out.with_suffix('.json')}")


def _approved(approval: Approval) -> list[str]:
    """Return which approval holds, its conditions, and the seal of the log."""
    entry = approval.entry
    return [
        f"Approved {entry['at'][:10]}: line {entry['number']} of {DATA.approvals}, seal {entry['seal']}",
        *(f"  condition: {condition}" for condition in entry["conditions"]),
        f"The log has {counted(approval.lines, 'line')}; seal of the newest: {approval.seal}",
    ]


def _calibration(summary: dict[str, Any], chosen: Choices) -> list[str]:
    """Return from which contacts it was counted how often such contacts are followed by the outcome, where not by the model's."""
    later, points = summary["calibration_learnt_from"], chosen.vocabulary.nouns.points
    if later is None:
        return []
    days = f"from {later['first_day']} to the day before {later['before']}"
    return [f"How often {points} like these were followed by the outcome was counted on {later['contacts']:,} {points} {days}."]


def _children(join: Join | None, features: Path, chosen: Choices) -> list[str]:
    """Return what is known of contacts about children who are not in the chronology: the features set them aside."""
    nouns = chosen.vocabulary.nouns
    if join is None:
        return [
            f"Not known: whether every {nouns.person} is in the chronology. {features.with_suffix('.json')} is absent or of "
            f"other features. Without a record, a {nouns.person} who is not there passes for one without a history; to find "
            "out, run neglect-triage features again."
        ]
    aside = f"{join.of - join.met:,} of {join.of:,} {nouns.points} are not scored: their {nouns.person} is not in the chronology."
    return [*join_warnings([join], chosen.least_link_rate), aside]


def _tied(summary: dict[str, Any], chosen: Choices) -> list[str]:
    """Return how many contacts tie at the start of the band, where several do: all of them are in it."""
    tied, band, points = summary["at_the_start_of_the_band"], summary["in_the_attention_band"], chosen.vocabulary.nouns.points
    line = (
        f"Of {band:,} {points} in the attention band, {tied:,} have exactly the score at which it starts. All of them are in it."
    )
    return [line] if tied > 1 else []


def _unknown(summary: dict[str, Any], chosen: Choices) -> list[str]:
    """Return how many cells were unknown, and of which features; the largest shares first."""
    shares = summary["share_of_contacts_with_the_feature_unknown"]
    largest = sorted(shares.items(), key=lambda one: (-one[1], one[0]))[:MOST_NAMED]
    return [
        f"All {summary['features_of_the_model']} features of the model are in the file; it reads "
        f"{summary['features_read_by_the_model']}. Of their {summary['cells']:,} values for {summary['contacts']:,} "
        f"{chosen.vocabulary.nouns.points}, {summary['cells_unknown']:,} are unknown: no source covered those days. "
        "A zero is not an unknown value: the days were covered, and nothing was recorded.",
        *(f"  {name}: unknown for {of_hundred(share)}%" for name, share in largest),
    ]


def _folder(model: str) -> Path:
    if not model.startswith("models:/"):
        return Path(model)
    from ..models.tracking import registered_folder  # MLflow is slow to import

    return registered_folder(model, Path())
