"""The command `neglect-triage release`: writes the release edition, and prints what was done and how it withstands attack."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import BadInput
from ..files import write_new
from ..governance.documents.blanks import load_organisation
from ..governance.release.archive import archive_of, packed
from ..governance.release.controlled_run import controlled_run
from ..governance.release.edition import attack_sentence, release_pages, stays_inside, write_release
from ..governance.release.ledger import add_to_ledger, read_ledger
from ..params import load_params
from ..paths import DATA, DataFolder
from .on_a_run import on_a_run


@on_a_run
def release(
    data: Annotated[Path, typer.Option(help="The data folder of a finished run.")] = DATA.root,
    out: Annotated[Path, typer.Option(help="The folder to write.")] = DATA.release,
    archive: Annotated[
        Path | None, typer.Option(help="Also write a zip file from which a reviewer can rebuild the model. It stays inside.")
    ] = None,
) -> None:
    """Write the pages that may leave the secure area, and print what was hidden, rounded and withheld, and an attack's result.

    Read them before you pass them on. Only pages of this edition may leave; pages of single {points} never do. Every release is
    kept in a ledger (data/internal/releases.jsonl, which never leaves): what the difference of two would tell is hidden in the
    later one.

    An archive holds the model, its code, its settings and the rows that it was fitted on: it never leaves either.
    """
    folder = DataFolder(data)
    if archive is not None:
        _write_archive(archive, folder, out)
    earlier = read_ledger(folder.release_ledger)
    run = controlled_run(folder, load_params(), earlier)
    built, withheld = release_pages(run.facts, load_organisation(run.facts.vocabulary.nouns))
    add_to_ledger(folder.release_ledger, earlier, run.record)
    write_release(out, built, run, withheld)
    for part, done in run.done.items():
        hidden, rounded, absent = (done[name] for name in ("hidden", "rounded", "withheld"))
        print(f"{part}: of {done['numbers']:,} numbers {hidden:,} hidden, {rounded:,} rounded, {absent:,} withheld")
    for name, why in stays_inside(run.facts.vocabulary, withheld).items():
        print(f"not in it: {name} ({why})")
    print(attack_sentence(run.attack))
    print(f"written: {out}")


def _write_archive(path: Path, data: DataFolder, out: Path) -> None:
    """Write the archive; refused in the folder whose content may leave."""
    if path.resolve().is_relative_to(out.resolve()):
        raise BadInput(
            "The archive holds rows about people, and would lie among the pages that may leave.",
            where=str(path),
            do="name a file in another folder with --archive",
        )
    contents = archive_of(data, load_params(), Path())
    write_new({path: packed(contents)}, "archive", "--archive")
    print(f"written: {path}, with {len(contents):,} files; it stays inside")
