"""AssociateSoftwareToken and VerifySoftwareToken by access token, AdminDeleteSoftwareToken."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import software_tokens, users
from accounts.models import SoftwareToken, User
from pools import mfa_configuration
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import factors, people, refusal, sign_in
from tests.support.clock import Clock
from tests.support.factors import App

pytestmark = pytest.mark.django_db

MISMATCH = ("EnableSoftwareTokenMFAException", "Code mismatch")
NO_APPS = ("SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool")
NOTHING_WAITS = (
    "InvalidParameterException",
    "No software token waits to be verified. Call AssociateSoftwareToken first.",
)
EITHER = ("InvalidParameterException", "Exactly one of AccessToken and Session must be given.")


@pytest.fixture
def pool(db: None) -> UserPool:
    return factors.pool("OPTIONAL", "SOFTWARE_TOKEN_MFA")


@pytest.fixture
def client(pool: UserPool) -> AppClient:
    return make_client(pool)


@pytest.fixture
def token(anonymous_idp: Any, client: AppClient, alice: User, clock: Clock) -> str:
    clock.stop()
    return sign_in.access_token(anonymous_idp, client, "alice")


def associate(idp: Any, token: str) -> App:
    return App(idp.associate_software_token(AccessToken=token)["SecretCode"])


def verify(idp: Any, token: str, code: str, **more: str) -> Any:
    return idp.verify_software_token(AccessToken=token, UserCode=code, **more)


def test_a_secret_code_is_given_as_apps_take_it(anonymous_idp: Any, token: str) -> None:
    answer = anonymous_idp.associate_software_token(AccessToken=token)
    assert len(answer["SecretCode"]) == 52
    assert "Session" not in answer


def test_an_app_is_verified_by_its_code(anonymous_idp: Any, alice: User, token: str) -> None:
    app = associate(anonymous_idp, token)
    answer = verify(anonymous_idp, token, app.code(), FriendlyDeviceName="phone")
    assert answer["Status"] == "SUCCESS"
    assert "Session" not in answer
    assert software_tokens.is_verified(alice)
    assert software_tokens.name_of(alice) == "phone"


def test_verifying_is_not_turning_on(anonymous_idp: Any, client: AppClient, alice: User, token: str) -> None:
    verify(anonymous_idp, token, associate(anonymous_idp, token).code())
    assert "AuthenticationResult" in sign_in.by_password(anonymous_idp, client, "alice")


def test_a_wrong_code_verifies_nothing(anonymous_idp: Any, alice: User, token: str) -> None:
    app = associate(anonymous_idp, token)
    assert refusal.of(lambda: verify(anonymous_idp, token, app.code(steps=5))) == MISMATCH
    assert not software_tokens.is_verified(alice)
    verify(anonymous_idp, token, app.code())


def test_a_code_without_an_app_is_refused(anonymous_idp: Any, token: str) -> None:
    assert refusal.of(lambda: verify(anonymous_idp, token, "123456")) == NOTHING_WAITS


def test_an_app_is_verified_once(anonymous_idp: Any, token: str) -> None:
    app = associate(anonymous_idp, token)
    verify(anonymous_idp, token, app.code())
    assert refusal.of(lambda: verify(anonymous_idp, token, app.code(steps=1))) == NOTHING_WAITS


def test_a_new_secret_replaces_one_that_waits(anonymous_idp: Any, token: str) -> None:
    old = associate(anonymous_idp, token)
    new = associate(anonymous_idp, token)
    assert refusal.of(lambda: verify(anonymous_idp, token, old.code())) == MISMATCH
    verify(anonymous_idp, token, new.code())


def test_the_present_app_works_until_the_new_one_is_verified(anonymous_idp: Any, alice: User, token: str) -> None:
    present = factors.with_app(alice)
    new = associate(anonymous_idp, token)
    software_tokens.use(alice, present.code())
    verify(anonymous_idp, token, new.code(steps=1))
    assert SoftwareToken.objects.get().pending_seed is None
    alice.refresh_from_db()
    assert alice.mfa_factors == ["SOFTWARE_TOKEN_MFA"]


def test_wrong_codes_are_limited(anonymous_idp: Any, token: str) -> None:
    app = associate(anonymous_idp, token)
    for _ in range(5):
        assert refusal.of(lambda: verify(anonymous_idp, token, app.code(steps=5))) == MISMATCH
    assert refusal.of(lambda: verify(anonymous_idp, token, app.code())) == (
        "NotAuthorizedException",
        "Password attempts exceeded",
    )


def test_setting_an_app_up_does_not_make_guesses_at_the_present_one_free(
    anonymous_idp: Any, client: AppClient, alice: User, token: str
) -> None:  # checklist 44
    present = factors.with_app(alice)
    asked = sign_in.by_password(anonymous_idp, client, "alice")
    wrong = {"SOFTWARE_TOKEN_MFA_CODE": present.code(steps=7)}
    for _ in range(5):
        refusal.of(lambda: sign_in.answer(anonymous_idp, client, asked, "alice", **wrong))
    verify(anonymous_idp, token, associate(anonymous_idp, token).code())
    asked = sign_in.by_password(anonymous_idp, client, "alice")
    assert refusal.of(lambda: sign_in.answer(anonymous_idp, client, asked, "alice", **wrong)) == (
        "NotAuthorizedException",
        "Password attempts exceeded",
    )


@pytest.mark.parametrize("given", [{}, {"AccessToken": "a.b.c", "Session": "x" * 20}])
def test_token_or_session_but_not_both(anonymous_idp: Any, db: None, given: dict[str, str]) -> None:
    assert refusal.of(lambda: anonymous_idp.associate_software_token(**given)) == EITHER
    assert refusal.of(lambda: anonymous_idp.verify_software_token(UserCode="123456", **given)) == EITHER


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a"])
def test_what_is_no_code_is_an_invalid_parameter(anonymous_idp: Any, token: str, code: str) -> None:
    associate(anonymous_idp, token)
    assert refusal.of(lambda: verify(anonymous_idp, token, code))[0] == "InvalidParameterException"


def test_a_name_has_an_end(anonymous_idp: Any, token: str) -> None:
    app = associate(anonymous_idp, token)
    long = {"FriendlyDeviceName": "x" * 1025}
    assert refusal.of(lambda: verify(anonymous_idp, token, app.code(), **long))[0] == "InvalidParameterException"


def test_a_pool_without_apps_knows_none(anonymous_idp: Any, pool: UserPool, token: str) -> None:
    mfa_configuration.replace(pool, settings={"MfaConfiguration": "OFF"})
    assert refusal.of(lambda: associate(anonymous_idp, token)) == NO_APPS
    assert refusal.of(lambda: verify(anonymous_idp, token, "123456")) == NO_APPS


def test_a_token_that_is_none_is_refused(anonymous_idp: Any, db: None) -> None:
    assert refusal.of(lambda: associate(anonymous_idp, "a.b.c"))[0] == "NotAuthorizedException"


def test_a_disabled_user_registers_nothing(anonymous_idp: Any, alice: User, token: str) -> None:  # checklist 60
    users.disable(alice)
    assert refusal.of(lambda: associate(anonymous_idp, token))[0] == "NotAuthorizedException"
    assert not SoftwareToken.objects.exists()


def test_a_deleted_user_registers_nothing(anonymous_idp: Any, alice: User, token: str) -> None:
    users.delete(alice)
    assert refusal.of(lambda: associate(anonymous_idp, token)) == ("NotAuthorizedException", "User does not exist.")


def test_an_administrator_deletes_an_app(
    cognito_idp: Any, anonymous_idp: Any, client: AppClient, alice: User, clock: Clock
) -> None:
    clock.stop()
    factors.register_app(alice)
    factors.prefer(alice, "SOFTWARE_TOKEN_MFA", preferred="SOFTWARE_TOKEN_MFA")
    cognito_idp.admin_delete_software_token(UserPoolId=client.pool.id, Username="alice")
    alice.refresh_from_db()
    assert (alice.mfa_factors, alice.preferred_mfa) == ([], "")
    assert not SoftwareToken.objects.exists()
    assert "AuthenticationResult" in sign_in.by_password(anonymous_idp, client, "alice")


def test_deleting_an_app_leaves_other_factors(cognito_idp: Any, clock: Clock) -> None:
    clock.stop()
    pool = factors.pool("OPTIONAL", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP")
    user = people.confirmed(pool, "dora")
    factors.register_app(user)
    factors.prefer(user, "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", preferred="EMAIL_OTP")
    cognito_idp.admin_delete_software_token(UserPoolId=pool.id, Username="dora")
    user.refresh_from_db()
    assert (user.mfa_factors, user.preferred_mfa) == (["EMAIL_OTP"], "EMAIL_OTP")


def test_deleting_no_app_changes_nothing(cognito_idp: Any, pool: UserPool, alice: User) -> None:
    cognito_idp.admin_delete_software_token(UserPoolId=pool.id, Username="alice")
    assert not SoftwareToken.objects.exists()


def test_nobodys_app_cannot_be_deleted(cognito_idp: Any, pool: UserPool) -> None:
    assert refusal.of(lambda: cognito_idp.admin_delete_software_token(UserPoolId=pool.id, Username="nobody")) == (
        "UserNotFoundException",
        "User does not exist.",
    )
