"""Whose address a call comes from: a server that calls for people may say so, if it is believed."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.crypto import secret_hash
from accounts.models import User, UserSession
from pools import app_clients
from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import error_of
from tests.accounts.conftest import make_client
from tests.support import boto, people

PERSON = "198.51.100.4"
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"]


@pytest.fixture
def server_client(pool: UserPool) -> AppClient:
    """Of an application whose server signs its users in, and may say for whom it calls."""
    return make_client(
        pool,
        "server",
        generate_secret=True,
        ExplicitAuthFlows=FLOWS,
        EnablePropagateAdditionalUserContextData=True,
    )


def admin_auth(idp: Any, client: AppClient, **more: Any) -> Any:
    return idp.admin_initiate_auth(
        UserPoolId=client.pool.id, ClientId=client.id, AuthFlow="ADMIN_USER_PASSWORD_AUTH", **_proof(client), **more
    )


def user_auth(idp: Any, client: AppClient, **more: Any) -> Any:
    return idp.initiate_auth(ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH", **_proof(client), **more)


def _proof(client: AppClient) -> dict[str, dict[str, str]]:
    parameters = {"USERNAME": "alice", "PASSWORD": people.PASSWORD}
    for secret in app_clients.secrets(client):
        parameters["SECRET_HASH"] = secret_hash.make(secret=secret, username="alice", client_id=client.id)
    return {"AuthParameters": parameters}


def seen() -> tuple[str, str]:
    session = UserSession.objects.get()
    return session.ip, session.user_agent.partition("/")[0]


def test_a_signed_call_may_say_for_whom_it_is_made(cognito_idp: Any, server_client: AppClient, alice: User) -> None:
    context = {
        "IpAddress": PERSON,
        "ServerName": "app.example.com",
        "ServerPath": "/sign-in",
        "HttpHeaders": [{"headerName": "User-Agent", "headerValue": "Mozilla/5.0"}],
    }
    admin_auth(cognito_idp, server_client, ContextData=context)

    assert seen() == (PERSON, "Mozilla")


def test_a_signed_call_that_says_nothing_comes_from_the_server(
    cognito_idp: Any, server_client: AppClient, alice: User
) -> None:
    admin_auth(cognito_idp, server_client)

    assert seen() == (boto.IP, "Boto3")


def test_a_client_that_is_believed_may_say_for_whom_it_calls(
    anonymous_idp: Any, server_client: AppClient, alice: User
) -> None:
    user_auth(anonymous_idp, server_client, UserContextData={"IpAddress": PERSON})

    assert seen() == (PERSON, "Boto3")


def test_a_client_that_is_not_believed_may_say_what_it_likes(
    anonymous_idp: Any, client: AppClient, alice: User
) -> None:
    user_auth(anonymous_idp, client, UserContextData={"IpAddress": PERSON})

    assert seen() == (boto.IP, "Boto3")


@pytest.mark.parametrize("ip", ["somewhere", "1.2.3", "::1::", "10.0.0.0/8"])
def test_an_address_that_is_none_is_refused(
    anonymous_idp: Any, server_client: AppClient, alice: User, ip: str
) -> None:  # checklist 36
    assert error_of(lambda: user_auth(anonymous_idp, server_client, UserContextData={"IpAddress": ip})) == (
        "InvalidParameterException",
        "Invalid IpAddress in the context data.",
    )


def test_the_zone_of_an_address_is_left_out(anonymous_idp: Any, server_client: AppClient, alice: User) -> None:
    user_auth(anonymous_idp, server_client, UserContextData={"IpAddress": f"fe80::1%{'z' * 60}"})

    assert seen()[0] == "fe80::1"
