"""The command `neglect-triage run`: the stages whose inputs have changed, from a chronology to the report."""

from __future__ import annotations

from typing import Annotated

import typer

from ..paths import DATA
from ..workspace.reproduce import change_choices, reproduce

LOOK = (
    ("the report", f"{DATA.page('index').as_posix()} (open it in a browser)"),
    ("the figures", "dvc metrics show"),
    ("every run", "mlflow ui --backend-store-uri sqlite:///mlflow.db --host 127.0.0.1 (on this machine only)"),
)


def run_stages(
    stage: Annotated[
        list[str] | None, typer.Argument(help="Stages to run with what they need; every stage if none is named.")
    ] = None,
    change: Annotated[
        list[str] | None, typer.Option("--set", "-S", metavar="KEY=VALUE", help="Set a choice in params.yaml first.")
    ] = None,
) -> None:
    """Check every choice, then run the stages whose inputs have changed, and say where to look.

    Example: neglect-triage run -S train.depth=1
    """
    for line in change_choices(change or []):
        print(line)
    print("params.yaml is valid. Running the stages whose inputs have changed (dvc repro)", flush=True)
    ran = reproduce(stage or [])
    print(f"\nDone: {len(ran)} stage{'s' * (len(ran) > 1)} ran." if ran else "\nDone: nothing has changed since the last run.")
    if DATA.page("index").is_file():
        print("\n".join(["Where to look:", *(f"   {what:<15}{where}" for what, where in LOOK)]))
