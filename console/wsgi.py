"""Where every request comes in: AWS calls ahead of Django, tokens by the lean handler, pages by the full one."""

from __future__ import annotations

import gc
import logging
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.settings")
django.setup(set_prefix=False)

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402  after the set-up that its imports need
from django.db import close_old_connections, reset_queries  # noqa: E402

from console import endpoint, lean, logs, processes, proxies  # noqa: E402

LARGEST_BODY = 4 * 1024 * 1024
GC_SECONDS = 60.0

access_log = logging.getLogger("poolhouse.access")

full_handler = WSGIHandler()
lean_handler = lean.LeanHandler()

Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """Answer one request, with its id in the answer and in each log line it causes."""
    proxies.apply(environ)
    request_id = environ["poolhouse.request_id"] = str(uuid.uuid4())
    token = logs.request_id.set(request_id)
    began = time.perf_counter()

    def start(status: str, headers: Headers, *rest: Any) -> Any:
        if not any(name.lower() == "x-amzn-requestid" for name, _ in headers):
            headers = [*headers, ("x-amzn-RequestId", request_id)]
        log_access(environ, status=status, began=began)
        return start_response(status, headers, *rest)

    try:
        return answer(environ, start)
    finally:
        logs.request_id.reset(token)


def answer(environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
    path = environ.get("PATH_INFO", "/")
    if path == "/" and is_for_aws(environ):
        return answer_aws(environ, start)
    return (lean_handler if lean.is_lean(path) else full_handler)(environ, start)


def is_for_aws(environ: dict[str, Any]) -> bool:
    method = environ["REQUEST_METHOD"]
    return method == "OPTIONS" or (
        method == "POST"
        and ("HTTP_X_AMZ_TARGET" in environ or environ.get("CONTENT_TYPE", "").startswith("application/x-amz-json"))
    )


def answer_aws(environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
    """The AWS API. Django's connections are looked after here as its own handler does around a request."""
    body = read_body(environ)
    if body is None:
        return send(start, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, [("Content-Type", "text/plain")], b"Too large.\n")
    reset_queries()
    close_old_connections()
    try:
        found = endpoint.answer(
            method=environ["REQUEST_METHOD"],
            target=environ.get("HTTP_X_AMZ_TARGET", ""),
            headers=header_fields(environ),
            body=body,
            ip=environ.get("REMOTE_ADDR", ""),
            query=environ.get("QUERY_STRING", ""),
        )
    finally:
        close_old_connections()
    return send(start, HTTPStatus(found.status), found.headers, found.body)


def read_body(environ: dict[str, Any]) -> bytes | None:
    """The whole body, or None when it is larger than any AWS call is."""
    said = environ.get("CONTENT_LENGTH", "")
    if said.isdecimal() and int(said) > LARGEST_BODY:
        return None
    body: bytes = environ["wsgi.input"].read(int(said) if said.isdecimal() else LARGEST_BODY + 1)
    return body if len(body) <= LARGEST_BODY else None


def header_fields(environ: dict[str, Any]) -> dict[str, str]:
    """Header fields under the lower-case names that signatures use."""
    fields = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name[:5] == "HTTP_"}
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            fields[name.replace("_", "-").lower()] = environ[name]
    return fields


def send(start: StartResponse, status: HTTPStatus, headers: Headers, body: bytes) -> Iterable[bytes]:
    start(f"{status.value} {status.phrase}", [*headers, ("Content-Length", str(len(body)))])
    return [body]


def log_access(environ: dict[str, Any], *, status: str, began: float) -> None:
    # Never the query: it carries codes and tokens (checklist 21).
    access_log.info(
        "%s %s",
        environ["REQUEST_METHOD"],
        environ.get("PATH_INFO", "/"),
        extra={
            "status": int(status[:3]),
            "milliseconds": round((time.perf_counter() - began) * 1000, 1),
            "ip": environ.get("REMOTE_ADDR", ""),
            "target": environ.get("HTTP_X_AMZ_TARGET"),
        },
    )


def collect_garbage() -> None:
    """Ended server threads leave their database connections in cycles; collecting them closes those (see docs)."""
    while True:
        time.sleep(GC_SECONDS)
        gc.collect()


processes.die_with_parent()
threading.Thread(target=collect_garbage, name="gc", daemon=True).start()
