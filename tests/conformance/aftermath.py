"""What is left of the scene after a call: how it looks to an administrator, whether people still get in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import transaction
from django.test import Client

from console.endpoint import Answer
from pools.wire import model
from pools.wire.model import Operation
from tests.conformance import arrangements, calling, judging  # noqa: F401  arrangements register themselves
from tests.conformance.arranging import ARRANGED
from tests.conformance.scene import Scene
from tests.support import oauth

OPERATIONS = model.service("cognito-idp").operations
LOOKS: dict[str, Any] = {
    "DescribeUserPool": lambda scene: scene.in_pool,
    "DescribeUserPoolClient": lambda scene: scene.of_client,
    "GetUserPoolMfaConfig": lambda scene: scene.in_pool,
    "ListUsers": lambda scene: scene.in_pool,
    "ListUserPoolClients": lambda scene: scene.in_pool,
    "AdminGetUser": lambda scene: scene.of_alice,
    "AdminListUserSessions": lambda scene: scene.of_alice,
    "GetUser": lambda scene: scene.by_token,
    "DescribeIdentityProvider": ARRANGED["describe_identity_provider"],
    "DescribeResourceServer": ARRANGED["describe_resource_server"],
    "DescribeRiskConfiguration": lambda scene: scene.in_pool,
    "ListGroups": lambda scene: scene.in_pool,
}
ALWAYS_TRIED = ("InitiateAuth",)
# What reads other settings; where there is time for it.
ALSO_TRIED = (
    *("SignUp", "ForgotPassword", "AdminCreateUser", "AdminInitiateAuth", "GetTokensFromRefreshToken", "GetCSVHeader"),
    *("StartWebAuthnRegistration", "AssociateSoftwareToken", "UpdateUserAttributes", "AdminResetUserPassword"),
)
PAGES = ("login", "signup", "forgotPassword", "oauth2/authorize", ".well-known/openid-configuration")


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def looks(scene: Scene) -> dict[str, bytes]:
    """How everything looks now."""
    return {name: _tried(scene, OPERATIONS[name], LOOKS[name]).body for name in LOOKS}


def changes(scene: Scene, before: dict[str, bytes]) -> Iterator[str]:
    """What looks otherwise than before, though nothing should."""
    now = looks(scene)
    yield from (f"refused, and {name} answers something else" for name in LOOKS if now[name] != before[name])


def faults(scene: Scene, *, thorough: bool) -> Iterator[str]:
    """What does not go on as modelled, whatever a call has changed."""
    tried = {**LOOKS, **{name: _arranged(name) for name in ALWAYS_TRIED + (ALSO_TRIED if thorough else ())}}
    for name, given in tried.items():
        with undone():
            found = judging.complaints(OPERATIONS[name], _tried(scene, OPERATIONS[name], given))
        yield from (f"then {name}: {complaint}" for complaint in found)
    for page in PAGES if thorough else PAGES[:1]:
        with undone():
            status = _browser().get(oauth.address(scene.pool, page, oauth.request(scene.client))).status_code
        if status >= 500:
            yield f"then the page {page}: {status}"


def _arranged(name: str) -> Any:
    return ARRANGED[OPERATIONS[name].function_name]


def _tried(scene: Scene, operation: Operation, given: Any) -> Answer:
    return calling.call(scene, operation, calling.as_json(given(scene)))


@cache
def _browser() -> Client:
    """One for all, because making it costs more than what it asks for; no page sets what matters to the next."""
    return Client(headers={"host": "localhost"}, raise_request_exception=False)
