"""Many inputs to one operation, each on the same state of the scene: what is answered, and what is left behind."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from console import endpoint
from console.endpoint import Answer
from pools.wire.model import Operation
from tests.conformance import aftermath, arranging, calling, judging, strategies
from tests.conformance.aftermath import undone
from tests.conformance.scene import Scene
from tests.conformance.strategies import Material
from tests.support import effort
from tests.support.authenticator import encoded

SLOWEST_SECONDS = 1.0
READING = ("Get", "List", "Describe", "AdminGet", "AdminList")


@dataclass(frozen=True)
class Watch:
    """What is tried, and how the scene looked before."""

    scene: Scene
    operation: Operation
    before: dict[str, bytes]
    thorough: bool


class Broken(AssertionError):
    """An input after which something was wrong."""

    def __init__(self, operation: Operation, body: bytes, complaints: list[str]) -> None:
        told = "\n  ".join(complaints)
        super().__init__(f"{operation.name} with {shown(body)}\n  {told}")
        self.operation = operation


def shown(body: bytes) -> str:
    return body.decode("utf-8", "backslashreplace") if len(body) <= 10_000 else f"{body[:500]!r}... ({len(body)} bytes)"


def fuzz(scene: Scene, operation: Operation, *, examples: int, number: int | None = None) -> None:
    """Raise what is wrong, at the smallest input that shows it.

    Args:
        scene: whose state each input finds anew.
        operation: what is called.
        examples: how many inputs are tried from each arrangement.
        number: another number gives other inputs; none gives the same ones every time.
    """
    for arrange in arranging.of(operation):
        with undone():
            _fuzz(scene, operation, arrange(scene), examples=examples, number=number)


def _fuzz(scene: Scene, operation: Operation, good: dict[str, Any], *, examples: int, number: int | None) -> None:
    watch = Watch(scene, operation, aftermath.looks(scene), thorough=number is not None)

    def attempt(body: bytes) -> None:
        with undone():
            found = complaints(watch, body)
        if found:
            raise Broken(operation, body, found)

    options = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=number is None,
        phases=[Phase.generate] if number is None else [Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    tried = options(given(strategies.bodies(Material(operation, good, known(scene, good))))(attempt))
    (tried if number is None else seed(number)(tried))()


def known(scene: Scene, good: dict[str, Any]) -> tuple[str, ...]:
    """Strings that mean something in the scene."""
    own = [
        scene.pool.id,
        scene.client.id,
        scene.service.id,
        scene.robot.id,
        scene.alice.sub,
        scene.session,
        encoded(scene.passkey.id),
    ]
    foreign = [scene.neighbour.pool_id, scene.neighbour.id, "nina"]
    tokens = [value for value in scene.tokens.values() if isinstance(value, str)]
    names = [
        "alice",
        "bob",
        "ivy",
        "alice@example.com",
        "+15551230001",
        "staff",
        "Corporate",
        "people",
        scene.device_key,
    ]
    return tuple(dict.fromkeys([*own, *foreign, *tokens, *names, *_strings(good)]))


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict() | list():
            for item in value.values() if isinstance(value, dict) else value:
                yield from _strings(item)


def complaints(watch: Watch, body: bytes) -> list[str]:
    """What is wrong with the answer to one input, or with what it leaves behind."""
    with traced() as traces:
        with effort.measured() as cost:
            answer = calling.call(watch.scene, watch.operation, body)
        found = judging.complaints(watch.operation, answer)
        if cost.seconds > SLOWEST_SECONDS:
            found.append(f"it took {cost.seconds:.1f} s")
        if not found and not watch.operation.name.startswith(READING):
            found += _left_behind(watch, answer)
    return [*found, *traces] if found else []


def _left_behind(watch: Watch, answer: Answer) -> Iterator[str]:
    if answer.status == 200:
        yield from aftermath.faults(watch.scene, thorough=watch.thorough)
    elif not is_shallow(answer):
        yield from aftermath.changes(watch.scene, watch.before)


def is_shallow(answer: Answer) -> bool:
    """Whether nothing can have been looked up or written yet."""
    content = json.loads(answer.body)
    return content["__type"] == "SerializationException" or "validation error" in content["message"]


class _Traces(logging.Handler):
    """Keeps the tracebacks of faults, which the answer never shows."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(logging.Formatter().format(record))


@contextmanager
def traced() -> Iterator[list[str]]:
    handler = _Traces()
    loggers = [endpoint.log, logging.getLogger("django.request")]
    for log in loggers:
        log.addHandler(handler)
        log.propagate = False
    try:
        yield handler.kept
    finally:
        for log in loggers:
            log.removeHandler(handler)
            log.propagate = True
