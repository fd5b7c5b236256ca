"""A person without a mouse: goes from one thing to the next by Tab, and presses Enter or the space bar."""

from __future__ import annotations

from typing import Literal

from playwright.sync_api import Page

_MOST_STEPS = 80
_IS_HERE = "element => element === document.activeElement"


class Keyboard:
    """The keyboard before a page."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def go_to(self, role: Literal["link", "button", "textbox", "checkbox"], name: str) -> None:
        """Tab until it has the focus."""
        wanted = self._page.get_by_role(role, name=name, exact=True)
        wanted.wait_for()
        for _ in range(_MOST_STEPS):
            if wanted.evaluate(_IS_HERE):
                return
            self._page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard does not reach the {role} {name}.")

    def follow(self, name: str) -> None:
        """Open a link."""
        self.go_to("link", name)
        self._page.keyboard.press("Enter")

    def press(self, name: str) -> None:
        """Press a button."""
        self.go_to("button", name)
        self._page.keyboard.press("Enter")

    def fill_in(self, name: str, text: str) -> None:
        """Type into a field, in place of what stands there."""
        self.go_to("textbox", name)
        self._page.keyboard.press("ControlOrMeta+a")
        self._page.keyboard.type(text)

    def tick(self, name: str) -> None:
        """Tick a box."""
        self.go_to("checkbox", name)
        self._page.keyboard.press("Space")
