"""Log lines are JSON, carry the request's id and nothing that came with the request."""

from __future__ import annotations

import json
import logging

from console.logs import JsonFormatter, request_id


def formatted(**extra: object) -> dict[str, object]:
    record = logging.makeLogRecord(
        {"name": "poolhouse", "levelname": "INFO", "msg": "Signed %s.", "args": ("in",), **extra}
    )
    line: dict[str, object] = json.loads(JsonFormatter().format(record))
    return line


def test_a_line_names_its_request() -> None:
    token = request_id.set("1234")

    line = formatted(pool="us-east-1_a")
    request_id.reset(token)

    assert line["message"] == "Signed in."
    assert (line["request_id"], line["pool"]) == ("1234", "us-east-1_a")


def test_what_django_attaches_is_left_out() -> None:  # checklist 21
    line = formatted(request="<POST with password>", sql="select", params=["secret"], data={"code": "123456"})

    assert set(line) == {"time", "level", "logger", "message"}


def test_a_line_feed_in_a_value_stays_inside_its_line() -> None:
    record = logging.makeLogRecord({"msg": "%s", "args": ("a\nb",)})

    assert "\n" not in JsonFormatter().format(record)
