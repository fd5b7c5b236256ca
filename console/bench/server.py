"""The real web server, started as an operator starts it, and the processor time that it has used."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from console import processes

START_WITHIN = 60.0
STOP_WITHIN = 20.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running server and what it told about itself."""

    pid: int
    port: int
    welcome: dict[str, str]

    def processor_seconds(self) -> float | None:
        """Time that all its processes have spent computing; nothing where /proc does not tell."""
        try:
            return sum(used for pid, (_, used) in running().items() if is_below(pid, self.pid))
        except OSError:
            return None


@contextmanager
def running_server() -> Iterator[Server]:
    """`manage.py up --only web`; its log goes to the data folder and is shown when it does not start."""
    log = settings.POOLHOUSE_DATA / "server.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(  # noqa: S603  our own command
            [sys.executable, "manage.py", "up", "--only", "web"],
            cwd=settings.BASE_DIR,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
            preexec_fn=processes.end_with_parent,  # noqa: PLW1509  this process has one thread only
        )
    try:
        await_answer(process, log)
        welcome = json.loads((settings.POOLHOUSE_DATA / "welcome.json").read_text())
        yield Server(process.pid, settings.PORT, welcome)
    finally:
        end(process)


def await_answer(process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{settings.PORT}/healthz", timeout=2).close()  # noqa: S310  our own
            return
        time.sleep(0.1)
    raise SystemExit(f"The server did not start.\n{log.read_text(errors='replace')[-4000:]}")


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


_parents: dict[int, int] = {}


def running() -> dict[int, tuple[int, float]]:
    """Parent and processor seconds of every process."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            pid, parent, used = read_stat(stat.read_text())
            found[pid] = (parent, used)
            _parents[pid] = parent
    return found


def read_stat(line: str) -> tuple[int, int, float]:
    """Process id, parent's id and processor seconds out of /proc/<pid>/stat (proc(5))."""
    # The name in parentheses may hold anything, also parentheses and blanks.
    before, _, after = line.rpartition(")")
    fields = after.split()
    return int(before.split()[0]), int(fields[1]), (int(fields[11]) + int(fields[12])) / TICKS


def is_below(pid: int, ancestor: int) -> bool:
    while pid not in {ancestor, 0, 1}:
        pid = _parents.get(pid, 0)
    return pid == ancestor
