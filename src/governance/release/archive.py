"""What a reviewer needs to rebuild the registered model: its code, settings, data and environment, in one file.

By press reports of 2026 a council dropped models of children's risk of which reviewers found neither code nor variables.
"""

from __future__ import annotations

import hashlib
import io
import json
import platform
import zipfile
from collections.abc import Iterator, Mapping
from importlib.metadata import distributions
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from typing import get_args

from ...params import PARAMS, Params, View
from ...paths import DATA, DataFolder

PACKAGE = __package__.split(".")[0]
_TIME = (1980, 1, 1, 0, 0, 0)  # of every file, so that the same run gives the same bytes
_NO_CODE = ("__pycache__", "site")
_BESIDE = ("dvc.yaml", "dvc.lock", "requirements.lock", "governance.yaml", "erased.json", DATA.approvals.as_posix())
_README = """\
# The archive of a model

It holds rows about people, without names. It stays inside the secure area, and is kept as long as those rows may be.

- `registered/`: the model: trees, calibration, curves and surfaces; `manifest.json` lists its variables (`features`).
- `data/`: the rows and features on which it was fitted. `params.yaml` and the files that it names: every choice.
- `code/`: the program. `environment.txt`: every package with its version, and Python's.
- `contents.json`: the SHA-256 of each file.

To rebuild the model, install what `environment.txt` names, unpack the archive, and run `python rebuild.py` in its folder.
It fits the model again and compares every file with `registered/`. On another kind of processor last digits may differ.
"""


def archive_of(data: DataFolder, params: Params, project: Path) -> dict[str, bytes]:
    """Return every file of the archive by its name in it. `project` : where params.yaml stands."""
    from_run = [data.about, data.children, data.points, *(data.features(view) for view in get_args(View))]
    contents = {str(PurePosixPath(DATA.root.as_posix(), data.relative(path))): path.read_bytes() for path in from_run}
    contents |= {f"registered/{path.name}": path.read_bytes() for path in data.registered.iterdir()}
    contents |= _settings(params, project)
    contents |= {name: (project / name).read_bytes() for name in _BESIDE if (project / name).is_file()}
    contents |= {f"code/{PACKAGE}/{name}": content for name, content in _code(files(PACKAGE))}
    contents |= {f"code/{PACKAGE}/pipelines/{name}": content for name, content in _code(files(f"{PACKAGE}.pipelines"))}
    contents["rebuild.py"] = files(__package__).joinpath("rebuild.py").read_bytes()
    contents["environment.txt"] = _environment().encode()
    contents["README.md"] = _README.encode()
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(contents.items())}
    return contents | {"contents.json": (json.dumps(hashes, indent=1) + "\n").encode()}


def packed(contents: Mapping[str, bytes]) -> bytes:
    """Return files as a zip archive; the same files give the same bytes."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(contents):
            archive.writestr(zipfile.ZipInfo(name, _TIME), contents[name], zipfile.ZIP_DEFLATED)
    return memory.getvalue()


def _settings(params: Params, project: Path) -> dict[str, bytes]:
    """Return params.yaml and the files that it names; those from elsewhere are named anew in it."""
    text, contents = (project / PARAMS).read_text(encoding="utf-8"), {}
    for path in (params.source.vocabulary, params.features.catalogue):
        elsewhere = path.is_absolute() or ".." in path.parts
        name = f"settings/{path.name}" if elsewhere else path.as_posix()
        text = text.replace(str(path), name)
        contents[name] = (project / path).read_bytes()
    return contents | {PARAMS.name: text.encode()}


def _code(folder: Traversable, before: str = "") -> Iterator[tuple[str, bytes]]:
    for path in folder.iterdir():
        if path.is_dir() and path.name not in _NO_CODE:
            yield from _code(path, f"{before}{path.name}/")
        elif path.is_file() and not path.name.endswith(".pyc"):
            yield f"{before}{path.name}", path.read_bytes()


def _environment() -> str:
    installed = sorted({f"{each.name}=={each.version}" for each in distributions()}, key=str.lower)
    about = [f"# Python {platform.python_version()}, {platform.system()}, {platform.machine()}"]
    return "\n".join([*about, *installed, ""])
