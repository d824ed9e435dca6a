"""How soon the workbench answers 20 people who make 1,000 judgements, in a server of its own, on this project's run.

Run, after neglect-triage run: python -m benchmarks.workbench [--think SECONDS]
People open a contact, judge, see its page and judge again, and think for a random time before each step (by default 2 seconds in
the mean; 0: as fast as the server answers). Logs go into a folder that is removed. Each client is a thread of another process.
"""

import argparse
import http.client
import multiprocessing
import random
import re
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import numpy as np

from neglect_triage.files import read_run_table
from neglect_triage.params import load_params
from neglect_triage.paths import DATA, DataFolder
from neglect_triage.review.sample import draw_sample, to_draw_from
from neglect_triage.sealed_log import read_log
from neglect_triage.workbench.accounts import add_account
from neglect_triage.workbench.application import application
from neglect_triage.workbench.desk import Desk
from neglect_triage.workbench.listening import Listening, bound, server
from neglect_triage.workbench.samples import make_sample

BESIDE = {"sure": "Fairly sure", "needs": "Partly", "weighs": "A pattern over time"}
PEOPLE, JUDGEMENTS, PASSWORD = 20, 1000, "three made-up words"


@dataclass
class Person:
    """Somebody at a browser, and how long each kind of request took (seconds), with making the connection."""

    port: int
    name: str
    think: float
    took: dict[str, list[float]] = field(default_factory=dict)
    cookie: str = ""
    token: str = ""

    def ask(self, kind: str, path: str, **form: str) -> tuple[int, str]:
        """Ask for a page, or send a form; note how long the answer took to arrive whole."""
        body = urlencode({"form_token": self.token} | form) if form else None
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        start = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("POST" if body else "GET", path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        self.took.setdefault(kind, []).append(time.perf_counter() - start)
        if kept := answer.getheader("set-cookie"):
            self.cookie = kept.partition(";")[0]
        if found := re.search(r'name="form_token" value="([^"]+)"', text):
            self.token = found[1]
        return answer.status, text

    def work(self) -> None:
        """Sign in, and work through the queue."""
        dice = random.Random(self.name)
        self.ask("sign in", "/sign-in", name=self.name, password=PASSWORD)
        _, queue = self.ask("queue", "/queue")
        for token in re.findall(r'href="/contact/([0-9a-f]+)', queue):
            place = f"/contact/{token}"
            for kind, path, form in (
                ("records", place, {}),
                ("judge", f"{place}/judge", {"judgement": "Look further into it"} | BESIDE),
                ("page", f"{place}/page", {}),
                ("judge again", f"{place}/again", {"judgement": "Take forward", "reason": "The page added nothing"}),
            ):
                time.sleep(dice.expovariate(1 / self.think) if self.think else 0)
                status, _ = self.ask(kind, path, **form)
                if status not in (200, 303):
                    raise RuntimeError(f"{kind}: {status}")


def people(port: int, names: list[str], think: float, took: "multiprocessing.Queue[dict[str, list[float]]]") -> None:
    """Have several people work at once, and put how long their requests took into a queue."""
    all_of_them = [Person(port, name, think) for name in names]
    threads = [threading.Thread(target=person.work) for person in all_of_them]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for person in all_of_them:
        took.put(person.took)


def main() -> None:
    """Print median, 95th percentile and longest of each kind of request."""
    options = argparse.ArgumentParser()
    options.add_argument("--think", type=float, default=2.0)
    think = options.parse_args().think
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(), DATA, DataFolder(Path(folder)), load_params())
        names = [f"reader-{number}" for number in range(1, PEOPLE + 1)]
        for name in names:
            add_account(desk.logs.accounts, name, "reviewer", PASSWORD)
        lines, points, scores = (read_run_table(path) for path in (DATA.decision_lines, DATA.points, DATA.scores))
        lines, scored, _ = to_draw_from(lines, points, scores, desk.params, desk.vocabulary.nouns.points)
        start = time.perf_counter()
        drawn = draw_sample(lines, scored, JUDGEMENTS, 1)
        make_sample(desk.logs.samples, drawn, 1, "hub", names, 1, "lead-1", desk.clock)
        print(f"a sample of {len(drawn):,} drawn and dealt in {time.perf_counter() - start:.1f} s")
        start = time.perf_counter()
        desk.material()
        print(f"what pages are made of read in {time.perf_counter() - start:.1f} s")
        where = Listening(port=0)
        took: multiprocessing.Queue[dict[str, list[float]]] = multiprocessing.get_context("spawn").Queue()
        with bound(where) as listening:
            serving = server(application(desk, ["127.0.0.1"]), where)
            start = time.perf_counter()
            others = multiprocessing.get_context("spawn").Process(
                target=people, args=(listening.getsockname()[1], names, think, took)
            )
            others.start()
            thread = threading.Thread(target=lambda: serving.run(sockets=[listening]))
            thread.start()
            each = [took.get() for _ in names]
            seconds = time.perf_counter() - start
            serving.should_exit = True
            thread.join()
        entries = read_log(desk.logs.decision_log)
    print(f"{PEOPLE} people, {len(drawn):,} reviews, {len(entries):,} lines in {seconds:.0f} s; {think:g} s to think")
    whole = {kind: np.array([value for one in each for value in one[kind]]) * 1000 for kind in each[0]}
    whole["all but signing in"] = np.concatenate([values for kind, values in whole.items() if kind != "sign in"])
    for kind, values in whole.items():
        median, late, longest = np.percentile(values, [50, 95, 100])
        print(
            f"{kind}: {len(values):,} requests, median {median:.0f} ms, 95th percentile {late:.0f} ms, longest {longest:.0f} ms"
        )


if __name__ == "__main__":
    main()
