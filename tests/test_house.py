"""The house around the code: what is shipped, what no file may hold, how long code may be."""

from __future__ import annotations

import ast
import datetime as dt
import re
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.built import TEMPLATE, build_wheel, tracked

ROOT = Path(__file__).resolve().parents[1]


PAGES = ("index.html", "_static/styles/furo.css", "reference/python.html")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this working copy, as `make wheel` builds it: with the pages about the program, of which three stand in."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in PAGES:
        (folder / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "site" / name).write_text("a page", encoding="utf-8")
    return build_wheel(folder, folder / "site")


def test_the_wheel_holds_every_file_of_src_the_stages_what_a_project_begins_with_and_nothing_else(wheel: Path) -> None:
    shipped = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert shipped == {
        *(f"neglect_triage/{path.relative_to(ROOT / 'src').as_posix()}" for path in tracked("src")),
        *(f"neglect_triage/{path.relative_to(ROOT).as_posix()}" for path in tracked("pipelines")),
        *(f"neglect_triage/workspace/template/{name}" for name in TEMPLATE),
        *(f"neglect_triage/site/{name}" for name in PAGES),
    }


def test_no_file_names_a_package_registry_or_a_place_on_a_machine() -> None:
    registries = [
        ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs"), ("npmjs", "com"))
    ]
    # A folder of a machine: a root folder that holds people's or projects' files, and something in it.
    place = re.compile(r"(?<![\w.~/:$}-])/(?:home|root|work|tmp|Users|opt|mnt|srv)/\w|[A-Za-z]:\\\\?Users\\")
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {word}" for word in registries if word in text]
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in place.finditer(text)]
    assert not found


def test_the_repository_holds_no_link() -> None:
    """On Windows git makes links only for those who may; without them the text of a link stands in its place."""
    listed = subprocess.run(["git", "ls-files", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [line.split("\t")[1] for line in listed.splitlines() if line.startswith("120000")] == []


@pytest.mark.parametrize("project", [".", "examples/oulad"])
def test_dvc_can_read_every_parameter(project: str) -> None:
    """DVC refuses the whole file for one unquoted date."""

    def dates(node: Any, place: str) -> list[str]:
        children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else []
        here = [place] if isinstance(node, dt.date) else []
        return here + [date for key, child in children for date in dates(child, f"{place}.{key}")]

    assert not dates(YAML(typ="safe").load(ROOT / project / "params.yaml"), "params")


def test_no_module_is_over_400_lines_and_no_function_over_50() -> None:
    long = []
    for path in tracked("*.py"):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT)
        if (lines := len(text.splitlines())) > 400:
            long.append(f"{name} ({lines} lines)")
        long += [
            f"{name}:{node.lineno} {node.name}"
            for node in functions(ast.parse(text))
            if (node.end_lineno or 0) - node.lineno >= 50
        ]
    assert not long


def test_files_are_sorted_in_an_order_that_is_the_same_on_every_system() -> None:
    """On Windows paths compare without a look at capitals."""
    by_paths = re.compile(r"\bsorted\((?:path for path in )?[^() ]*(?:\([^()]*\))?\.(?:r?glob|iterdir)\(")
    found = [
        f"{path.relative_to(ROOT)}: {each}"
        for path in tracked("src", "pipelines")
        if path.suffix == ".py"
        for each in by_paths.findall(path.read_text(encoding="utf-8"))
    ]
    assert not found, "use in_order of neglect_triage.files"


def test_every_file_has_a_name_that_windows_can_have_and_a_short_place() -> None:
    places = [path.relative_to(ROOT).as_posix() for path in tracked()]
    forbidden = re.compile(r'[<>:"|?*\\]|[. ](/|$)|(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.|/|$)', re.IGNORECASE)
    assert [place for place in places if forbidden.search(place) or len(place) > 120] == []
    assert len({place.casefold() for place in places}) == len(places)


def test_a_checkout_has_the_same_bytes_where_git_writes_the_line_ends_of_windows(tmp_path: Path) -> None:
    git = ["git", "-c", "core.autocrlf=true", "-c", "core.eol=crlf"]
    subprocess.run([*git, "checkout-index", "--all", "--force", f"--prefix={tmp_path.as_posix()}/"], cwd=ROOT, check=True)
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert tmp_path / "params.yaml" in files
    assert [path for path, content in files.items() if b"\r\n" in content and b"\0" not in content] == []


def functions(node: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the functions defined in a statement or module, at any depth, without a look at expressions."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield node
    for block in ("body", "orelse", "finalbody", "handlers"):
        for statement in getattr(node, block, []):
            yield from functions(statement)


def section(heading: str) -> str:
    """Return the part of CONTRIBUTING below a heading, up to the next heading."""
    _, _, rest = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition(f"# {heading}\n")
    return re.split(r"^#", rest, maxsplit=1, flags=re.MULTILINE)[0]


def test_no_variable_is_called_its_told_or_said() -> None:
    """A name says what the value is, and not that it belongs to something or was uttered."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in tracked("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in {"its", "told", "said"})
        or (isinstance(node, ast.arg) and node.arg in {"its", "told", "said"})
    ]
    assert not found


def test_the_project_layout_lists_every_room_and_no_other() -> None:
    listed = set(re.findall(r"^\| `(\w+)/` \|", section("Project layout").partition("| elsewhere")[0], flags=re.MULTILINE))
    assert listed == {path.parent.name for path in (ROOT / "src").glob("*/__init__.py")}


def test_every_room_has_its_place_in_the_import_contract_and_is_shipped() -> None:
    packages = {
        ".".join(("neglect_triage", *path.parent.relative_to(ROOT / "src").parts)) for path in tracked("src/**__init__.py")
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    elsewhere = set(project["tool"]["setuptools"]["package-dir"]) - {"neglect_triage"}
    assert set(project["tool"]["setuptools"]["packages"]) == packages | elsewhere


def test_what_answers_where_a_change_goes_exists() -> None:
    rows = re.findall(
        r"^\| (?!to change|---)([^|]+) \| ([^|]+) \| ([^|]+) \|$", section("Where a change goes"), flags=re.MULTILINE
    )
    assert len(rows) >= 10
    for change, *answers in rows:
        for answer in answers:
            named = re.findall(r"`((?:\w+/)+(?:\w+\.\w+)?|params\.yaml)`", answer)
            assert named, change
            assert all((ROOT / place).exists() for place in named), (change, named)


@pytest.mark.parametrize("path", tracked(".github/ISSUE_TEMPLATE/*.yml"), ids=lambda path: path.stem)
def test_a_form_for_issues_warns_before_it_asks_and_ends_with_a_promise_about_real_records(path: Path) -> None:
    form = YAML(typ="safe").load(path)
    first, *asked = form["body"]
    assert form["name"]
    assert form["description"]
    assert first["type"] == "markdown"
    assert re.search(
        r"This page is public\. \*\*(Never paste a cell's value|Describe no real child)", first["attributes"]["value"]
    )
    assert asked[-1]["type"] == "checkboxes"
    options = asked[-1]["attributes"]["options"]
    assert all(option["required"] for option in options)
    assert " real " in options[0]["label"]
    assert len({part["id"] for part in asked}) == len(asked)
    assert all(part["attributes"]["label"] for part in asked)


def test_the_security_policy_names_code_and_tests_that_are_there() -> None:
    named = re.findall(r"`((?:src|tests|docs)/[\w/.-]+)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    assert len(named) > 10
    assert [place for place in named if not (ROOT / place).exists()] == []


# What rounds by the processor, or leaves ties in an order that hangs on it (decision 18). `portable` has one for each.
BY_PROCESSOR = {
    "arccos", "arcsin", "arctan", "arctan2", "arctanh", "argpartition", "cbrt", "corrcoef", "cos", "cosh", "cov", "dot",
    "einsum", "exp", "exp2", "expm1", "float_power", "geomspace", "hypot", "inner", "linalg", "log", "log10", "log1p",
    "log2", "logaddexp", "logspace", "matmul", "polyfit", "power", "sin", "sinh", "tan", "tanh", "tensordot", "vdot",
}  # fmt: skip
FROM_SCIPY = {"expit", "logit", "log_ndtr", "logsumexp", "softmax", "xlogy", "minimize", "least_squares", "curve_fit"}
SORTS = {"argsort", "sort_values", "sort_index"}


def _by_processor(node: ast.AST) -> str | None:
    """Return what part of a program would differ from one processor to another, and None where it would not."""
    if (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "np"
        and node.attr in BY_PROCESSOR
    ):
        return f"np.{node.attr}"
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("scipy", "numpy")):
        return next((each.name for each in node.names if each.name in FROM_SCIPY), None)
    if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.MatMult):
        return "@"
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in SORTS:
        return None
    several = node.args and not isinstance(node.args[0], ast.Constant) and node.func.attr == "sort_values"
    stable = any(each.arg == "kind" and getattr(each.value, "value", "") == "stable" for each in node.keywords)
    return None if several or stable else f"{node.func.attr} without kind='stable'"  # pandas sorts by several keys stably


def test_nothing_is_computed_that_another_processor_would_round_or_order_differently() -> None:
    allowed = {
        "src/portable.py": {"@"},  # of whole numbers, which are exact
        "src/monitoring/drift.py": {"@"},  # of whole numbers too
        "src/models/resampling.py": {"@"},  # sparse, and so added in the order of the rows
    }
    found = []
    for path in tracked("src/*.py", "pipelines/*.py"):
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            what = _by_processor(node)
            if what and what not in allowed.get(name, set()):
                found.append(f"{name}:{getattr(node, 'lineno', 0)}: {what}")
    assert not found, "use neglect_triage.portable, or sort with kind='stable'"
