"""A plugin of mypy that shows it the package under its name. pyproject.toml maps that name onto `src`; mypy cannot follow this.

mypy calls `plugin` before it looks for any module. A link in its cache leads to `src`. git keeps none: on Windows it makes links
only for those who may. A junction, which is made there instead, anybody may make.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mypy.nodes import MypyFile
from mypy.plugin import Plugin, ReportConfigContext

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src"
LINK = ROOT / ".mypy_cache/by_name/neglect_triage"


class WholePackage(Plugin):
    """Has mypy check every module of the package, and not only those that some other module imports."""

    def get_additional_deps(self, file: MypyFile) -> list[tuple[int, str, int]]:
        """Return every module of the package as what the package itself needs: priority, name, no line."""
        return [(10, name, -1) for name in modules()] if file.fullname == "neglect_triage" else []

    def report_config_data(self, ctx: ReportConfigContext) -> list[str] | None:
        """Return what a cached result of the package rests on: a module that came or went makes it void."""
        return modules() if ctx.id == "neglect_triage" else None


def modules() -> list[str]:
    """Return the names of the package's modules."""
    parts = (path.relative_to(PACKAGE).with_suffix("").parts for path in sorted(PACKAGE.rglob("*.py")))
    return [".".join(("neglect_triage", *(part for part in name if part != "__init__"))) for name in parts]


def link_package() -> None:
    """Make the link, unless it is there."""
    if LINK.exists():
        return
    LINK.parent.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        import _winapi

        _winapi.CreateJunction(str(PACKAGE), str(LINK))
    else:
        LINK.symlink_to(PACKAGE)


def plugin(version: str) -> type[Plugin]:
    """Return what mypy, whatever its version, is to use."""
    link_package()
    return WholePackage
