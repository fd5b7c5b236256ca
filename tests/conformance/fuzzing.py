"""Many inputs to one operation, each on the same state of the scene: what is answered, and what is left behind."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings

from console import endpoint
from console.endpoint import Answer
from pools.wire import model
from pools.wire.model import Operation
from tests.conformance import arrangements, arranging, calling, judging, strategies  # noqa: F401  arrangements register themselves
from tests.conformance.arranging import ARRANGED
from tests.conformance.scene import Scene
from tests.conformance.strategies import Material
from tests.support import oauth
from tests.support.authenticator import encoded

SLOWEST_SECONDS = 1.0
READING = ("Get", "List", "Describe", "AdminGet", "AdminList")
# What is looked at afterwards; each by an input that the scene knows.
LOOKS = (
    *("DescribeUserPool", "DescribeUserPoolClient", "GetUserPoolMfaConfig", "ListUsers", "ListUserPoolClients"),
    *("AdminGetUser", "AdminListUserSessions", "DescribeIdentityProvider", "DescribeRiskConfiguration", "GetUser"),
    *("ListGroups", "DescribeResourceServer"),
)
# Before anything was looked up or written.
SHALLOW = ("SerializationException",)


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
    before = looks(scene)

    def attempt(body: bytes) -> None:
        with undone():
            found = complaints(scene, operation, body, before)
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


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def complaints(scene: Scene, operation: Operation, body: bytes, before: dict[str, bytes]) -> list[str]:
    """What is wrong with the answer to one input, or with what it leaves behind."""
    with traced() as traces:
        began = time.process_time()
        answer = calling.call(scene, operation, body)
        took = time.process_time() - began
        found = judging.complaints(operation, answer)
        if took > SLOWEST_SECONDS:
            found.append(f"it took {took:.1f} s")
        if not found:
            found += list(_left_behind(scene, operation, answer, before))
    return [*found, *traces] if found else []


def _left_behind(scene: Scene, operation: Operation, answer: Answer, before: dict[str, bytes]) -> Iterator[str]:
    if operation.name.startswith(READING):
        return
    if answer.status == 200:
        yield from _after_a_change(scene)
    elif not is_shallow(answer):
        after = looks(scene)
        yield from (f"refused, and {name} answers something else" for name in LOOKS if after[name] != before[name])


def is_shallow(answer: Answer) -> bool:
    content = json.loads(answer.body)
    return content["__type"] in SHALLOW or "validation error" in content["message"]


def _after_a_change(scene: Scene) -> Iterator[str]:
    for name in LOOKS:
        operation = model.service("cognito-idp").operations[name]
        yield from (f"then {name}: {complaint}" for complaint in judging.complaints(operation, _look(scene, operation)))
    signing_in = model.service("cognito-idp").operations["InitiateAuth"]
    answer = calling.call(scene, signing_in, calling.as_json(ARRANGED["initiate_auth"](scene)))
    yield from (f"then signing in: {complaint}" for complaint in judging.complaints(signing_in, answer))
    page = _browser().get(oauth.address(scene.pool, "login", oauth.request(scene.client)))
    if page.status_code >= 500:
        yield f"then the sign-in page: {page.status_code}"


@cache
def _browser() -> Client:
    """One for all, because making it costs more than what it asks for; the page sets nothing that matters to the next."""
    return Client(headers={"host": "localhost"}, raise_request_exception=False)


def looks(scene: Scene) -> dict[str, bytes]:
    operations = model.service("cognito-idp").operations
    return {name: _look(scene, operations[name]).body for name in LOOKS}


def _look(scene: Scene, operation: Operation) -> Answer:
    given = PLAIN_LOOKS.get(operation.name, scene.in_pool)
    return calling.call(scene, operation, calling.as_json(given(scene) if callable(given) else given))


PLAIN_LOOKS: dict[str, Any] = {
    "DescribeUserPoolClient": lambda scene: scene.of_client,
    "AdminGetUser": lambda scene: scene.of_alice,
    "AdminListUserSessions": lambda scene: scene.of_alice,
    "GetUser": lambda scene: scene.by_token,
    "DescribeIdentityProvider": lambda scene: {**scene.in_pool, "ProviderName": "Corporate"},
    "DescribeResourceServer": ARRANGED["describe_resource_server"],
}


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
