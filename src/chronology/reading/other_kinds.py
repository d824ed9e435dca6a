"""What to do with a file of a kind that is not read, by its kind."""

from __future__ import annotations

from pathlib import Path

from .file_names import kind_of

_HOW = {
    "": "save each of its tables as CSV",
    ".xlsx": "save each of its sheets as CSV",
    ".xlsb": "open it in a spreadsheet program and save it as xlsx, or each of its sheets as CSV",
    ".numbers": "open it in Numbers and export it as CSV",
    ".accdb": "open it in Access and export each of its tables as CSV",
    ".sav": "open it in a statistics program and export it as CSV",
    ".rds": "read it in R and write it as CSV (write.csv) or Parquet",
    ".json": "export its records as CSV",
    ".pdf": "export the records from where it was made, as CSV: a printed page is not read",
    ".docx": "export the records from where it was made, as CSV: a document is not read",
    ".feather": "read it in pandas, R or Arrow and write it as Parquet",
    ".sqlite": "export each of its tables as CSV",
}
_ALIKE = {
    ".xlsx": (".xlsm", ".xls", ".ods"),
    ".accdb": (".mdb", ".mde", ".dbf"),
    ".sav": (".zsav", ".por", ".dta", ".sas7bdat", ".xpt"),
    ".rds": (".rda", ".rdata"),
    ".json": (".jsonl", ".ndjson", ".xml"),
    ".pdf": (".tif", ".tiff", ".jpg", ".jpeg", ".png"),
    ".docx": (".doc", ".docm", ".odt", ".rtf", ".html", ".htm", ".pptx", ".msg", ".eml"),
    ".feather": (".arrow", ".orc", ".avro"),
    ".sqlite": (".db", ".sqlite3", ".duckdb", ".sql", ".bak"),
}
_EVERY = _HOW | {kind: _HOW[like] for like, kinds in _ALIKE.items() for kind in kinds}
DOCUMENTS = (".json", ".pdf", ".docx")  # mostly hold no records


def what_to_do(name: str | Path) -> str:
    """Return what leads to a file that can be read, for a file whose kind is not."""
    return _EVERY.get(kind_of(name), _HOW[""])
