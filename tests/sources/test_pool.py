"""Working processes give what they are asked for, and none is left behind, however this one ends."""

from __future__ import annotations

import operator
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from necker.core.errors import NeckerError
from necker.sources.pool import Pool

CHILD = """
import operator, os, time
from necker.sources.pool import Pool

if __name__ == "__main__":
    with Pool(2) as pool:
        print(*{*pool.each(operator.call, [os.getpid] * 20)}, flush=True)
        list(pool.each(time.sleep, [60, 60]))
"""


def test_every_task_gives_its_result_once() -> None:
    with Pool(2) as pool:
        assert sorted(pool.each(abs, range(-20, 0))) == list(range(1, 21))
        assert set(pool.each(operator.call, [os.getpid] * 5)).isdisjoint({os.getpid()})
        assert list(pool.each(abs, [])) == []


def test_a_process_that_dies_is_said_in_one_line() -> None:
    with pytest.raises(NeckerError, match="--workers"), Pool(1) as pool:
        list(pool.each(os._exit, [3]))


def test_an_error_here_ends_what_is_under_way() -> None:
    before = time.monotonic()
    with pytest.raises(KeyError), Pool(1) as pool:
        for _ in pool.each(time.sleep, [0, 60]):
            raise KeyError
    assert time.monotonic() - before < 30


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc")
@pytest.mark.parametrize("how", (signal.SIGKILL, signal.SIGINT))
def test_nobody_outlives_the_parent(tmp_path: Path, how: signal.Signals) -> None:
    (tmp_path / "child.py").write_text(CHILD)
    with subprocess.Popen(
        [sys.executable, str(tmp_path / "child.py")], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdout is not None
        pids = [int(pid) for pid in child.stdout.readline().split()]
        assert pids and all(map(alive, pids))
        child.send_signal(how)
        child.wait(30)
    end = time.monotonic() + 10
    while any(map(alive, pids)) and time.monotonic() < end:
        time.sleep(0.02)
    assert not any(map(alive, pids))
