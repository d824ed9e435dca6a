"""Starts workbenches that the test kills: python -m tests.workbench.killed PROJECT LOGS.

For each line that it reads it starts one as a copy of itself, and prints its process and its port.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from argon2 import PasswordHasher

from neglect_triage.pages.render import environment
from neglect_triage.params import load_params
from neglect_triage.paths import DataFolder
from neglect_triage.workbench import accounts
from neglect_triage.workbench.application import application
from neglect_triage.workbench.desk import Desk
from neglect_triage.workbench.listening import Listening, bound, server


def main() -> None:
    """Read once what pages are made of, then start a workbench for every line."""
    copy_of_this_process = vars(os)["fork"]  # Windows has none
    project, logs = (Path(word) for word in sys.argv[1:])
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    accounts._hasher = lambda: cheap  # type: ignore[assignment]
    desk = Desk(project, DataFolder(project / "data"), DataFolder(logs), load_params(project / "params.yaml"))
    desk.material()
    for name in environment().list_templates(extensions=["html"]):
        environment().get_template(name)
    where = Listening(port=0)
    for _ in sys.stdin:
        with bound(where) as listening:
            listening.listen()  # who asks before the copy is ready waits
            if (copy := copy_of_this_process()) == 0:
                server(application(desk, ["127.0.0.1"]), where).run(sockets=[listening])
                os._exit(0)
            print(copy, listening.getsockname()[1], flush=True)
        os.waitpid(copy, 0)


if __name__ == "__main__":
    main()
