"""Rebuild the registered model from this archive, and compare it byte for byte with the model that the archive keeps.

    python rebuild.py

It runs the training stage with the code and the data of the archive, in the environment that environment.txt names.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Return 0 if every file of the model is the same."""
    code = {**os.environ, "PYTHONPATH": str(HERE / "code")}
    subprocess.run([sys.executable, "-m", "neglect_triage.pipelines.train"], cwd=HERE, env=code, check=True)
    kept, rebuilt = HERE / "registered", HERE / "data" / "models" / "registered"
    differing = []
    for name in sorted(path.name for path in kept.iterdir()):
        same = (kept / name).read_bytes() == (rebuilt / name).read_bytes()
        print(f"{'the same' if same else 'DIFFERENT'}: {name}")
        differing += [] if same else [name]
    print("The model can be rebuilt from this archive." if not differing else "The model that was rebuilt is another one.")
    return int(bool(differing))


if __name__ == "__main__":
    sys.exit(main())
