"""Pools that ask for a second factor, users who have one, and the authenticator apps in their hands."""

from __future__ import annotations

from base64 import b32decode
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from accounts import mfa, software_tokens
from accounts.crypto import totp
from accounts.mfa import Preference
from accounts.models import User
from pools import mfa_configuration, user_pools
from pools.core import clock
from pools.models import UserPool

ROLE = {"SnsCallerArn": "arn:aws:iam::000000000000:role/sms", "ExternalId": "x"}
OWN_SENDER = {
    "EmailSendingAccount": "DEVELOPER",
    "SourceArn": "arn:aws:ses:us-east-1:000000000000:identity/example.com",
}
TURNED_ON: dict[str, dict[str, Any]] = {
    "SMS_MFA": {"SmsMfaConfiguration": {"SmsConfiguration": ROLE}},
    "SOFTWARE_TOKEN_MFA": {"SoftwareTokenMfaConfiguration": {"Enabled": True}},
    "EMAIL_OTP": {"EmailMfaConfiguration": {}},
}


@dataclass(frozen=True)
class App:
    """An authenticator app that was given a SecretCode."""

    secret: str

    def code(self, *, steps: int = 0) -> str:
        """What it shows now, or so many half minutes later."""
        seed = b32decode(self.secret + "=" * (-len(self.secret) % 8))
        return totp.code(seed, at=clock.now() + timedelta(seconds=30 * steps))


def pool(mode: str, *factors: str, name: str = "guarded", passkeys: str = "", **settings: Any) -> UserPool:
    """A pool that asks for these factors: `ON` or `OPTIONAL`."""
    made = user_pools.create(region="us-east-1", name=name, settings={"EmailConfiguration": OWN_SENDER, **settings})
    members = {member: value for factor in factors for member, value in TURNED_ON[factor].items()}
    members |= {"WebAuthnConfiguration": {"FactorConfiguration": passkeys}} if passkeys else {}
    return mfa_configuration.replace(made, settings={**members, "MfaConfiguration": mode})


def prefer(user: User, *factors: str, preferred: str = "") -> None:
    """Turn factors on."""
    mfa.set_preferences(user, {name: Preference(enabled=True, preferred=name == preferred) for name in factors})


def register_app(user: User) -> App:
    """An app whose code of half a minute ago was used to prove it, so that the present one is good."""
    app = App(software_tokens.associate(user))
    software_tokens.verify(user, code=app.code(steps=-1), name="telephone")
    return app


def with_app(user: User) -> App:
    """As `register_app`, and the pool asks for it."""
    app = register_app(user)
    prefer(user, "SOFTWARE_TOKEN_MFA")
    return app
