"""The supervisor restarts what dies and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
# The child starts a grandchild, as the web server does, and both say their numbers.
CHILD = "import os, subprocess, sys; p = subprocess.Popen(['sleep', '60']); open({!r}, 'a').write(f'{{os.getpid()}} {{p.pid}}\\n'); p.wait()"
PARENT = """
import sys
from console.supervisor import Child, Supervisor
Supervisor([Child("child", [sys.executable, "-c", sys.argv[1]])]).run()
"""


def until(holds: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Run:
    """A supervisor in a process of its own, and the generations of children it has had."""

    def __init__(self, folder: Path) -> None:
        self.said = folder / "pids"
        self.said.touch()
        self.process = subprocess.Popen(
            [sys.executable, "-c", PARENT, CHILD.format(str(self.said))], cwd=ROOT, stderr=subprocess.DEVNULL
        )

    def generations(self) -> list[list[int]]:
        return [[int(pid) for pid in line.split()] for line in self.said.read_text().splitlines()]

    def wait_for(self, count: int) -> list[int]:
        assert until(lambda: len(self.generations()) == count)
        return self.generations()[-1]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    started = Run(tmp_path)
    yield started
    started.process.kill()
    started.process.wait()
    for pid in filter(is_alive, chain.from_iterable(started.generations())):
        os.kill(pid, signal.SIGKILL)


def test_what_dies_is_started_again_and_its_own_children_end(run: Run) -> None:
    child, grandchild = run.wait_for(1)

    os.kill(child, signal.SIGKILL)

    run.wait_for(2)
    assert not is_alive(grandchild)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_stops_cleanly(run: Run, number: signal.Signals) -> None:
    pids = run.wait_for(1)

    run.process.send_signal(number)

    assert run.process.wait(10) == 0
    assert not any(is_alive(pid) for pid in pids)


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux tells a child that its parent died.")
def test_killed_itself_it_takes_its_child_along(run: Run) -> None:
    child, _ = run.wait_for(1)

    run.process.kill()

    assert until(lambda: not is_alive(child))
