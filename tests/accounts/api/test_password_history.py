"""Passwords that may not come back: PasswordHistorySize, by every way in which one is set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import ConfirmationCode, PastPassword, User
from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import error_of, password_auth
from tests.support import people

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD, FOURTH = people.PASSWORD, "Second-h0rse!", "Third-h0rse!", "Fourth-h0rse!"
USED = ("PasswordHistoryPolicyViolationException", "Password has previously been used")


@pytest.fixture
def remembering(pool: UserPool) -> Callable[[int], None]:
    """Sets how many passwords the pool remembers."""

    def remember(size: int) -> None:
        pool.settings["Policies"]["PasswordPolicy"]["PasswordHistorySize"] = size
        pool.save()

    return remember


def change(idp: Any, client: AppClient, previous: str, proposed: str) -> Any:
    token = password_auth(idp, client, password=previous)["AuthenticationResult"]["AccessToken"]
    return idp.change_password(AccessToken=token, PreviousPassword=previous, ProposedPassword=proposed)


def admin_set(idp: Any, client: AppClient, password: str, *, permanent: bool = True) -> Any:
    return idp.admin_set_user_password(
        UserPoolId=client.pool.id, Username="alice", Password=password, Permanent=permanent
    )


def test_the_present_password_and_those_before_it_are_refused(
    anonymous_idp: Any, client: AppClient, alice: User, remembering: Callable[[int], None]
) -> None:  # checklist 34
    remembering(3)
    change(anonymous_idp, client, FIRST, SECOND)
    change(anonymous_idp, client, SECOND, THIRD)

    for former in (FIRST, SECOND, THIRD):
        assert error_of(lambda former=former: change(anonymous_idp, client, THIRD, former)) == USED
    assert "AuthenticationResult" in password_auth(anonymous_idp, client, password=THIRD)


def test_only_as_many_as_the_pool_says_are_refused_and_kept(
    anonymous_idp: Any, client: AppClient, alice: User, remembering: Callable[[int], None]
) -> None:
    remembering(2)
    change(anonymous_idp, client, FIRST, SECOND)
    change(anonymous_idp, client, SECOND, THIRD)
    assert PastPassword.objects.count() == 1

    change(anonymous_idp, client, THIRD, FIRST)

    assert "AuthenticationResult" in password_auth(anonymous_idp, client, password=FIRST)


def test_a_history_of_one_refuses_the_present_password_only(
    anonymous_idp: Any, client: AppClient, alice: User, remembering: Callable[[int], None]
) -> None:
    remembering(1)

    assert error_of(lambda: change(anonymous_idp, client, FIRST, FIRST)) == USED
    change(anonymous_idp, client, FIRST, SECOND)
    change(anonymous_idp, client, SECOND, FIRST)
    assert not PastPassword.objects.exists()


def test_without_a_history_anything_goes_and_nothing_is_kept(
    anonymous_idp: Any, client: AppClient, alice: User
) -> None:
    change(anonymous_idp, client, FIRST, FIRST)

    assert not PastPassword.objects.exists()


def test_a_history_that_was_turned_off_is_forgotten_with_the_next_password(
    anonymous_idp: Any, client: AppClient, alice: User, remembering: Callable[[int], None]
) -> None:
    remembering(5)
    change(anonymous_idp, client, FIRST, SECOND)
    remembering(0)

    change(anonymous_idp, client, SECOND, FIRST)

    assert not PastPassword.objects.exists()


def test_a_reset_is_refused_before_its_code_is_used(
    anonymous_idp: Any, client: AppClient, alice: User, remembering: Callable[[int], None]
) -> None:  # checklist 34
    remembering(3)
    anonymous_idp.forgot_password(ClientId=client.id, Username="alice")
    code = people.last_code("alice@example.com")

    def reset(password: str) -> Any:
        return anonymous_idp.confirm_forgot_password(
            ClientId=client.id, Username="alice", ConfirmationCode=code, Password=password
        )

    assert error_of(lambda: reset(FIRST)) == USED
    assert ConfirmationCode.objects.exists()
    reset(SECOND)
    assert "AuthenticationResult" in password_auth(anonymous_idp, client, password=SECOND)


def test_who_guesses_at_codes_learns_nothing_of_former_passwords(
    anonymous_idp: Any, client: AppClient, alice: User, remembering: Callable[[int], None]
) -> None:
    remembering(3)
    anonymous_idp.forgot_password(ClientId=client.id, Username="alice")

    code, _ = error_of(
        lambda: anonymous_idp.confirm_forgot_password(
            ClientId=client.id, Username="alice", ConfirmationCode="not-it", Password=FIRST
        )
    )

    assert code == "CodeMismatchException"


def test_the_place_of_a_temporary_password_is_not_taken_by_a_former_one(
    anonymous_idp: Any, cognito_idp: Any, client: AppClient, alice: User, remembering: Callable[[int], None]
) -> None:  # checklist 34, 35
    remembering(3)
    admin_set(cognito_idp, client, SECOND, permanent=False)
    asked = password_auth(anonymous_idp, client, password=SECOND)

    def answer(password: str) -> Any:
        return anonymous_idp.respond_to_auth_challenge(
            ClientId=client.id,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=asked["Session"],
            ChallengeResponses={"USERNAME": "alice", "NEW_PASSWORD": password},
        )

    assert error_of(lambda: answer(FIRST)) == USED
    assert error_of(lambda: answer(SECOND)) == USED
    assert "AuthenticationResult" in answer(THIRD)


@pytest.mark.parametrize("permanent", [True, False])
def test_an_administrator_is_held_to_it_too(
    cognito_idp: Any, client: AppClient, alice: User, remembering: Callable[[int], None], permanent: bool
) -> None:
    remembering(2)
    admin_set(cognito_idp, client, SECOND)
    before = User.objects.values("password", "status").get()

    assert error_of(lambda: admin_set(cognito_idp, client, FIRST, permanent=permanent)) == USED

    assert User.objects.values("password", "status").get() == before


def test_the_policy_comes_first(
    anonymous_idp: Any, client: AppClient, alice: User, remembering: Callable[[int], None]
) -> None:
    remembering(2)

    assert error_of(lambda: change(anonymous_idp, client, FIRST, "short"))[0] == "InvalidPasswordException"


def test_the_history_goes_with_the_user(
    cognito_idp: Any, client: AppClient, alice: User, remembering: Callable[[int], None]
) -> None:
    remembering(3)
    admin_set(cognito_idp, client, SECOND)

    cognito_idp.admin_delete_user(UserPoolId=client.pool.id, Username="alice")

    assert not PastPassword.objects.exists()
