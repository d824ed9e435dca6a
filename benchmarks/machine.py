"""The hardware and versions of a measurement, without anything that identifies the machine."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

PACKAGES = ("numba", "numpy", "pandas", "pyarrow", "polars", "duckdb", "timeseriesflattener", "tsfresh", "featuretools")
ASK = "import importlib.metadata as m, json, sys; print(json.dumps({d.name.lower(): d.version for d in m.distributions()}))"


def peak_bytes() -> int:
    """Return the most memory that this process has held, in bytes (Linux).

    getrusage would not do: it counts in the peak of the process that started this one.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)[0]) * 1024


def facts(pythons: dict[str, str]) -> dict[str, Any]:
    """Return cores, memory and the versions of what takes part, in each Python environment by its name (Linux)."""
    if sys.platform == "win32":
        raise NotImplementedError("benchmarks are measured on Linux")
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "processor": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": {name: _versions(python) for name, python in pythons.items()},
    }


def _versions(python: str) -> dict[str, str]:
    found = json.loads(subprocess.run([python, "-c", ASK], capture_output=True, text=True, check=True).stdout)
    return {name: found[name] for name in PACKAGES if name in found}
