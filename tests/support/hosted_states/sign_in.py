"""`/login` and what stands at its place when nothing can be signed in to."""

from __future__ import annotations

from typing import Any
from unittest import mock

from django.http import HttpResponse
from django.test import Client

from accounts.hosted import brand
from pools import identity_providers, terms, user_pools
from pools.models import UserPool
from tests.support import choosing, federation, oauth, passkeys, people
from tests.support.hosted_desk import HostedDesk
from tests.support.hosted_states.table import desk_of, state

_NAMES = {"AutoVerifiedAttributes": ["email"], "AliasAttributes": ["email"]}
_OTHERS: dict[str, tuple[str, dict[str, Any]]] = {
    "Google": ("Google", {"client_id": "g", "client_secret": "s", "authorize_scopes": "openid email"}),
    "Facebook": ("Facebook", {"client_id": "f", "client_secret": "s", "authorize_scopes": "email"}),
    "SignInWithApple": (
        "SignInWithApple",
        {"client_id": "a", "team_id": "T", "key_id": "K", "private_key": "p", "authorize_scopes": "email name"},
    ),
    "LoginWithAmazon": ("LoginWithAmazon", {"client_id": "a", "client_secret": "s", "authorize_scopes": "profile"}),
    "hub": ("OIDC", {"client_id": "g", "client_secret": "s", "poolhouse_provider": "github"}),
    "Contoso-Employees-of-the-Western-Region": ("OIDC", federation.OIDC),
}
"""Providers by name: their kind, and what they are set up with."""


def pool(name: str = "Northwind", **settings: Any) -> UserPool:
    return user_pools.create(region="us-east-1", name=name, settings={**_NAMES, **settings})


def _desk(web: Client, **settings: Any) -> HostedDesk:
    made = pool()
    people.confirmed(made, "mary")
    return desk_of(web, made, **settings)


def _with_providers(web: Client, *offered: str) -> HostedDesk:
    made = pool()
    for name, (kind, details) in _OTHERS.items():
        identity_providers.create(made, name=name, provider_type=kind, details=details)
    return desk_of(web, made, SupportedIdentityProviders=[*offered, *_OTHERS])


@state
def login(web: Client) -> HttpResponse:
    return _desk(web).open("login")


@state
def login_with_terms(web: Client) -> HttpResponse:
    desk = _desk(web)
    for name in ("terms-of-use", "privacy-policy"):
        terms.create(desk.app, name=name, links={"cognito:default": f"https://example.com/{name}"})
    return desk.open("login")


@state
def login_left_empty(web: Client) -> HttpResponse:
    return _desk(web).sign_in("", "")


@state
def login_with_a_wrong_password(web: Client) -> HttpResponse:
    return _desk(web).sign_in("mary", "wrong")


@state
def login_open_too_long(web: Client) -> HttpResponse:
    desk = _desk(web)
    desk.send("setupMfa", answer="go-on")
    return desk.open("login")


@state
def login_after_confirming(web: Client) -> HttpResponse:
    desk = _desk(web)
    desk.send("signup", username="peter", password=people.PASSWORD, **{"attribute:email": "peter@example.com"})
    desk.send("confirm", code=people.last_code("peter@example.com"))
    return desk.open("login")


@state
def login_by_name_first(web: Client) -> HttpResponse:
    return desk_of(web, choosing.pool("Northwind"), ExplicitAuthFlows=choosing.FLOWS).open("login")


@state
def login_with_passkeys(web: Client) -> HttpResponse:
    return desk_of(web, passkeys.pool("Northwind"), ExplicitAuthFlows=passkeys.FLOWS).open("login")


@state
def login_with_many_providers(web: Client) -> HttpResponse:
    return _with_providers(web, "COGNITO").open("login")


@state
def login_with_providers_alone(web: Client) -> HttpResponse:
    return _with_providers(web).open("login")


@state
def login_with_long_names(web: Client) -> HttpResponse:
    """Nothing in it can be broken between words."""
    made = pool("Rindfleischetikettierungsueberwachungsaufgabenuebertragungsgesetz-" + "x" * 40)
    return desk_of(web, made).sign_in("maria.magdalena.von.und.zu." + "y" * 60, "wrong")


@state
def error(web: Client) -> HttpResponse:
    return web.get(oauth.address(pool(), "error", "error=redirect_mismatch"))  # type: ignore[return-value]


@state
def error_of_a_stale_form(web: Client) -> HttpResponse:
    web.handler.enforce_csrf_checks = True
    return _desk(web).sign_in("mary")


@state
def error_of_ours(web: Client) -> HttpResponse:
    desk = _desk(web)
    web.raise_request_exception = False
    with mock.patch.object(brand, "of", side_effect=RuntimeError("a fault of ours")):
        return desk.open("login")
