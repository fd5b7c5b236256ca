"""How long a browser's sign-in is reused, client by client, and what ends when a session is revoked."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts import session_ids, sessions, users
from accounts.models import HostedSession, User, UserSession
from pools import session_configuration
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import oauth, people, refusal
from tests.support.clock import Clock

DAY = 24 * 60


@pytest.fixture
def pool(pool: UserPool) -> UserPool:
    """It tracks sessions."""
    session_configuration.set_for_pool(pool, tracking=True, max_per_user=20)
    return pool


@pytest.fixture
def other_app(app: AppClient) -> AppClient:
    """A second client of the pool."""
    return make_client(app.pool, "other app", **oauth.SETTINGS)


def tokens_for(web: Client, app: AppClient) -> dict[str, str]:
    """By a sign-in with the password."""
    code = oauth.code_for(web, app, "alice", people.PASSWORD, scope="openid aws.cognito.signin.user.admin")
    return dict(json.loads(oauth.redeem(web, app, code).content))


def further_tokens(web: Client, app: AppClient) -> dict[str, str]:
    """Without a further sign-in."""
    code = oauth.answer(oauth.authorize(web, app, scope="openid aws.cognito.signin.user.admin"))["code"]
    return dict(json.loads(oauth.redeem(web, app, code).content))


def asks_to_sign_in(web: Client, app: AppClient) -> bool:
    return "/login?" in oauth.authorize(web, app).headers["Location"]


def rows(idp: Any, tokens: dict[str, str], kind: str) -> list[dict[str, Any]]:
    found = idp.list_user_sessions(AccessToken=tokens["access_token"])["Sessions"]
    return [row for row in found if row["SessionType"] == kind]


def revoke(idp: Any, user: User, session_id: str, **more: str) -> None:
    idp.admin_revoke_user_session(UserPoolId=user.pool_id, Username=user.username, SessionId=session_id, **more)


def works(idp: Any, tokens: dict[str, str]) -> bool:
    """Whether the access token is still taken."""
    try:
        idp.get_user(AccessToken=tokens["access_token"])
    except idp.exceptions.NotAuthorizedException:
        return False
    return True


@pytest.mark.parametrize("minutes", [5, 90, DAY])
def test_a_client_reuses_a_sign_in_for_as_long_as_it_says(
    web: Client, app: AppClient, alice: User, clock: Clock, minutes: int
) -> None:
    session_configuration.set_for_client(app, max_validity_minutes=minutes)
    oauth.sign_in(web, app, "alice", people.PASSWORD)
    clock.advance(minutes=minutes - 1)
    before = asks_to_sign_in(web, app)
    clock.advance(minutes=1)

    assert (before, asks_to_sign_in(web, app)) == (False, True)


def test_a_client_that_says_nought_always_asks(web: Client, app: AppClient, other_app: AppClient, alice: User) -> None:
    session_configuration.set_for_client(app, max_validity_minutes=0)

    signed_in = oauth.sign_in(web, app, "alice", people.PASSWORD)

    assert "code" in oauth.answer(signed_in)
    assert asks_to_sign_in(web, app)
    assert not asks_to_sign_in(web, other_app)


def test_where_no_page_may_be_shown_an_old_sign_in_is_none(
    web: Client, app: AppClient, alice: User, clock: Clock
) -> None:
    session_configuration.set_for_client(app, max_validity_minutes=5)
    oauth.sign_in(web, app, "alice", people.PASSWORD)
    clock.advance(minutes=6)

    assert oauth.answer(oauth.authorize(web, app, prompt="none"))["error"] == "login_required"


def test_each_client_has_its_own_limit_of_the_same_sign_in(
    web: Client, app: AppClient, other_app: AppClient, alice: User, clock: Clock
) -> None:
    session_configuration.set_for_client(app, max_validity_minutes=DAY)
    oauth.sign_in(web, app, "alice", people.PASSWORD)
    clock.advance(minutes=61)

    assert (asks_to_sign_in(web, app), asks_to_sign_in(web, other_app)) == (False, True)
    assert web.cookies["cognito"]["max-age"] == DAY * 60


def test_use_makes_no_sign_in_younger(web: Client, app: AppClient, alice: User, clock: Clock) -> None:
    # checklist 49
    session_configuration.set_for_client(app, max_validity_minutes=10)
    oauth.sign_in(web, app, "alice", people.PASSWORD)
    clock.advance(minutes=9)
    oauth.authorize(web, app)
    clock.advance(minutes=2)

    assert asks_to_sign_in(web, app)


def test_turning_tracking_off_leaves_an_hour(web: Client, app: AppClient, alice: User, clock: Clock) -> None:
    session_configuration.set_for_client(app, max_validity_minutes=DAY)
    oauth.sign_in(web, app, "alice", people.PASSWORD)
    session_configuration.set_for_pool(app.pool, tracking=False, max_per_user=20)
    clock.advance(minutes=61)

    assert asks_to_sign_in(web, app)


def test_use_is_noted_at_most_once_a_minute(web: Client, app: AppClient, alice: User, clock: Clock) -> None:
    oauth.sign_in(web, app, "alice", people.PASSWORD)
    began = HostedSession.objects.get().last_used_at
    clock.advance(seconds=30)
    oauth.authorize(web, app)
    soon = HostedSession.objects.get().last_used_at
    clock.advance(seconds=60)
    oauth.authorize(web, app)

    assert began == soon
    assert HostedSession.objects.get().last_used_at > soon  # type: ignore[operator]


def test_token_sessions_name_the_browsers_they_came_through(
    anonymous_idp: Any, web: Client, app: AppClient, other_app: AppClient, alice: User
) -> None:
    first = tokens_for(web, app)
    further_tokens(web, other_app)

    [browser] = rows(anonymous_idp, first, "SSO")
    origins = {row["ClientId"]: row["OriginSessionId"] for row in rows(anonymous_idp, first, "TOKEN")}

    assert origins == {app.id: browser["SessionId"], other_app.id: browser["SessionId"]}


def test_a_session_begins_when_its_tokens_do_not_when_the_browser_signed_in(
    anonymous_idp: Any, web: Client, app: AppClient, other_app: AppClient, alice: User, clock: Clock
) -> None:
    first = tokens_for(web, app)
    clock.advance(minutes=30)
    further_tokens(web, other_app)

    dates = {row["ClientId"]: row["CreateDate"] for row in rows(anonymous_idp, first, "TOKEN")}

    assert (dates[other_app.id] - dates[app.id]).total_seconds() > 1700


def test_a_revoked_browser_is_signed_out_at_once_and_its_tokens_are_not(
    anonymous_idp: Any, cognito_idp: Any, web: Client, app: AppClient, alice: User
) -> None:  # checklist 7
    tokens = tokens_for(web, app)

    revoke(cognito_idp, alice, rows(anonymous_idp, tokens, "SSO")[0]["SessionId"])

    assert asks_to_sign_in(web, app)
    assert works(anonymous_idp, tokens)
    assert rows(anonymous_idp, tokens, "SSO") == []


def test_revoking_a_browser_with_what_is_linked_ends_all_that_came_through_it(
    anonymous_idp: Any, cognito_idp: Any, web: Client, app: AppClient, other_app: AppClient, alice: User
) -> None:  # checklist 7
    elsewhere = tokens_for(Client(headers={"host": "localhost"}), app)
    here = [tokens_for(web, app), further_tokens(web, other_app)]
    browser = rows(anonymous_idp, here[0], "TOKEN")[0]["OriginSessionId"]

    revoke(cognito_idp, alice, browser, RevokeAssociatedSessions="LINKED")

    assert [works(anonymous_idp, each) for each in here] == [False, False]
    assert works(anonymous_idp, elsewhere)


@pytest.mark.parametrize(("linked", "asks"), [("NONE", False), ("LINKED", True)])
def test_revoking_tokens_ends_their_browser_only_when_linked(
    anonymous_idp: Any,
    cognito_idp: Any,
    web: Client,
    app: AppClient,
    other_app: AppClient,
    alice: User,
    linked: str,
    asks: bool,
) -> None:  # checklist 7
    first, second = tokens_for(web, app), further_tokens(web, other_app)
    [mine] = [row["SessionId"] for row in rows(anonymous_idp, first, "TOKEN") if row["IsCurrentSession"]]

    revoke(cognito_idp, alice, mine, RevokeAssociatedSessions=linked)

    assert (works(anonymous_idp, first), works(anonymous_idp, second)) == (False, True)
    assert asks_to_sign_in(web, app) is asks


@pytest.mark.parametrize(("linked", "asks"), [("NONE", False), ("LINKED", True)])
def test_revoking_a_refresh_token_ends_its_browser_only_when_linked(
    anonymous_idp: Any, web: Client, app: AppClient, alice: User, linked: str, asks: bool
) -> None:  # checklist 7
    token = tokens_for(web, app)["refresh_token"]

    anonymous_idp.revoke_token(Token=token, ClientId=app.id, RevokeAssociatedSessions=linked)

    assert asks_to_sign_in(web, app) is asks


def test_linked_says_nothing_where_sessions_are_not_tracked(
    anonymous_idp: Any, web: Client, app: AppClient, alice: User
) -> None:
    token = tokens_for(web, app)["refresh_token"]
    session_configuration.set_for_pool(app.pool, tracking=False, max_per_user=20)

    anonymous_idp.revoke_token(Token=token, ClientId=app.id, RevokeAssociatedSessions="LINKED")

    assert not asks_to_sign_in(web, app)


def test_linked_says_nothing_of_tokens_that_came_through_no_browser(
    anonymous_idp: Any, client: AppClient, alice: User
) -> None:
    parameters = {"USERNAME": "alice", "PASSWORD": people.PASSWORD}
    asked = {"ClientId": client.id, "AuthFlow": "USER_PASSWORD_AUTH"}
    tokens = anonymous_idp.initiate_auth(AuthParameters=parameters, **asked)["AuthenticationResult"]

    anonymous_idp.revoke_token(Token=tokens["RefreshToken"], ClientId=client.id, RevokeAssociatedSessions="LINKED")

    assert UserSession.objects.get().revoked_at


def test_a_code_of_a_revoked_browser_gives_nothing(
    cognito_idp: Any, web: Client, app: AppClient, alice: User
) -> None:  # checklist 7
    code = oauth.code_for(web, app, "alice", people.PASSWORD)
    revoke(cognito_idp, alice, session_ids.of_browser(bytes(HostedSession.objects.get().token_hash)))

    response = oauth.redeem(web, app, code)

    assert (response.status_code, json.loads(response.content)["error"]) == (400, "invalid_grant")
    assert not UserSession.objects.exists()


def test_a_code_gives_nothing_after_signing_out_everywhere(web: Client, app: AppClient, alice: User) -> None:
    # checklist 7
    code = oauth.code_for(web, app, "alice", people.PASSWORD)
    sessions.sign_out_everywhere(alice)

    assert oauth.redeem(web, app, code).status_code == 400


def test_a_browser_of_somebody_else_is_not_found(
    cognito_idp: Any, web: Client, app: AppClient, alice: User
) -> None:  # checklist 52
    bob = people.confirmed(app.pool, "bob")
    oauth.sign_in(web, app, "alice", people.PASSWORD)
    browser = session_ids.of_browser(bytes(HostedSession.objects.get().token_hash))

    assert refusal.of(lambda: revoke(cognito_idp, bob, browser))[0] == "ResourceNotFoundException"
    assert not asks_to_sign_in(web, app)


def test_renewing_tokens_tells_from_where_and_that_the_browser_was_of_use(
    anonymous_idp: Any, web: Client, app: AppClient, alice: User, clock: Clock
) -> None:
    tokens = tokens_for(web, app)
    clock.advance(minutes=30)
    values: dict[str, str | None] = {
        "grant_type": "refresh_token",
        "client_id": app.id,
        "refresh_token": tokens["refresh_token"],
    }
    phone = Client(headers={"host": "localhost", "user-agent": "okhttp/4.12.0 (Android)"}, REMOTE_ADDR="198.51.100.7")
    oauth.post_form(phone, oauth.address(app.pool, "oauth2/token"), values)

    [row], [browser] = rows(anonymous_idp, tokens, "TOKEN"), rows(anonymous_idp, tokens, "SSO")

    assert (row["LastIPAddress"], row["DeviceType"]) == ("198.51.100.7", "An Android app on Android")
    assert row["LastActiveDate"] == browser["LastActiveDate"] > browser["CreateDate"]


def test_a_browser_that_lay_idle_is_signed_out(
    anonymous_idp: Any, web: Client, app: AppClient, alice: User, clock: Clock, settings: Settings
) -> None:
    # checklist 49
    settings.POOLHOUSE_SSO_IDLE_MINUTES = 30
    session_configuration.set_for_client(app, max_validity_minutes=DAY)
    tokens = tokens_for(web, app)
    clock.advance(minutes=29)
    in_use = asks_to_sign_in(web, app)
    clock.advance(minutes=30)

    assert (in_use, asks_to_sign_in(web, app)) == (False, True)
    assert rows(anonymous_idp, tokens, "SSO") == []


def test_with_no_limit_on_idleness_the_other_limits_count(
    web: Client, app: AppClient, alice: User, clock: Clock, settings: Settings
) -> None:
    settings.POOLHOUSE_SSO_IDLE_MINUTES = 0
    session_configuration.set_for_client(app, max_validity_minutes=90 * DAY)
    oauth.sign_in(web, app, "alice", people.PASSWORD)
    clock.advance(minutes=89 * DAY)

    assert not asks_to_sign_in(web, app)


@pytest.mark.parametrize("end", [sessions.sign_out_everywhere, users.disable])
def test_what_ends_a_users_sessions_ends_the_browsers(
    web: Client, app: AppClient, alice: User, end: Callable[[User], None]
) -> None:
    # checklist 7, 49
    oauth.sign_in(web, app, "alice", people.PASSWORD)

    end(alice)
    users.enable(alice)

    assert asks_to_sign_in(web, app)


def test_a_sign_in_replaces_the_session_that_a_browser_was_given_before(
    web: Client, app: AppClient, alice: User
) -> None:
    # checklist 49
    oauth.sign_in(web, app, "alice", people.PASSWORD)
    planted = web.cookies["cognito"].value

    oauth.sign_in(web, app, "alice", people.PASSWORD)

    assert web.cookies["cognito"].value != planted
    web.cookies["cognito"] = planted
    assert asks_to_sign_in(web, app)
