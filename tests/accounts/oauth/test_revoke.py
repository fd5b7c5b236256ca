"""`/oauth2/revoke`."""

from __future__ import annotations

import json

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import UserSession
from pools.models import AppClient
from tests.support import oauth


@pytest.fixture
def tokens(web: Client, app: AppClient, code: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(oauth.redeem(web, app, code).content)
    return found


def revoke(web: Client, client: AppClient, token: str | None, **more: str | None) -> HttpResponse:
    values = {"token": token, "client_id": client.id, **more}
    return oauth.post_form(web, oauth.address(client.pool, "oauth2/revoke"), values)


def test_revoking_ends_the_session_and_answers_nothing(web: Client, app: AppClient, tokens: dict[str, str]) -> None:
    # checklist 7
    response = revoke(web, app, tokens["refresh_token"])

    assert (response.status_code, response.content) == (200, b"")
    assert UserSession.objects.get().revoked_at


@pytest.mark.parametrize("token", ["unknown", "a" * 500])
def test_an_unknown_token_is_no_error(web: Client, app: AppClient, token: str) -> None:
    assert revoke(web, app, token).status_code == 200


def test_revoking_twice_is_no_error(web: Client, app: AppClient, tokens: dict[str, str]) -> None:
    revoke(web, app, tokens["refresh_token"])

    assert revoke(web, app, tokens["refresh_token"]).status_code == 200


def test_an_access_token_cannot_be_revoked(web: Client, app: AppClient, tokens: dict[str, str]) -> None:
    response = revoke(web, app, tokens["access_token"])

    assert (response.status_code, json.loads(response.content)) == (400, {"error": "unsupported_token_type"})


def test_without_a_token_the_request_is_bad(web: Client, app: AppClient) -> None:
    response = revoke(web, app, None)

    assert (response.status_code, json.loads(response.content)["error"]) == (400, "invalid_request")


def test_another_client_cannot_revoke(
    web: Client, app: AppClient, secret_app: AppClient, tokens: dict[str, str]
) -> None:
    # checklist 4
    secret = bytes(secret_app.secret).decode()
    response = revoke(web, secret_app, tokens["refresh_token"], client_secret=secret)

    assert response.status_code == 400
    assert UserSession.objects.get().revoked_at is None


def test_a_client_that_is_not_proved_is_refused_with_401(web: Client, secret_app: AppClient) -> None:
    response = revoke(web, secret_app, "x", client_secret="wrong")

    assert (response.status_code, json.loads(response.content)) == (401, {"error": "invalid_client"})


def test_a_client_with_revocation_turned_off_is_refused(web: Client, app: AppClient, code: str) -> None:
    app.settings["EnableTokenRevocation"] = False
    app.save()
    tokens = json.loads(oauth.redeem(web, app, code).content)

    response = revoke(web, app, tokens["refresh_token"])

    assert (response.status_code, json.loads(response.content)["error"]) == (400, "invalid_request")
