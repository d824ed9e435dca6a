"""`make stages` writes the code that each stage of dvc.yaml depends on, from what it imports; the example has the same stages.

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
UP = "../../"


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


def of_example(text: str) -> str:
    """Return the text of a dvc.yaml for the example, which calls the stages above it and depends on their code there.

    Its files stand one by one: what Python compiles beside them would be part of a folder that lies outside of its project.
    """

    def files(found: re.Match[str]) -> str:
        inside = [file for file in tracked_files() if file == found[1] or file.startswith(f"{found[1]}/")]
        return "".join(f"      - {UP}{file}\n" for file in inside)

    text = re.sub(rf"^      - ((?:{SOURCE}|{STAGES})(?:/.*)?)\n", files, text, flags=re.MULTILINE)
    text = text.replace(f"cmd: python {STAGES}/", f"cmd: python {UP}{STAGES}/")
    return re.sub(r"^#.*\n", "# The stages of the dvc.yaml above, by `make stages`.\n", text, count=1)


def main() -> None:
    """Write both files, and say whether anything changed."""
    text = written()
    should_be = {PROJECT: text, EXAMPLE: of_example(text)}
    changed = [path for path, text in should_be.items() if path.read_text(encoding="utf-8") != text]
    for path in changed:
        write_text(path, should_be[path])
        print(f"written: {path.relative_to(ROOT)}")
    if not changed:
        print("dvc.yaml says what the stages import; nothing to write")


if __name__ == "__main__":
    run(main)
