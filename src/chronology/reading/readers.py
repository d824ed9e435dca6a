"""Reading a chronology from canonical tables, or from a user's own tables with a mapping (design section 3)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

from ...errors import BadInput, did_you_mean, nearest
from ...files import in_order
from ...params import LEAST_LINK_RATE
from ...yamls import checked, read_yaml
from ..columns_of_names import name_warnings
from ..declared import words_of
from ..identifiers import refuse_identifiers
from ..names import refuse_identifiers_in, shown_header, shown_name
from ..tables import tables
from ..vocabulary import Vocabulary
from .assemble import Chronology, ExactDuplicates, Known, assemble
from .copies import same_bytes
from .cut_off import cut_off_warnings
from .file_names import TABLE_KINDS, kind_of, plain_name, stored_name
from .mapping import FILLED, Input, Mapping, Period, TableName
from .other_kinds import what_to_do
from .own_files import OwnFile, read_own_file, says_synthetic
from .passed_over import DOCUMENT, REMOVED, files_in, notes_of_passed_over
from .table_folders import copied_parts, parts_of

log = logging.getLogger(__name__)


TakeIn = Callable[[dict[str, OwnFile], Mapping], dict[str, OwnFile]]


def refuse(files: dict[str, OwnFile], content: Mapping) -> dict[str, OwnFile]:
    """Return the files unchanged; stop if anything in them could identify a person (see `refuse_identifiers`)."""
    months = [(item.file, own) for name, item in inputs_of(content) for own in own_columns(name, item, "month").values()]
    log.info("looking for anything that could identify a person")
    refuse_identifiers(files.values(), months)
    return files


def inputs_of(content: Mapping) -> Iterator[tuple[str, Input]]:
    """Yield each input of a mapping with its canonical table."""
    for name, inputs in content.tables.items():
        for item in inputs:
            yield name, item


def own_columns(name: str, item: Input, kind: str) -> dict[str, str]:
    """Return the user's own column for each canonical column of one type (`kind`) in the table `name`."""
    columns = tables()[name].columns
    return {
        column: own
        for column, own in item.columns.items()
        if isinstance(own, str) and column in columns and columns[column].type == kind
    }


def read_mapped(
    folder: Path,
    mapping: Path,
    vocabulary: Vocabulary,
    exact_duplicates: ExactDuplicates = "keep",
    take_in: TakeIn = refuse,
    least_link_rate: float = LEAST_LINK_RATE,
    known: Known | None = None,
) -> Chronology:
    """Read a user's own CSV and Parquet files (or folders of their parts) in `folder` through a mapping file.

    Known and shared dates that are not mapped are set by rule (to the event date; to the known date), and the notes say
    so. Event and point identifiers that are not mapped are made from the child and a number among
    the child's rows.

    Parameters
    ----------
    folder : the folder of the files.
    mapping : the mapping file; its schema is `mapping.Mapping`.
    vocabulary : the words that the chronology may hold.
    exact_duplicates : what happens to events that repeat another row of their file in every mapped column.
    take_in : is applied to the files before they are used; by default it refuses what could identify a person.
    least_link_rate, known : see `assemble`.

    Raises
    ------
    BadInput : a file, column or word in the mapping does not exist, a column can identify a person, a table contradicts
        itself, or none of its rows can be used or find theirs in another table.
    """
    given = read_yaml(mapping)
    refuse_identifiers_in(given, str(mapping))
    content = checked(given, Mapping, str(mapping))
    _refuse_copies(folder, content)
    files = take_in(_read_files(folder, [item.file for _, item in inputs_of(content)]), content)
    _check_columns(content, files, mapping)
    _check_words(content, vocabulary, mapping)
    unread, passed = _others_in(folder, files)
    unread += _unread_columns(content, files)
    chronology = assemble(content, files, vocabulary, exact_duplicates, unread, least_link_rate, known)
    return replace(chronology, synthetic=says_synthetic(folder), notes=chronology.notes + passed + _warnings(files, vocabulary))


def read_canonical(
    folder: Path,
    vocabulary: Vocabulary,
    exact_duplicates: ExactDuplicates = "keep",
    take_in: TakeIn = refuse,
    least_link_rate: float = LEAST_LINK_RATE,
    known: Known | None = None,
) -> Chronology:
    """Read canonical tables named events.parquet or events.csv, children.csv, ... in `folder`; see `read_mapped`.

    Events are required, and children or points. A column may be absent if `read_mapped` fills it or if it may be empty.
    """
    names = {name: file for name in get_args(TableName) if (file := canonical_file(folder, name))}
    if "events" not in names or not {"children", "points"} & set(names):
        raise BadInput(
            "A canonical table is missing.",
            where=str(folder),
            expected="events.csv or events.parquet, and children or points likewise",
            do="put the files there, or set source.folder or source.kind in params.yaml",
        )
    files = _read_files(folder, names.values())
    files = take_in(files, _identity_mapping(names, files))
    for name, file in names.items():
        _check_canonical_columns(name, files[file], folder)
    unread, passed = _others_in(folder, files)
    mapping = _identity_mapping(names, files)
    chronology = assemble(mapping, files, vocabulary, exact_duplicates, unread, least_link_rate, known)
    return replace(chronology, synthetic=says_synthetic(folder), notes=chronology.notes + passed + _warnings(files, vocabulary))


def _warnings(files: dict[str, OwnFile], vocabulary: Vocabulary) -> list[str]:
    """Return warnings of names that people may have, and of files that may have been cut off."""
    columns = (
        (own.name, shown_header(str(header), number + 1), own.cells.iloc[:, number])
        for own in files.values()
        for number, header in enumerate(own.cells)
    )
    names = name_warnings(columns, words_of([str(vocabulary)]))
    for own in files.values():
        rows, last = len(own.cells) + len(own.torn), max([*own.cells.index[-1:], *own.torn[-1:]])
        names += [] if own.name.lower().endswith(".parquet") else cut_off_warnings(own.name, last, rows, own.in_mid_row)
    return names


def _identity_mapping(names: dict[str, str], files: dict[str, OwnFile]) -> Mapping:
    every = {
        name: [Input(file=file, columns={column: column for column in map(str, files[file].cells)})]
        for name, file in names.items()
    }
    return Mapping.model_construct(source="canonical", tables=every)


def canonical_file(folder: Path, name: str) -> str | None:
    """Return the file or folder of parts that holds the canonical table `name`, in whatever letter case, or None.

    Raises
    ------
    BadInput : it is there twice.
    """
    sought = [f"{name}{kind}" for kind in TABLE_KINDS]
    paths = in_order(folder.iterdir()) if folder.is_dir() else []
    found = [path.name for path in paths if plain_name(path.name) in sought]
    found = found or [path.name for path in paths if plain_name(path.name) == name and path.is_dir() and files_in(path)[0]]
    if len(found) > 1:
        raise BadInput(f"The table {name} is there twice.", where=f"{folder}: {', '.join(found)}", do="keep one of the two files")
    return found[0] if found else None


def _check_canonical_columns(name: str, own: OwnFile, folder: Path) -> None:
    columns = tables()[name].columns
    unknown = [column for column in own.cells if column not in columns]
    if unknown:
        near = nearest(str(unknown[0]), columns)
        raise BadInput(
            f"The table {name} has a column that is not canonical.",
            where=f"{folder / own.name}, column {list(own.cells).index(unknown[0]) + 1}",
            expected=f'did you mean "{near}"?' if near else "the columns listed in data/README.md",
            do="rename it or take it out, or use a mapping",
        )
    lacking = sorted(key for key, column in columns.items() if column.required and key not in own.cells)
    lacking = [key for key in lacking if key not in FILLED.get(name, {})]
    if lacking:
        raise BadInput(
            f"The table {name} lacks a required column.", where=f"{folder / own.name}: {', '.join(lacking)}", do="add it"
        )


def _refuse_copies(folder: Path, content: Mapping) -> None:
    """Stop if a table is given the same rows twice, in two files: only one file in two entries is known to be meant."""
    for name, inputs in content.tables.items():
        for alike in same_bytes(folder, (stored_name(folder, item.file) for item in inputs)):
            raise BadInput(
                f"Two files of the table {name} are the same, byte for byte.",
                where=f"{folder}: {', '.join(alike)}",
                do="take one of them out of the mapping, or name one file in both entries",
            )


def _read_files(folder: Path, names: Iterable[str]) -> dict[str, OwnFile]:
    files = {}
    for name in dict.fromkeys(names):
        files[name] = read_own_file(folder, name)
        rows = f"{len(files[name].cells) + len(files[name].torn):,}"
        log.info("read %s: %s rows", shown_name(name, "a file"), rows)
    return files


def _others_in(folder: Path, files: dict[str, OwnFile]) -> tuple[list[str], list[str]]:
    """Return the tables in a folder that nothing names, and notes of the files in it that are passed over."""
    found, passed = files_in(folder)
    read = {stored_name(folder, name) for name in files}
    folders = [name for name in read if (folder / name).is_dir()]
    copied = {part: why for name in folders for part, why in copied_parts(folder / name, name).items()}
    parts = {part.path.relative_to(folder).as_posix() for name in folders for part in parts_of(folder / name, name)}
    unread = []
    for name in (name for name in found if name not in read and name not in parts):
        if name.startswith(tuple(f"{table}/" for table in folders)):
            passed[name] = copied.get(name, REMOVED)
        else:
            unread.append(name if kind_of(name) in TABLE_KINDS else f"{name} (of a kind that is not read: {what_to_do(name)})")
    named = {name: why for name, why in passed.items() if why != DOCUMENT and name not in read}
    return unread, notes_of_passed_over(named)


def _unread_columns(content: Mapping, files: dict[str, OwnFile]) -> list[str]:
    """Return the columns of each file that the mapping does not name."""
    named: dict[str, set[str]] = {name: set() for name in files}
    for _, item in inputs_of(content):
        named[item.file] |= {own for own in item.columns.values() if isinstance(own, str)} | set(item.rows)
    others = {
        name: [shown_header(str(column), number) for number, column in enumerate(own.cells, 1) if column not in named[name]]
        for name, own in files.items()
    }
    return [f"{name}, columns {', '.join(columns)}" for name, columns in others.items() if columns]


def _check_columns(content: Mapping, files: dict[str, OwnFile], mapping: Path) -> None:
    for name, inputs in content.tables.items():
        for number, item in enumerate(inputs):
            named = {f"columns.{column}": own for column, own in item.columns.items() if isinstance(own, str)}
            named |= {f"rows.{own}": own for own in item.rows}
            for key, own in named.items():
                if own not in files[item.file].cells:
                    near = shown_name(nearest(own, map(str, files[item.file].cells)), "")
                    raise BadInput(
                        "The mapping names a column that the file does not have.",
                        where=f'{mapping}: tables.{name}.{number}.{key}: "{shown_name(own, "...")}" (file {item.file})',
                        expected=f'did you mean "{near}"?' if near else "a column named in the first row of the file",
                        do="mend the mapping",
                    )


def _check_words(content: Mapping, vocabulary: Vocabulary, mapping: Path) -> None:
    """Stop if the mapping translates a word to one that is not in the vocabulary, or names a coverage table that is not."""
    for name, inputs in content.tables.items():
        for number, item in enumerate(inputs):
            named = {f"values.{column}": (tables()[name].columns[column].words, words) for column, words in item.values.items()}
            given = {key: (found, [word for word in words.values() if word is not None]) for key, (found, words) in named.items()}
            if isinstance(item.coverage, Period):
                given["coverage.tables"] = ("coverage_table", list(item.coverage.tables or []))
            for key, (word_list, words) in given.items():
                allowed = vocabulary.allowed(word_list) if word_list else []
                if word_list and (unknown := sorted({str(word) for word in words} - set(allowed))):
                    raise BadInput(
                        f'The mapping uses a word that the vocabulary does not know: "{unknown[0]}".',
                        where=f"{mapping}: tables.{name}.{number}.{key}",
                        expected=did_you_mean(unknown[0], allowed),
                        do="mend the mapping or the vocabulary",
                    )
