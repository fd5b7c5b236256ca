"""A person who signs in on the hosted pages, with a browser's cookies and forms but no window."""

from __future__ import annotations

import re

import httpx

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Person:
    """One browser and who sits before it."""

    def __init__(self, username: str, password: str) -> None:
        self.typed = {"username": username, "password": password}
        self.browser = httpx.Client()

    def sent_to(self, url: str) -> str:
        """Where the browser is sent from an address."""
        answer = self.browser.get(url)
        return str(answer.url.join(answer.headers["Location"]))

    def sign_in(self, url: str) -> str:
        """The callback's address, after the form was filled in."""
        return self.answer(self.sent_to(url), **self.typed)

    def answer(self, page: str, **typed: str) -> str:
        """Where the browser is sent after a page's form was filled in."""
        form = dict(_HIDDEN.findall(self.browser.get(page).text))
        answer = self.browser.post(page, data={**form, **typed}, headers={"Referer": page})
        return str(answer.headers["Location"])
