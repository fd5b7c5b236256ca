"""An operator's second factor: an authenticator app, and ten recovery codes for when it is lost."""

from __future__ import annotations

import base64
import hmac
import secrets
from urllib.parse import quote, urlencode

import django_otp
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from console.models import AuthenticatorApp, Operator
from pools.core.errors import CodeMismatchException

ISSUER = "Poolhouse"
SEED_BYTES = 20
RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
WRONG_CODE = "That code is not right, or was used before. Enter the newest code from your app, or a recovery code."


def is_enrolled(operator: AbstractBaseUser | AnonymousUser) -> bool:
    return bool(AuthenticatorApp.objects.filter(user_id=operator.pk, confirmed=True).exists())


def is_passed(request: HttpRequest) -> bool:
    """Whether this session has answered with a code."""
    return bool(request.user.is_verified())  # type: ignore[union-attr]  # django-otp's middleware adds it


def check(operator: Operator, code: str) -> Device:
    """The device that knows the code; each code is good once."""
    typed = code.replace(" ", "").replace("-", "").lower()
    if typed.isdecimal():
        known, token = AuthenticatorApp, typed
    else:
        # Recovery codes are kept as hashes only, so it is the hash that django-otp compares (checklist 45).
        known, token = StaticDevice, stored_form(operator, typed)
    for device in known.objects.devices_for_user(operator, confirmed=True):
        if django_otp.verify_token(operator, device.persistent_id, token):
            return device
    raise CodeMismatchException(WRONG_CODE)


def begin_enrolment(operator: Operator) -> AuthenticatorApp:
    """An app that counts only once it has shown a code; the same one until then, so that the page can be reloaded."""
    app: AuthenticatorApp
    app, _ = AuthenticatorApp.objects.get_or_create(
        user=operator,
        confirmed=False,
        defaults={"name": "Authenticator app", "seed": secrets.token_bytes(SEED_BYTES)},
    )
    return app


def finish_enrolment(operator: Operator, code: str) -> AuthenticatorApp:
    app = begin_enrolment(operator)
    if not app.verify_token(code.replace(" ", "")):
        raise CodeMismatchException(
            "That code is not right. Enter the newest code your app shows, and check its clock."
        )
    with transaction.atomic():
        AuthenticatorApp.objects.filter(user=operator, confirmed=True).delete()
        app.confirmed = True
        app.save()
    return app


@transaction.atomic
def new_recovery_codes(operator: Operator) -> list[str]:
    """Ten fresh codes, which nobody can ask for again; the old ones end."""
    StaticDevice.objects.filter(user=operator).delete()
    device = StaticDevice.objects.create(user=operator, name="Recovery codes")
    codes = ["".join(secrets.choice(LETTERS) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=stored_form(operator, code)) for code in codes)
    return ["-".join((code[:4], code[4:8], code[8:])) for code in codes]


def recovery_codes_left(operator: Operator) -> int:
    return int(StaticToken.objects.filter(device__user=operator).count())


@transaction.atomic
def disable(operator: Operator) -> None:
    AuthenticatorApp.objects.filter(user=operator).delete()
    StaticDevice.objects.filter(user=operator).delete()


def key_text(app: AuthenticatorApp) -> str:
    """The seed as people type it."""
    text = base64.b32encode(bytes(app.seed)).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def key_uri(app: AuthenticatorApp, operator: Operator) -> str:
    """What the QR code says (Key URI format of authenticator apps)."""
    query = urlencode({"secret": key_text(app).replace(" ", ""), "issuer": ISSUER})
    return f"otpauth://totp/{quote(ISSUER)}:{quote(operator.email)}?{query}"


def stored_form(operator: Operator, code: str) -> str:
    """80 bits of a keyed hash: what fits django-otp's column."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"recovery code:{operator.pk}:{code}".encode(), "sha256")
    return base64.b32encode(digest[:10]).decode().lower()
