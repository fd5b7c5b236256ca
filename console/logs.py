"""Structured logging: one JSON object a line, each with the id of the request that caused it."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from console.environment import Misconfigured

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

# Set by console.wsgi for the length of a request; the same id stands in the answer's x-amzn-RequestId.
request_id: ContextVar[str] = ContextVar("request_id", default="")

# What every record carries anyway; whatever else it has was given by `extra=`.
_OWN_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# Django and Celery attach live objects, which may hold bodies, cookies and arguments; they are never written.
_LEFT_OUT = frozenset({"request", "server_time", "status_code", "data", "args", "kwargs", "sql", "params", "context"})


_NOT_EXTRA = _OWN_FIELDS | _LEFT_OUT


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON. Messages must name what happened, never a secret."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.fields(record), default=str, ensure_ascii=False)

    def fields(self, record: logging.LogRecord) -> Mapping[str, Any]:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if current := request_id.get():
            line["request_id"] = current
        line |= {name: value for name, value in vars(record).items() if value is not None and name not in _NOT_EXTRA}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return line


def configuration(*, level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to stderr, where systemd, Docker or `up` take it."""
    if level not in LEVELS:
        raise Misconfigured(f"POOLHOUSE_LOG_LEVEL must be one of {', '.join(LEVELS)}, not {level!r}.")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonFormatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Its own handlers mail administrators and print in another form.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            # Says SQL with its values, which may be secrets.
            "django.db.backends": {"level": "WARNING"},
            # Say whole requests and answers at DEBUG.
            "botocore": {"level": "WARNING"},
            "urllib3": {"level": "WARNING"},
        },
    }
