"""Signing in to the console in a browser."""

from __future__ import annotations

from playwright.sync_api import Page


def sign_in(page: Page, base_url: str) -> None:
    """As the operator of the tests; ends on the list of user pools."""
    page.goto(f"{base_url}/console/sign-in")
    page.get_by_label("Email").fill("olga@example.com")
    page.get_by_label("Password").fill("a long password of Olga's")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/console/user-pools")
