"""A mail server on loopback that keeps what it is given; it can be told to hang or to turn mail down."""

from __future__ import annotations

import contextlib
import email
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default


@dataclass
class MailSink:
    """What arrived, in order; `refusal` is the answer to MAIL FROM when it is not empty."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[list[str]] = field(default_factory=list)
    arrivals: list[float] = field(default_factory=list)  # by time.monotonic()
    refusal: str = ""

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def message_ids(self) -> Counter[str]:
        return Counter(str(mail["Message-ID"]) for mail in list(self.mails))


@contextmanager
def mail_sink() -> Iterator[MailSink]:
    """Serve until the block ends."""
    server = _Server(("127.0.0.1", 0), _Dialogue)
    sink = MailSink(server.server_address[1])
    server.sink = sink
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    sink: MailSink


class _Dialogue(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as Python's client speaks."""

    server: _Server

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # the sender was killed
            self._converse()

    def _converse(self) -> None:
        self._say("220 sink")
        recipients: list[str] = []
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"QUIT":
                self._say("221 bye")
                return
            if verb == b"MAIL" and self.server.sink.refusal:
                self._say(self.server.sink.refusal)
            elif verb == b"DATA":
                self._take(recipients)
                recipients = []
            else:
                recipients += [line.decode().split("<")[1].split(">")[0]] if verb == b"RCPT" else []
                self._say("250 ok")

    def _take(self, recipients: list[str]) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        if line:
            self.server.sink.mails.append(email.message_from_bytes(b"".join(lines), policy=default))
            self.server.sink.envelopes.append(recipients)
            self.server.sink.arrivals.append(time.monotonic())
            self._say("250 taken")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
