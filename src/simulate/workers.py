"""Work done side by side in several processes, its results passed on in order."""

from __future__ import annotations

import multiprocessing
import os
import pickle
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack
from multiprocessing.connection import Connection
from typing import BinaryIO, TypeVar

Job = TypeVar("Job")
Done = TypeVar("Done")


def in_order(work: Callable[[Job], Done], jobs: Sequence[Job], workers: int) -> Generator[Done, None, None]:
    """Yield `work(job)` for each of `jobs` in their order, done in `workers` processes.

    A process takes every `workers`-th job and waits until its result is taken, so that at most one result of each process is
    in memory, whatever the number of jobs. With one worker nothing is started. `work` and jobs must be picklable.
    """
    if workers <= 1:
        yield from map(work, jobs)
        return
    with ExitStack() as pipes:
        results = [pipes.enter_context(_start(work, jobs[first::workers])) for first in range(workers)]
        for number in range(len(jobs)):
            yield pickle.load(results[number % workers])


def _start(work: Callable[[Job], Done], jobs: Sequence[Job]) -> BinaryIO:
    """Start a process that sends the results of `jobs` in turn; return the end of the pipe from which they are read."""
    context = multiprocessing.get_context("spawn")
    reader, writer = context.Pipe(duplex=False)
    context.Process(target=_send_all, args=(writer, work, jobs), daemon=True).start()
    writer.close()
    with reader:
        return os.fdopen(os.dup(reader.fileno()), "rb")


def _send_all(writer: Connection, work: Callable[[Job], Done], jobs: Sequence[Job]) -> None:
    """Send each result. Where nobody reads any more, because the run was stopped or killed, end in silence.

    A pipe takes a result piece by piece; `Connection.send` would hold a second copy of it.
    """
    try:
        with os.fdopen(os.dup(writer.fileno()), "wb") as pipe:
            for job in jobs:
                pickle.dump(work(job), pipe, protocol=pickle.HIGHEST_PROTOCOL)
                pipe.flush()
    except (BrokenPipeError, KeyboardInterrupt):
        pass
