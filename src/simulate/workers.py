"""Run jobs in parallel processes and yield their results in order."""

from __future__ import annotations

import io
import multiprocessing
import pickle
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from ..errors import no_figure_from_nothing

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

Job = TypeVar("Job")
Done = TypeVar("Done")


LARGEST_PIECE = 1 << 20
"""Bytes that go through a pipe at once, so that no second copy of a result is made."""


class _Pipe(io.RawIOBase):
    """One end of a pipe between processes as a stream; on Windows it is no file that could be opened as one."""

    def __init__(self, end: Connection) -> None:
        self._end, self._left = end, memoryview(b"")

    def readable(self) -> bool:
        return self._end.readable

    def writable(self) -> bool:
        return self._end.writable

    def write(self, data: ReadableBuffer) -> int:
        piece = memoryview(data)[:LARGEST_PIECE]
        self._end.send_bytes(piece)
        return len(piece)

    def readinto(self, buffer: WriteableBuffer) -> int:
        if not self._left:
            try:
                self._left = memoryview(self._end.recv_bytes())
            except EOFError:
                return 0
        into = memoryview(buffer)
        taken = min(len(into), len(self._left))
        into[:taken] = self._left[:taken]
        self._left = self._left[taken:]
        return taken

    def close(self) -> None:
        if self._end.readable:  # the other end closes with its process, which first says what went wrong
            self._end.close()
        super().close()


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
    return io.BufferedReader(_Pipe(reader))


def _send_all(writer: Connection, work: Callable[[Job], Done], jobs: Sequence[Job]) -> None:
    """Send each result; end quietly if the reader has been stopped or killed.

    Pickling to the pipe streams a result; `Connection.send` would make a second copy.
    """
    try:
        with io.BufferedWriter(_Pipe(writer), LARGEST_PIECE) as pipe, no_figure_from_nothing():
            for job in jobs:
                pickle.dump(work(job), pipe, protocol=pickle.HIGHEST_PROTOCOL)
                pipe.flush()
    except (BrokenPipeError, KeyboardInterrupt):
        pass
