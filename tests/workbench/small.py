"""A small workbench: a project of a dozen children on disk, a server in a thread, and clients that keep cookies."""

from __future__ import annotations

import datetime as dt
import http.client
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from neglect_triage.chronology.tables import write_table
from neglect_triage.explain.decisions.contact_rows import contact_rows
from neglect_triage.features.engine.compute import compute_features
from neglect_triage.files import write_frame, write_json
from neglect_triage.models.ways.boosted import fit_boosted
from neglect_triage.params import load_params
from neglect_triage.paths import DataFolder
from neglect_triage.review.sample import draw_sample, to_draw_from
from neglect_triage.workbench import accounts
from neglect_triage.workbench.accounts import Role
from neglect_triage.workbench.application import application
from neglect_triage.workbench.desk import Desk
from neglect_triage.workbench.listening import Listening, bound, server
from neglect_triage.workbench.samples import View, make_sample
from tests.explain.decisions.small_audit import DEFINITIONS
from tests.explain.small_run import CATALOGUE, VOCABULARY, small_params, small_points, small_tables
from tests.pipeline.project import small_project

PASSWORD = "three made-up words"
PEOPLE: dict[str, Role] = {"reader-1": "reviewer", "reader-2": "reviewer", "lead-1": "lead", "board-1": "board"}
BESIDE = {"sure": "Fairly sure", "needs": "Partly", "weighs": "A pattern over time"}
"""What is asked beside the own judgement, answered."""
JUDGEMENTS = ("Close", "Early help", "Look further into it", "Take forward")


def write_project(folder: Path) -> None:
    """Write a finished run of a dozen children: chronology, cohort, scores, features and fold models in both views, decisions."""
    data = DataFolder(small_project(folder) / "data")
    tables = small_tables()
    known = small_points()["child_id"].isin(tables["children"]["child_id"])
    points = small_points()[known].reset_index(drop=True)
    points = points.assign(
        agencies="police", decision="nfa", family=points["child_id"].str[1:].astype(int) // 2, enough_history=True, period="test",
        label=0.0,
    )  # fmt: skip
    for name, frame in tables.items():
        write_table(frame, name, data.table(name))
    write_json(data.about, {"synthetic": True})
    write_json(data.worked_examples, [])
    write_json(data.relative_rates, {})
    write_frame(points, data.points)
    scores = []
    for view in ("hub", "partnership"):
        features = compute_features(points, tables, CATALOGUE, VOCABULARY, view=view)
        labels = np.random.default_rng(3).integers(0, 2, len(points))
        text = fit_boosted(features, labels, CATALOGUE, small_params().train).model_to_string()
        write_frame(features, data.features(view))
        for fold in (0, 1):
            data.fold_models(view).mkdir(parents=True, exist_ok=True)
            (data.fold_models(view) / f"{fold}.txt").write_text(text, encoding="utf-8")
        flags = np.arange(len(points)) % 2 == 0
        scores.append(
            pd.DataFrame(
                {"point_id": points["point_id"], "attention": flags, "frequency_low": 0.1, "frequency_high": 0.2, "view": view}
            )
        )
    write_frame(pd.concat(scores, ignore_index=True), data.scores)
    write_frame(contact_rows(points, tables, DEFINITIONS, VOCABULARY), data.decision_lines)


@dataclass
class Clock:
    """A clock that stands until it is moved, in seconds and as a time."""

    passed: float = 0.0

    def seconds(self) -> float:
        return self.passed

    def now(self) -> dt.datetime:
        return dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC) + dt.timedelta(seconds=self.passed)


def small_desk(project: Path, logs: Path, clock: Clock | None = None) -> Desk:
    """A workbench on the project, with four accounts and logs of its own."""
    desk = Desk(project, DataFolder(project / "data"), DataFolder(logs), load_params(project / "params.yaml"))
    if clock:
        desk.clock = clock.now
        desk.sessions.seconds = desk.tries.seconds = clock.seconds
    for name, role in PEOPLE.items():
        accounts.add_account(desk.logs.accounts, name, role, PASSWORD)
    return desk


def give_sample(
    desk: Desk, contacts: int = 12, view: View = "hub", readings: int = 2, readers: Sequence[str] = ("reader-1", "reader-2")
) -> str:
    """Draw a sample and deal it to readers, by default to both."""
    frames = (pd.read_parquet(path) for path in (desk.data.decision_lines, desk.data.points, desk.data.scores))
    lines, points, scores = frames
    lines, scored, _ = to_draw_from(lines, points, scores, desk.params, "contacts")
    drawn = draw_sample(lines, scored, contacts, 1)
    return make_sample(desk.logs.samples, drawn, 1, view, readers, readings, "lead-1", desk.clock)


@dataclass
class Reply:
    """What the server answered."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def place(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Client:
    """Somebody at a browser: keeps cookies and the token of the last form, and follows no redirection by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    form_token: str = ""

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Reply:
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        if method == "POST":
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body or None, sent)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, kept = value.partition(";")[0].partition("=")
                self.cookies[key] = kept.strip('"')
        if found := re.search(r'name="form_token" value="([^"]+)"', text):
            self.form_token = found[1]
        return Reply(answer.status, text, {name.lower(): value for name, value in answer.getheaders()})

    def get(self, path: str, **headers: str) -> Reply:
        return self.ask("GET", path, **headers)

    def post(self, path: str, **form: str) -> Reply:
        return self.ask("POST", path, urlencode({"form_token": self.form_token} | form))

    def sign_in(self, name: str, password: str = PASSWORD) -> Reply:
        reply = self.post("/sign-in", name=name, password=password)
        if reply.status == 303:
            self.get(reply.place)
        return reply

    def queue(self) -> list[str]:
        """The addresses of the contacts of the queue, without what follows the token."""
        return [f"/contact/{token}" for token in re.findall(r'href="/contact/([0-9a-f]+)', self.get("/queue").text)]


@contextmanager
def running(desk: Desk) -> Iterator[int]:
    """Run the workbench in a thread, and yield its port."""
    where = Listening(port=0)
    with bound(where) as listening:
        serving = server(application(desk, ["127.0.0.1", "localhost"]), where)
        thread = threading.Thread(target=serving.run, kwargs={"sockets": [listening]})
        thread.start()
        while not serving.started:
            time.sleep(0.01)
        yield listening.getsockname()[1]
        serving.should_exit = True
        thread.join()
