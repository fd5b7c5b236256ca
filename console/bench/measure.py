"""Measures one operation over all pools, turn by turn, so that what else the machine does falls on all alike."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from console.bench import bare, drive, queries
from console.bench.bare import Cryptography
from console.bench.drive import Answer
from console.bench.operation import Operation, Scene
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
    turns = [Turn(chosen, scene, server) for scene in wanted(chosen, scenes)]
    rows = [Row(chosen.name, turn.users, turn.count_queries()) for turn in turns]
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


def load(chosen: Operation, scenes: list[Scene]) -> None:
    """Make what only this operation needs; the first requests are made out of it."""
    for scene in wanted(chosen, scenes):
        chosen.requests(scene)


def wanted(chosen: Operation, scenes: list[Scene]) -> list[Scene]:
    return scenes[:1] if chosen.apart else scenes


@dataclass
class Turn:
    """One operation on one pool, ready to be run for a while again and again."""

    operation: Operation
    scene: Scene
    server: Server

    def __post_init__(self) -> None:
        self.requests = self.operation.requests(self.scene)
        self.wire = [request.wire for request in self.requests]
        self.place = 0

    @property
    def users(self) -> int:
        """Of the pool."""
        if self.operation.users:
            return self.operation.users(self.scene)
        return len(self.requests) if self.operation.apart else self.scene.population.size

    def count_queries(self) -> queries.Queries:
        return queries.count(self.operation, self.scene)

    def run(self, tally: Tally, *, concurrency: int, seconds: float) -> None:
        before = self.server.processor_seconds()
        if self.operation.in_lots:
            self.run_in_lots(tally, concurrency=concurrency, seconds=seconds)
        else:
            took, answers = drive.again_and_again(self.server.port, self.wire, concurrency=concurrency, seconds=seconds)
            add(tally, took, answers, self.operation.good)
        tally.processor += self.server.processor_seconds() - before

    def run_in_lots(self, tally: Tally, *, concurrency: int, seconds: float) -> None:
        """Lot after lot, until the time is used; what the clients reckon in between is off the clock."""
        enough = tally.seconds + seconds
        while tally.seconds < enough:
            self.operation.prepare(self.scene)
            took, answers = self.run_lot(self.next_lot(LOT * concurrency), concurrency)
            add(tally, took, answers, self.operation.good)

    def run_lot(self, wire: list[bytes], concurrency: int) -> tuple[float, list[Answer]]:
        """All first requests, then all second ones, and so on: how long they took, and the last answer of each."""
        took, answers = drive.once(self.server.port, wire, concurrency=concurrency)
        failed: list[Answer] = []
        for step in self.operation.following:
            failed += [answer for answer in answers if not answer.is_good]
            so_far = [answer for answer in answers if answer.is_good]
            wire = [step(self.scene, answer.body).wire for answer in so_far]
            took_more, answers = drive.once(self.server.port, wire, concurrency=concurrency)
            answers = [last.after(first) for first, last in zip(so_far, answers, strict=True)]
            took += took_more
        if self.operation.learn:
            for answer in answers:
                if answer.status in self.operation.good:
                    self.operation.learn(self.scene, answer.body)
        return took, [*answers, *failed]

    def next_lot(self, size: int) -> list[bytes]:
        """Requests in turn, so that each lot is of other users than the one before, and of nobody twice."""
        requests = self.operation.requests(self.scene)
        size = min(size, len(requests))
        lot = [requests[number % len(requests)].wire for number in range(self.place, self.place + size)]
        self.place += size
        return lot


def add(tally: Tally, took: float, answers: list[Answer], good: Container[int]) -> None:
    tally.seconds += took
    tally.latencies += [answer.seconds for answer in answers if answer.status in good]
    tally.errors.update(answer.status for answer in answers if answer.status not in good)
