"""ListUserSessions, RevokeUserSession and their administrators' forms, and the bound on sessions, through boto3."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import session_ids
from accounts.models import HostedSession, RefreshToken, User, UserSession
from pools import session_configuration
from pools.core import clock as core_clock
from pools.core import vault
from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import password_auth
from tests.accounts.conftest import make_client
from tests.support import boto, people, refusal
from tests.support.clock import Clock

NOT_TRACKED = ("OperationNotEnabledException", session_configuration.NOT_TRACKED)
GONE = ("ResourceNotFoundException", "Session does not exist.")
REVOKED = ("NotAuthorizedException", "Access Token has been revoked")

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(pool: UserPool) -> UserPool:
    """It tracks sessions, three of a user."""
    session_configuration.set_for_pool(pool, tracking=True, max_per_user=3)
    return pool


@pytest.fixture
def untracked(other_pool: UserPool) -> AppClient:
    return make_client(other_pool)


@pytest.fixture
def tokens(anonymous_idp: Any, client: AppClient, alice: User) -> dict[str, str]:
    return sign_in(anonymous_idp, client)


@pytest.fixture
def browser(alice: User) -> HostedSession:
    """A browser that alice is signed in with."""
    now = core_clock.now()
    return HostedSession.objects.create(
        token_hash=vault.token_hash("cookie"),
        pool=alice.pool,
        user=alice,
        auth_time=now,
        created_at=now,
        expires_at=now + session_configuration.longest_reuse(alice.pool),
        ip="203.0.113.9",
    )


def sign_in(idp: Any, client: AppClient, username: str = "alice") -> dict[str, str]:
    return dict(password_auth(idp, client, username)["AuthenticationResult"])


def listed(idp: Any, tokens: dict[str, str]) -> list[dict[str, Any]]:
    return list(idp.list_user_sessions(AccessToken=tokens["AccessToken"])["Sessions"])


def listed_by_admin(idp: Any, user: User) -> list[dict[str, Any]]:
    return list(idp.admin_list_user_sessions(UserPoolId=user.pool_id, Username=user.username)["Sessions"])


def own_id(idp: Any, tokens: dict[str, str]) -> str:
    return str(next(row["SessionId"] for row in listed(idp, tokens) if row["IsCurrentSession"]))


def revoke(idp: Any, tokens: dict[str, str], session_id: str, **more: str) -> None:
    idp.revoke_user_session(AccessToken=tokens["AccessToken"], SessionId=session_id, **more)


def refresh(idp: Any, client: AppClient, tokens: dict[str, str]) -> Any:
    parameters = {"REFRESH_TOKEN": tokens["RefreshToken"]}
    return idp.initiate_auth(ClientId=client.id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=parameters)


def works(idp: Any, tokens: dict[str, str]) -> bool:
    """Whether the access token is still taken."""
    try:
        idp.get_user(AccessToken=tokens["AccessToken"])
    except idp.exceptions.NotAuthorizedException:
        return False
    return True


def test_a_sign_in_is_a_token_session(anonymous_idp: Any, client: AppClient, tokens: dict[str, str]) -> None:
    [row] = listed(anonymous_idp, tokens)

    assert re.fullmatch(r"tkn[a-z0-9]{25}", row.pop("SessionId"))
    for name in ("CreateDate", "LastActiveDate"):
        assert abs((datetime.now(UTC) - row.pop(name)).total_seconds()) < 60
    assert row.pop("DeviceType").startswith("boto3 on ")
    assert row == {
        "SessionType": "TOKEN",
        "ClientId": client.id,
        "LastIPAddress": boto.IP,
        "IsCurrentSession": True,
    }


def test_sessions_of_every_client_are_listed_and_one_is_current(
    anonymous_idp: Any, client: AppClient, other_client: AppClient, tokens: dict[str, str]
) -> None:
    sign_in(anonymous_idp, other_client)

    rows = listed(anonymous_idp, tokens)

    assert {(row["ClientId"], row["IsCurrentSession"]) for row in rows} == {(client.id, True), (other_client.id, False)}


def test_a_signed_in_browser_is_an_sso_session(
    anonymous_idp: Any, tokens: dict[str, str], browser: HostedSession
) -> None:
    [row] = [row for row in listed(anonymous_idp, tokens) if row["SessionType"] == "SSO"]

    assert re.fullmatch(r"sso[a-z0-9]{25}", row["SessionId"])
    assert (row["LastIPAddress"], row["DeviceType"], row["IsCurrentSession"]) == ("203.0.113.9", "Unknown", False)
    assert not {"ClientId", "OriginSessionId", "LastLocation"} & set(row)


def test_an_administrator_sees_the_same_and_none_is_current(
    cognito_idp: Any, anonymous_idp: Any, alice: User, tokens: dict[str, str], browser: HostedSession
) -> None:
    mine = {row["SessionId"] for row in listed(anonymous_idp, tokens)}

    rows = listed_by_admin(cognito_idp, alice)

    assert {row["SessionId"] for row in rows} == mine
    assert not any(row["IsCurrentSession"] for row in rows)


def test_nobody_elses_are_listed(
    anonymous_idp: Any, cognito_idp: Any, pool: UserPool, client: AppClient, tokens: dict[str, str]
) -> None:
    bob = people.confirmed(pool, "bob")

    bobs = sign_in(anonymous_idp, client, "bob")

    assert [row["SessionId"] for row in listed(anonymous_idp, bobs)] == [own_id(anonymous_idp, bobs)]
    assert len(listed_by_admin(cognito_idp, bob)) == 1


def test_ended_and_expired_sessions_are_not_listed(
    anonymous_idp: Any, cognito_idp: Any, client: AppClient, alice: User, browser: HostedSession, clock: Clock
) -> None:
    ended = sign_in(anonymous_idp, client)
    anonymous_idp.revoke_token(Token=ended["RefreshToken"], ClientId=client.id)
    sign_in(anonymous_idp, client)
    before = len(listed_by_admin(cognito_idp, alice))
    clock.advance(days=30)

    assert (before, listed_by_admin(cognito_idp, alice)) == (2, [])


def test_a_refresh_makes_a_session_more_active_not_newer(
    anonymous_idp: Any, cognito_idp: Any, client: AppClient, alice: User, tokens: dict[str, str], clock: Clock
) -> None:
    [before] = listed_by_admin(cognito_idp, alice)
    clock.advance(hours=2)
    refresh(anonymous_idp, client, tokens)

    [after] = listed_by_admin(cognito_idp, alice)

    assert after["CreateDate"] == before["CreateDate"]
    assert (after["LastActiveDate"] - before["LastActiveDate"]).total_seconds() > 7000


def test_the_last_active_come_first(
    anonymous_idp: Any, cognito_idp: Any, client: AppClient, alice: User, tokens: dict[str, str], clock: Clock
) -> None:
    clock.advance(minutes=5)
    second = own_id(anonymous_idp, sign_in(anonymous_idp, client))
    clock.advance(minutes=5)
    refresh(anonymous_idp, client, tokens)

    assert [row["SessionId"] for row in listed_by_admin(cognito_idp, alice)] == [own_id(anonymous_idp, tokens), second]


def test_there_is_one_page_of_125_whatever_there_is(
    anonymous_idp: Any, client: AppClient, alice: User, tokens: dict[str, str]
) -> None:
    row = UserSession.objects.get()
    copies = [UserSession(client=client, pool=client.pool, user=alice, **dates(row)) for _ in range(130)]
    UserSession.objects.bulk_create(copies)

    answer = anonymous_idp.list_user_sessions(AccessToken=tokens["AccessToken"])

    assert len(answer["Sessions"]) == 125
    assert "NextToken" not in answer


def dates(row: UserSession) -> dict[str, Any]:
    return {"auth_time": row.auth_time, "expires_at": row.expires_at, "last_used_at": row.last_used_at}


@pytest.mark.parametrize("marker", ["x", "a" * 200])
def test_no_token_leads_to_a_further_page(
    anonymous_idp: Any, cognito_idp: Any, alice: User, tokens: dict[str, str], marker: str
) -> None:  # checklist 69
    named = {"UserPoolId": alice.pool_id, "Username": "alice"}
    own = {"AccessToken": tokens["AccessToken"]}

    assert refusal.of(lambda: cognito_idp.admin_list_user_sessions(NextToken=marker, **named))[0] == (
        "InvalidParameterException"
    )
    assert refusal.of(lambda: anonymous_idp.list_user_sessions(NextToken=marker, **own))[0] == (
        "InvalidParameterException"
    )


def test_a_longer_list_costs_the_same(
    anonymous_idp: Any, client: AppClient, tokens: dict[str, str], browser: HostedSession
) -> None:
    listed(anonymous_idp, tokens)  # reads the signing key, which is remembered
    with CaptureQueriesContext(connection) as short:
        listed(anonymous_idp, tokens)
    sign_in(anonymous_idp, client)
    sign_in(anonymous_idp, client)
    with CaptureQueriesContext(connection) as longer:
        listed(anonymous_idp, tokens)

    assert len(longer) == len(short) <= 4


def test_a_revoked_session_is_refused_at_once_and_no_other(
    anonymous_idp: Any, client: AppClient, tokens: dict[str, str]
) -> None:  # checklist 7
    other = sign_in(anonymous_idp, client)

    revoke(anonymous_idp, tokens, own_id(anonymous_idp, other))

    assert refusal.of(lambda: anonymous_idp.get_user(AccessToken=other["AccessToken"])) == REVOKED
    assert refusal.of(lambda: refresh(anonymous_idp, client, other)) == (
        "NotAuthorizedException",
        "Refresh Token has been revoked",
    )
    assert works(anonymous_idp, tokens)
    assert len(listed(anonymous_idp, tokens)) == 1


def test_ones_own_session_is_not_revoked(anonymous_idp: Any, tokens: dict[str, str]) -> None:
    code, _ = refusal.of(lambda: revoke(anonymous_idp, tokens, own_id(anonymous_idp, tokens)))

    assert code == "InvalidParameterException"
    assert works(anonymous_idp, tokens)


def test_an_administrator_revokes_any(
    anonymous_idp: Any, cognito_idp: Any, alice: User, tokens: dict[str, str]
) -> None:  # checklist 7
    session_id = own_id(anonymous_idp, tokens)

    cognito_idp.admin_revoke_user_session(UserPoolId=alice.pool_id, Username="alice", SessionId=session_id)

    assert not works(anonymous_idp, tokens)


@pytest.mark.parametrize("session_id", ["tkn" + "0" * 25, "sso" + "0" * 25, "tkn" + "z" * 25, "sso" + "z" * 25])
def test_what_is_no_session_is_not_found(
    anonymous_idp: Any, cognito_idp: Any, alice: User, tokens: dict[str, str], session_id: str
) -> None:
    named = {"UserPoolId": alice.pool_id, "Username": "alice", "SessionId": session_id}

    assert refusal.of(lambda: revoke(anonymous_idp, tokens, session_id)) == GONE
    assert refusal.of(lambda: cognito_idp.admin_revoke_user_session(**named)) == GONE


@pytest.mark.parametrize("session_id", ["", "tkn", "abc" + "0" * 25, "tkn" + "A" * 25, "tkn" + "0" * 26, "x" * 28])
def test_what_cannot_be_a_session_is_refused(anonymous_idp: Any, tokens: dict[str, str], session_id: str) -> None:
    assert refusal.of(lambda: revoke(anonymous_idp, tokens, session_id))[0] == "InvalidParameterException"


def test_a_token_session_is_not_found_under_a_browsers_name(
    anonymous_idp: Any, client: AppClient, tokens: dict[str, str]
) -> None:
    other = sign_in(anonymous_idp, client)
    swapped = own_id(anonymous_idp, other).replace("tkn", "sso", 1)

    assert refusal.of(lambda: revoke(anonymous_idp, tokens, swapped)) == GONE
    assert works(anonymous_idp, other)


def test_somebody_elses_session_is_not_found(
    anonymous_idp: Any, cognito_idp: Any, pool: UserPool, client: AppClient, tokens: dict[str, str]
) -> None:  # checklist 52
    people.confirmed(pool, "bob")
    bobs = sign_in(anonymous_idp, client, "bob")
    session_id = own_id(anonymous_idp, bobs)
    named = {"UserPoolId": pool.id, "Username": "alice", "SessionId": session_id}

    assert refusal.of(lambda: revoke(anonymous_idp, tokens, session_id)) == GONE
    assert refusal.of(lambda: cognito_idp.admin_revoke_user_session(**named)) == GONE
    assert works(anonymous_idp, bobs)


def test_revoking_twice_finds_nothing_the_second_time(
    anonymous_idp: Any, client: AppClient, tokens: dict[str, str]
) -> None:
    session_id = own_id(anonymous_idp, sign_in(anonymous_idp, client))
    revoke(anonymous_idp, tokens, session_id)

    assert refusal.of(lambda: revoke(anonymous_idp, tokens, session_id)) == GONE


def test_a_pool_that_tracks_nothing_lists_and_revokes_nothing(
    anonymous_idp: Any, cognito_idp: Any, untracked: AppClient
) -> None:
    people.confirmed(untracked.pool, "alice")
    tokens = sign_in(anonymous_idp, untracked)
    session_id = session_ids.of_tokens(UserSession.objects.get().id)
    named = {"UserPoolId": untracked.pool.id, "Username": "alice"}

    assert refusal.of(lambda: listed(anonymous_idp, tokens)) == NOT_TRACKED
    assert refusal.of(lambda: revoke(anonymous_idp, tokens, session_id)) == NOT_TRACKED
    assert refusal.of(lambda: cognito_idp.admin_list_user_sessions(**named)) == NOT_TRACKED
    assert refusal.of(lambda: cognito_idp.admin_revoke_user_session(SessionId=session_id, **named)) == NOT_TRACKED
    assert works(anonymous_idp, tokens)


@pytest.mark.parametrize("operation", ["admin_list_user_sessions", "admin_revoke_user_session"])
def test_an_unknown_user_is_not_found(cognito_idp: Any, pool: UserPool, operation: str) -> None:
    more = {"SessionId": "tkn" + "0" * 25} if "revoke" in operation else {}

    code, _ = refusal.of(lambda: getattr(cognito_idp, operation)(UserPoolId=pool.id, Username="nobody", **more))

    assert code == "UserNotFoundException"


def test_one_sign_in_too_many_ends_the_least_recently_used(
    anonymous_idp: Any, client: AppClient, tokens: dict[str, str], clock: Clock
) -> None:
    clock.advance(minutes=2)
    second = sign_in(anonymous_idp, client)
    clock.advance(minutes=2)
    third = sign_in(anonymous_idp, client)
    clock.advance(minutes=2)
    refresh(anonymous_idp, client, tokens)
    clock.advance(minutes=2)

    fourth = sign_in(anonymous_idp, client)

    assert [works(anonymous_idp, each) for each in (tokens, second, third, fourth)] == [True, False, True, True]


def test_a_lower_bound_holds_from_the_next_sign_in_on(
    anonymous_idp: Any, cognito_idp: Any, pool: UserPool, client: AppClient, alice: User, tokens: dict[str, str]
) -> None:
    sign_in(anonymous_idp, client)
    session_configuration.set_for_pool(pool, tracking=True, max_per_user=1)
    before = len(listed_by_admin(cognito_idp, alice))

    latest = sign_in(anonymous_idp, client)

    assert (before, [row["SessionId"] for row in listed_by_admin(cognito_idp, alice)]) == (
        2,
        [own_id(anonymous_idp, latest)],
    )


def test_the_bound_is_each_users_own_and_counts_no_browser(
    anonymous_idp: Any, pool: UserPool, client: AppClient, tokens: dict[str, str], browser: HostedSession
) -> None:
    people.confirmed(pool, "bob")
    session_configuration.set_for_pool(pool, tracking=True, max_per_user=1)

    sign_in(anonymous_idp, client, "bob")

    assert works(anonymous_idp, tokens)
    assert HostedSession.objects.get().ended_at is None


def test_a_pool_that_tracks_nothing_has_no_bound_and_asks_nothing(anonymous_idp: Any, untracked: AppClient) -> None:
    people.confirmed(untracked.pool, "alice")
    session_configuration.set_for_pool(untracked.pool, tracking=True, max_per_user=1)
    session_configuration.set_for_pool(untracked.pool, tracking=False, max_per_user=1)
    with CaptureQueriesContext(connection) as plain:
        first = sign_in(anonymous_idp, untracked)
        sign_in(anonymous_idp, untracked)

    assert works(anonymous_idp, first)
    assert not any(query["sql"].startswith("SELECT") and "usersession" in query["sql"] for query in plain)
    assert RefreshToken.objects.count() == 2
