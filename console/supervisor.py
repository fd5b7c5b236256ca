"""Keeps child processes alive: restarts what dies, passes signals on, leaves no orphan."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

from console import processes

POLL_SECONDS = 0.2
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
SETTLED_AFTER = 30.0
STOP_WITHIN = 15.0


@dataclass
class Child:
    """One process and the group it leads; after each quick death it waits twice as long before the next start."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    pause: float = FIRST_PAUSE
    started: float = 0.0
    due: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, processes.SUPERVISED: "1"},
            # A group of its own: Ctrl-C reaches it only through us, and what it leaves behind can be ended as one.
            start_new_session=True,
            preexec_fn=processes.end_with_parent,  # noqa: PLW1509  this process has one thread only
        )

    def look_after(self) -> None:
        """Notice a death, end what is left of the group, and start it again when its pause is over."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            lived = now - self.started
            say(f"{self.name} ended ({how(self.process.returncode)}); starting it again.")
            self.signal_group(signal.SIGKILL)
            pause = FIRST_PAUSE if lived > SETTLED_AFTER else self.pause
            self.process, self.due, self.pause = None, now + pause, min(pause * 2, LONGEST_PAUSE)
        if self.process is None and now >= self.due:
            self.start()

    def signal_group(self, number: int) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def wait(self, until: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"{self.name} did not stop in time; ending it.")
        self.signal_group(signal.SIGKILL)
        self.process.wait()


@dataclass
class Supervisor:
    """Runs children until it is told to stop."""

    children: list[Child]
    stopping: bool = False
    announced: bool = False

    def run(self, *, is_up: Callable[[], bool] = lambda: True, announce: Callable[[], None] = lambda: None) -> None:
        """Stay until told to stop; `announce` is called once, when the children have come up."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)
        try:
            while not self.stopping:
                for child in self.children:
                    child.look_after()
                if not self.announced and is_up():
                    self.announced = True
                    announce()
                time.sleep(POLL_SECONDS)
        finally:
            self.end_children()

    def stop(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  a signal handler's signature
        self.stopping = True

    def end_children(self) -> None:
        for child in self.children:
            child.ask_to_stop()
        until = time.monotonic() + STOP_WITHIN
        for child in self.children:
            child.wait(until)


def how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def say(line: str) -> None:
    print(f"poolhouse: {line}", file=sys.stderr, flush=True)
