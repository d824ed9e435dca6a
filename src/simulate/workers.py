"""Run jobs in parallel processes and yield their results in order."""

from __future__ import annotations

import multiprocessing
import os
import pickle
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack
from multiprocessing.connection import Connection
from typing import BinaryIO, TypeVar

from ..errors import no_figure_from_nothing

Job = TypeVar("Job")
Done = TypeVar("Done")


def map_in_processes(work: Callable[[Job], Done], jobs: Sequence[Job], workers: int) -> Generator[Done, None, None]:
    """Yield `work(job)` for each of `jobs` in order, computed in `workers` processes.

    Each process takes every `workers`-th job and waits until its result is read, so at most one result of each process is in
    memory. With one worker no process is started. `work` and the jobs must be picklable.
    """
    if workers <= 1:
        yield from map(work, jobs)
        return
    with ExitStack() as pipes:
        results = [pipes.enter_context(_start(work, jobs[first::workers])) for first in range(workers)]
        for number in range(len(jobs)):
            yield pickle.load(results[number % workers])


def _start(work: Callable[[Job], Done], jobs: Sequence[Job]) -> BinaryIO:
    """Start a process that sends the results of `jobs` in turn; return the reading end of the pipe."""
    context = multiprocessing.get_context("spawn")
    reader, writer = context.Pipe(duplex=False)
    context.Process(target=_send_all, args=(writer, work, jobs), daemon=True).start()
    writer.close()
    with reader:
        return os.fdopen(os.dup(reader.fileno()), "rb")


def _send_all(writer: Connection, work: Callable[[Job], Done], jobs: Sequence[Job]) -> None:
    """Send each result; end quietly if the reader has been stopped or killed.

    Pickling to the pipe streams a result; `Connection.send` would make a second copy.
    """
    try:
        with os.fdopen(os.dup(writer.fileno()), "wb") as pipe, no_figure_from_nothing():
            for job in jobs:
                pickle.dump(work(job), pipe, protocol=pickle.HIGHEST_PROTOCOL)
                pipe.flush()
    except (BrokenPipeError, KeyboardInterrupt):
        pass
