"""Providers that lie, or somebody who speaks in their name: nobody is signed in, and nothing is made."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuthorizationCode, HostedSession, Identity, User
from pools import identity_providers
from pools.models import AppClient
from tests.support import oauth, trips
from tests.support.provider_dialects import CLIENT
from tests.support.provider_stand_in import ProviderStandIn, replying, standing_in

pytestmark = pytest.mark.django_db

UNVERIFIED = {
    "error": "invalid_request",
    "error_description": "The identity provider's token could not be verified",
    "state": "st4te",
}
NOW = int(time.time())
LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://evil.example.com"},
    "an issuer that only begins like it": {"iss": "http://127.0.0.1"},
    "no issuer": {"iss": None},
    "an issuer for every tenant": {"iss": "https://login.example.com/{tenantid}/v2.0"},
    "another audience": {"aud": "somebody-else"},
    "no audience": {"aud": None},
    "an audience that is no text": {"aud": {"a": CLIENT}},
    "several audiences and nobody who asked": {"aud": [CLIENT, "somebody-else"]},
    "several audiences and somebody else who asked": {"aud": [CLIENT, "other"], "azp": "other"},
    "somebody else who asked": {"azp": "somebody-else"},
    "another sign-in's nonce": {"nonce": "n" * 43},
    "no nonce": {"nonce": None},
    "an end in the past": {"exp": NOW - 3600},
    "no end": {"exp": None},
    "an end that is a text": {"exp": str(NOW + 300)},
    "an end that never comes": {"exp": float("inf")},
    "an end that is no number": {"exp": float("nan")},
    "a beginning in the future": {"iat": NOW + 3600},
    "no beginning": {"iat": None},
    "a time from which on in the future": {"nbf": NOW + 3600},
    "nobody": {"sub": None},
    "nobody's empty name": {"sub": ""},
    "a number for somebody": {"sub": 7},
    "several people": {"sub": ["1", "2"]},
}


def assert_nobody_came() -> None:
    for model in (User, Identity, HostedSession, AuthorizationCode):
        assert not model._default_manager.exists()


def heard(web: Client, app: AppClient, name: str, stand_in: ProviderStandIn) -> dict[str, str]:
    """What the application is told in the end, its own issuer aside."""
    told = oauth.answer(trips.go(web, app, name, stand_in))
    told.pop("iss")
    return told


@pytest.mark.parametrize("dialect", ["oidc", "google"])
@pytest.mark.parametrize("lie", LIES)
def test_an_id_token_that_is_not_of_this_sign_in_is_refused(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, lie: str, caplog: pytest.LogCaptureFixture
) -> None:
    # checklist 17, 59
    stand_in.lies = LIES[lie]
    assert heard(web, app, name, stand_in) == UNVERIFIED
    assert_nobody_came()
    assert f"Signing in by {name} of {app.pool.id} failed: ID token" in caplog.text


@pytest.mark.parametrize("dialect", ["oidc", "google", "linkedin"])
@pytest.mark.parametrize("algorithm", ["none", "HS256", "stolen"])
def test_an_id_token_that_the_provider_did_not_sign_is_refused(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, algorithm: str
) -> None:
    # checklist 59
    stand_in.algorithm = algorithm
    assert heard(web, app, name, stand_in) == UNVERIFIED
    assert_nobody_came()


@pytest.mark.parametrize("dialect", ["apple"])
@pytest.mark.parametrize("lie", ["another issuer", "another audience", "no nonce", "an end in the past"])
def test_apple_is_believed_no_more_than_others(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, lie: str
) -> None:
    stand_in.lies = LIES[lie]
    callback, form = stand_in.form(trips.begin(web, app, name))
    answer = trips.come_back(web, trips.posted(web, callback, form))
    assert oauth.answer(answer)["error"] == "invalid_request"
    assert_nobody_came()


@pytest.mark.parametrize("dialect", ["linkedin"])
def test_a_provider_without_nonces_may_not_give_a_wrong_one(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    stand_in.lies = {"nonce": "another"}
    assert heard(web, app, name, stand_in) == UNVERIFIED


@pytest.mark.parametrize("who", ["somebody-else", None, 7])
def test_userinfo_of_somebody_else_is_refused(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, who: Any
) -> None:
    # checklist 59
    stand_in.profile_lies = {"sub": who}
    assert heard(web, app, name, stand_in) == UNVERIFIED
    assert_nobody_came()


def test_several_audiences_are_right_when_we_asked(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    stand_in.lies = {"aud": [CLIENT, "somebody-else"], "azp": CLIENT}
    assert "code" in oauth.answer(trips.go(web, app, name, stand_in))


def test_clocks_may_differ_by_a_minute(web: Client, app: AppClient, name: str, stand_in: ProviderStandIn) -> None:
    stand_in.lies = {"iat": NOW + 30, "exp": int(time.time()) - 30}
    assert "code" in oauth.answer(trips.go(web, app, name, stand_in))


def test_metadata_of_another_issuer_is_refused(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    # checklist 59
    metadata = {**stand_in.metadata, "issuer": "https://evil.example.com"}
    stand_in.troubles["/.well-known/openid-configuration"] = lambda: replying(metadata)
    answer = oauth.authorize(web, app, identity_provider=name)
    assert oauth.answer(answer)["error_description"] == UNVERIFIED["error_description"]


def test_an_issuer_may_be_set_up_without_its_last_slash(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    metadata = {**stand_in.metadata, "issuer": f"{stand_in.url}/"}
    stand_in.troubles["/.well-known/openid-configuration"] = lambda: replying(metadata)
    stand_in.lies = {"iss": f"{stand_in.url}/"}
    assert "code" in oauth.answer(trips.go(web, app, name, stand_in))


def test_the_tokens_issuer_must_have_the_slash_that_the_metadata_has(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    stand_in.lies = {"iss": f"{stand_in.url}/"}
    assert heard(web, app, name, stand_in) == UNVERIFIED


@pytest.mark.parametrize("dialect", ["facebook", "github", "x", "microsoft", "amazon", "instagram"])
@pytest.mark.parametrize("who", [None, "", True, ["1"], {"a": 1}])
def test_a_profile_of_nobody_is_refused(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, who: Any
) -> None:
    nobody = {"id": who, "user_id": who, "data": {"id": who, "name": "Ann", "username": "ann"}}
    stand_in.troubles[next(iter(stand_in.dialect.profiles))] = lambda: replying(nobody)
    assert heard(web, app, name, stand_in)["error"] == "invalid_request"
    assert_nobody_came()


def test_an_answer_that_names_another_issuer_is_refused(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    # RFC 9207: one provider's answer is handed in as another's.
    back = stand_in.consent(trips.begin(web, app, name))
    answer = trips.come_back(web, f"{back}&iss=https%3A%2F%2Fevil.example.com")
    assert oauth.answer(answer)["error_description"] == UNVERIFIED["error_description"]
    assert stand_in.made("/token") == []


def test_an_answer_that_names_the_right_issuer_is_taken(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    back = stand_in.consent(trips.begin(web, app, name))
    assert "code" in oauth.answer(trips.come_back(web, f"{back}&iss={stand_in.url}"))


def test_another_providers_code_is_worth_nothing_at_this_one(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    # checklist 17: mix-up
    with standing_in("oidc") as other:
        theirs = trips.add_provider(app.pool, other, name="Other")
        app.settings["SupportedIdentityProviders"] = ["COGNITO", name, theirs.name]
        app.save()
        stolen = trips.query_of(other.consent(trips.begin(web, app, theirs.name)))["code"]
        back = trips.query_of(stand_in.consent(trips.begin(web, app, name)))
        answer = trips.come_back(web, f"/{app.pool.id}/oauth2/idpresponse?code={stolen}&state={back['state']}")
    assert oauth.answer(answer)["error"] == "invalid_request"
    assert_nobody_came()


def test_a_trusted_providers_unverified_address_links_nobody(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, alice: User
) -> None:
    # checklist 59
    provider = identity_providers.get(app.pool, name)
    trust = {identity_providers.TRUST_KEY: "true"}
    identity_providers.update(provider, details={**stand_in.details, **trust})
    stand_in.person.update(email="alice@example.com", email_verified=False)
    trips.go(web, app, name, stand_in)
    assert not Identity.objects.filter(user=alice).exists()


def test_a_trusted_providers_verified_address_links(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, alice: User
) -> None:
    provider = identity_providers.get(app.pool, name)
    trust = {identity_providers.TRUST_KEY: "true"}
    identity_providers.update(provider, details={**stand_in.details, **trust})
    stand_in.person["email"] = "alice@example.com"
    trips.go(web, app, name, stand_in)
    assert HostedSession.objects.get().user == alice
