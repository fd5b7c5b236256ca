"""Processor time of a process and everything it started, out of Linux's /proc."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Process:
    """One line of the process table."""

    pid: int
    parent: int
    seconds: float

    @classmethod
    def read(cls, stat: str) -> Process:
        """From /proc/<pid>/stat (proc(5)); the name in parentheses may hold anything, parentheses too."""
        before, _, after = stat.rpartition(")")
        fields = after.split()
        return cls(int(before.split()[0]), int(fields[1]), (int(fields[11]) + int(fields[12])) / TICKS)


def seconds_of_tree(root: int) -> float:
    """What the process and all below it have computed so far; zero where there is no /proc."""
    table = running()
    wanted = {root}
    # Children have mostly higher numbers than their parents, yet numbers wrap around: until nothing is added.
    while more := {one.pid for one in table if one.parent in wanted} - wanted:
        wanted |= more
    return sum(one.seconds for one in table if one.pid in wanted)


def running() -> list[Process]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            found.append(Process.read(stat.read_text(errors="replace")))
    return found
