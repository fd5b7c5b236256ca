"""Measures one operation over all pools, turn by turn, so that what else the machine does falls on all alike."""

from __future__ import annotations

from dataclasses import dataclass

from console.bench import bare, drive, queries
from console.bench.bare import Cryptography
from console.bench.drive import Answer
from console.bench.operations import Operation, Scene
from console.bench.rows import Row, Tally
from console.bench.server import Server

ROUNDS = 6
CROWD = 8
BARE_SECONDS = 0.1
WARM_UP_SECONDS = 0.2
# Sign-ins of one lot for each line: so many that the last ones waited for do not count much.
LOT = 6


def operation(
    chosen: Operation, scenes: list[Scene], server: Server, cryptography: Cryptography, *, seconds: float
) -> list[Row]:
    """A row for each pool; a round is half of one request at a time and half of a crowd."""
    turns = [Turn(chosen, scene, server) for scene in scenes]
    rows = [Row(chosen.name, turn.scene.population.size, turn.count_queries()) for turn in turns]
    for turn in turns:
        turn.run(Tally(), concurrency=CROWD, seconds=WARM_UP_SECONDS)
    calculations = [cryptography.named(name) for name in chosen.cryptography]
    share = seconds / ROUNDS / 2
    for _ in range(ROUNDS):
        for turn, row in zip(turns, rows, strict=True):
            row.bare_times += bare.times(calculations, seconds=BARE_SECONDS)
            turn.run(row.alone, concurrency=1, seconds=share)
        for turn, row in zip(turns, rows, strict=True):
            turn.run(row.crowd, concurrency=CROWD, seconds=share)
    return rows


@dataclass
class Turn:
    """One operation on one pool, ready to be run for a while again and again."""

    operation: Operation
    scene: Scene
    server: Server

    def __post_init__(self) -> None:
        self.requests = self.operation.requests(self.scene)
        self.wire = [request.wire for request in self.requests]

    def count_queries(self) -> queries.Queries:
        return queries.count(self.operation, self.scene, self.requests[0])

    def run(self, tally: Tally, *, concurrency: int, seconds: float) -> None:
        before = self.server.processor_seconds()
        if self.operation.following:
            self.run_in_lots(tally, concurrency=concurrency, seconds=seconds)
        else:
            took, answers = drive.again_and_again(self.server.port, self.wire, concurrency=concurrency, seconds=seconds)
            add(tally, took, answers)
        tally.processor += self.server.processor_seconds() - before

    def run_in_lots(self, tally: Tally, *, concurrency: int, seconds: float) -> None:
        """All first steps, then off the clock what the clients reckon, then all second steps; until the time is used."""
        enough = tally.seconds + seconds
        while tally.seconds < enough and self.operation.following:
            lot = self.next_lot(LOT * concurrency)
            took, firsts = drive.once(self.server.port, lot, concurrency=concurrency)
            good = [first for first in firsts if first.is_good]
            proofs = [self.operation.following(self.scene, first.body).wire for first in good]
            took_again, lasts = drive.once(self.server.port, proofs, concurrency=concurrency)
            pairs = zip(good, lasts, strict=True)
            both = [Answer(one.number, one.seconds + two.seconds, two.status) for one, two in pairs]
            add(tally, took + took_again, both)
            tally.errors.update(first.status for first in firsts if not first.is_good)

    def next_lot(self, size: int) -> list[bytes]:
        """Requests in turn, so that each lot is of other users than the one before."""
        lot = [self.wire[number % len(self.wire)] for number in range(size)]
        self.wire = self.wire[size % len(self.wire) :] + self.wire[: size % len(self.wire)]
        return lot


def add(tally: Tally, took: float, answers: list[Answer]) -> None:
    tally.seconds += took
    tally.latencies += [answer.seconds for answer in answers if answer.is_good]
    tally.errors.update(answer.status for answer in answers if not answer.is_good)
