"""GetUserAuthFactors, AdminGetUserAuthFactors: what a user can sign in with."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import SoftwareToken, User
from pools.core import clock
from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import password_auth
from tests.support import choosing, passkeys, people, refusal

pytestmark = pytest.mark.django_db

ALL = ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]


@pytest.fixture
def chooser(db: None) -> AppClient:
    pool = choosing.pool(factors=ALL)
    passkeys.configure(pool)
    return choosing.client(pool)


@pytest.fixture
def ann(chooser: AppClient) -> User:
    """She has everything."""
    user = people.confirmed(chooser.pool, "ann", phone_number="+15555550123")
    passkeys.registered(user, chooser)
    SoftwareToken.objects.create(user=user, seed=b"12345678901234567890", created_at=clock.now())
    return user


@pytest.fixture
def token(anonymous_idp: Any, chooser: AppClient, ann: User) -> str:
    return str(password_auth(anonymous_idp, chooser, "ann")["AuthenticationResult"]["AccessToken"])


def told(answer: Any) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def admin_told(idp: Any, pool: UserPool, username: str = "ann") -> dict[str, Any]:
    return told(idp.admin_get_user_auth_factors(UserPoolId=pool.id, Username=username))


def test_one_sees_all_that_one_has(anonymous_idp: Any, token: str) -> None:
    assert told(anonymous_idp.get_user_auth_factors(AccessToken=token)) == {
        "Username": "ann",
        "ConfiguredUserAuthFactors": [*ALL, "SOFTWARE_TOKEN"],
    }


def test_an_administrator_sees_the_same(anonymous_idp: Any, cognito_idp: Any, chooser: AppClient, token: str) -> None:
    own = told(anonymous_idp.get_user_auth_factors(AccessToken=token))
    assert admin_told(cognito_idp, chooser.pool) == own


def test_second_factors_are_named_beside(cognito_idp: Any, chooser: AppClient, ann: User) -> None:
    User.objects.update(mfa_factors=["SMS_MFA", "SOFTWARE_TOKEN_MFA"], preferred_mfa="SOFTWARE_TOKEN_MFA")
    answer = admin_told(cognito_idp, chooser.pool)
    assert answer["PreferredMfaSetting"] == "SOFTWARE_TOKEN_MFA"
    assert answer["UserMFASettingList"] == ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]


def test_what_the_pool_does_not_allow_is_left_out(cognito_idp: Any) -> None:
    pool = choosing.pool(factors=["PASSWORD"])
    people.confirmed(pool, "ann", phone_number="+15555550123")
    assert admin_told(cognito_idp, pool)["ConfiguredUserAuthFactors"] == ["PASSWORD"]


def test_what_the_user_does_not_have_is_left_out(cognito_idp: Any, chooser: AppClient) -> None:
    people.confirmed(chooser.pool, "bea")
    User.objects.update(password="", srp_verifier=None, srp_salt=None)
    assert admin_told(cognito_idp, chooser.pool, "bea")["ConfiguredUserAuthFactors"] == ["EMAIL_OTP"]


def test_an_authenticator_app_that_is_not_proved_is_left_out(cognito_idp: Any, chooser: AppClient, ann: User) -> None:
    SoftwareToken.objects.update(seed=None, pending_seed=b"12345678901234567890")
    assert admin_told(cognito_idp, chooser.pool)["ConfiguredUserAuthFactors"] == ALL


def test_nobody_is_named(cognito_idp: Any, chooser: AppClient) -> None:
    assert refusal.of(lambda: admin_told(cognito_idp, chooser.pool, "nobody")) == (
        "UserNotFoundException",
        "User does not exist.",
    )


def test_a_token_that_is_none_is_refused(anonymous_idp: Any) -> None:
    assert refusal.of(lambda: anonymous_idp.get_user_auth_factors(AccessToken="a.b.c")) == (
        "NotAuthorizedException",
        "Invalid Access Token",
    )


def test_who_is_disabled_sees_nothing(anonymous_idp: Any, cognito_idp: Any, chooser: AppClient, token: str) -> None:
    # checklist 60
    cognito_idp.admin_disable_user(UserPoolId=chooser.pool.id, Username="ann")
    assert refusal.of(lambda: anonymous_idp.get_user_auth_factors(AccessToken=token))[0] == "NotAuthorizedException"
