"""How many SQL statements an operation makes, counted in this process over the same database."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from console import endpoint
from console.bench.calls import Request
from console.bench.drive import GOOD
from console.bench.operation import Operation, Scene

TRANSACTION_WORDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True)
class Queries:
    """What one operation asks of the database, call by call."""

    statements: tuple[int, ...]
    transactional: int
    """Statements that only begin and end transactions."""

    @property
    def most(self) -> int:
        """Of one call."""
        return max(self.statements)

    def __str__(self) -> str:
        calls = "/".join(str(number) for number in self.statements)
        return f"{calls}+{self.transactional}" if self.transactional else calls


def count(operation: Operation, scene: Scene) -> Queries:
    """The fewest of three times, when the process remembers what it keeps in mind for some seconds."""
    return min((counted(perform(operation, scene)) for _ in range(3)), key=lambda found: found.statements)


def counted(calls: list[list[str]]) -> Queries:
    transactional = [sum(sql.startswith(TRANSACTION_WORDS) for sql in call) for call in calls]
    statements = tuple(len(call) - number for call, number in zip(calls, transactional, strict=True))
    return Queries(statements, sum(transactional))


def perform(operation: Operation, scene: Scene) -> list[list[str]]:
    """The SQL of each call."""
    operation.prepare(scene)
    request = operation.requests(scene)[0]
    calls: list[list[str]] = []
    for step in operation.following:
        answer, sql = captured(request, GOOD)
        calls.append(sql)
        request = step(scene, answer)
    answer, sql = captured(request, operation.good)
    if operation.learn:
        operation.learn(scene, answer)
    return [*calls, sql]


def captured(request: Request, good: Container[int]) -> tuple[bytes, list[str]]:
    with CaptureQueriesContext(connection) as context:
        body = ask(request, good)
    return body, [query["sql"] for query in context.captured_queries]


def ask(request: Request, good: Container[int]) -> bytes:
    status, body = ask_endpoint(request) if "x-amz-target" in request.headers else ask_page(request)
    if status not in good:
        raise SystemExit(f"{request.headers.get('x-amz-target', request.path)} answered {status}: {body[:500]!r}")
    return body


def ask_endpoint(request: Request) -> tuple[int, bytes]:
    target = request.headers["x-amz-target"]
    found = endpoint.answer(
        method=request.method, target=target, headers=request.headers, body=request.body, ip="127.0.0.1"
    )
    return found.status, found.body


def ask_page(request: Request) -> tuple[int, bytes]:
    web, kind = Client(headers=dict(request.headers)), request.headers.get("content-type", "")
    response = web.post(request.path, request.body, content_type=kind) if request.body else web.get(request.path)
    return response.status_code, response.content
