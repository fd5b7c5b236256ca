"""CloudWatch Logs, Firehose and S3 on loopback, as far as logs are delivered there, in their own protocols."""

from __future__ import annotations

import base64
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support import loopback

Answer = tuple[int, dict[str, Any]]


@dataclass
class AwsLogs:
    """What is there, what arrived, and which operations fail.

    Attributes:
        groups: names of log groups that exist.
        streams: the lines of each stream, by group and stream.
        records: those of each Firehose stream.
        objects: the lines of each object, by path.
        refused: operations that answer this error.
        untaken: how many records the next PutRecordBatch does not take.
        calls: how often each operation was called.
    """

    url: str = ""
    groups: set[str] = field(default_factory=set)
    streams: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    objects: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    untaken: int = 0
    calls: Counter[str] = field(default_factory=Counter)

    def answer(self, operation: str, given: dict[str, Any]) -> Answer:
        """What the service of that operation says."""
        self.calls[operation] += 1
        if operation in self.refused:
            return _error(self.refused[operation])
        return {
            "CreateLogStream": self._create_stream,
            "PutLogEvents": self._put_events,
            "PutRecordBatch": self._put_records,
        }[operation](given)

    def _create_stream(self, given: dict[str, Any]) -> Answer:
        place = (given["logGroupName"], given["logStreamName"])
        if place[0] not in self.groups:
            return _error("ResourceNotFoundException")
        if place in self.streams:
            return _error("ResourceAlreadyExistsException")
        self.streams[place] = []
        return 200, {}

    def _put_events(self, given: dict[str, Any]) -> Answer:
        stream = self.streams.get((given["logGroupName"], given["logStreamName"]))
        times = [event["timestamp"] for event in given["logEvents"]]
        if stream is None:
            return _error("ResourceNotFoundException")
        if times != sorted(times) or times[-1] - times[0] >= 24 * 3600 * 1000:
            return _error("InvalidParameterException")
        stream += [json.loads(event["message"]) for event in given["logEvents"]]
        return 200, {}

    def _put_records(self, given: dict[str, Any]) -> Answer:
        failed, self.untaken = self.untaken, 0
        sent = [json.loads(base64.b64decode(record["Data"])) for record in given["Records"]]
        self.records.setdefault(given["DeliveryStreamName"], []).extend(sent[failed:])
        told = [{"ErrorCode": "ServiceUnavailableException"}] * failed + [{"RecordId": "1"}] * (len(sent) - failed)
        return 200, {"FailedPutCount": failed, "RequestResponses": told}


@contextmanager
def aws_logs() -> Iterator[AwsLogs]:
    """Serve until the block ends."""
    with loopback.playing(_Requests, "logs", lambda port: AwsLogs(f"http://127.0.0.1:{port}")) as playing:
        yield playing


class _Requests(BaseHTTPRequestHandler):
    """JSON 1.1 by X-Amz-Target, and S3's PUT."""

    def do_POST(self) -> None:
        operation = self.headers["X-Amz-Target"].partition(".")[2]
        self._say(*self._logs.answer(operation, json.loads(self._body())))

    def do_PUT(self) -> None:
        content = gzip.decompress(self._body())
        self._logs.calls["PutObject"] += 1
        self._logs.objects[self.path] = [json.loads(line) for line in content.splitlines()]
        self._say(200, None)

    @property
    def _logs(self) -> AwsLogs:
        logs: AwsLogs = vars(self.server)["logs"]
        return logs

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def _say(self, status: int, content: dict[str, Any] | None) -> None:
        body = b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Nothing."""


def _error(code: str) -> Answer:
    return 400, {"__type": code, "message": "refused"}
