"""Where a user's accounts at providers are told: tokens, userInfo and GetUser; and to nobody else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts import linking
from accounts.models import User
from accounts.tokens import issue
from pools.models import AppClient, IdentityProvider
from tests.support import oauth, people, tokens
from tests.support.federation import arrive

pytestmark = pytest.mark.django_db

SCOPES = ["openid", "email", "aws.cognito.signin.user.admin"]


def sign_in(app: AppClient, provider: IdentityProvider) -> Any:
    signed_in = arrive(app, provider, "u-1", email="ann@example.com")
    return issue.for_user(
        signed_in.user,
        app,
        auth_time=signed_in.auth_time,
        scopes=SCOPES,
        context=signed_in.context,
        proved=signed_in.proved,
    )


def test_the_id_token_lists_them_as_texts(app: AppClient, provider: IdentityProvider) -> None:
    made = sign_in(app, provider)
    created = User.objects.get().identities.get().created_at
    claims = tokens.claims_of(app.pool, made.id_token)
    assert claims["cognito:username"] == "Corporate_u-1"
    assert claims["cognito:groups"] == [f"{app.pool.id}_Corporate"]
    assert claims["amr"] == ["fed"]
    assert claims["identities"] == [
        {
            "userId": "u-1",
            "providerName": "Corporate",
            "providerType": "OIDC",
            "issuer": None,
            "primary": "true",
            "dateCreated": str(int(created.timestamp() * 1000)),
        }
    ]


def test_the_access_token_does_not(app: AppClient, provider: IdentityProvider) -> None:
    assert "identities" not in tokens.claims_of(app.pool, sign_in(app, provider).access_token)


def test_user_info_tells_them_as_one_text(app: AppClient, provider: IdentityProvider) -> None:
    bearer = {"Authorization": f"Bearer {sign_in(app, provider).access_token}"}
    told = Client(headers={"host": "localhost"}).get(oauth.address(app.pool, "oauth2/userInfo"), headers=bearer).json()
    assert json.loads(told["identities"])[0]["userId"] == "u-1"


def test_get_user_tells_them(anonymous_idp: Any, app: AppClient, provider: IdentityProvider) -> None:
    told = anonymous_idp.get_user(AccessToken=sign_in(app, provider).access_token)["UserAttributes"]
    assert {"Name": "identities", "Value": User.objects.get().attributes["identities"]} in told


def test_nobody_writes_them_as_a_user(anonymous_idp: Any, app: AppClient, provider: IdentityProvider) -> None:
    # checklist 68
    token = sign_in(app, provider).access_token
    forged = [{"Name": "identities", "Value": "[]"}]
    with pytest.raises(anonymous_idp.exceptions.InvalidParameterException):
        anonymous_idp.update_user_attributes(AccessToken=token, UserAttributes=forged)


def test_a_linked_local_user_has_them_in_every_id_token(
    anonymous_idp: Any, app: AppClient, provider: IdentityProvider, alice: User
) -> None:
    linking.add(alice, provider, "u-1")
    answer = {"USERNAME": "alice", "PASSWORD": people.PASSWORD}
    signed_in = anonymous_idp.initiate_auth(ClientId=app.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=answer)
    claims = tokens.claims_of(app.pool, signed_in["AuthenticationResult"]["IdToken"])
    assert [told["primary"] for told in claims["identities"]] == ["false"]
