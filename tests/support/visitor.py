"""A person on the hosted pages, who reads what they say and types."""

from __future__ import annotations

from playwright.sync_api import Page, expect


class Visitor:
    """The hosted pages in the person's own browser."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def open(self, url: str) -> None:
        self.page.goto(url)

    def sign_up(self, password: str) -> None:
        self.page.get_by_role("link", name="Create an account").click()
        self.page.get_by_label("Email").fill(self.address)
        self.page.get_by_label("New password").fill(password)
        self.page.get_by_role("button", name="Create account").click()
        self.expect_heading("Check your email")

    def send_new_code(self) -> None:
        self.page.get_by_role("button", name="Send a new code").click()
        expect(self.page.get_by_role("status")).to_be_visible()

    def confirm(self, code: str) -> None:
        """The form sends itself when the code is whole."""
        self.page.get_by_label("Code").fill(code)

    def sign_in(self, password: str) -> None:
        self.page.get_by_label("Email").fill(self.address)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def ask_for_new_password(self) -> None:
        self.page.get_by_role("link", name="Forgot your password?").click()
        self.page.get_by_label("Email").fill(self.address)
        self.page.get_by_role("button", name="Send code").click()
        self.expect_heading("Choose a new password")

    def reset_password(self, code: str, password: str) -> None:
        self.page.get_by_label("Code").fill(code)
        self.page.get_by_label("New password").fill(password)
        self.page.get_by_role("button", name="Change password").click()

    def choose_own_password(self, password: str) -> None:
        self.expect_heading("Choose your password")
        self.page.get_by_label("New password").fill(password)
        self.page.get_by_role("button", name="Save and continue").click()

    def expect_heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", name=text)).to_be_visible()

    def expect_notice(self, text: str) -> None:
        expect(self.page.get_by_role("status")).to_contain_text(text)

    def expect_refusal(self, text: str) -> None:
        expect(self.page.get_by_role("alert")).to_contain_text(text)
