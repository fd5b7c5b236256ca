"""Pools that let people in by passkey, and people who have one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from accounts import passkeys
from accounts.models import User
from accounts.models.auth_session import AuthSession, Context
from accounts.signin import engine, identify
from accounts.signin.outcome import Challenge, Outcome
from pools import user_pools
from pools.models import AppClient, UserPool
from tests.support.authenticator import Authenticator

RP_ID = "example.org"
ORIGIN = "https://app.example.org"
ALLOWED = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}


def pool(name: str = "passkeys", **settings: Any) -> UserPool:
    """A pool whose users may sign in by passkey, for example.org."""
    made = user_pools.create(region="us-east-1", name=name, settings={"Policies": ALLOWED, **settings})
    configure(made)
    return made


def configure(pool: UserPool, **configuration: str) -> None:
    """Set WebAuthnConfiguration; an empty RelyingPartyId leaves it out."""
    given = {"RelyingPartyId": RP_ID, "UserVerification": "preferred", **configuration}
    pool.mfa_settings = {"WebAuthnConfiguration": {name: value for name, value in given.items() if value}}
    pool.save(update_fields=["mfa_settings"])


def registered(user: User, client: AppClient, *, origin: str = ORIGIN, **kind: Any) -> Authenticator:
    """A new passkey of the user's."""
    authenticator = Authenticator(origin, **kind)
    passkeys.complete(user, client, credential=authenticator.create(passkeys.begin(user, client)))
    return authenticator


def asked(client: AppClient, username: str = "alice") -> Challenge:
    """The challenge WEB_AUTHN, opened for whoever goes by this name."""
    session = AuthSession(pool=client.pool, client=client, flow="USER_AUTH", memory={})
    session.context = Context()
    identify.begin(session, username)
    return engine._ask(session, "WEB_AUTHN")


def options_of(challenge: Challenge) -> dict[str, Any]:
    """CREDENTIAL_REQUEST_OPTIONS."""
    options: dict[str, Any] = json.loads(challenge.parameters["CREDENTIAL_REQUEST_OPTIONS"])
    return options


def answering(
    client: AppClient, challenge: Challenge, credential: dict[str, Any], *, username: str = "alice"
) -> Callable[[], Outcome]:
    """What answers the challenge when it is called."""
    answers = {"USERNAME": username, "CREDENTIAL": json.dumps(credential)}
    return lambda: engine.answer(
        client, challenge="WEB_AUTHN", session=challenge.session, responses=answers, context=Context()
    )
