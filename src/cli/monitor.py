"""The command `neglect-triage monitor`: two periods side by side, as a page and as JSON."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from ..chronology.vocabulary import Vocabulary, load_vocabulary
from ..errors import BadInput
from ..features.catalogue import Catalogue, load_catalogue
from ..files import read_json, read_run_table, write_json, write_text
from ..models.registered import Registered, load_registered
from ..monitoring.comparison import TwoPeriods, compare_periods
from ..monitoring.coverage import Periods
from ..monitoring.inputs import Files, from_files, from_run
from ..monitoring.page import monitoring_page
from ..monitoring.recalibration import later_calibration
from ..params import Params, load_params
from ..paths import DATA
from .on_a_run import on_a_run

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


@on_a_run
def monitor_periods(
    before: Annotated[Path | None, typer.Option(help="features of the earlier period; without it, this project's run")] = None,
    after: Annotated[Path | None, typer.Option(help="features of the later period")] = None,
    before_scores: Annotated[Path | None, typer.Option(help="scores of the earlier period")] = None,
    after_scores: Annotated[Path | None, typer.Option(help="scores of the later period")] = None,
    before_from: Day = None,
    before_to: Day = None,
    after_from: Day = None,
    after_to: Day = None,
    out: Annotated[Path, typer.Option(help="folder for monitoring.html and monitoring.json")] = DATA.monitoring,
) -> None:
    """Set two periods side by side: drift of features and scores, calibration, the mix of {points}, and coverage.

    Either two files of features (and of scores), or two periods of this project's run by their days (the last day of each is
    the first that no longer belongs to it). Without days the earlier period runs between the two cuts of params.yaml, and the
    later one from the second cut on. An alarm passes a threshold of params.monitor and what chance gives.
    """
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    if (before is None) != (after is None):
        raise BadInput(
            "One period is missing.", where="--before, --after", do="give both files (--before and --after), or neither"
        )
    given = {"--before-scores": before_scores, "--after-scores": after_scores}
    days = {"--before-from": before_from, "--before-to": before_to, "--after-from": after_from, "--after-to": after_to}
    if idle := [name for name, value in (given if before is None else days).items() if value is not None]:
        raise BadInput(
            "An option would be ignored.",
            where=", ".join(idle),
            expected="scores beside features in files (--before and --after); days for the periods of this project's run",
        )
    if before is not None and after is not None:
        files = Files(before, before_scores), Files(after, after_scores)
        both, synthetic = from_files(*files, catalogue, params.train.view, params.source.least_link_rate), None
        learnt = {}
    else:
        both, registered = _from_run(params, catalogue, vocabulary, tuple(days.values()))
        synthetic = read_json(DATA.about)["synthetic"]
        learnt = {"recalibration": _recalibrated(both, registered, out)}
    found = compare_periods(both, params.monitor, params.policy_changes) | learnt
    write_json(out / "monitoring.json", found)
    write_text(out / "monitoring.html", monitoring_page(found, catalogue, vocabulary, bool(synthetic)))
    print("\n".join(found["account"]), end="\n" * bool(found["account"]))
    for name, number in found["alarms"].items():
        print(f"{name}: {number} alarm{'s' * (number != 1)}")
    if file := learnt.get("recalibration", {}).get("file"):
        print(f"{file}: a calibration of the later period. The model scores with it once it is approved:")
        print(f"  neglect-triage approve --calibration {file} ...")
    print(f"written: {out / 'monitoring.html'}, {out / 'monitoring.json'}")


def _recalibrated(both: TwoPeriods, registered: Registered, out: Path) -> dict[str, Any]:
    """Write the calibration of the later period, if it can be learnt, under a name that no other period has; return the rest."""
    learnt = later_calibration(both.contacts, both.after, registered, both.periods)
    days = both.periods.days
    file = out / f"calibration_{days['after_from']}_{days['after_to']}.json" if learnt["learnt"] else None
    if file:
        write_json(file, learnt["learnt"])
    return {name: value for name, value in learnt.items() if name != "learnt"} | {"file": file and file.as_posix()}


def _from_run(
    params: Params, catalogue: Catalogue, vocabulary: Vocabulary, days: tuple[datetime | None, ...]
) -> tuple[TwoPeriods, Registered]:
    if not DATA.registered.is_dir():
        raise BadInput("There is no run to look at.", where=str(DATA.registered), do="run: dvc repro")
    if params.split.cut_1 is None and None in days:
        raise BadInput(
            "The days of the periods are not known.",
            where="split",
            do="give all four: --before-from, --before-to, --after-from and --after-to",
        )
    last = read_run_table(DATA.points, columns=["as_of"])["as_of"].max() + pd.Timedelta(days=1)
    usual = (params.split.cut_1, params.split.cut_2, params.split.cut_2, last)
    periods = Periods(*(pd.Timestamp(str(day or other)) for day, other in zip(days, usual, strict=True)))
    # No approval is asked for: this reads the run's own model as every stage does, and gives out no score.
    registered = load_registered(DATA.registered, catalogue, vocabulary)
    return from_run(DATA, registered, catalogue, vocabulary, periods), registered
