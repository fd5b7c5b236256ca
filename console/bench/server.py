"""The real web server, started as an operator starts it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from console import processes
from console.bench import processor

START_WITHIN = 60.0
STOP_WITHIN = 20.0


@dataclass(frozen=True)
class Server:
    """A running server, and what it told in its welcome."""

    pid: int
    port: int
    welcome: dict[str, str]

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    def processor_seconds(self) -> float:
        return processor.seconds_of_tree(self.pid)


@contextmanager
def running() -> Iterator[Server]:
    """`manage.py up --only web` until the block ends; its log is shown when it does not start."""
    log = settings.POOLHOUSE_DATA / "server.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--only", "web"],
            cwd=settings.BASE_DIR,
            stdout=sink,
            stderr=sink,
            # Ctrl-C reaches it only through us.
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
        with suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{settings.PORT}/healthz", timeout=2).close()
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
