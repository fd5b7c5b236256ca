"""How many SQL statements an operation makes, counted in this process over the same database."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from console import endpoint
from console.bench.calls import Request
from console.bench.operations import Operation, Scene

TRANSACTION_WORDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
OK = 200


@dataclass(frozen=True)
class Queries:
    """Statements that ask or change something, and those that only begin and end transactions."""

    statements: tuple[str, ...]
    transactional: int

    def __str__(self) -> str:
        return f"{len(self.statements)}+{self.transactional}" if self.transactional else str(len(self.statements))


def count(operation: Operation, scene: Scene) -> Queries:
    """Of the second time, when what a process remembers is remembered."""
    perform(operation, scene)
    with CaptureQueriesContext(connection) as captured:
        perform(operation, scene)
    sql = [query["sql"] for query in captured.captured_queries]
    statements = tuple(text for text in sql if not text.startswith(TRANSACTION_WORDS))
    return Queries(statements, len(sql) - len(statements))


def perform(operation: Operation, scene: Scene) -> None:
    answer = ask(operation.requests(scene)[0])
    if operation.following:
        ask(operation.following(scene, answer))


def ask(request: Request) -> bytes:
    status, body = ask_endpoint(request) if request.method == "POST" else ask_page(request)
    if status != OK:
        raise SystemExit(f"{request.headers.get('x-amz-target', request.path)} answered {status}: {body[:500]!r}")
    return body


def ask_endpoint(request: Request) -> tuple[int, bytes]:
    target = request.headers["x-amz-target"]
    found = endpoint.answer(
        method=request.method, target=target, headers=request.headers, body=request.body, ip="127.0.0.1"
    )
    return found.status, found.body


def ask_page(request: Request) -> tuple[int, bytes]:
    response = Client(headers=dict(request.headers)).get(request.path)
    return response.status_code, response.content
