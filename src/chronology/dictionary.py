"""The data dictionary, data/README.md, generated from the canonical tables and a vocabulary."""

from __future__ import annotations

from ..pages.tables import markdown_table
from .tables import Table, tables
from .vocabulary import Vocabulary

_FOLDERS = {
    "raw": "A user's own files, as they came: canonical tables, or files that a mapping names. Git ignores them.",
    "chronology": "The canonical tables below; `about.json`: rows read, kept and quarantined, joins with their rates, and notes; "
    "and `worked_examples.json`: the households written by hand beside a simulated world, which are in no figure.",
    "protected": "The table `protected`. Audits alone read it: of fairness, and of a simulated world's truth.",
    "truth": "What a simulated world really held: the care that each child lived with, and of each record whether it is there "
    "because of it. Only the study and the audit of the truth read it; for real people it has no rows.",
    "quarantine": "The table `quarantine`: rows that could not be used, by place and rule, without any value.",
    "quality": "Every check of the chronology and how many rows failed it.",
    "strategy": "What a partnership's strategy wants, as measures over time, also as a table for dashboards (`measures.csv`; "
    "docs/reference/strategy_table.md says what its columns mean), and what each child adds to the latest year.",
    "cohort": "The points to be explained, their labels, and how many were left out and why.",
    "features": "What was knowable at each point.",
    "design": "Every check of the study's design, before anything is fitted.",
    "models": "The fitted models and their calibration, as text.",
    "evaluation": "How well the models do, with intervals.",
    "audit": "For whom the scores get it wrong more often, by group, with intervals.",
    "sensitivity": "The same figures under other choices of label, follow-up and history.",
    "explanations": "What each prediction rests on, and the events behind it.",
    "tracking": "The hashes of the files that were logged to MLflow.",
    "reports": "Pages to read in a browser, and the figures behind them.",
    "governance": "What a board decided about a model, in a sealed log that Git keeps.",
    "applied": "Batches of new contacts under an approved model, each with its pages, and a sealed log that Git keeps.",
    "review": "Samples for two auditors, and the sealed log of people's own judgements. Git ignores them.",
    "release": "The release edition: the only pages that may leave the secure area. Git ignores them.",
    "internal": "Working files that never leave this machine, among them the Data Docs of Great Expectations. Git ignores them.",
}

_TYPES = {
    "text": "text",
    "date": "date",
    "month": "month (the date of its first day)",
    "number": "number",
    "flag": "true or false",
    "word": "word",
    "words": 'words, joined by ";"',
}


def data_dictionary(vocabulary: Vocabulary) -> str:
    """Return data/README.md: what each folder holds, each table and column, and every word.

    Parameters
    ----------
    vocabulary : the words to list.
    """
    parts = [
        "# Data dictionary",
        "Made from `src/chronology/tables.yaml` and `src/chronology/vocabulary.yaml`; a test fails when it is out of date.",
        "## Folders",
        markdown_table(["folder", "what it holds"], [[f"`{name}/`", means] for name, means in _FOLDERS.items()]),
        "## Tables",
        "Parquet files. Dates are days. A word is one of the list that is named; lists stand below. A date may be written as"
        " 2024-03-31 or 31/03/2024 in a user's own file.",
        *(_table_part(name, table) for name, table in tables().items()),
        "## Word lists",
        "A project may bring its own vocabulary (`source.vocabulary` in params.yaml); this is the one for neglect.",
        *(_words_part(name, words) for name, words in vocabulary.words.items()),
        "## Event types",
        markdown_table(
            ["event type", "one of them", "coverage table", "remark"],
            [
                [f"`{name}`", kind.says, kind.table, "never carries its outcome" if not kind.outcome else ""]
                for name, kind in vocabulary.event_types.items()
            ],
        ),
        "## Codes",
        *(_words_part(name, words) for name, words in vocabulary.codes.items()),
    ]
    return "\n\n".join(parts) + "\n"


def _table_part(name: str, table: Table) -> str:
    rows = [
        [
            f"`{key}`",
            _TYPES[column.type] + (f" ({column.words})" if column.words else ""),
            "yes" if column.required else "",
            column.means,
        ]
        for key, column in table.columns.items()
    ]
    heading = f"### {name}\n\n{table.means}." + (f" Key: `{table.key}`." if table.key else "")
    return f"{heading}\n\n{markdown_table(['column', 'type', 'required', 'meaning'], rows)}"


def _words_part(name: str, words: dict[str, str]) -> str:
    return f"### {name}\n\n{markdown_table(['word', 'meaning'], [[f'`{word}`', means] for word, means in words.items()])}"
