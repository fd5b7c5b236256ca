"""`/oauth2/register`: applications that make app clients of themselves (RFC 7591)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from pools import app_clients, user_pools
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import machines, oauth, people, refusal

# checklist 26
OPEN = {"EnableStatus": "Enabled", "OpenDcrEnabled": True}
DESCRIPTION: dict[str, Any] = {
    "client_name": "Chat tool",
    "redirect_uris": ["http://localhost:8123/callback"],
    "token_endpoint_auth_method": "none",
    "logo_uri": "https://evil.example.com/your-bank.png",
}
SCOPE = "aws.cognito/dcr/register"


@pytest.fixture
def open_pool(pool: UserPool) -> UserPool:
    return configured(pool, **OPEN)


@pytest.fixture
def guarded_pool(pool: UserPool) -> UserPool:
    return configured(pool, EnableStatus="Enabled")


def configured(pool: UserPool, **configuration: Any) -> UserPool:
    return user_pools.update(pool, settings={"DcrConfiguration": configuration})


def register(web: Client, pool: UserPool, token: str = "", **changes: Any) -> Any:
    given = {name: value for name, value in {**DESCRIPTION, **changes}.items() if value is not None}
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    url = oauth.address(pool, "oauth2/register")
    return web.post(url, json.dumps(given), content_type="application/json", headers=headers)


def machine_token(web: Client, pool: UserPool, *scopes: str) -> str:
    robot = machines.robot(pool, AllowedOAuthScopes=list(scopes))
    values: dict[str, str | None] = {
        "grant_type": "client_credentials",
        "client_id": robot.id,
        "client_secret": machines.secret_of(robot),
    }
    return str(json.loads(oauth.post_form(web, oauth.address(pool, "oauth2/token"), values).content)["access_token"])


def refused(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]


def registered(response: Any) -> AppClient:
    return AppClient.objects.select_related("pool").get(id=response.json()["client_id"])


def test_it_is_off_by_default(web: Client, pool: UserPool) -> None:
    assert refused(register(web, pool)) == (403, "access_denied")
    assert "registration_endpoint" not in web.get(oauth.address(pool, ".well-known/openid-configuration")).json()
    assert not AppClient.objects.exists()


def test_the_smallest_plan_does_not_have_it(web: Client, open_pool: UserPool) -> None:
    open_pool.settings["UserPoolTier"] = "LITE"
    open_pool.save()

    assert refused(register(web, open_pool)) == (403, "access_denied")


def test_an_open_pool_lets_anybody_register(web: Client, open_pool: UserPool) -> None:
    response = register(web, open_pool)

    assert response.status_code == 201
    assert response.headers["Cache-Control"] == "no-store"
    told = response.json()
    assert told.pop("client_id") == AppClient.objects.get().id
    assert told.pop("client_id_issued_at") > 0
    assert told == {
        "client_name": "Chat tool",
        "redirect_uris": ["http://localhost:8123/callback"],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
        "scope": "openid email phone profile",
    }


def test_discovery_says_where(web: Client, open_pool: UserPool) -> None:
    found = web.get(oauth.address(open_pool, ".well-known/oauth-authorization-server")).json()

    assert found["registration_endpoint"] == f"{user_pools.issuer(open_pool)}/oauth2/register"


def test_a_confidential_client_gets_a_secret_that_works(web: Client, open_pool: UserPool) -> None:
    told = register(web, open_pool, token_endpoint_auth_method=None).json()

    assert (told["token_endpoint_auth_method"], told["client_secret_expires_at"]) == ("client_secret_basic", 0)
    assert app_clients.secrets(AppClient.objects.get()) == [told["client_secret"]]


def test_lists_tell_registered_clients_from_others(cognito_idp: Any, web: Client, open_pool: UserPool) -> None:
    regular = make_client(open_pool)
    client_id = register(web, open_pool).json()["client_id"]

    def listed(**kind: str) -> list[str]:
        found = cognito_idp.list_user_pool_clients(UserPoolId=open_pool.id, **kind)["UserPoolClients"]
        return [row["ClientId"] for row in found]

    assert listed(ClientType="DCR") == [client_id]
    assert listed(ClientType="REGULAR") == [regular.id]
    assert set(listed()) == {regular.id, client_id}


def test_a_guarded_pool_asks_for_a_token(web: Client, guarded_pool: UserPool) -> None:
    assert refused(register(web, guarded_pool)) == (401, "invalid_token")
    assert not AppClient.objects.exists()


def test_an_application_with_the_scope_may_register_others(web: Client, guarded_pool: UserPool) -> None:
    token = machine_token(web, guarded_pool, SCOPE)

    assert register(web, guarded_pool, token).status_code == 201


def test_a_user_with_the_scope_may_register_applications(web: Client, guarded_pool: UserPool, alice: User) -> None:
    app = make_client(guarded_pool, "portal", **{**oauth.SETTINGS, "AllowedOAuthScopes": ["openid", SCOPE]})
    code = oauth.code_for(web, app, "alice", people.PASSWORD, scope=SCOPE)
    token = json.loads(oauth.redeem(web, app, code).content)["access_token"]

    assert register(web, guarded_pool, token).status_code == 201


def test_another_scope_does_not_do(web: Client, guarded_pool: UserPool) -> None:
    machines.orders_api(guarded_pool)
    token = machine_token(web, guarded_pool, machines.READ)

    assert refused(register(web, guarded_pool, token)) == (401, "invalid_token")


@pytest.mark.parametrize("token", ["abc", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."])
def test_a_bad_token_is_no_better_than_none_even_where_none_is_needed(
    web: Client, open_pool: UserPool, token: str
) -> None:  # checklist 1
    assert refused(register(web, open_pool, token)) == (401, "invalid_token")


def test_a_token_of_another_pool_is_refused(web: Client, guarded_pool: UserPool, other_pool: UserPool) -> None:
    # checklist 4
    configured(other_pool, EnableStatus="Enabled")

    assert refused(register(web, guarded_pool, machine_token(web, other_pool, SCOPE))) == (401, "invalid_token")


def test_a_token_does_what_its_client_may_still_do(web: Client, guarded_pool: UserPool) -> None:
    machines.orders_api(guarded_pool)
    token = machine_token(web, guarded_pool, SCOPE)
    robot = AppClient.objects.select_related("pool").get()
    app_clients.update(robot, settings={**robot.settings, "AllowedOAuthScopes": [machines.READ]})

    assert refused(register(web, guarded_pool, token)) == (401, "invalid_token")


@pytest.mark.parametrize(
    "uri",
    [
        "http://evil.example.com/callback",
        "https://app.example.com/#fragment",
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example.com",
        "https://bank.example.com@evil.example.com/",
        "",
    ],
)
def test_an_address_that_no_client_may_have_is_refused(web: Client, open_pool: UserPool, uri: str) -> None:
    assert refused(register(web, open_pool, redirect_uris=[uri])) == (400, "invalid_redirect_uri")
    assert not AppClient.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uris": None},
        {"redirect_uris": "http://localhost/cb"},
        {"redirect_uris": [7]},
        {"client_name": ""},
        {"client_name": "n" * 129},
        {"client_name": "<script>alert(1)</script>"},
        {"client_name": "Bank\u202eknab"},
        {"client_name": 7},
        {"grant_types": ["client_credentials"]},
        {"grant_types": ["implicit"], "response_types": ["token"]},
        {"grant_types": ["password"]},
        {"grant_types": []},
        {"grant_types": "authorization_code"},
        {"response_types": ["token"]},
        {"token_endpoint_auth_method": "private_key_jwt"},
        {"scope": "openid aws.cognito.signin.user.admin"},
        {"scope": SCOPE},
        {"scope": "nothing/known"},
        {"scope": "email"},
        {"scope": ["openid"]},
    ],
)
def test_what_a_client_cannot_be_is_refused(web: Client, open_pool: UserPool, changes: dict[str, Any]) -> None:
    # checklist 10
    assert refused(register(web, open_pool, **changes)) == (400, "invalid_client_metadata")
    assert not AppClient.objects.exists()


@pytest.mark.parametrize("body", [b" ", b"[]", b"{", b"\xff", b'{"client_name": "a", "client_name": "b"}'])
def test_what_is_no_description_is_refused(web: Client, open_pool: UserPool, body: bytes) -> None:
    response = web.post(oauth.address(open_pool, "oauth2/register"), body, content_type="application/json")

    assert refused(response) == (400, "invalid_client_metadata")


def test_a_form_is_no_description(web: Client, open_pool: UserPool) -> None:
    response = oauth.post_form(web, oauth.address(open_pool, "oauth2/register"), {"client_name": "a"})

    assert response.status_code == 400


def test_the_pool_says_which_grants_and_scopes_there_are(web: Client, pool: UserPool) -> None:
    machines.orders_api(pool)
    grants = ["client_credentials", "code"]
    configured(pool, **OPEN, OpenDcrGrantTypes=grants, AllowedScopes=["openid", machines.READ, SCOPE])

    person = register(web, pool).json()
    robot = register(
        web, pool, grant_types=["client_credentials"], token_endpoint_auth_method=None, redirect_uris=None
    ).json()

    assert person["scope"] == f"openid {machines.READ}"
    assert (robot["scope"], robot["response_types"]) == (machines.READ, [])


def test_with_a_token_other_grants_may_be_had(web: Client, pool: UserPool) -> None:
    configured(pool, **OPEN, AuthenticatedGrantTypes=["implicit"])
    token = machine_token(web, pool, SCOPE)
    wanted: dict[str, Any] = {"grant_types": ["implicit"], "response_types": ["token"]}

    assert refused(register(web, pool, **wanted)) == (400, "invalid_client_metadata")
    assert register(web, pool, token, **wanted).json()["response_types"] == ["token"]


@pytest.mark.parametrize("flow", ["USER_PASSWORD_AUTH", "USER_SRP_AUTH", "CUSTOM_AUTH", "USER_AUTH"])
def test_a_registered_client_signs_nobody_in_through_the_api(
    anonymous_idp: Any, web: Client, open_pool: UserPool, alice: User, flow: str
) -> None:  # checklist 10: it would give a scope that the pool does not list
    client_id = register(web, open_pool).json()["client_id"]
    parameters = {"USERNAME": "alice", "PASSWORD": people.PASSWORD, "SRP_A": "a1"}

    code, _ = refusal.of(
        lambda: anonymous_idp.initiate_auth(ClientId=client_id, AuthFlow=flow, AuthParameters=parameters)
    )

    assert code == "InvalidParameterException"


def test_a_flood_is_stopped(web: Client, open_pool: UserPool) -> None:
    answers = [register(web, open_pool).status_code for _ in range(11)]

    assert answers == [201] * 10 + [429]
    assert AppClient.objects.count() == 10


def test_many_addresses_together_are_stopped_as_well(web: Client, open_pool: UserPool) -> None:
    crowd = [Client(headers={"host": "localhost"}, REMOTE_ADDR=f"198.51.100.{n}") for n in range(101)]

    answers = [register(each, open_pool).status_code for each in crowd]

    assert answers == [201] * 100 + [429]
