"""An application on a port of its own: it sends browsers to sign in and keeps what its callback was called with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.support import loopback


class Application:
    """Where it is, and the parameters of each call of its callback."""

    def __init__(self, port: int) -> None:
        self.url = f"http://localhost:{port}"
        self.callback = f"{self.url}/callback"
        self.goodbye = f"{self.url}/goodbye"
        self.calls: list[dict[str, str]] = []


@contextmanager
def running() -> Iterator[Application]:
    """Serve until the block ends."""
    with loopback.playing(_handler(), "application", Application) as playing:
        yield playing


def _handler() -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            application: Application = self.server.application  # type: ignore[attr-defined]
            if parts.path == "/callback":
                application.calls.append(dict(parse_qsl(parts.query)))
                # Most applications send the browser on, so that the code leaves the address bar.
                self.send_response(302)
                self.send_header("Location", "/home")
            else:
                self.send_response(200)
            body = f"<h1>{parts.path}</h1>".encode()
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Nothing."""

    return Handler
