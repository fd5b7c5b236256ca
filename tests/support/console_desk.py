"""An operator at the console, doing by its pages what the stories tell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect


@dataclass(frozen=True)
class Given:
    """What the console tells the one who connects an application."""

    pool_id: str
    client_id: str
    discovery: str
    login_pages: str


class Desk:
    """The console in the operator's own browser, signed in."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.base_url = base_url

    def quick_setup(self, *, name: str, return_url: str) -> Given:
        """A pool whose people sign in by e-mail, a public app client and a domain, in one form."""
        self._pools()
        self.page.get_by_role("link", name="Create user pool").first.click()
        self.page.get_by_text("Single-page application (SPA)").click()
        self.page.get_by_label("Name your application").fill(name)
        self.page.get_by_label("Email", exact=True).check()
        self.page.get_by_role("textbox", name="Return URL").fill(return_url)
        self.page.get_by_role("button", name="Create user directory").click()
        expect(self.page.get_by_role("heading", name="Set up your application")).to_be_visible()
        told = ("User pool ID", "Client ID", "Discovery document", "Login pages")
        return Given(*(self._told(label) for label in told))

    def register_sign_out_url(self, given: Given, *, name: str, url: str) -> None:
        self._open_pool(given, "App clients")
        self.page.get_by_role("main").get_by_role("link", name=name).click()
        self.page.get_by_role("link", name="Login pages", exact=True).click()
        content = self.page.get_by_role("region", name="Managed login pages configuration")
        content.get_by_role("link", name="Edit").click()
        self.page.get_by_label("sign-out URL 1", exact=True).fill(url)
        self.page.get_by_role("button", name="Save changes").click()
        expect(self.page.get_by_text("Login pages were updated.")).to_be_visible()

    def invite(self, given: Given, *, address: str, temporary_password: str) -> None:
        """Create a user who is sent a password of the operator's choice."""
        self._open_pool(given, "Users")
        self.page.get_by_role("link", name="Create user").first.click()
        self.page.get_by_label("Email address", exact=True).fill(address)
        self.page.get_by_label("Mark email address as verified").check()
        self.page.get_by_label("Set a password").check()
        self.page.get_by_label("Password - optional", exact=True).fill(temporary_password)
        self.page.get_by_role("button", name="Create user").click()
        expect(self.page.get_by_role("region", name="Notifications")).to_contain_text(f"User {address} was created.")

    def expect_user(self, given: Given, address: str, *, status: str) -> None:
        self._open_pool(given, "Users")
        expect(self.page.get_by_role("row", name=address)).to_contain_text(status)

    def newest_message(self, address: str) -> str:
        """The text of the newest message to somebody, as the outbox shows it."""
        self._pools()
        self.page.get_by_role("link", name="Message outbox").click()
        self.page.get_by_role("link", name=address).first.click()
        return self.page.get_by_role("region", name="Text").inner_text()

    def newest_code(self, address: str) -> str:
        found = re.search(r"\b\d{6}\b", self.newest_message(address))
        assert found, f"the newest message to {address} has no code"
        return found[0]

    def _pools(self) -> None:
        self.page.goto(f"{self.base_url}/console/user-pools")

    def _open_pool(self, given: Given, section: str) -> None:
        self._pools()
        self.page.locator(f'a[href$="/{given.pool_id}"]').first.click()
        self.page.get_by_role("navigation").get_by_role("link", name=section, exact=True).click()

    def _told(self, label: str) -> str:
        return self.page.locator("dt", has_text=label).locator("xpath=following-sibling::dd").inner_text().strip()
