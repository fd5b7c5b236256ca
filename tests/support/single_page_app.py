"""An application that runs in the browser: one page, its script bundled from tests/clients, and its settings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.support import loopback, node

_PAGE = "<!doctype html><title>An application</title><pre></pre><script type='module' src='/app.js'></script>"


class SinglePageApp:
    """Where it is, and what its script reads as `config`, to be filled in before it is opened."""

    def __init__(self, port: int, script: bytes) -> None:
        self.url = f"http://localhost:{port}"
        self.script = script
        self.config: dict[str, str] = {}

    @property
    def settings(self) -> dict[str, list[str]]:
        """Of its app client."""
        return {"CallbackURLs": [f"{self.url}/callback"], "LogoutURLs": [f"{self.url}/goodbye"]}

    def content(self, path: str) -> tuple[str, bytes]:
        match path:
            case "/app.js":
                return "text/javascript", self.script
            case "/config.json":
                return "application/json", json.dumps(self.config).encode()
            case _:
                return "text/html", _PAGE.encode()


@contextmanager
def running(script: str) -> Iterator[SinglePageApp]:
    """Serve a script of tests/clients until the block ends."""
    with loopback.playing(_Handler, "app", lambda port: SinglePageApp(port, node.bundle(script))) as playing:
        yield playing


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def expect_said(page: Page, **what: Any) -> None:
    """Wait until the application has said exactly this."""
    expect(page.locator("pre")).to_have_text(json.dumps(what, separators=(",", ":")))


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        app: SinglePageApp = self.server.app  # type: ignore[attr-defined]
        kind, body = app.content(urlsplit(self.path).path)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Nothing."""
