"""What somebody else changed while a verb was at work, with a trigger or a hash under way, stays changed."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import credentials, lock_out, passwords, profile, sessions, users
from accounts.crypto import argon2
from accounts.models import User, UserSession
from accounts.models.auth_session import Context
from accounts.models.user import UserStatus
from accounts.signin import engine
from accounts.signin.outcome import Challenge, SignedIn
from accounts.tokens import issue
from accounts.users import Invitation
from pools.core.errors import (
    ExpiredCodeException,
    NotAuthorizedException,
    UnsupportedUserStateException,
    UserNotFoundException,
)
from pools.delivery.message import PreparedMessage
from pools.models import AppClient, UserPool
from tests.support import choosing, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def choosing_client(db: None) -> AppClient:
    """Of a pool that lets people in by codes; `alice` is in it."""
    client = choosing.client(choosing.pool())
    people.confirmed(client.pool, "alice")
    return client


def test_a_profile_change_does_not_let_the_disabled_in(pool: UserPool, alice: User) -> None:  # checklist 60
    users.disable(users.get(pool, "alice"))
    profile.update(alice, attributes={"name": "Alice"})
    stored = User.objects.get()
    assert (stored.enabled, stored.name) == (False, "Alice")


def test_a_profile_change_does_not_bring_an_old_password_back(pool: UserPool, alice: User) -> None:
    passwords.set_password(users.get(pool, "alice"), password="Brand-new-1!", permanent=True)
    profile.update(alice, attributes={"nickname": "Al"})
    assert argon2.matches("Brand-new-1!", User.objects.get().password)


def test_two_profile_changes_at_once_both_count(pool: UserPool, alice: User) -> None:
    profile.update(users.get(pool, "alice"), attributes={"nickname": "Al"})
    profile.update(alice, attributes={"locale": "en"})
    assert User.objects.get().other_attributes == {"nickname": "Al", "locale": "en"}


def test_a_profile_change_does_not_revive_the_deleted(pool: UserPool, alice: User) -> None:
    users.delete(users.get(pool, "alice"))
    with pytest.raises(UserNotFoundException):
        profile.update(alice, attributes={"name": "Alice"})
    assert not User.objects.exists()


def test_a_password_for_somebody_deleted_is_refused(pool: UserPool, alice: User) -> None:
    users.delete(users.get(pool, "alice"))
    with pytest.raises(UserNotFoundException):
        passwords.set_password(alice, password="Brand-new-1!", permanent=True)


def test_a_hash_brought_up_to_date_does_not_undo_a_change(pool: UserPool, alice: User) -> None:
    passwords.set_password(users.get(pool, "alice"), password="Brand-new-1!", permanent=True)
    alice.srp_verifier = None
    credentials.upgrade(alice, people.PASSWORD)
    assert argon2.matches("Brand-new-1!", User.objects.get().password)


def test_an_invitation_repeated_too_late_leaves_the_chosen_password(
    pool: UserPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.invited(pool)

    def choose(*_: object) -> list[PreparedMessage]:
        passwords.set_password(users.get(pool, "ivy"), password="Brand-new-1!", permanent=True)
        return []

    monkeypatch.setattr(users, "invitations", choose)
    with pytest.raises(UnsupportedUserStateException):
        users.admin_create(pool, username="ivy", attributes={}, invitation=Invitation(action="RESEND"))
    assert argon2.matches("Brand-new-1!", User.objects.get().password)


def open_change(client: AppClient) -> Challenge:
    parameters = {"USERNAME": "ivy", "PASSWORD": "Temp-0rary!"}
    outcome = engine.begin(client, flow="USER_PASSWORD_AUTH", parameters=parameters, context=Context())
    assert isinstance(outcome, Challenge)
    return outcome


def test_who_is_disabled_while_choosing_a_password_stays_out(
    client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:  # checklist 60
    people.invited(client.pool)
    challenge = open_change(client)
    real_make = credentials.make

    def make(pool: UserPool, username: str, password: str) -> credentials.Credentials:
        users.disable(users.get(pool, username))
        return real_make(pool, username, password)

    monkeypatch.setattr(credentials, "make", make)
    with pytest.raises(NotAuthorizedException):
        engine.answer(
            client,
            challenge=challenge.name,
            session=challenge.session,
            responses={"USERNAME": "ivy", "NEW_PASSWORD": "Brand-new-1!"},
            context=Context(),
        )
    stored = User.objects.get()
    assert (stored.enabled, stored.status) == (False, UserStatus.FORCE_CHANGE_PASSWORD)


def open_mail_code(client: AppClient) -> Challenge:
    """Alice is to enter the code that went to her address, which nobody has proved yet."""
    User.objects.update(email_verified=False)
    parameters = {"USERNAME": "alice", "PREFERRED_CHALLENGE": "EMAIL_OTP"}
    outcome = engine.begin(client, flow="USER_AUTH", parameters=parameters, context=Context())
    assert isinstance(outcome, Challenge)
    return outcome


def enter_mail_code(client: AppClient, challenge: Challenge) -> None:
    responses = {"USERNAME": "alice", "EMAIL_OTP_CODE": people.last_code("alice@example.com")}
    engine.answer(client, challenge=challenge.name, session=challenge.session, responses=responses, context=Context())


def test_a_code_proves_no_address_that_came_meanwhile(
    choosing_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:  # checklist 38
    challenge = open_mail_code(choosing_client)
    real_guard = lock_out.guard

    def guard(*args: Any, **kwargs: Any) -> None:
        real_guard(*args, **kwargs)
        profile.update(users.get(choosing_client.pool, "alice"), attributes={"email": "victim@example.com"})

    monkeypatch.setattr(lock_out, "guard", guard)
    with pytest.raises(ExpiredCodeException):
        enter_mail_code(choosing_client, challenge)
    assert not User.objects.get(email="victim@example.com").email_verified


def test_a_password_that_was_reset_while_it_was_checked_gives_no_tokens(
    client: AppClient, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:  # checklist 7
    real_matches = argon2.matches

    def matches(password: str, encoded: str) -> bool:
        sessions.sign_out_everywhere(users.get(client.pool, "alice"))
        return real_matches(password, encoded)

    monkeypatch.setattr(argon2, "matches", matches)
    parameters = {"USERNAME": "alice", "PASSWORD": people.PASSWORD}
    signed_in = engine.begin(client, flow="USER_PASSWORD_AUTH", parameters=parameters, context=Context())
    assert isinstance(signed_in, SignedIn)
    with pytest.raises(NotAuthorizedException):
        issue.for_sign_in(signed_in)
    assert not UserSession.objects.exists()


def test_a_challenge_that_was_asked_while_everything_ended_leads_nowhere(
    client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:  # checklist 7
    people.invited(client.pool)
    real_matches = argon2.matches

    def matches(password: str, encoded: str) -> bool:
        sessions.sign_out_everywhere(users.get(client.pool, "ivy"))
        return real_matches(password, encoded)

    with monkeypatch.context() as patched:
        patched.setattr(argon2, "matches", matches)
        challenge = open_change(client)
    with pytest.raises(NotAuthorizedException, match="Invalid session for the user"):
        engine.answer(
            client,
            challenge=challenge.name,
            session=challenge.session,
            responses={"USERNAME": "ivy", "NEW_PASSWORD": "Brand-new-1!"},
            context=Context(),
        )
