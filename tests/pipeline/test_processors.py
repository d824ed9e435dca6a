"""The whole run gives the same bytes on every x86-64 processor and any number of threads (decision 18).

Other processors are emulated: NumPy, BLAS and the C library are told not to use instructions that this one has. The boosting
machine and LightGBM ask the processor themselves; the first is told to use none of them by our code, the second has no such code.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline.project import ROOT, STAGES, contents, small_project

WIDE = "X86_V4 AVX512_ICL AVX512_SPR"
PROCESSORS = {
    "as it is": {"OMP_NUM_THREADS": "1"},
    "without AVX-512": {"NPY_DISABLE_CPU_FEATURES": WIDE, "OPENBLAS_CORETYPE": "Haswell", "OMP_NUM_THREADS": "2"},
    "plain x86-64": {
        "NPY_DISABLE_CPU_FEATURES": f"X86_V3 {WIDE}",
        "OPENBLAS_CORETYPE": "Prescott",
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA,-FMA4,-AVX",
        "OMP_NUM_THREADS": "2",
    },
}
NOT_OUTPUTS = {"internal", "tracking"}  # pages of Great Expectations hold the time; runs of MLflow hold an id
RUN = """
import os, sys
from pathlib import Path
from numpy._core._multiarray_umath import __cpu_features__ as features
from tests.pipeline.project import run_all_here
used = [name for name in os.environ.get("NPY_DISABLE_CPU_FEATURES", "").split() if features[name]]
assert not used, f"not switched off: {used}"
run_all_here(tuple(sys.argv[2:]), Path(sys.argv[1]))
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        platform.machine() not in ("x86_64", "AMD64") or sys.platform != "linux", reason="promised for x86-64 Linux"
    ),
]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One run of 3,000 children for each processor, side by side."""
    folder = tmp_path_factory.mktemp("processors")
    projects = {name: small_project(folder / name, world={"children": 3000}) for name in PROCESSORS}
    own = {key for one in PROCESSORS.values() for key in one}
    bare = {key: value for key, value in os.environ.items() if key not in own} | {"PYTHONPATH": str(ROOT)}
    started = {
        name: subprocess.Popen(
            [sys.executable, "-c", RUN, str(projects[name]), *STAGES[:-1]], cwd=ROOT, env=bare | settings,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        for name, settings in PROCESSORS.items()
    }  # fmt: skip
    printed = {name: process.communicate()[0] for name, process in started.items()}
    assert {name: printed[name] for name, process in started.items() if process.returncode} == {}
    return projects


@pytest.mark.parametrize("processor", list(PROCESSORS)[1:])
def test_every_output_has_the_same_bytes(runs: dict[str, Path], processor: str) -> None:
    outputs = sorted(path.name for path in (runs["as it is"] / "data").iterdir() if path.name not in NOT_OUTPUTS)
    here, there = (contents(runs[name], *outputs) for name in ("as it is", processor))
    assert len(here) > 100
    assert sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name)) == []
