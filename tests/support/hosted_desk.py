"""The hosted pages without a browser: what is sent, and what the page says then."""

from __future__ import annotations

from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

from pools.models import AppClient
from tests.support import oauth, people


class HostedDesk:
    """One browser at the pages of one application."""

    def __init__(self, web: Client, app: AppClient, **changes: str | None) -> None:
        self.web = web
        self.app = app
        self.query = oauth.request(app, **changes)

    def address(self, page: str, more: str = "") -> str:
        return oauth.address(self.app.pool, page, self.query + more)

    def open(self, page: str = "challenge", more: str = "") -> HttpResponse:
        return self.web.get(self.address(page, more))  # type: ignore[return-value]

    def look(self, page: str = "challenge", more: str = "") -> str:
        """What the page says."""
        return text(self.open(page, more))

    def send(self, page: str = "challenge", more: str = "", **values: str) -> HttpResponse:
        """Send the page's form."""
        return self.web.post(self.address(page, more), values)  # type: ignore[return-value]

    def sign_in(self, username: str, password: str = people.PASSWORD) -> HttpResponse:
        return self.send("login", username=username, password=password)

    def name(self, username: str) -> HttpResponse:
        """The first step where the name comes alone."""
        return self.send("login", username=username)

    def leads_to(self, response: HttpResponse, page: str) -> bool:
        return response.status_code == 303 and response.headers["Location"] == self.address(page)


def text(response: Any) -> str:
    """What a page says, as a person reads it."""
    return unescape(response.content.decode())


def is_signed_in(response: HttpResponse) -> bool:
    """Whether the browser is sent back to the application with a code."""
    location = response.headers.get("Location", "")
    return response.status_code == 303 and location.startswith(f"{oauth.CALLBACK}?code=")
