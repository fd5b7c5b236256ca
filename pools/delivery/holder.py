"""Who holds a lease: this run of this process, under a name that others on the machine can tell dead from alive."""

import hashlib
import os
import secrets
import socket
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Holder:
    """A process: where process ids mean the same, its id, and which of all that had this id."""

    node: str
    pid: int
    run: str

    def __str__(self) -> str:
        return f"{self.node}.{self.pid}.{self.run}"


def this_process() -> Holder:
    return _of(os.getpid())


def is_gone(text: str) -> bool:
    """Whether a holder is surely dead; one on another machine never is."""
    node, _, rest = text.partition(".")
    pid, _, run = rest.partition(".")
    ours = this_process()
    if node != ours.node or not pid.isdecimal():
        return False
    if int(pid) == ours.pid:
        return run != ours.run
    return not _lives(int(pid))


@cache
def _of(pid: int) -> Holder:
    """Cached by process id, so that a forked child has a name of its own."""
    return Holder(_node(), pid, secrets.token_hex(8))


def _node() -> str:
    """One run of one kernel and one table of processes: host names can be the same on two machines."""
    try:
        parts = [Path("/proc/sys/kernel/random/boot_id").read_text(), str(Path("/proc/self/ns/pid").readlink())]
    except OSError:  # not Linux
        parts = [socket.gethostname()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
