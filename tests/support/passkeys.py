"""Pools that let people in by passkey, and people who have one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from accounts import first_factors, passkeys
from accounts.models import User
from accounts.models.auth_session import Context
from accounts.signin import engine
from accounts.signin.outcome import Challenge, Outcome
from pools import mfa_configuration, user_pools
from pools.models import AppClient, UserPool
from tests.support import builders
from tests.support.authenticator import Authenticator

RP_ID = "example.org"
ORIGIN = "https://app.example.org"
FLOWS = ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
ALLOWED = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}


def pool(name: str = "passkeys", **settings: Any) -> UserPool:
    """A pool whose users may sign in by passkey, for example.org."""
    made = user_pools.create(region="us-east-1", name=name, settings={"Policies": ALLOWED, **settings})
    configure(made)
    return made


def configure(pool: UserPool, **configuration: str) -> None:
    """Set WebAuthnConfiguration; an empty RelyingPartyId leaves it out."""
    given = {"RelyingPartyId": RP_ID, "UserVerification": "preferred", **configuration}
    kept = {name: value for name, value in given.items() if value}
    mfa_configuration.replace(pool, settings={"WebAuthnConfiguration": kept})


def registered(user: User, client: AppClient, *, origin: str = ORIGIN, **kind: Any) -> Authenticator:
    """A new passkey of the user's."""
    authenticator = Authenticator(origin, **kind)
    passkeys.complete(user, client, credential=authenticator.create(passkeys.begin(user, client)))
    return authenticator


def client(pool: UserPool, name: str = "chooser", **settings: Any) -> AppClient:
    """A client that may sign in by choice and by password."""
    return builders.client(pool, name, **{"ExplicitAuthFlows": FLOWS, **settings})


def asked(client: AppClient, username: str = "alice") -> Challenge:
    """The challenge WEB_AUTHN, for whoever goes by this name."""
    parameters = {"USERNAME": username, "PREFERRED_CHALLENGE": "WEB_AUTHN"}
    outcome = engine.begin(client, flow="USER_AUTH", parameters=parameters, context=Context())
    assert isinstance(outcome, Challenge)
    assert outcome.name == "WEB_AUTHN"
    return outcome


def nobodies(pool: UserPool) -> Iterator[str]:
    """Names that nobody has, and for whom it looks as if they had a passkey."""
    names = (f"nobody{number}" for number in range(100))
    return (name for name in names if "WEB_AUTHN" in first_factors.offered(pool, None, name))


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
