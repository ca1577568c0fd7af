"""What is done ahead is what would have been done in turn."""

from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path

import pytest

from blueprint.domain.forked import AHEAD, forked_map


def test_results_come_in_order_and_from_other_processes():
    made = list(forked_map(lambda number: (number * number, os.getpid()), range(9), 2))
    assert [square for square, _ in made] == [number * number for number in range(9)]
    assert os.getpid() not in {pid for _, pid in made}


@pytest.mark.parametrize("count", [1, 2])
def test_an_error_is_raised_where_its_result_would_be(count: int):
    results = forked_map(lambda number: 6 // number, [3, 2, 0, 1], count)
    assert [next(results), next(results)] == [2, 3]
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_who_stops_taking_ends_the_work(tmp_path: Path):
    def leave_a_trace(number: int) -> int:
        (tmp_path / str(number)).touch()
        return number

    results = forked_map(leave_a_trace, range(1000), 2)
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]
    begun = len(list(tmp_path.iterdir()))
    assert begun <= 1 + 2 * AHEAD + 2, "one that was taken, those ahead, and what a queue holds"
    time.sleep(0.1)
    assert len(list(tmp_path.iterdir())) == begun
    assert not multiprocessing.active_children()


def test_one_process_does_nothing_ahead():
    done: list[int] = []
    results = forked_map(done.append, range(5), 1)
    next(results)
    assert done == [0]
