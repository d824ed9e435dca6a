"""What Python runs of ours when it runs a stage: the modules that it imports, directly or through others, and their packages."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import grimp

from neglect_triage.errors import BadInput

ROOT = Path(__file__).resolve().parents[1]
PACKAGE, SOURCE, STAGES = "neglect_triage", "src", "pipelines"


def import_graph() -> grimp.ImportGraph:
    """Return who imports whom in the package and the stages, at any depth of a file; what only a type checker sees is left out.

    Raises
    ------
    BadInput : the installed package is that of another checkout.
    """
    spec = find_spec(PACKAGE)
    found = Path(spec.origin).resolve().parent if spec and spec.origin else None
    if found != ROOT / SOURCE:
        raise BadInput(
            f"{PACKAGE} is not installed from this checkout.",
            where=str(found),
            expected=str(ROOT / SOURCE),
            do="run `make stages`, which installs it",
        )
    return grimp.build_graph(PACKAGE, STAGES, exclude_type_checking_imports=True, cache_dir=None)


def modules_run(module: str, graph: grimp.ImportGraph) -> set[str]:
    """Return `module`, all that it imports and all that these import; the packages that a module stands in run before it.

    Raises
    ------
    BadInput : there is no such module.
    """
    if module not in graph.modules:
        raise BadInput("A stage has no module.", where=module, do="name the module in pipelines/ as the stage in dvc.yaml")
    found, waiting = set[str](), {module}
    while waiting:
        one = waiting.pop()
        found.add(one)
        package = one.rpartition(".")[0]
        waiting |= (graph.find_modules_directly_imported_by(one) | {package} & graph.modules) - found
    return found


def file_of(module: str) -> str | None:
    """Return the file of a module by its place in the checkout; None for a folder without an __init__.py."""
    top, *rest = module.split(".")
    base = ROOT.joinpath(SOURCE if top == PACKAGE else top, *rest)
    file = base / "__init__.py" if base.is_dir() else base.with_suffix(".py")
    return file.relative_to(ROOT).as_posix() if file.is_file() else None
