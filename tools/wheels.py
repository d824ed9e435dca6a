"""`python -m tools.wheels` asks pip's index for which systems and Pythons each locked package has a wheel; it installs nothing.

The index is the one that pip is set to. How to ask it is inside of pip, which may change: only `files_on_index` depends on that.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_sdist_filename, parse_wheel_filename

from neglect_triage.errors import BadInput, run
from neglect_triage.files import write_text
from neglect_triage.pages.tables import markdown_table
from neglect_triage.progress import steps

ROOT = Path(__file__).resolve().parents[1]
LOCK, PAGE = ROOT / "requirements.lock", ROOT / "docs/reference/wheels.md"
PYTHONS = ((3, 11), (3, 12), (3, 13), (3, 14))
SYSTEMS = {
    "Windows": (
        ["win_amd64"],
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
    ),
    "macOS": (
        list(mac_platforms((14, 0), "arm64")),
        {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    ),
    "macOS on Intel": (
        list(mac_platforms((14, 0), "x86_64")),
        {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "x86_64"},
    ),
    "Linux": (
        [*(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)), "manylinux2014_x86_64", "manylinux2010_x86_64"],
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    ),
}
"""The platforms whose wheels each takes, the best first, and what markers see: macOS 14, and Linux with glibc 2.28 on x86-64."""
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;]+) *(?:; *(.*?))? *\\?$", re.MULTILINE)
EVERY = "every Python"
HEAD = """# Which packages have wheels

A wheel is installed as it is; without one pip has to build the package, and what is compiled needs a compiler for that.
`python -m tools.wheels` asks the index that pip is set to about every package of `requirements.lock`, for Python 3.11 to 3.14,
and writes this page.
"""


@dataclass(frozen=True)
class Pinned:
    """A package of the lock, and for whom it is: the marker behind it, which may be empty."""

    name: str
    version: str
    marker: str

    def needed(self, system: str, python: tuple[int, int]) -> bool:
        """Return whether this system and Python need it."""
        short = ".".join(map(str, python))
        seen = SYSTEMS[system][1] | {"python_version": short, "python_full_version": f"{short}.0", "extra": ""}
        return not self.marker or Marker(self.marker).evaluate(seen | {"implementation_name": "cpython"})


def pinned(lock: str) -> list[Pinned]:
    """Return the packages of a lock's text."""
    return [Pinned(name, version, marker or "") for name, version, marker in PIN.findall(lock)]


def tags(system: str, python: tuple[int, int]) -> set[Tag]:
    """Return the tags of the wheels that a system and Python take."""
    platforms = SYSTEMS[system][0]
    interpreter = f"cp{python[0]}{python[1]}"
    return {*cpython_tags(python, platforms=platforms), *compatible_tags(python, interpreter, platforms)}


def wheels_of(package: Pinned, files: Collection[str]) -> Iterator[frozenset[Tag]]:
    """Yield the tags of each wheel of the locked version."""
    for file in files:
        try:
            name, version, _, found = parse_wheel_filename(file)
        except InvalidWheelFilename:
            continue
        if (name, str(version)) == (canonicalize_name(package.name), package.version):
            yield found


def lacking(package: Pinned, files: Collection[str]) -> dict[str, list[str]] | None:
    """Return the Pythons without a wheel by system, where it is needed; None where there is no wheel at all.

    Raises
    ------
    BadInput : the index does not have the locked version.
    """
    wheels = list(wheels_of(package, files))
    if not wheels:
        if not any(_is_source(package, file) for file in files):
            place = f"{package.name}=={package.version}"
            raise BadInput("The index does not have a locked package.", where=place, do="check which index pip asks")
        return None
    absent = {
        system: [
            ".".join(map(str, python))
            for python in PYTHONS
            if package.needed(system, python) and not any(found & tags(system, python) for found in wheels)
        ]
        for system in SYSTEMS
    }
    return {system: pythons for system, pythons in absent.items() if pythons}


def is_compiled(package: Pinned, files: Collection[str]) -> bool:
    """Return whether a wheel of the locked version is for one platform only."""
    return any(tag.platform != "any" for found in wheels_of(package, files) for tag in found)


def page(packages: Collection[Pinned], files: Mapping[str, Collection[str]]) -> str:
    """Return the page: what falls short, what is source alone, and every compiled package."""
    compiled = [each for each in packages if is_compiled(each, files[each.name])]
    absent = {each: lacking(each, files[each.name]) for each in packages}
    source = [each for each, found in absent.items() if found is None]
    short = [
        [
            f"{each.name} {each.version}",
            *(f"none for {', '.join(found[system])}" if system in found else EVERY for system in SYSTEMS),
        ]
        for each, found in absent.items()
        if found
    ]
    whole = ", ".join(f"{each.name} {each.version}" for each in compiled if not absent[each])
    return "\n\n".join(
        [
            HEAD.rstrip(),
            f"Of {len(packages)} locked packages {len(compiled)} hold compiled code, and {len(source)} have no wheel at all.",
            "## What falls short",
            markdown_table(["package", *SYSTEMS], short) if short else "Nothing: every compiled package has a wheel everywhere.",
            "## Source alone",
            "Nothing in them is compiled; pip builds a wheel from each: "
            + (", ".join(f"{each.name} {each.version}" for each in source) or "none")
            + ".",
            "## Compiled, with a wheel for each system and Python that needs them",
            f"{whole or 'None'}.\n",
        ]
    )


def _is_source(package: Pinned, file: str) -> bool:
    try:
        name, version = parse_sdist_filename(file)
    except ValueError:
        return False
    return (name, str(version)) == (canonicalize_name(package.name), package.version)


def files_on_index(packages: Collection[Pinned]) -> dict[str, list[str]]:
    """Return the names of the files that pip's index has of each package."""
    from pip._internal.commands import create_command
    from pip._internal.index.collector import parse_links
    from pip._internal.models.link import Link

    command: Any = create_command("index")
    options, _ = command.parse_args(["versions"])
    with command.main_context():
        finder = command._build_package_finder(options, command._build_session(options))
        collector = finder._link_collector
        found: dict[str, list[str]] = {}
        for each in steps(packages, "packages", len(packages)):
            places = collector.search_scope.get_index_urls_locations(each.name)
            answers = (collector.fetch_response(Link(place)) for place in places if not place.startswith("file:"))
            found[each.name] = [link.filename for answer in answers if answer for link in parse_links(answer)]
        return found


def main() -> None:
    """Write the page."""
    packages = pinned(LOCK.read_text(encoding="utf-8"))
    write_text(PAGE, page(packages, files_on_index(packages)))
    print(f"written: {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    run(main)
