"""response_type=token: tokens in the callback's fragment, for clients that were given the implicit flow."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts import sessions
from accounts.models import AuthorizationCode, RefreshToken, User, UserSession
from accounts.tokens import verify
from pools import app_clients, user_pools
from pools.core.errors import NotAuthorizedException
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import oauth, people
from tests.support.scripted_triggers import ScriptedTriggers, throwing
from tests.support.tokens import claims_of

IMPLICIT = {**oauth.SETTINGS, "AllowedOAuthFlows": ["implicit"]}


@pytest.fixture
def app(pool: UserPool) -> AppClient:
    return make_client(pool, "app", **IMPLICIT)


def ask(web: Client, app: AppClient, **changes: str | None) -> HttpResponse:
    """By who is signed in already."""
    changes = {"response_type": "token", "code_challenge": None, "code_challenge_method": None, **changes}
    return oauth.authorize(web, app, **changes)


def fragment(response: HttpResponse) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(response.headers["Location"]).fragment))


@pytest.fixture
def signed_in(web: Client, app: AppClient, alice: User) -> HttpResponse:
    return oauth.sign_in(web, app, "alice", people.PASSWORD, response_type="token", nonce="n-1")


def test_signing_in_gives_tokens_in_the_fragment_and_no_refresh_token(signed_in: HttpResponse, app: AppClient) -> None:
    told = fragment(signed_in)

    assert signed_in.headers["Location"].startswith(f"{oauth.CALLBACK}#id_token=")
    assert set(told) == {"id_token", "access_token", "token_type", "expires_in", "state", "iss"}
    assert (told["token_type"], told["expires_in"], told["state"]) == ("Bearer", "3600", "st4te")
    assert told["iss"] == user_pools.issuer(app.pool)
    assert not RefreshToken.objects.exists()
    assert not AuthorizationCode.objects.exists()


def test_an_independent_library_verifies_both_tokens(signed_in: HttpResponse, app: AppClient, alice: User) -> None:
    told = fragment(signed_in)

    identity, access = claims_of(app.pool, told["id_token"]), claims_of(app.pool, told["access_token"])

    half = hashlib.sha256(told["access_token"].encode()).digest()[:16]
    assert identity["at_hash"] == urlsafe_b64encode(half).rstrip(b"=").decode()
    assert (identity["nonce"], identity["aud"], identity["sub"]) == ("n-1", app.id, alice.sub)
    assert (access["client_id"], access["scope"], access["version"]) == (app.id, "openid email", 2)


def test_who_is_signed_in_gets_further_tokens_at_once(web: Client, app: AppClient, signed_in: HttpResponse) -> None:
    assert fragment(ask(web, app))["access_token"] != fragment(signed_in)["access_token"]


def test_without_openid_there_is_an_access_token_alone(web: Client, app: AppClient, signed_in: HttpResponse) -> None:
    told = fragment(ask(web, app, scope="aws.cognito.signin.user.admin"))

    assert "id_token" not in told
    assert verify.access_token(told["access_token"]).user.username == "alice"


def test_the_tokens_die_with_the_session(signed_in: HttpResponse, app: AppClient, alice: User) -> None:
    # checklist 7
    token = fragment(signed_in)["access_token"]
    assert verify.access_token(token, scope="openid").user == alice

    sessions.sign_out_everywhere(alice)

    with pytest.raises(NotAuthorizedException, match="revoked"):
        verify.access_token(token, scope="openid")


def test_the_session_is_over_when_its_tokens_are(signed_in: HttpResponse, app: AppClient) -> None:
    session = UserSession.objects.get()

    assert session.expires_at - session.last_used_at == app.access_token_validity


@pytest.mark.parametrize(("flows", "response_type", "mark"), [(["code"], "token", "#"), (["implicit"], "code", "?")])
def test_the_flow_must_be_the_clients(
    web: Client, pool: UserPool, alice: User, flows: list[str], response_type: str, mark: str
) -> None:
    # checklist 22
    app = make_client(pool, "other", **{**oauth.SETTINGS, "AllowedOAuthFlows": flows})

    response = oauth.authorize(web, app, response_type=response_type)

    assert response.headers["Location"].startswith(f"{oauth.CALLBACK}{mark}error=unauthorized_client")


def test_the_flow_may_be_taken_away_while_somebody_signs_in(web: Client, app: AppClient, alice: User) -> None:
    # checklist 22
    app_clients.update(app, settings={**IMPLICIT, "AllowedOAuthFlows": ["code"]})

    response = oauth.sign_in(web, app, "alice", people.PASSWORD, response_type="token")

    assert fragment(response)["error"] == "unauthorized_client"
    assert not UserSession.objects.exists()


def test_a_scope_that_opens_what_the_client_may_not_read_gives_nothing(
    web: Client, pool: UserPool, alice: User
) -> None:
    app = make_client(pool, "blind", **IMPLICIT, ReadAttributes=["name"])

    response = oauth.sign_in(web, app, "alice", people.PASSWORD, response_type="token")

    assert fragment(response)["error"] == "invalid_grant"
    assert not UserSession.objects.exists()


def test_a_function_that_refuses_is_told_the_application(
    web: Client, app: AppClient, signed_in: HttpResponse, functions: ScriptedTriggers
) -> None:
    functions.attach(app.pool, PreTokenGeneration=throwing("not today"))

    told = fragment(ask(web, app))

    assert (told["error"], "access_token" in told) == ("invalid_request", False)
    assert told["error_description"].startswith("PreTokenGeneration failed with error not today")


@pytest.mark.parametrize(("response_type", "mode"), [("token", "query"), ("token", "form_post"), ("code", "fragment")])
def test_another_response_mode_is_refused(web: Client, pool: UserPool, response_type: str, mode: str) -> None:
    # checklist 22
    app = make_client(pool, "both", **{**oauth.SETTINGS, "AllowedOAuthFlows": ["code", "implicit"]})

    response = oauth.authorize(web, app, response_type=response_type, response_mode=mode)

    assert "error=invalid_request" in response.headers["Location"]


def test_discovery_says_that_there_is_such_a_flow(web: Client, pool: UserPool) -> None:
    found: dict[str, Any] = json.loads(web.get(oauth.address(pool, ".well-known/openid-configuration")).content)

    assert found["response_types_supported"] == ["code", "token"]
    assert "implicit" in found["grant_types_supported"]
