"""What commands read from the folder of a project: its choices, tables by stage, and whether its records are simulated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..chronology.vocabulary import Vocabulary, load_vocabulary
from ..errors import BadInput
from ..features.catalogue import Catalogue, load_catalogue
from ..files import read_json, read_run_table
from ..params import LEAST_LINK_RATE, PARAMS, Params, Quarantine, load_params
from ..paths import DATA
from ..yamls import read_yaml

OF_PROJECT = "this project's, or the package's own"
DVC, OUR_STAGE = Path("dvc.yaml"), re.compile(r"\bpipelines[/.]source\b")
ANOTHER = f"{PARAMS} here belongs to another program, because it names no source of records. It was not read."


@dataclass(frozen=True)
class Choices:
    """What commands on files take from the project in whose folder they run, or else the defaults of neglect.

    vocabulary, catalogue : that are to be used. least_link_rate : under which a join of two tables gets a warning.
    quarantine : how much of a kind of record may be unusable.
    says : what was taken from the project, for the reader; else empty.
    """

    vocabulary: Vocabulary
    catalogue: Catalogue
    least_link_rate: float
    quarantine: Quarantine
    says: str


def choices(vocabulary: Path | None, catalogue: Path | None) -> Choices:
    """Return the vocabulary and catalogue that are named, or else those of params.yaml here, or else those of neglect.

    Raises
    ------
    BadInput : params.yaml, the vocabulary or the catalogue is wrong, or the last two do not belong together.
    """
    params = project_params()
    if params is None:
        words = load_vocabulary(vocabulary)
        says = ANOTHER if PARAMS.is_file() else ""
        return Choices(words, load_catalogue(words, catalogue), LEAST_LINK_RATE, Quarantine(), says)
    taken = [name for name, given in (("vocabulary", vocabulary), ("catalogue", catalogue)) if given is None]
    words = load_vocabulary(vocabulary or params.source.vocabulary)
    indicators = load_catalogue(words, catalogue or params.features.catalogue)
    says = f"From this project's {PARAMS}: {', '.join([*taken, 'least_link_rate', 'quarantine'])}."
    return Choices(words, indicators, params.source.least_link_rate, params.source.quarantine, says)


def project_params() -> Params | None:
    """Return the parameters of the project in this folder; None where there is none (DVC gives params.yaml to others too).

    Raises
    ------
    BadInput : params.yaml is ours and wrong, cut off or empty.
    """
    if not PARAMS.is_file():
        return None
    content = read_yaml(PARAMS)
    begins_as_ours = isinstance(content, dict) and isinstance(content.get("source"), dict)
    return load_params(PARAMS) if begins_as_ours or _runs_our_stages() else None


def _runs_our_stages() -> bool:
    return DVC.is_file() and OUR_STAGE.search(DVC.read_text(encoding="utf-8", errors="replace")) is not None


def stage_table(stage: str, path: Path) -> pd.DataFrame:
    """Return a table that a stage writes.

    Raises
    ------
    BadInput : the stage has not been run.
    """
    if not path.is_file():
        raise BadInput("A stage has not been run.", where=str(path), do=f"dvc repro {stage}")
    return read_run_table(path)


def is_synthetic() -> bool:
    """Return whether the records are simulated."""
    return bool(read_json(DATA.about)["synthetic"])


def synthetic_note(vocabulary: Vocabulary) -> list[str]:
    """Return the line that marks simulated records in what is printed or written; no line for records of real people."""
    return [vocabulary.synthetic] if is_synthetic() else []
