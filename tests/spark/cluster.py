"""A real Spark cluster on this machine: a master and two workers, each a process group of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 120


@dataclass(frozen=True)
class Cluster:
    """The address of the master, and its workers."""

    master: str
    workers: list[subprocess.Popen[bytes]]


@contextmanager
def started(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """Start a master and workers of one core each; their logs stand in `folder`. All of them end with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    master = f"spark://127.0.0.1:{port}"
    with ExitStack() as processes:
        arguments = ["master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]
        processes.enter_context(_process(arguments, folder / "master.log"))
        _wait_for(folder / "master.log", "New state: ALIVE", 1)
        arguments = ["worker.Worker", "--host", "127.0.0.1", "--webui-port", "0", "--cores", "1", "--memory", "1500m", master]
        running = [
            processes.enter_context(_process([*arguments, "--work-dir", str(folder / f"work{number}")], folder / f"{number}.log"))
            for number in range(workers)
        ]
        _wait_for(folder / "master.log", "Registering worker", workers)
        yield Cluster(master, running)


@contextmanager
def _process(arguments: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    import pyspark

    program = Path(pyspark.__file__).parent / "bin/spark-class"
    environment = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m"}
    name, *rest = arguments
    with log.open("wb") as out:
        command = [str(program), f"org.apache.spark.deploy.{name}", *rest]
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, start_new_session=True)
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it has started, at once."""
    if sys.platform == "win32":
        raise NotImplementedError("the cluster of the tests runs on Linux and macOS")
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for(log: Path, words: str, times: int) -> None:
    patience = time.monotonic() + PATIENCE
    while log.read_text(errors="replace").count(words) < times:
        assert time.monotonic() < patience, f"the cluster does not start: {log.read_text(errors='replace')[-2000:]}"
        time.sleep(0.1)
