"""What a flood of password sign-ins does to everything that hashes nothing: measured without and with it, in turns."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from console.bench import drive, operations
from console.bench.operation import Operation, Scene
from console.bench.rows import Tally
from console.bench.server import Server

NAME = "flood"
CONNECTIONS = 64
PAUSE = 0.25
"""Seconds, on average, until somebody who was refused tries again; SDKs wait as long or longer."""

ROUNDS = 4
BEGINS_WITHIN = 1.5
WATCHED: tuple[Operation, ...] = (operations.REFRESH, operations.GET_USER, operations.JWKS)


@dataclass
class Row:
    """One operation, one request at a time: without a flood and during one."""

    operation: str
    alone: Tally = field(default_factory=Tally)
    flooded: Tally = field(default_factory=Tally)

    @property
    def times(self) -> float:
        """How many times longer the slowest hundredth takes."""
        calm = self.alone.percentile(0.99)
        return self.flooded.percentile(0.99) / calm if calm else float("inf")


@dataclass
class Flood:
    """What was seen of the watched operations, and what became of the sign-ins."""

    rows: list[Row]
    sign_ins: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def told(self) -> str:
        done, refused = self.sign_ins[drive.OK], self.sign_ins.total() - self.sign_ins[drive.OK]
        return f"{done / self.seconds:.0f} sign-ins/s, {refused / self.seconds:.0f}/s sent away" if self.seconds else ""


def measure(scene: Scene, server: Server, *, seconds: float) -> Flood:
    """So many seconds for each operation, half of them flooded."""
    flood = Flood([Row(operation.name) for operation in WATCHED])
    watched = [[request.wire for request in operation.requests(scene)] for operation in WATCHED]
    sign_ins = [request.wire.decode() for request in operations.PASSWORD_SIGN_IN.requests(scene)]
    share = seconds / ROUNDS / 2
    for _ in range(ROUNDS):
        for wire, row in zip(watched, flood.rows, strict=True):
            watch(server, wire, row.alone, share)
        with flooding(flood, server, sign_ins, seconds=BEGINS_WITHIN + share * len(WATCHED)):
            for wire, row in zip(watched, flood.rows, strict=True):
                watch(server, wire, row.flooded, share)
    return flood


def watch(server: Server, wire: list[bytes], tally: Tally, seconds: float) -> None:
    took, answers = drive.again_and_again(server.port, wire, concurrency=1, seconds=seconds)
    tally.seconds += took
    tally.latencies += [answer.seconds for answer in answers if answer.is_good]
    tally.errors.update(answer.status for answer in answers if not answer.is_good)


@contextmanager
def flooding(flood: Flood, server: Server, sign_ins: list[str], *, seconds: float) -> Iterator[None]:
    """A flood that has begun, and is over when the block is."""
    job = {"port": server.port, "requests": sign_ins, "connections": CONNECTIONS, "seconds": seconds, "pause": PAUSE}
    process = subprocess.Popen(
        [sys.executable, "-m", "console.bench.flooder"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdin  # noqa: S101  as asked for
        process.stdin.write(json.dumps(job))
        process.stdin.close()
        process.stdin = None
        time.sleep(BEGINS_WITHIN)
        yield
        told, _ = process.communicate()
        flood.sign_ins.update({int(status): number for status, number in json.loads(told).items()})
        flood.seconds += seconds
    finally:
        process.kill()
        process.wait()
