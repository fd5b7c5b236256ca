"""The texts of the hosted pages that an operator may replace, each with its built-in wording."""

import re
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLACEHOLDERS = {"app_name": "the app client's name", "name": "the user pool's name"}
"""What `{...}` may hold in a text, and what it becomes."""

_HEADING, _TEXT, _BUTTON = 80, 300, 40
_BUILT_IN_PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Key:
    """A place on the pages.

    Attributes:
        label: what operators call it, in English.
        built_in: gettext's text; empty where the page says nothing unless an operator does.
        limit: most characters of an own text.
    """

    label: str
    built_in: Promise | str
    limit: int

    def in_language(self, code: str | None = None) -> str:
        """The built-in text in a language, the page's own if none is named, with `{...}` for placeholders."""
        if not self.built_in:
            return ""
        with translation.override(code or translation.get_language()):
            return _BUILT_IN_PLACE.sub(r"{\1}", str(self.built_in)).replace("%%", "%")


def _heading(built_in: Promise, label: str = "Heading") -> Key:
    return Key(label, built_in, _HEADING)


def _text(built_in: Promise | str, label: str = "Text") -> Key:
    return Key(label, built_in, _TEXT)


def _button(built_in: Promise, label: str = "Button") -> Key:
    return Key(label, built_in, _BUTTON)


SECTIONS: dict[str, dict[str, Key]] = {
    "Every page": {
        "brand_line": _text(_("One account for every application here."), "Line beside the form"),
        "help_line": _text("", "Line at the foot, such as where to find help"),
    },
    "Sign in": {
        "sign_in_heading": _heading(_("Welcome back")),
        "sign_in_text": _text(_("Sign in to continue to %(app_name)s")),
        "sign_in_button": _button(_("Sign in")),
        "sign_in_next": _button(_("Next"), "Button where the name goes first"),
        "sign_in_passkey": _button(_("Sign in with a passkey"), "Passkey button"),
        "sign_in_forgot": _button(_("Forgot your password?"), "Link to a new password"),
        "password_heading": _heading(_("Enter your password"), "Heading where the password is asked for alone"),
        "password_text": _text(_("Sign in to continue to %(app_name)s"), "Text where the password is asked for alone"),
    },
    "Choose how to sign in": {
        "ways_heading": _heading(_("How do you want to sign in?")),
        "ways_text": _text(_("Choose a way to continue to %(app_name)s.")),
        "select_account_heading": _heading(_("Choose an account"), "Heading of the choice of accounts"),
        "select_account_text": _text(_("To continue to %(app_name)s"), "Text of the choice of accounts"),
    },
    "Create an account": {
        "sign_up_heading": _heading(_("Create an account")),
        "sign_up_text": _text(_("To continue to %(app_name)s")),
        "sign_up_button": _button(_("Create account")),
        "confirm_button": _button(_("Confirm account"), "Button that confirms the account"),
        "confirmed_heading": _heading(_("You're confirmed"), "Heading once a link confirmed it"),
        "confirmed_text": _text(
            _("Your registration has been confirmed. You can close this page and sign in to %(app_name)s."),
            "Text once a link confirmed it",
        ),
    },
    "Forgotten and temporary passwords": {
        "forgot_heading": _heading(_("Forgot your password?")),
        "forgot_text": _text(_("We'll send you a code to choose a new one.")),
        "forgot_button": _button(_("Send code")),
        "reset_heading": _heading(_("Choose a new password"), "Heading of the new password"),
        "reset_button": _button(_("Change password"), "Button of the new password"),
        "own_password_heading": _heading(_("Choose your password"), "Heading after a temporary password"),
        "own_password_text": _text(
            _("Your password was a temporary one. Choose your own to continue to %(app_name)s."),
            "Text after a temporary password",
        ),
        "own_password_button": _button(_("Save and continue"), "Button after a temporary password"),
    },
    "Codes and second steps": {
        "email_code_heading": _heading(_("Check your email"), "Heading for a code by email"),
        "sms_code_heading": _heading(_("Check your phone"), "Heading for a code by SMS"),
        "app_code_heading": _heading(_("Enter the code from your app"), "Heading for a code from an app"),
        "code_button": _button(_("Continue"), "Button under a code"),
        "second_step_heading": _heading(_("Choose your second step"), "Heading of the choice of second steps"),
        "second_step_text": _text(_("One more step to make sure it's you."), "Text of the choice of second steps"),
        "recovery_code_heading": _heading(_("Use a recovery code"), "Heading for a recovery code"),
        "app_set_up_heading": _heading(_("Set up your authenticator app"), "Heading of setting up an app"),
        "mfa_offer_heading": _heading(_("Make your account safer"), "Heading of the offer of a second step"),
        "mfa_offer_text": _text(
            _("With a second step, nobody gets in by knowing your password alone. This takes about a minute."),
            "Text of the offer of a second step",
        ),
    },
    "Passkeys": {
        "passkey_heading": _heading(_("Use your passkey")),
        "passkey_text": _text(_("Your browser will ask for your face, fingerprint, screen lock or security key.")),
        "passkey_offer_heading": _heading(_("Sign in faster next time"), "Heading of the offer of a passkey"),
        "passkey_offer_text": _text(
            _(
                "Use your face, fingerprint or screen lock next time. With a passkey there is no password to type, "
                "and none to steal."
            ),
            "Text of the offer of a passkey",
        ),
    },
    "Account": {
        "account_heading": _heading(_("Your account")),
        "account_text": _text(_("What %(name)s knows about you, and how you sign in.")),
    },
}
KEYS = {name: key for keys in SECTIONS.values() for name, key in keys.items()}
