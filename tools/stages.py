"""`make stages` writes the code that each stage of dvc.yaml depends on, from what it imports; the example gets a copy.

A stage depends on its own module, on every module of the package that Python runs for it, and on the files of the package that
these read. What params.yaml names, such as the vocabulary, a stage declares by hand as ${source.vocabulary}.
"""

from __future__ import annotations

import re
import subprocess

from neglect_triage.errors import run
from neglect_triage.files import write_text
from neglect_triage.yamls import read_yaml
from tools.dvc_file import rewritten, shortened, stages_in
from tools.imports import ROOT, SOURCE, STAGES, file_of, import_graph, modules_run
from tools.package_data import data_read

PROJECT, EXAMPLE = ROOT / "dvc.yaml", ROOT / "examples/oulad/dvc.yaml"


def tracked_files() -> list[str]:
    """Return the files of the package and the stages that git tracks, and those that it is not asked to ignore."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", SOURCE, STAGES]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted({file for file in listed.split("\0") if file and (ROOT / file).is_file()})


def named_by_parameters(text: str) -> set[str]:
    """Return the files that params.yaml names and stages declare as ${...}."""
    params = read_yaml(ROOT / "params.yaml")
    keys = [key.split(".") for key in re.findall(r"- \$\{([\w.]+)\}", text)]
    return {str(params[section][key]) for section, key in keys}


def code_of_stages(text: str) -> dict[str, list[str]]:
    """Return the code that each stage of a dvc.yaml depends on, in order."""
    graph, tracked = import_graph(), tracked_files()
    data = data_read(ROOT, [file for file in tracked if file.startswith(f"{SOURCE}/")])
    by_parameters = named_by_parameters(text)
    found = {}
    for stage in stages_in(text):
        modules = {file for module in modules_run(f"{STAGES}.{stage}", graph) if (file := file_of(module))}
        read = {file for module in modules for file in data.get(module, ())}
        found[stage] = shortened(modules | read - by_parameters, tracked)
    return found


def written() -> str:
    """Return the text that dvc.yaml should have."""
    text = PROJECT.read_text(encoding="utf-8")
    return rewritten(text, code_of_stages(text))


def main() -> None:
    """Write both files, and say whether anything changed."""
    text = written()
    changed = [path for path in (PROJECT, EXAMPLE) if path.read_text(encoding="utf-8") != text]
    for path in changed:
        write_text(path, text)
        print(f"written: {path.relative_to(ROOT)}")
    if not changed:
        print("dvc.yaml says what the stages import; nothing to write")


if __name__ == "__main__":
    run(main)
