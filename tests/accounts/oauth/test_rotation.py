"""The refresh grant of a client that rotates: the successor comes along, and what was used is no grant any more."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import User, UserSession
from pools.models import AppClient, UserPool
from tests.accounts.api.test_tokens import claims_of
from tests.support import oauth, people
from tests.support.clock import Clock
from tests.support.families import rotating_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def rotating_app(pool: UserPool) -> AppClient:
    return rotating_client(pool, **oauth.SETTINGS)


@pytest.fixture
def tokens(web: Client, rotating_app: AppClient, alice: User) -> dict[str, str]:
    code = oauth.code_for(web, rotating_app, "alice", people.PASSWORD)
    found: dict[str, str] = json.loads(oauth.redeem(web, rotating_app, code).content)
    return found


def refresh(web: Client, client: AppClient, token: str) -> dict[str, Any]:
    values: dict[str, str | None] = {"grant_type": "refresh_token", "client_id": client.id, "refresh_token": token}
    found: dict[str, Any] = json.loads(oauth.post_form(web, oauth.address(client.pool, "oauth2/token"), values).content)
    return found


def test_a_refresh_gives_another_refresh_token(web: Client, rotating_app: AppClient, tokens: dict[str, str]) -> None:
    renewed = refresh(web, rotating_app, tokens["refresh_token"])

    assert set(renewed) == {"id_token", "access_token", "refresh_token", "expires_in", "token_type"}
    assert refresh(web, rotating_app, renewed["refresh_token"])["access_token"]


def test_scopes_and_time_of_sign_in_stay(
    web: Client, rotating_app: AppClient, tokens: dict[str, str], clock: Clock
) -> None:
    clock.advance(minutes=30)
    renewed = refresh(web, rotating_app, tokens["refresh_token"])

    before, after = (claims_of(rotating_app.pool, each["access_token"]) for each in (tokens, renewed))
    kept = ("origin_jti", "auth_time", "scope")
    assert {name: before[name] for name in kept} == {name: after[name] for name in kept}


def test_a_used_token_is_an_invalid_grant(web: Client, rotating_app: AppClient, tokens: dict[str, str]) -> None:
    # checklist 23
    refresh(web, rotating_app, tokens["refresh_token"])

    assert refresh(web, rotating_app, tokens["refresh_token"]) == {"error": "invalid_grant"}


def test_a_stolen_token_ends_the_family(
    web: Client, rotating_app: AppClient, tokens: dict[str, str], clock: Clock
) -> None:
    # checklist 23
    renewed = refresh(web, rotating_app, tokens["refresh_token"])
    clock.advance(minutes=1)
    refresh(web, rotating_app, tokens["refresh_token"])

    assert refresh(web, rotating_app, renewed["refresh_token"]) == {"error": "invalid_grant"}


def test_within_the_grace_time_the_answer_can_be_had_again(web: Client, pool: UserPool, alice: User) -> None:
    kind = rotating_client(pool, grace=60, **oauth.SETTINGS)
    code = oauth.code_for(web, kind, "alice", people.PASSWORD)
    first = json.loads(oauth.redeem(web, kind, code).content)["refresh_token"]

    assert refresh(web, kind, first)["refresh_token"] == refresh(web, kind, first)["refresh_token"]


@pytest.mark.parametrize("which", ["old", "current"])
def test_revoking_the_old_or_the_current_token_ends_the_family(
    web: Client, rotating_app: AppClient, tokens: dict[str, str], which: str
) -> None:
    # checklist 7
    renewed = refresh(web, rotating_app, tokens["refresh_token"])
    token = {"old": tokens, "current": renewed}[which]["refresh_token"]
    revoking = oauth.address(rotating_app.pool, "oauth2/revoke")

    assert oauth.post_form(web, revoking, {"token": token, "client_id": rotating_app.id}).status_code == 200
    assert UserSession.objects.get().revoked_at
    assert refresh(web, rotating_app, renewed["refresh_token"]) == {"error": "invalid_grant"}


def test_a_code_used_twice_ends_the_family_that_came_of_it(web: Client, rotating_app: AppClient, alice: User) -> None:
    # checklist 14
    code = oauth.code_for(web, rotating_app, "alice", people.PASSWORD)
    tokens = json.loads(oauth.redeem(web, rotating_app, code).content)
    renewed = refresh(web, rotating_app, tokens["refresh_token"])
    oauth.redeem(web, rotating_app, code)

    assert refresh(web, rotating_app, renewed["refresh_token"]) == {"error": "invalid_grant"}
