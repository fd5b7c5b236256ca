"""What a client may read stands in its tokens, what it may not write it cannot set, wherever attributes are given."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from pools import app_clients
from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import error_of, password_auth
from tests.accounts.conftest import make_client, make_pool
from tests.support import oauth, people
from tests.support.tokens import claims_of

pytestmark = pytest.mark.django_db

UNAUTHORIZED = ("NotAuthorizedException", "A client attempted to write unauthorized attribute")
ATTRIBUTES = {"email", "email_verified", "name", "nickname", "custom:role"}


@pytest.fixture
def rich_pool(db: None) -> UserPool:
    """Its users have a custom attribute."""
    schema = [{"Name": "role", "AttributeDataType": "String", "Mutable": True}]
    return make_pool("rich", Schema=schema)


@pytest.fixture
def ann(rich_pool: UserPool) -> User:
    return people.confirmed(rich_pool, "ann", name="Ann", nickname="Annie", **{"custom:role": "cook"})


def identity(idp: Any, client: AppClient, username: str = "ann") -> dict[str, Any]:
    result = password_auth(idp, client, username)["AuthenticationResult"]
    return claims_of(client.pool, result["IdToken"])


def test_without_a_list_every_attribute_is_read(anonymous_idp: Any, rich_pool: UserPool, ann: User) -> None:
    assert set(identity(anonymous_idp, make_client(rich_pool))) >= ATTRIBUTES


@pytest.mark.parametrize(
    ("listed", "shown"),
    [
        (["name"], {"name"}),
        (["email"], {"email"}),
        (["email", "email_verified", "custom:role"], {"email", "email_verified", "custom:role"}),
        (["oidc:email"], {"email", "email_verified"}),
    ],
)
def test_the_id_token_has_what_is_listed_and_no_more(
    anonymous_idp: Any, rich_pool: UserPool, ann: User, listed: list[str], shown: set[str]
) -> None:
    client = make_client(rich_pool, ReadAttributes=listed)
    assert ATTRIBUTES & set(identity(anonymous_idp, client)) == shown


def test_a_refresh_reads_the_list_anew(anonymous_idp: Any, rich_pool: UserPool, ann: User) -> None:
    # checklist 22
    client = make_client(rich_pool)
    token = password_auth(anonymous_idp, client, "ann")["AuthenticationResult"]["RefreshToken"]
    app_clients.update(client, settings={**client.settings, "ReadAttributes": ["nickname"]})
    renewed = anonymous_idp.get_tokens_from_refresh_token(ClientId=client.id, RefreshToken=token)
    claims = claims_of(rich_pool, renewed["AuthenticationResult"]["IdToken"])
    assert ATTRIBUTES & set(claims) == {"nickname"}


def test_on_the_hosted_way_scopes_open_only_what_is_listed(rich_pool: UserPool, ann: User) -> None:
    app = make_client(rich_pool, "app", **oauth.SETTINGS, ReadAttributes=["nickname", "email"])
    web = Client(headers={"host": "localhost"})
    code = oauth.code_for(web, app, "ann", people.PASSWORD, scope="openid profile email")
    tokens = json.loads(oauth.redeem(web, app, code).content)
    assert ATTRIBUTES & set(claims_of(rich_pool, tokens["id_token"])) == {"nickname", "email"}


def test_an_access_token_has_no_attribute(anonymous_idp: Any, rich_pool: UserPool, ann: User) -> None:
    result = password_auth(anonymous_idp, make_client(rich_pool), "ann")["AuthenticationResult"]
    assert not ATTRIBUTES & set(claims_of(rich_pool, result["AccessToken"]))


def test_who_signs_up_sets_only_what_the_client_may_write(anonymous_idp: Any, rich_pool: UserPool) -> None:
    # checklist 68
    client = make_client(rich_pool, WriteAttributes=["email"])
    given = [{"Name": "email", "Value": "bea@example.com"}, {"Name": "custom:role", "Value": "owner"}]
    asked = {"ClientId": client.id, "Username": "bea", "Password": people.PASSWORD}
    assert error_of(lambda: anonymous_idp.sign_up(**asked, UserAttributes=given)) == UNAUTHORIZED
    assert not User.objects.exists()
    anonymous_idp.sign_up(**asked, UserAttributes=given[:1])
    assert User.objects.get().other_attributes == {}


def test_who_chooses_a_new_password_sets_only_what_the_client_may_write(
    anonymous_idp: Any, rich_pool: UserPool
) -> None:
    # checklist 68
    client = make_client(rich_pool, WriteAttributes=["email"])
    people.invited(rich_pool, "ivy")
    asked = password_auth(anonymous_idp, client, "ivy", "Temp-0rary!")
    answers = {"USERNAME": "ivy", "NEW_PASSWORD": people.PASSWORD, "userAttributes.custom:role": "owner"}
    refused = error_of(
        lambda: anonymous_idp.respond_to_auth_challenge(
            ClientId=client.id,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=asked["Session"],
            ChallengeResponses=answers,
        )
    )
    assert refused == UNAUTHORIZED
    assert User.objects.get().status == "FORCE_CHANGE_PASSWORD"


def test_an_administrator_writes_what_clients_may_not(cognito_idp: Any, rich_pool: UserPool, ann: User) -> None:
    make_client(rich_pool, WriteAttributes=["email"])
    cognito_idp.admin_update_user_attributes(
        UserPoolId=rich_pool.id, Username="ann", UserAttributes=[{"Name": "custom:role", "Value": "owner"}]
    )
    assert User.objects.get().other_attributes["custom:role"] == "owner"
