"""`/account`: somebody's own account, in which everything is set up that there is."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts import devices, linking, software_tokens
from accounts.models import Identity, Passkey, User
from accounts.passkeys import shown_id
from pools import mfa_configuration
from tests.support import factors, families, federation, passkeys, people
from tests.support.account_desk import AccountDesk
from tests.support.devices import TRACKING
from tests.support.hosted_states.challenges import PHONE
from tests.support.hosted_states.sign_in import pool
from tests.support.hosted_states.table import client_of, state

_SETTINGS: dict[str, Any] = {
    "AutoVerifiedAttributes": ["email", "phone_number"],
    "DeviceConfiguration": TRACKING,
    "EmailConfiguration": factors.OWN_SENDER,
    "Policies": passkeys.ALLOWED,
}
_MFA: dict[str, Any] = {
    **factors.TURNED_ON["SOFTWARE_TOKEN_MFA"],
    **factors.TURNED_ON["SMS_MFA"],
    **factors.TURNED_ON["EMAIL_OTP"],
    "MfaConfiguration": "OPTIONAL",
    "WebAuthnConfiguration": {"RelyingPartyId": passkeys.RP_ID, "UserVerification": "preferred"},
}


def _signed_in(web: Client) -> tuple[AccountDesk, User]:
    made = mfa_configuration.replace(pool(**_SETTINGS), settings=_MFA)
    mary = people.confirmed(made, "mary", phone_number=PHONE, phone_number_verified="true", name="Mary Major")
    return AccountDesk(web, client_of(made)).sign_in("mary"), mary


def _with_everything(web: Client) -> AccountDesk:
    desk, mary = _signed_in(web)
    passkeys.registered(mary, desk.app)
    families.sign_in(mary, desk.app)
    linking.add(mary, federation.oidc(mary.pool, "Contoso"), "subject-1")
    web.cookies["trusted"] = devices.trust_browser(mary, name="Firefox on Linux", ip="203.0.113.7")[1]
    factors.register_app(mary)
    factors.prefer(mary, "SOFTWARE_TOKEN_MFA", "SMS_MFA", preferred="SOFTWARE_TOKEN_MFA")
    return desk


def _page(web: Client, page: str, **more: str) -> HttpResponse:
    return _with_everything(web).open(f"account/{page}", **more)


@state
def account(web: Client) -> HttpResponse:
    return _with_everything(web).open()


@state
def account_that_was_changed(web: Client) -> HttpResponse:
    desk, _ = _signed_in(web)
    desk.send("account/sessions", answer="others")
    return desk.open("account/sessions")


@state
def account_profile(web: Client) -> HttpResponse:
    return _page(web, "profile")


@state
def account_profile_that_is_refused(web: Client) -> HttpResponse:
    return _with_everything(web).send("account/profile", **{"attribute:name": "x" * 3000})


@state
def account_email(web: Client) -> HttpResponse:
    return _page(web, "email")


@state
def account_phone(web: Client) -> HttpResponse:
    """Not verified."""
    desk = _with_everything(web)
    User.objects.filter(pool=desk.app.pool).update(phone_number_verified=False)
    return desk.open("account/phone")


@state
def account_phone_that_is_none(web: Client) -> HttpResponse:
    return _with_everything(web).send("account/phone", address="12")


@state
def account_email_code(web: Client) -> HttpResponse:
    desk = _with_everything(web)
    desk.send("account/email", address="new@example.com")
    return desk.open("account/email", step="code")


@state
def account_password(web: Client) -> HttpResponse:
    return _page(web, "password")


@state
def account_password_left_empty(web: Client) -> HttpResponse:
    return _with_everything(web).send("account/password", previous="")


@state
def account_security(web: Client) -> HttpResponse:
    return _page(web, "security")


@state
def account_security_to_turn_off(web: Client) -> HttpResponse:
    return _page(web, "security", remove="SMS_MFA")


@state
def account_app(web: Client) -> HttpResponse:
    desk, mary = _signed_in(web)
    software_tokens.associate(mary)
    return desk.open("account/security/app")


@state
def account_codes(web: Client) -> HttpResponse:
    return _page(web, "security/codes")


@state
def account_codes_that_are_new(web: Client) -> HttpResponse:
    desk = _with_everything(web)
    desk.send("account/security/codes", answer="new")
    return desk.open("account/security/codes")


@state
def account_passkeys(web: Client) -> HttpResponse:
    return _page(web, "passkeys")


@state
def account_passkey_to_add(web: Client) -> HttpResponse:
    return _page(web, "passkeys/add")


@state
def account_passkey_to_rename(web: Client) -> HttpResponse:
    return _passkey(web, "rename")


@state
def account_passkey_to_remove(web: Client) -> HttpResponse:
    return _passkey(web, "remove")


def _passkey(web: Client, act: str) -> HttpResponse:
    desk = _with_everything(web)
    passkey = shown_id(Passkey.objects.get(user__pool=desk.app.pool))
    return desk.open("account/passkeys", **{act: passkey})


@state
def account_devices(web: Client) -> HttpResponse:
    return _page(web, "devices")


@state
def account_sessions(web: Client) -> HttpResponse:
    return _page(web, "sessions")


@state
def account_identities(web: Client) -> HttpResponse:
    return _page(web, "identities")


@state
def account_identity_to_unlink(web: Client) -> HttpResponse:
    desk = _with_everything(web)
    identity = Identity.objects.get(user__pool=desk.app.pool)
    return desk.open("account/identities", remove=str(identity.pk))


@state
def account_to_delete(web: Client) -> HttpResponse:
    return _with_everything(web).send("account/delete")


@state
def account_goodbye(web: Client) -> HttpResponse:
    desk = _with_everything(web)
    desk.send("account", answer="sign-out")
    return desk.open("account/goodbye")
