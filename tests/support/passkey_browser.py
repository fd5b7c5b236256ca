"""Chromium with a virtual authenticator, on an application's page: what a person does with a passkey in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page

from tests.support import application

RP_ID = "localhost"
CREATE = """async (options) => {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return (await navigator.credentials.create({ publicKey })).toJSON();
}"""
GET = """async (text) => {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(text));
  return JSON.stringify((await navigator.credentials.get({ publicKey })).toJSON());
}"""

# The virtual authenticator keeps a question waiting for ever that came before presence was switched on.
WAITS_FOR_TOUCH = """
const get = navigator.credentials.get.bind(navigator.credentials);
window.pressed = new Promise((pressed) => {
  navigator.credentials.get = async (options) => {
    if (options.mediation !== "conditional") {
      await new Promise((touch) => pressed({ touch }));
    }
    return get(options);
  };
});
"""


class PasskeyBrowser:
    """The page of an application, and the authenticator that answers for the person."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._devtools = page.context.new_cdp_session(page)
        self._devtools.send("WebAuthn.enable")
        self._authenticator = ""

    def plug_in(self, *, transport: str = "internal", verifies: bool = True) -> None:
        """Give the browser an authenticator in place of the one it had.

        Args:
            transport: `internal` is the machine's own, `usb` a security key.
            verifies: whether it has a PIN or a fingerprint reader, and the person passes.
        """
        if self._authenticator:
            self._devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self._authenticator})
        options = {
            "protocol": "ctap2",
            "transport": transport,
            "hasResidentKey": True,
            "hasUserVerification": verifies,
            "isUserVerified": verifies,
            "automaticPresenceSimulation": True,
        }
        answer = self._devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._authenticator = answer["authenticatorId"]

    def create(self, options: Any) -> Any:
        """navigator.credentials.create, as JSON in and out."""
        return self._page.evaluate(CREATE, options)

    def get(self, options: str) -> str:
        """navigator.credentials.get, as JSON text in and out."""
        return str(self._page.evaluate(GET, options))

    def hold_back(self) -> None:
        """The person touches nothing until told."""
        self._set("AutomaticPresenceSimulation", on=False)

    def touch(self) -> None:
        """The person agrees to whatever the authenticator asks now, and from now on."""
        self._set("AutomaticPresenceSimulation", on=True)

    def hold_back_until_asked(self) -> None:
        """On the next page the person touches nothing but what a button asks for, and that when `touch_when_asked`."""
        self.hold_back()
        self._page.add_init_script(WAITS_FOR_TOUCH)

    def touch_when_asked(self) -> None:
        """The person agrees to what a button asks for, as soon as it does."""
        asked = self._page.evaluate_handle("() => window.pressed")
        self.touch()
        asked.evaluate("({ touch }) => touch()")

    def lose_all(self) -> None:
        """The authenticator forgets its passkeys."""
        self._devtools.send("WebAuthn.clearCredentials", {"authenticatorId": self._authenticator})

    def held(self) -> int:
        """How many passkeys the authenticator has."""
        answer = self._devtools.send("WebAuthn.getCredentials", {"authenticatorId": self._authenticator})
        return len(answer["credentials"])

    def _set(self, what: str, *, on: bool) -> None:
        self._devtools.send(f"WebAuthn.set{what}", {"authenticatorId": self._authenticator, "enabled": on})

    def turn_back(self) -> None:
        """The authenticator forgets that it ever signed, as a copy made right after registration would not know."""
        [held] = self._devtools.send("WebAuthn.getCredentials", {"authenticatorId": self._authenticator})["credentials"]
        self._devtools.send("WebAuthn.clearCredentials", {"authenticatorId": self._authenticator})
        copy = {**held, "signCount": 0}
        self._devtools.send("WebAuthn.addCredential", {"authenticatorId": self._authenticator, "credential": copy})


@contextmanager
def opened(page: Page) -> Iterator[PasskeyBrowser]:
    """An application's page, until the block ends."""
    with application.running() as app:
        page.goto(app.url)
        yield PasskeyBrowser(page)
