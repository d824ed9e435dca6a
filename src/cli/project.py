"""What commands read from the folder of a project: tables by stage, and whether its records are simulated."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..chronology.tables import read_table
from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput
from ..explain.run import TABLES
from ..files import read_json
from ..paths import DATA


def stage_table(stage: str, path: Path) -> pd.DataFrame:
    """Return a table that a stage writes.

    Raises
    ------
    BadInput : the stage has not been run.
    """
    if not path.is_file():
        raise BadInput("A stage has not been run.", where=str(path), do=f"dvc repro {stage}")
    return pd.read_parquet(path)


def chronology_tables() -> dict[str, pd.DataFrame]:
    """Return the canonical tables by name."""
    return {name: read_table(name, DATA.table(name)) for name in TABLES}


def is_synthetic() -> bool:
    """Return whether the records are simulated."""
    return bool(read_json(DATA.about)["synthetic"])


def synthetic_note(vocabulary: Vocabulary) -> list[str]:
    """Return the line that marks simulated records in what is printed or written; no line for records of real people."""
    return [vocabulary.synthetic] if is_synthetic() else []
