"""A user's sessions at the console: what is shown, and one of them revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts import sessions
from accounts.models import HostedSession, UserSession
from accounts.models.auth_session import Context
from accounts.tokens import issue
from pools.core import clock
from tests.console.pages.conftest import Home
from tests.support import people


@pytest.fixture
def browser(home: Home) -> HostedSession:
    """A signed-in browser, which the user's session came through."""
    now = clock.now()
    made = HostedSession.objects.create(
        token_hash=b"b" * 32,
        pool=home.pool,
        user=home.user,
        auth_time=now,
        created_at=now,
        expires_at=now + timedelta(hours=1),
    )
    UserSession.objects.filter(pk=home.session.pk).update(origin=made)
    return made


def list_url(home: Home) -> str:
    return reverse("console:user_sessions", args=[home.pool.id, home.user.sub])


def revoke_url(home: Home, session: UserSession | None = None) -> str:
    return reverse("console:user_revoke_session", args=[home.pool.id, home.user.sub, (session or home.session).id])


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def is_revoked(session: UserSession) -> bool:
    return UserSession.objects.get(pk=session.pk).revoked_at is not None


def test_a_living_session_can_be_revoked(console: Client, home: Home) -> None:
    shown = text_of(console.get(list_url(home)))  # type: ignore[arg-type]

    assert revoke_url(home) in shown
    assert 'aria-label="Revoke session with north-app"' in shown


def test_an_ended_session_cannot(console: Client, home: Home) -> None:
    sessions.end(home.session)

    assert revoke_url(home) not in text_of(console.get(list_url(home)))  # type: ignore[arg-type]


def test_it_is_asked_before_anything_ends(console: Client, home: Home) -> None:
    asked = text_of(console.get(revoke_url(home)))  # type: ignore[arg-type]

    assert "Revoke this session?" in asked
    assert "north-app" in asked
    assert not is_revoked(home.session)


def test_that_session_ends_and_no_other(console: Client, home: Home) -> None:
    # checklist 7
    other = issue.for_user(home.user, home.client, auth_time=clock.now(), scopes=["openid"], context=Context()).session

    answer = console.post(revoke_url(home), {"confirmed": "yes"})

    assert (answer.status_code, answer.headers["Location"]) == (303, list_url(home))
    assert (is_revoked(home.session), is_revoked(other)) == (True, False)


def test_the_browser_is_asked_for_only_where_it_is_signed_in(
    console: Client, home: Home, browser: HostedSession
) -> None:
    signed_in = text_of(console.get(revoke_url(home)))  # type: ignore[arg-type]
    sessions.end_browser(bytes(browser.token_hash))
    signed_out = text_of(console.get(revoke_url(home)))  # type: ignore[arg-type]

    assert ("Also sign out the browser" in signed_in, "Also sign out the browser" in signed_out) == (True, False)


@pytest.mark.parametrize(("sent", "ended"), [({"linked": "on"}, True), ({"other": "x"}, False)])
def test_the_browser_is_signed_out_when_that_is_wanted(
    console: Client, home: Home, browser: HostedSession, sent: dict[str, str], ended: bool
) -> None:  # checklist 7
    console.post(revoke_url(home), sent)

    browser.refresh_from_db()
    assert is_revoked(home.session)
    assert (browser.ended_at is not None) is ended


def test_a_session_of_another_user_of_the_pool_is_not_found(console: Client, home: Home) -> None:
    # checklist 52
    bob = people.confirmed(home.pool, "bob")
    theirs = issue.for_user(bob, home.client, auth_time=clock.now(), scopes=["openid"], context=Context()).session

    answer = console.post(revoke_url(home, theirs), {"confirmed": "yes"})

    assert answer.status_code == 404
    assert not is_revoked(theirs)
