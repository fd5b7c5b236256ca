"""A page that was answered in this process, shown in a browser as if a server had sent it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Page, Route

_HOST = "http://localhost"
_BRANDING = re.compile(r'"(/[^" ]+/branding/[^" ]+)"')
_IMAGES = re.compile(r'url\("([^"/]+)"\)')


class Window:
    """One browser page that shows answer after answer, each under its own address and policy."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._answer: Any = None
        self._files: dict[str, dict[str, Any]] = {}
        page.route("**/*", self._fulfil)

    def show(self, answer: HttpResponse) -> None:
        """Open the answer of a request of Django's test client."""
        self._answer = answer
        self._fetch_branding(answer.content.decode())
        asked = answer.request  # type: ignore[attr-defined]
        query = asked.get("QUERY_STRING", "")
        self.page.goto(f"{_HOST}{asked['PATH_INFO']}{'?' if query else ''}{query}")

    def _fulfil(self, route: Route) -> None:
        if route.request.is_navigation_request():
            route.fulfill(**_told(self._answer))
            return
        path = urlsplit(route.request.url).path
        if path.startswith(settings.STATIC_URL):
            self._fetch(path)
        # What a page's script asks for is not there: it may come when the test, and its database, are gone.
        route.fulfill(**self._files.get(path, {"status": 404}))

    def _fetch_branding(self, page: str) -> None:
        """What comes from the database is fetched now: where the browser asks for it, this test's rows are not seen."""
        for path in _BRANDING.findall(page):
            for name in _IMAGES.findall(self._fetch(path)["body"].decode(errors="ignore")):
                self._fetch(f"{path.rpartition('/')[0]}/{name}")

    def _fetch(self, path: str) -> dict[str, Any]:
        if path not in self._files:
            self._files[path] = _told(Client(headers={"host": "localhost"}).get(path))
        return self._files[path]


def _told(answer: Any) -> dict[str, Any]:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return {"status": answer.status_code, "headers": dict(answer.headers), "body": body}
