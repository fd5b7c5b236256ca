"""The load generator: threads that each keep one connection and send requests whose bytes were made ahead."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BufferedReader
from typing import Self

TIMEOUT = 30.0
OK = 200
FOUND = 302
GOOD = frozenset({OK, FOUND})
"""Statuses of requests that did what they were to do; an authorization ends in a redirect."""


@dataclass(frozen=True)
class Answer:
    """What came back for the request of this number, and how long it took. No status: nothing came back."""

    number: int
    seconds: float
    status: int = 0
    body: bytes = b""

    @property
    def is_good(self) -> bool:
        return self.status in GOOD

    def after(self, earlier: Answer) -> Answer:
        """The two as one answer."""
        return replace(self, number=earlier.number, seconds=earlier.seconds + self.seconds)


class Line:
    """One kept-alive connection. It reads no more of HTTP than our server speaks, so as to leave it the processor."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None
        self.reader: BufferedReader | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self.socket and self.reader:
            self.reader.close()
            self.socket.close()
        self.socket = self.reader = None

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body; status 0 when the connection broke."""
        try:
            return self._ask(request)
        except (OSError, ValueError):
            self.close()
            return 0, b""

    def _ask(self, request: bytes) -> tuple[int, bytes]:
        if self.socket is None or self.reader is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.reader = self.socket.makefile("rb")
        self.socket.sendall(request)
        status = int(self.reader.readline().split(b" ", 2)[1])
        length = -1
        while (line := self.reader.readline()) not in {b"\r\n", b""}:
            if line[:15].lower() == b"content-length:":
                length = int(line[15:])
        body = self.reader.read(length) if length >= 0 else b""
        if len(body) != length:
            raise ValueError("The answer was cut off, or does not say how long it is.")
        return status, body


@dataclass
class Turns:
    """Which request is next: each once, or round and round until a moment."""

    requests: Sequence[bytes]
    until: float | None
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        for number in self.numbers:  # shared by all threads; a count's next step is atomic
            over = number >= len(self.requests) if self.until is None else time.perf_counter() >= self.until
            if over:
                return
            yield number, self.requests[number % len(self.requests)]


def once(port: int, requests: Sequence[bytes], *, concurrency: int) -> tuple[float, list[Answer]]:
    """Send each request once: how long it took in all, and the answers in the requests' order."""
    return _drive(port, Turns(requests, until=None), concurrency, keep=True)


def again_and_again(
    port: int, requests: Sequence[bytes], *, concurrency: int, seconds: float
) -> tuple[float, list[Answer]]:
    """Send the requests round and round for so many seconds; bodies are not kept."""
    return _drive(port, Turns(requests, until=time.perf_counter() + seconds), concurrency, keep=False)


def _drive(port: int, turns: Turns, concurrency: int, *, keep: bool) -> tuple[float, list[Answer]]:
    answers: list[Answer] = []
    threads = [
        threading.Thread(target=_work, args=(port, turns, answers), kwargs={"keep": keep}, daemon=True)
        for _ in range(concurrency)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, sorted(answers, key=lambda answer: answer.number)


def _work(port: int, turns: Turns, answers: list[Answer], *, keep: bool) -> None:
    with Line(port) as line:
        for number, request in turns:
            began = time.perf_counter()
            status, body = line.ask(request)
            answers.append(Answer(number, time.perf_counter() - began, status, body if keep else b""))
