"""How long tokens live: the client's numbers in its units, and Cognito's defaults (tokens.md 3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import RefreshToken, User
from accounts.models.auth_session import Context
from accounts.tokens import issue, refresh
from accounts.tokens.issue import TokenSet
from pools import app_clients
from pools.core import clock as core_clock
from pools.core.errors import NotAuthorizedException
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support.clock import Clock
from tests.support.tokens import claims_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_time_passes(clock: Clock) -> None:
    clock.stop()


def sign_in(user: User, client: AppClient) -> TokenSet:
    return issue.for_user(user, client, auth_time=core_clock.now(), scopes=[], context=Context(), hosted=False)


def life(pool: UserPool, token: str | None) -> int:
    claims = claims_of(pool, str(token))
    return int(claims["exp"] - claims["iat"])


@pytest.mark.parametrize(
    ("number", "unit", "seconds"),
    [(300, "seconds", 300), (5, "minutes", 300), (2, "hours", 7200), (1, "days", 86_400), (3, None, 10_800)],
)
def test_numbers_count_in_their_units(pool: UserPool, alice: User, number: int, unit: str | None, seconds: int) -> None:
    units = {"AccessToken": unit, "IdToken": unit} if unit else {}
    client = make_client(pool, "units", AccessTokenValidity=number, IdTokenValidity=number, TokenValidityUnits=units)
    tokens = sign_in(alice, client)
    assert (tokens.expires_in, life(pool, tokens.access_token), life(pool, tokens.id_token)) == (seconds,) * 3


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [
        (3600, "seconds", timedelta(hours=1)),
        (90, "minutes", timedelta(minutes=90)),
        (5, "hours", timedelta(hours=5)),
        (7, "days", timedelta(days=7)),
    ],
)
def test_a_refresh_token_dies_at_its_time(
    pool: UserPool, alice: User, clock: Clock, number: int, unit: str, expected: timedelta
) -> None:
    units = {"RefreshToken": unit}
    client = make_client(pool, "units", RefreshTokenValidity=number, TokenValidityUnits=units)
    token = str(sign_in(alice, client).refresh_token)
    clock.advance(seconds=expected.total_seconds() - 1)
    assert refresh.refresh(client, token=token).access_token
    clock.advance(seconds=1)
    with pytest.raises(NotAuthorizedException, match="Refresh Token has expired"):
        refresh.refresh(client, token=token)


def test_defaults_are_an_hour_and_thirty_days(client: AppClient, alice: User) -> None:
    tokens = sign_in(alice, client)
    assert (life(client.pool, tokens.access_token), life(client.pool, tokens.id_token)) == (3600, 3600)
    assert RefreshToken.objects.get().expires_at == core_clock.now() + timedelta(days=30)


def test_each_token_has_a_life_of_its_own(pool: UserPool, alice: User) -> None:
    units: dict[str, Any] = {"AccessToken": "minutes"}
    client = make_client(pool, "units", AccessTokenValidity=10, IdTokenValidity=2, TokenValidityUnits=units)
    tokens = sign_in(alice, client)
    assert (life(pool, tokens.access_token), life(pool, tokens.id_token)) == (600, 7200)


def test_a_change_counts_for_tokens_made_from_then_on(client: AppClient, alice: User, clock: Clock) -> None:
    token = str(sign_in(alice, client).refresh_token)
    changed = {**client.settings, "AccessTokenValidity": 2, "RefreshTokenValidity": 1}
    app_clients.update(client, settings=changed)
    clock.advance(days=29)
    assert life(client.pool, refresh.refresh(client, token=token).access_token) == 7200
