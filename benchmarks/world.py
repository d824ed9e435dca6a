"""How long the source stage takes to simulate worlds of several sizes, and how much memory it holds.

    python benchmarks/world.py [children ...]

Each size is run in a process of its own, in a folder that is removed afterwards. Memory is what the stage and its workers
hold together (proportional set size, sampled; Linux). Without sizes: a local authority and ten times that. Writes
benchmarks/world.json.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from ruamel.yaml import YAML

from neglect_triage.files import write_json

ROOT = Path(__file__).resolve().parents[1]
LOCAL_AUTHORITY = 60_000  # children ever known
EVERY = 0.1  # seconds between looks at memory


@dataclass(frozen=True)
class Run:
    """One run: wall and processor seconds, the most memory held, and the most held in its first and its second half."""

    children: int
    seconds: float
    processor_seconds: float
    gigabytes: float
    first_half_gigabytes: float
    second_half_gigabytes: float
    megabytes_written: int


def measure(children: int) -> Run:
    """Run the source stage on a world of so many children."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        _write_params(project, children)
        before, start, held = _processor_seconds(), time.perf_counter(), []
        stage = subprocess.Popen([sys.executable, str(ROOT / "pipelines/source.py")], cwd=project, stdout=subprocess.DEVNULL)
        while stage.poll() is None:
            held.append(sum(_held(process) for process in _family(stage.pid)) / 1e6)
            time.sleep(EVERY)
        seconds = time.perf_counter() - start
        if stage.returncode:
            sys.exit(f"the source stage ended with {stage.returncode}")
        written = sum(path.stat().st_size for path in (project / "data").rglob("*.parquet")) / 1e6
    middle = len(held) // 2
    return Run(
        children=children,
        seconds=round(seconds, 1),
        processor_seconds=round(_processor_seconds() - before, 1),
        gigabytes=round(max(held), 2),
        first_half_gigabytes=round(max(held[:middle]), 2),
        second_half_gigabytes=round(max(held[middle:]), 2),
        megabytes_written=round(written),
    )


def _write_params(project: Path, children: int) -> None:
    yaml = YAML()
    params = yaml.load(ROOT / "params.yaml")
    params["world"]["children"] = children
    params["source"]["vocabulary"] = str(ROOT / "src/chronology/vocabulary.yaml")
    yaml.dump(params, project / "params.yaml")


def _processor_seconds() -> float:
    if sys.platform == "win32":
        raise NotImplementedError("benchmarks are measured on Linux")
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _family(process: int) -> list[int]:
    """Return a process and all that descend from it."""
    found = [process]
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += [one for child in task.read_text().split() for one in _family(int(child))]
        except OSError:
            continue  # it has just ended
    return found


def _held(process: int) -> int:
    """Return the kilobytes that a process holds, shared pages counted in parts; none if it has just ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def main() -> None:
    """Measure each size in turn, print what was found, and write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("children", type=int, nargs="*", default=[LOCAL_AUTHORITY, 10 * LOCAL_AUTHORITY])
    runs: list[Run] = []
    print(f"{'children':>10} {'seconds':>9} {'processor':>10} {'times':>7} {'GB':>6}   (first half, second half)")
    for children in sorted(parser.parse_args().children):
        run = measure(children)
        runs.append(run)
        halves = f"{run.first_half_gigabytes:.2f}, {run.second_half_gigabytes:.2f}"
        times = run.seconds / runs[0].seconds
        print(
            f"{children:>10,} {run.seconds:>9.1f} {run.processor_seconds:>10.1f} {times:>7.2f} {run.gigabytes:>6.2f}   ({halves})"
        )
    write_json(ROOT / "benchmarks/world.json", {"processors": os.cpu_count(), "runs": [asdict(run) for run in runs]})


if __name__ == "__main__":
    main()
