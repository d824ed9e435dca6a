"""How long the pages of all scored contacts of this project's run take, in two processes, and how large they are.

Run, after make repro: python -m benchmarks.pages
"""

import tempfile
import time
from pathlib import Path

from neglect_triage.cli.explain import write_all


def main() -> None:
    """Write every page into a folder that is then removed; print seconds, pages and sizes."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "pages"
        start = time.perf_counter()
        pages = write_all(folder)
        seconds = time.perf_counter() - start
        sizes = sorted(path.stat().st_size for path in folder.glob("*.html"))
    print(f"{pages:,} pages in {seconds:.0f} s of the clock: {seconds / pages * 20_000:.0f} s for 20,000")
    print(f"median {sizes[len(sizes) // 2] / 1000:.0f} kB, largest {sizes[-1] / 1000:.0f} kB")


if __name__ == "__main__":
    main()
