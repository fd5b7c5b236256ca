"""Amazon SES and SNS on loopback: takes every request and keeps its body."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support import loopback

SES_ANSWER = b'{"MessageId": "1"}'
SNS_ANSWER = b"<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>"


@dataclass
class AwsSink:
    """What arrived, and the status that is answered."""

    url: str
    status: int = 200
    bodies: list[bytes] = field(default_factory=list)


@contextmanager
def aws_sink() -> Iterator[AwsSink]:
    """Serve until the block ends."""
    with loopback.playing(_Requests, "sink", lambda port: AwsSink(f"http://127.0.0.1:{port}")) as playing:
        yield playing


class _Requests(BaseHTTPRequestHandler):
    """SES v2 speaks JSON, SNS speaks forms and XML."""

    def do_POST(self) -> None:
        sink: AwsSink = vars(self.server)["sink"]
        sink.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        answer = SES_ANSWER if self.path.startswith("/v2/email") else SNS_ANSWER
        self.send_response(sink.status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: Any) -> None:
        """Nothing."""
