"""The command `neglect-triage score`: scores by the approved model of a project, from files, without DVC or a network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..chronology.vocabulary import load_vocabulary
from ..errors import BadInput
from ..features.catalogue import load_catalogue
from ..files import bytes_of_folder, write_frame, write_json
from ..governance.approvals import standing_approval
from ..models.registered import load_registered
from ..models.scoring import read_features, score_contacts
from ..paths import DATA

MOST_NAMED = 10


def score(
    features: Annotated[Path, typer.Option(help="Features of the contacts, as neglect-triage features writes them.")],
    out: Annotated[Path, typer.Option(help="Parquet file to write; an account of it stands beside it (.json).")],
    model: Annotated[str, typer.Option(help="Model folder, or models:/NAME@candidate in the MLflow store here.")] = (
        DATA.registered.as_posix()
    ),
    catalogue: Annotated[Path | None, typer.Option(help="Indicators of the model (YAML).", show_default="neglect")] = None,
    vocabulary: Annotated[Path | None, typer.Option(help="Words of the events (YAML).", show_default="neglect")] = None,
) -> None:
    """Score contacts that no model has seen, for research and audit only.

    Run it in the project's folder: only a model whose approval stands in the project's own log scores, while the documents that
    it was approved on are as they were. One is refused
    whose files, catalogue or features are not those that it was fitted with. No score is printed: the file holds, for each
    contact, its margin (log-odds), whether it reaches the attention band, how often contacts like it were followed by the
    outcome (in the band alone), and which features were unknown.
    """
    if out.suffix != ".parquet":
        raise BadInput("Scores are written as Parquet.", where=f"--out {out}", expected="a name that ends in .parquet")
    words = load_vocabulary(vocabulary)
    indicators = load_catalogue(words, catalogue)
    folder = _folder(model)
    files = bytes_of_folder(folder)  # what is approved is what is loaded
    approval = standing_approval(folder, files, DATA.approvals, Path())
    registered = load_registered(folder, indicators, words, files)
    scores, summary = score_contacts(
        registered, read_features(features, registered.manifest["features"]), indicators, words.nouns
    )
    write_frame(scores, out)
    approved = {key: approval.entry[key] for key in ("decision", "conditions", "number", "seal")}
    log = {"lines": approval.newest["number"], "seal": approval.newest["seal"]}
    write_json(out.with_suffix(".json"), summary | {"approval": approved, "log_of_approvals": log})
    if summary["fitted_on_synthetic_data"]:
        print(f"{words.synthetic}. The model was fitted on simulated records: its scores mean nothing for real people.")
    print(summary["use"])
    print(
        f"Approved {approval.entry['at'][:10]}: line {approval.entry['number']} of {DATA.approvals}, "
        f"seal {approval.entry['seal']}"
    )
    for condition in approval.entry["conditions"]:
        print(f"  condition: {condition}")
    print(f"The log has {approval.newest['number']} lines; seal of the newest: {approval.newest['seal']}")
    unknown = summary["share_of_contacts_with_the_feature_unknown"]
    read = summary["features_read_by_the_model"]
    print(
        f"Of {read} features that the model reads, {len(unknown)} were unknown for some of {len(scores):,} {words.nouns.points}."
    )
    for name, share in sorted(unknown.items(), key=lambda one: (-one[1], one[0]))[:MOST_NAMED]:
        print(f"  {name}: {share:.0%}")
    print(f"written: {out}, {out.with_suffix('.json')}")


def _folder(model: str) -> Path:
    if not model.startswith("models:/"):
        return Path(model)
    from ..models.tracking import registered_folder  # MLflow is slow to import

    return registered_folder(model, Path())
