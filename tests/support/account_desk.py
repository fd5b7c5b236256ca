"""The account pages without a browser: what they say, and what comes of what is sent."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpResponse
from django.test import Client

from pools.models import AppClient
from tests.support import oauth, people
from tests.support.hosted_desk import text


class AccountDesk:
    """One browser at the account pages, opened through one client."""

    def __init__(self, web: Client, app: AppClient) -> None:
        self.web = web
        self.app = app

    def sign_in(self, username: str = "alice", password: str = people.PASSWORD) -> AccountDesk:
        """As an application would have it."""
        oauth.sign_in(self.web, self.app, username, password)
        return self

    def address(self, page: str = "account", **more: str) -> str:
        return oauth.address(self.app.pool, page, urlencode({"client_id": self.app.id, **more}))

    def open(self, page: str = "account", **more: str) -> HttpResponse:
        return self.web.get(self.address(page, **more))  # type: ignore[return-value]

    def look(self, page: str = "account", **more: str) -> str:
        """What the page says."""
        response = self.open(page, **more)
        assert response.status_code == 200, response.headers
        return text(response)

    def send(self, page: str, more: dict[str, str] | None = None, /, **values: str) -> HttpResponse:
        """Send the page's form."""
        return self.web.post(self.address(page, **(more or {})), values)  # type: ignore[return-value]

    def after(self, response: HttpResponse) -> str:
        """What the page says that a sent form led to."""
        assert response.status_code == 303, text(response)
        return text(self.web.get(response.headers["Location"]))

    def leads_to(self, response: HttpResponse, page: str) -> bool:
        return response.headers.get("Location", "").partition("?")[0] == f"/{self.app.pool.id}/{page}"


def asks_to_sign_in(response: HttpResponse) -> bool:
    """Whether the answer is the way to the sign-in page, where a session that lives already does not do."""
    parts = urlsplit(response.headers.get("Location", ""))
    return parts.path.endswith("/login") and ("prompt", "login") in parse_qsl(parts.query)


def said(page: str, role: str = "status") -> str:
    """The message on top of a page."""
    found = re.search(rf'<div class="message[^>]*role="{role}"[^>]*>(.*?)</div>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def problem(page: str) -> str:
    """The error on top of a page."""
    return said(page, "alert")


def field_error(page: str, field: str) -> str:
    """What stands beside a field."""
    found = re.search(rf'id="id_{re.escape(field)}_error">(.*?)</p>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""
