"""How surely somebody signed in: `amr` and `acr` in both tokens, in the pool's own words, and kept by a refresh."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts import assurance
from accounts.models import User, UserSession
from accounts.models.auth_session import Context
from accounts.tokens import issue, refresh
from accounts.tokens.issue import TokenSet
from pools.core import clock as core_clock
from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import password_auth
from tests.accounts.conftest import make_client, make_pool
from tests.support import families, oauth, people
from tests.support.clock import Clock
from tests.support.tokens import claims_of

pytestmark = pytest.mark.django_db


def sign_in(user: User, client: AppClient, *proved: str) -> TokenSet:
    return issue.for_user(
        user, client, auth_time=core_clock.now(), scopes=[], context=Context(), proved=proved, hosted=False
    )


def said(pool: UserPool, token: str | None) -> tuple[Any, Any]:
    claims = claims_of(pool, str(token))
    return claims.get("acr"), claims.get("amr")


@pytest.mark.parametrize(
    ("proved", "amr", "level"),
    [
        (["pwd"], ["pwd"], 1),
        (["sms"], ["sms"], 2),
        (["email_otp"], ["email_otp"], 2),
        (["sms", "email_otp"], ["sms", "email_otp"], 2),
        (["swk"], ["swk"], 3),
        (["hwk"], ["hwk"], 3),
        (["swk", "sms"], ["swk", "sms"], 3),
        (["pwd", "sms"], ["pwd", "sms", "mfa"], 3),
        (["pwd", "email_otp"], ["pwd", "email_otp", "mfa"], 3),
        (["email_otp", "pwd"], ["email_otp", "pwd", "mfa"], 3),
        (["pwd", "swk"], ["pwd", "swk", "mfa"], 3),
        (["pwd", "otp"], ["pwd", "otp", "mfa"], 4),
        (["sms", "pwd", "otp"], ["sms", "pwd", "otp", "mfa"], 4),
        (["swk", "otp"], ["swk", "otp"], 3),
        (["pwd", "pwd"], ["pwd"], 1),
        (["custom"], [], 0),
        (["pwd", "custom"], ["pwd"], 1),
        (["otp"], ["otp"], 0),
        (["fed"], ["fed"], 0),
        ([], [], 0),
    ],
)
def test_methods_and_the_level_they_reach(proved: list[str], amr: list[str], level: int) -> None:
    assert (assurance.amr(proved), assurance.level(proved)) == (amr, level)


def test_a_sign_in_by_password_says_so_in_both_tokens(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    result = password_auth(anonymous_idp, client)["AuthenticationResult"]
    expected = ("urn:cognito:loa:1", ["pwd"])
    assert said(client.pool, result["AccessToken"]) == expected
    assert said(client.pool, result["IdToken"]) == expected


def test_a_sign_in_on_the_hosted_pages_says_so_too(pool: UserPool, alice: User) -> None:
    web, app = Client(headers={"host": "localhost"}), make_client(pool, "app", **oauth.SETTINGS)
    code = oauth.code_for(web, app, "alice", people.PASSWORD)
    tokens = json.loads(oauth.redeem(web, app, code).content)
    expected = ("urn:cognito:loa:1", ["pwd"])
    assert said(pool, tokens["access_token"]) == expected
    assert said(pool, tokens["id_token"]) == expected


def test_two_factors_reach_more(client: AppClient, alice: User) -> None:
    tokens = sign_in(alice, client, "pwd", "otp")
    assert said(client.pool, tokens.access_token) == ("urn:cognito:loa:4", ["pwd", "otp", "mfa"])


def test_what_has_no_name_is_not_said(client: AppClient, alice: User) -> None:
    tokens = sign_in(alice, client, "custom")
    assert said(client.pool, tokens.access_token) == (None, None)
    assert said(client.pool, tokens.id_token) == (None, None)


def test_the_pool_names_its_levels(db: None) -> None:
    pool = make_pool("named", AcrConfiguration={"Level1": {"AcrValue": "silver"}, "Level4": {"AcrValue": "gold"}})
    client, user = make_client(pool), people.confirmed(pool)
    assert said(pool, sign_in(user, client, "pwd").id_token)[0] == "silver"
    assert said(pool, sign_in(user, client, "sms").id_token)[0] == "urn:cognito:loa:2"
    assert said(pool, sign_in(user, client, "pwd", "otp").id_token)[0] == "gold"


def test_a_refresh_keeps_what_was_said_at_sign_in(client: AppClient, alice: User, clock: Clock) -> None:
    token = sign_in(alice, client, "pwd", "sms").refresh_token
    client.pool.settings["AcrConfiguration"] = {"Level3": {"AcrValue": "renamed"}}
    client.pool.save()
    clock.advance(hours=2)
    renewed = refresh.refresh(client, token=str(token))
    expected = ("urn:cognito:loa:3", ["pwd", "sms", "mfa"])
    assert said(client.pool, renewed.access_token) == expected
    assert said(client.pool, renewed.id_token) == expected


def test_rotations_keep_methods_level_and_time(pool: UserPool, alice: User, clock: Clock) -> None:
    client = families.rotating_client(pool)
    first = sign_in(alice, client, "pwd", "otp")
    clock.advance(hours=1)
    second = refresh.refresh(client, token=str(first.refresh_token))
    clock.advance(hours=1)
    third = refresh.refresh(client, token=str(second.refresh_token))
    kept = ("acr", "amr", "auth_time")
    before, after = claims_of(pool, first.access_token), claims_of(pool, third.access_token)
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


def test_sessions_from_before_there_were_levels_say_nothing(client: AppClient, alice: User) -> None:
    token = sign_in(alice, client, "pwd").refresh_token
    UserSession.objects.update(proved=[], acr="")
    renewed = refresh.refresh(client, token=str(token))
    assert said(client.pool, renewed.access_token) == (None, None)
