"""The benchmarks, all of them: `make bench`, or `make bench SIZE=small`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from neglect_triage.files import write_json

from .compare import Bench, compare, side_by_side
from .contenders import FILE_TO_FILE, FLOOR
from .growth import growth, large
from .machine import facts
from .picture import draw
from .plans import PLANS, Plan
from .table import show
from .work import MEASURES

HERE = Path(__file__).parent


def main() -> None:
    """Measure, print a table, and write results.json and results.svg."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--size", choices=PLANS, default="full")
    parser.add_argument("--peers", required=True, help="the Python of the peers' environment")
    parser.add_argument("--out", type=Path, default=HERE)
    given = parser.parse_args()
    plan = PLANS[given.size]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), sys.executable, given.peers, plan.budget_seconds)
        results = {"size": given.size, "machine": facts({"ours": bench.ours, "peers": bench.peers}), **measure(plan, bench)}
    write_json(given.out / "results.json", results)
    draw(results, given.out / "results.svg")
    show(results)


def measure(plan: Plan, bench: Bench) -> dict[str, Any]:
    """Return everything that the plan asks for."""
    return {
        "comparison": [row for case in MEASURES for row in compare(case, plan, bench)],
        "files": side_by_side([FLOOR, FILE_TO_FILE], "counts", plan.events, plan.rounds, bench),
        "growth": growth(plan.growth, bench),
        "large": large(plan.large, bench) if plan.large else None,
    }


if __name__ == "__main__":
    main()
