"""Work side by side gives what work alone gives, in the same order."""

import math
import multiprocessing
import operator

import numpy as np
import pytest

from neglect_triage.simulate.workers import map_in_processes


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_the_order_of_the_jobs_whatever_the_number_of_workers(workers: int) -> None:
    assert list(map_in_processes(operator.neg, range(5), workers)) == [0, -1, -2, -3, -4]


def test_a_process_that_fails_stops_the_work_and_says_why(capfd: pytest.CaptureFixture[str]) -> None:
    done = map_in_processes(math.sqrt, [1.0, 4.0, -1.0, 9.0], 2)
    assert [next(done), next(done)] == [1.0, 2.0]
    with pytest.raises(EOFError):
        next(done)
    assert "ValueError" in capfd.readouterr().err


def test_a_figure_from_nothing_stops_a_process_as_it_stops_the_stage(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(EOFError):
        list(map_in_processes(np.mean, [[1.0], []], 2))
    assert "RuntimeWarning" in capfd.readouterr().err


def test_processes_end_in_silence_when_nobody_takes_their_results(capfd: pytest.CaptureFixture[str]) -> None:
    done = map_in_processes(bytes, [1_000_000] * 10, 2)
    assert next(done) == bytes(1_000_000)
    at_work = multiprocessing.active_children()
    done.close()
    for process in at_work:
        process.join(60)
    assert [process.exitcode for process in at_work] == [0, 0]
    assert capfd.readouterr().err == ""
