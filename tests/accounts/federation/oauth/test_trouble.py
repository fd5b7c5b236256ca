"""Providers that are away, slow, broken or out of bounds: the application is told, the log says why, all ends in time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import FederationRequest, User
from pools import identity_providers
from pools.models import AppClient
from tests.support import oauth, trips
from tests.support.provider_dialects import SECRET
from tests.support.provider_stand_in import ProviderStandIn, Reply, leading, replying

pytestmark = pytest.mark.django_db

DISCOVERY = "/.well-known/openid-configuration"
Trouble = Callable[[], Reply]


def crashing() -> Reply:
    return Reply(b"<h1>Internal error</h1>", 500, {"Content-Type": "text/html"})


def slow() -> Reply:
    time.sleep(7)
    return replying({})


TROUBLES: dict[str, Trouble] = {
    "an error": crashing,
    "no JSON": lambda: Reply(b"hello", 200, {"Content-Type": "application/json"}),
    "a list": lambda: replying([1, 2]),
    "a text": lambda: replying("hello"),
    "nothing": lambda: replying({}),
    "null": lambda: replying(None),
    "deep": lambda: Reply(b"[" * 100_000, 200, {"Content-Type": "application/json"}),
    "no type": lambda: Reply(b"{}"),
    "too much": lambda: Reply(b" " * 1_100_000, 200, {"Content-Type": "application/json"}),
    "half a letter": lambda: Reply(b'{"a": "\xc3"}', 200, {"Content-Type": "application/json"}),
    "elsewhere": lambda: leading("http://127.0.0.1:1/"),
}


@pytest.mark.parametrize("path", [DISCOVERY, "/token", "/jwks", "/userinfo"])
@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_broken_answer_ends_the_sign_in(
    web: Client,
    app: AppClient,
    name: str,
    stand_in: ProviderStandIn,
    path: str,
    trouble: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    stand_in.troubles[path] = TROUBLES[trouble]
    answer = trips.go_as_far_as_it_gets(web, app, name, stand_in)
    told = oauth.answer(answer)
    assert (answer.status_code, told["error"], told["state"]) == (302, "invalid_request", "st4te")
    assert f"Signing in by {name} of {app.pool.id} failed" in caplog.text
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("dialect", "path"),
    [
        ("google", "/token"),
        ("facebook", "/v17.0/oauth/access_token"),
        ("facebook", "/v17.0/me"),
        ("github", "/user"),
        ("x", "/2/users/me"),
        ("microsoft", "/v1.0/me"),
        ("amazon", "/user/profile"),
        ("instagram", "/me"),
    ],
)
@pytest.mark.parametrize("trouble", ["an error", "no JSON", "a text", "elsewhere", "no type"])
def test_so_does_any_other_providers(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, path: str, trouble: str
) -> None:
    stand_in.troubles[path] = TROUBLES[trouble]
    told = oauth.answer(trips.go(web, app, name, stand_in))
    assert told["error"] == "invalid_request"
    assert not User.objects.exists()


@pytest.mark.parametrize("dialect", ["github"])
@pytest.mark.parametrize("trouble", ["an error", "no JSON", "a text", "elsewhere"])
def test_so_does_the_second_call_for_a_profile(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, trouble: str
) -> None:
    stand_in.troubles["/user/emails"] = TROUBLES[trouble]
    assert oauth.answer(trips.go(web, app, name, stand_in))["error"] == "invalid_request"
    assert not User.objects.exists()


@pytest.mark.parametrize("path", [DISCOVERY, "/token"])
def test_a_slow_provider_is_not_waited_for(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, path: str
) -> None:
    stand_in.troubles[path] = slow
    began = time.monotonic()
    told = oauth.answer(trips.go_as_far_as_it_gets(web, app, name, stand_in))
    assert time.monotonic() - began < 6.5
    assert told["error_description"] == "Timeout occurred in calling the identity provider"


def test_nothing_is_followed_elsewhere(web: Client, app: AppClient, name: str, stand_in: ProviderStandIn) -> None:
    # checklist 61
    stand_in.troubles["/token"] = lambda: leading(f"{stand_in.url}/elsewhere", 307)
    trips.go(web, app, name, stand_in)
    assert stand_in.made("/elsewhere") == []


def test_a_provider_inside_our_network_is_not_called(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, settings: Settings
) -> None:
    # checklist 61
    settings.POOLHOUSE_OUTBOUND_ALLOW = []
    told = oauth.answer(oauth.authorize(web, app, identity_provider=name))
    assert told["error"] == "invalid_request"
    assert stand_in.calls == []
    assert not FederationRequest.objects.exists()


@pytest.mark.parametrize("endpoint", ["token_endpoint", "jwks_uri", "userinfo_endpoint"])
@pytest.mark.parametrize(
    "address",
    ["http://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/", "https://2130706433/", "file:///etc/passwd", "x"],
)
def test_an_endpoint_that_leads_into_our_network_is_not_called(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, endpoint: str, address: str
) -> None:
    # checklist 61
    stand_in.troubles[DISCOVERY] = lambda: replying({**stand_in.metadata, endpoint: address})
    assert oauth.answer(trips.go(web, app, name, stand_in))["error"] == "invalid_request"
    assert not User.objects.exists()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example.com", "", None, 7])
def test_a_sign_in_page_must_have_a_web_address(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, address: object
) -> None:
    metadata = {**stand_in.metadata, "authorization_endpoint": address}
    stand_in.troubles[DISCOVERY] = lambda: replying(metadata)
    told = oauth.answer(oauth.authorize(web, app, identity_provider=name))
    assert told["error"] == "invalid_request"


@pytest.mark.parametrize("dialect", ["oidc", "facebook", "x", "github"])
def test_a_wrong_secret_is_explained_without_being_told(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    # checklist 21
    provider = identity_providers.get(app.pool, name)
    identity_providers.update(provider, details={**stand_in.details, "client_secret": f"not {SECRET}"})
    told = oauth.answer(trips.go(web, app, name, stand_in))
    assert told["error"] == "invalid_request"
    assert "invalid_grant" in caplog.text
    assert SECRET not in caplog.text
    assert SECRET not in str(told)


@pytest.mark.parametrize("dialect", ["facebook", "amazon", "instagram"])
def test_tokens_in_addresses_are_not_logged(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    # checklist 21
    stand_in.troubles[next(iter(stand_in.dialect.profiles))] = crashing
    trips.go(web, app, name, stand_in)
    (token,) = stand_in.tokens
    assert "500 Server Error" in caplog.text
    assert token not in caplog.text


@pytest.mark.parametrize("dialect", ["apple"])
@pytest.mark.parametrize("key", ["not a key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"])
def test_a_key_of_apples_that_is_none_is_the_providers_trouble(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, key: str
) -> None:
    provider = identity_providers.get(app.pool, name)
    identity_providers.update(provider, details={**stand_in.details, "private_key": key})
    callback, form = stand_in.form(trips.begin(web, app, name))
    told = oauth.answer(trips.come_back(web, trips.posted(web, callback, form)))
    assert told["error"] == "invalid_request"
