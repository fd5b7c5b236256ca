"""OpenID Connect clients that know nothing of us take discovery as it is: openid-client, aws-jwt-verify, Authlib."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from pools import app_clients, client_registration, user_pools
from pools.client_registration import Wanted
from pools.models import AppClient, UserPool
from tests.support import machines, node, oauth, people
from tests.support.hosted_person import Person
from tests.support.tokens import claims_of

MakeSession = Callable[..., OAuth2Session]


@pytest.fixture
def pool(base_url: str) -> UserPool:
    """Alice is in it."""
    made = user_pools.create(region="us-east-1", name="journey", settings={"AutoVerifiedAttributes": ["email"]})
    people.confirmed(made, "alice")
    return made


@pytest.fixture
def alice() -> Iterator[Person]:
    person = Person("alice", people.PASSWORD)
    yield person
    person.browser.close()


def client_of(pool: UserPool, **more: Any) -> AppClient:
    return app_clients.create(pool, name="app", settings=oauth.SETTINGS, **more)


def told_by_node(client: AppClient) -> dict[str, Any]:
    given = {
        "issuer": user_pools.issuer(client.pool),
        "clientId": client.id,
        "secret": "".join(app_clients.secrets(client)),
        "redirectUri": oauth.CALLBACK,
        "goodbye": oauth.GOODBYE,
        "username": "alice",
        "password": people.PASSWORD,
    }
    return node.run("openid.js", json.dumps(given))


@pytest.mark.node
@pytest.mark.parametrize("generate_secret", [True, False])
def test_openid_client_tells_the_whole_story(pool: UserPool, generate_secret: bool) -> None:
    told = told_by_node(client_of(pool, generate_secret=generate_secret))

    assert (told["told"]["username"], told["told"]["email"]) == ("alice", "alice@example.com")
    assert (told["sameUser"], told["refreshed"], told["hasPkce"]) == (True, True, True)
    assert told["afterRevocation"] == "invalid_grant"
    assert told["left"] == f"{oauth.GOODBYE}?state=bye"
    assert told["afterSignOut"] == "login_required"


@pytest.fixture
def session() -> Iterator[MakeSession]:
    """Makes sessions of Authlib's client, which are closed in the end."""
    with ExitStack() as stack:
        yield lambda *given, **more: stack.enter_context(OAuth2Session(*given, **more))


@pytest.fixture
def metadata(pool: UserPool) -> dict[str, Any]:
    """As Authlib's own integrations read it."""
    return dict(httpx.get(f"{user_pools.issuer(pool)}/.well-known/openid-configuration").json())


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post", "none"])
def test_authlib_signs_in_refreshes_asks_and_revokes(
    pool: UserPool, alice: Person, metadata: dict[str, Any], session: MakeSession, method: str
) -> None:
    client = client_of(pool, generate_secret=method != "none")
    secret = "".join(app_clients.secrets(client)) or None
    app = session(
        client.id,
        secret,
        token_endpoint_auth_method=method,
        scope="openid email",
        redirect_uri=oauth.CALLBACK,
        code_challenge_method="S256",
        token_endpoint=metadata["token_endpoint"],
    )
    url, state = app.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=oauth.VERIFIER, nonce="n-1"
    )

    callback = alice.sign_in(url)
    tokens = app.fetch_token(authorization_response=callback, state=state, code_verifier=oauth.VERIFIER)
    told = app.get(metadata["userinfo_endpoint"]).json()
    renewed = app.refresh_token(refresh_token=tokens["refresh_token"])
    app.revoke_token(metadata["revocation_endpoint"], tokens["refresh_token"], token_type_hint="refresh_token")

    identity = claims_of(pool, tokens["id_token"])
    assert (identity["nonce"], identity["aud"], identity["iss"]) == ("n-1", client.id, metadata["issuer"])
    assert told["sub"] == identity["sub"] == claims_of(pool, renewed["access_token"])["sub"]
    with pytest.raises(OAuthError, match="invalid_grant"):
        app.refresh_token(refresh_token=tokens["refresh_token"])


def test_authlib_gets_tokens_for_the_application_itself(
    pool: UserPool, metadata: dict[str, Any], session: MakeSession
) -> None:
    machines.orders_api(pool)
    robot = machines.robot(pool)
    app = session(robot.id, machines.secret_of(robot), scope=machines.READ)

    tokens = app.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")

    assert claims_of(pool, tokens["access_token"])["scope"] == machines.READ


def test_a_registered_client_signs_in_by_what_registration_told_it(
    pool: UserPool, alice: Person, metadata: dict[str, Any], session: MakeSession
) -> None:
    """The other half of checklist 26: it works, once the person allowed it."""
    user_pools.update(pool, settings={"DcrConfiguration": {"EnableStatus": "Enabled", "OpenDcrEnabled": True}})
    wanted = Wanted("Chat tool", [oauth.CALLBACK], ["code"], ["openid"], confidential=False)
    client = client_registration.register(pool, wanted, authenticated=False)
    app = session(
        client.id,
        token_endpoint_auth_method="none",
        redirect_uri=oauth.CALLBACK,
        code_challenge_method="S256",
        scope="openid",
    )
    url, state = app.create_authorization_url(metadata["authorization_endpoint"], code_verifier=oauth.VERIFIER)

    page = httpx.URL(metadata["authorization_endpoint"]).join(alice.sign_in(url))
    callback = alice.answer(str(page), answer="allow")
    tokens = app.fetch_token(
        metadata["token_endpoint"],
        authorization_response=callback,
        state=state,
        code_verifier=oauth.VERIFIER,
    )

    assert claims_of(pool, tokens["id_token"])["aud"] == client.id
