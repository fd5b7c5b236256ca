"""Signing in at each kind of provider, through allauth's own classes, at stand-ins that check what they are sent."""

from __future__ import annotations

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import HostedSession, Identity, User
from console.models import Operator
from pools import identity_providers
from pools.models import AppClient
from tests.support import oauth, tokens, trips
from tests.support.provider_stand_in import ANN, ProviderStandIn

pytestmark = pytest.mark.django_db

ALL = ["oidc", "google", "facebook", "x", "github", "microsoft", "amazon", "instagram", "linkedin"]
WITH_EMAIL = [name for name in ALL if name != "instagram"]


@pytest.mark.parametrize("dialect", ALL)
def test_somebody_signs_in_and_the_application_gets_tokens(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    answer = trips.go(web, app, name, stand_in)
    code = oauth.answer(answer)["code"]
    claims = tokens.claims_of(app.pool, json.loads(oauth.redeem(web, app, code).content)["id_token"])
    assert answer.headers["Location"].startswith(f"{oauth.CALLBACK}?")
    assert oauth.answer(answer)["state"] == "st4te"
    assert claims["cognito:username"] == f"{name}_{ANN['sub']}"
    assert claims["identities"][0]["userId"] == ANN["sub"]
    assert User.objects.get().name == "Ann Smith"
    assert HostedSession.objects.get().provider_name == name


@pytest.mark.parametrize("dialect", ALL)
def test_the_second_time_it_is_the_same_user_with_what_is_new(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    trips.go(web, app, name, stand_in)
    stand_in.person["name"] = "Ann Jones"
    trips.go(web, app, name, stand_in, prompt="login")
    assert User.objects.get().name == "Ann Jones"
    assert Identity.objects.count() == 1


@pytest.mark.parametrize("dialect", ALL)
def test_allauth_keeps_nothing(web: Client, app: AppClient, name: str, stand_in: ProviderStandIn) -> None:
    trips.go(web, app, name, stand_in)
    assert User.objects.count() == 1
    kept = (SocialApp, SocialAccount, SocialToken, EmailAddress, Operator, Session)
    assert [model._default_manager.count() for model in kept] == [0] * 6


@pytest.mark.parametrize("dialect", WITH_EMAIL)
def test_the_address_is_mapped(web: Client, app: AppClient, name: str, stand_in: ProviderStandIn) -> None:
    trips.go(web, app, name, stand_in)
    assert User.objects.get().email == "ann@example.com"


@pytest.mark.parametrize("dialect", ["oidc", "google", "github", "x", "linkedin"])
def test_the_address_is_verified_where_the_provider_says_so(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    trips.go(web, app, name, stand_in)
    assert User.objects.get().email_verified is True


@pytest.mark.parametrize("dialect", ["microsoft", "facebook", "amazon"])
def test_it_is_not_where_the_provider_says_nothing(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    # checklist 59
    trips.go(web, app, name, stand_in)
    assert User.objects.get().email_verified is False


@pytest.mark.parametrize("dialect", ["oidc", "google", "github"])
def test_an_unverified_address_stays_unverified(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    # checklist 59
    stand_in.person["email_verified"] = False
    trips.go(web, app, name, stand_in)
    assert User.objects.get().email_verified is False


@pytest.mark.parametrize("dialect", ["oidc", "google", "github", "x", "microsoft", "amazon"])
def test_the_code_is_bound_to_a_secret(web: Client, app: AppClient, name: str, stand_in: ProviderStandIn) -> None:
    trips.go(web, app, name, stand_in)
    (asked,) = stand_in.made(stand_in.dialect.authorize)
    assert asked.values["code_challenge_method"] == "S256"


@pytest.mark.parametrize("dialect", ["oidc", "google", "apple"])
def test_an_openid_provider_gets_a_new_nonce_each_time(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    sent = [trips.query_of(trips.begin(web, app, name))["nonce"] for _ in range(2)]
    assert len(set(sent)) == 2
    assert min(map(len, sent)) >= 40


@pytest.mark.parametrize(
    ("dialect", "hints"),
    [
        ("oidc", {"login_hint": "ann", "prompt": "login", "ui_locales": "de"}),
        ("google", {"login_hint": "ann", "prompt": "select_account", "hl": "de"}),
        ("microsoft", {"login_hint": "ann", "prompt": "login"}),
        ("github", {"login": "ann"}),
        ("facebook", {"auth_type": "reauthenticate"}),
        ("apple", {}),
        ("linkedin", {}),
        ("x", {}),
    ],
)
def test_hints_are_passed_on_as_the_provider_takes_them(
    web: Client, app: AppClient, name: str, hints: dict[str, str]
) -> None:
    sent = trips.query_of(trips.begin(web, app, name, login_hint="ann", prompt="login", lang="de"))
    names = {"login_hint", "login", "prompt", "ui_locales", "hl", "auth_type"}
    assert {key: value for key, value in sent.items() if key in names} == hints


def test_the_provider_is_told_our_address_and_what_we_want(web: Client, app: AppClient, name: str) -> None:
    sent = trips.query_of(trips.begin(web, app, name))
    assert sent["redirect_uri"] == f"http://localhost:8000/{app.pool.id}/oauth2/idpresponse"
    assert set(sent["scope"].split()) == {"openid", "email", "profile"}
    assert "st4te" not in sent.values()


def test_endpoints_set_by_hand_need_no_discovery(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    provider = identity_providers.get(app.pool, name)
    by_hand = {
        "authorize_url": f"{stand_in.url}/authorize?tenant=acme",
        "token_url": f"{stand_in.url}/token",
        "jwks_uri": f"{stand_in.url}/jwks",
        "attributes_url": f"{stand_in.url}/userinfo",
        "attributes_request_method": "POST",
    }
    identity_providers.update(provider, details={**stand_in.details, **by_hand})
    trips.go(web, app, name, stand_in)
    assert User.objects.exists()
    assert stand_in.made("/.well-known/openid-configuration") == []
    assert stand_in.made("/authorize")[0].values["tenant"] == "acme"
    assert [call.method for call in stand_in.made("/userinfo")] == ["POST"]


def test_metadata_and_keys_are_asked_for_once_an_hour(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    trips.go(web, app, name, stand_in)
    trips.go(web, app, name, stand_in, prompt="login")
    assert len(stand_in.made("/.well-known/openid-configuration")) == 1
    assert len(stand_in.made("/jwks")) == 1


def test_a_key_that_is_new_is_found(web: Client, app: AppClient, name: str, stand_in: ProviderStandIn) -> None:
    trips.go(web, app, name, stand_in)
    stand_in.algorithm = "ES256"
    trips.go(web, app, name, stand_in, prompt="login")
    assert len(stand_in.made("/jwks")) == 2
    assert HostedSession.objects.count() == 2


@pytest.mark.parametrize("dialect", ["apple"])
def test_apples_form_becomes_an_address_without_the_name(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    callback, form = stand_in.form(trips.begin(web, app, name))
    stranger = Client(headers={"host": "localhost"})  # cookies do not come along with another site's form
    answer = trips.send_form(stranger, callback, form)
    assert answer.status_code == 303
    assert set(trips.query_of(answer.headers["Location"])) == {"code", "state"}


@pytest.mark.parametrize("dialect", ["apple"])
def test_apples_name_is_taken_at_the_first_sign_in_and_kept(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    trips.come_back(web, trips.posted(web, *stand_in.form(trips.begin(web, app, name))))
    callback, form = stand_in.form(trips.begin(web, app, name, prompt="login"))
    form.pop("user")
    trips.come_back(web, trips.posted(web, callback, form))
    user = User.objects.get()
    assert (user.name, user.email, user.email_verified) == ("Ann Smith", "ann@example.com", True)
    assert user.username == f"SignInWithApple_{ANN['sub']}"


@pytest.mark.parametrize("dialect", ["apple"])
@pytest.mark.parametrize(
    "person",
    [
        '{"sub": "boss", "email": "boss@example.com", "name": {"firstName": "Ann", "lastName": "Smith"}}',
        '{"name": {"firstName": "Ann", "lastName": "Smith", "sub": "boss"}}',
    ],
)
def test_apples_form_tells_a_name_and_nothing_else(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, person: str
) -> None:
    callback, form = stand_in.form(trips.begin(web, app, name))
    trips.come_back(web, trips.posted(web, callback, {**form, "user": person}))
    user = User.objects.get()
    assert (user.username, user.email, user.name) == (
        f"SignInWithApple_{ANN['sub']}",
        "ann@example.com",
        "Ann Smith",
    )


@pytest.mark.parametrize("dialect", ["apple"])
@pytest.mark.parametrize("person", ["", "x", "[]", '{"name": 1}', "[" * 2000, '{"name": {"firstName": "x'])
def test_a_name_that_is_none_is_passed_over(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, person: str
) -> None:
    callback, form = stand_in.form(trips.begin(web, app, name))
    trips.come_back(web, trips.posted(web, callback, {**form, "user": person}))
    assert User.objects.get().name == ""
