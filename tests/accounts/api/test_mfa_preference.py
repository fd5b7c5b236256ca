"""SetUserMFAPreference, SetUserSettings, their administrators' forms, and what GetUser tells of factors."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import factors, people, refusal, sign_in
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

PHONE = "+15551230001"
ALL = ("SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP")
ON = {"Enabled": True}
OFF = {"Enabled": False}
PREFERRED = {"Enabled": True, "PreferredMfa": True}
BY_SMS = [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]
PASSKEYS = "MULTI_FACTOR_WITH_USER_VERIFICATION"


@pytest.fixture
def pool(db: None) -> UserPool:
    return factors.pool("OPTIONAL", *ALL)


@pytest.fixture
def client(pool: UserPool) -> AppClient:
    return make_client(pool)


@pytest.fixture
def alice(pool: UserPool) -> User:
    """She has a telephone."""
    return people.confirmed(pool, "alice", phone_number=PHONE)


@pytest.fixture
def token(anonymous_idp: Any, client: AppClient, alice: User) -> str:
    return sign_in.access_token(anonymous_idp, client, "alice")


def stored(user: User) -> tuple[list[str], str]:
    user.refresh_from_db()
    return user.mfa_factors, user.preferred_mfa


def told(answer: Any) -> dict[str, Any]:
    """What an answer tells of factors."""
    return {
        name: answer[name] for name in ("UserMFASettingList", "PreferredMfaSetting", "MFAOptions") if name in answer
    }


def test_factors_are_turned_on_and_one_is_preferred(anonymous_idp: Any, alice: User, token: str) -> None:
    anonymous_idp.set_user_mfa_preference(AccessToken=token, EmailMfaSettings=ON, SMSMfaSettings=PREFERRED)
    assert stored(alice) == (["SMS_MFA", "EMAIL_OTP"], "SMS_MFA")


def test_what_is_not_named_stays(anonymous_idp: Any, alice: User, token: str) -> None:
    factors.prefer(alice, "SMS_MFA", preferred="SMS_MFA")
    anonymous_idp.set_user_mfa_preference(AccessToken=token, EmailMfaSettings=ON)
    assert stored(alice) == (["SMS_MFA", "EMAIL_OTP"], "SMS_MFA")


def test_another_one_is_preferred_instead(anonymous_idp: Any, alice: User, token: str) -> None:
    factors.prefer(alice, "SMS_MFA", "EMAIL_OTP", preferred="SMS_MFA")
    anonymous_idp.set_user_mfa_preference(AccessToken=token, EmailMfaSettings=PREFERRED)
    assert stored(alice) == (["SMS_MFA", "EMAIL_OTP"], "EMAIL_OTP")


@pytest.mark.parametrize(("given", "left"), [(OFF, []), (ON, ["SMS_MFA"])])
def test_a_preference_is_given_up(
    anonymous_idp: Any, alice: User, token: str, given: dict[str, bool], left: list[str]
) -> None:
    factors.prefer(alice, "SMS_MFA", preferred="SMS_MFA")
    anonymous_idp.set_user_mfa_preference(AccessToken=token, SMSMfaSettings=given)
    assert stored(alice) == (left, "")


def test_an_app_is_turned_on_once_it_is_verified(anonymous_idp: Any, alice: User, token: str, clock: Clock) -> None:
    clock.stop()
    settings = {"AccessToken": token, "SoftwareTokenMfaSettings": PREFERRED}
    assert refusal.of(lambda: anonymous_idp.set_user_mfa_preference(**settings)) == (
        "InvalidParameterException",
        "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA",
    )
    factors.register_app(alice)
    anonymous_idp.set_user_mfa_preference(**settings)
    assert stored(alice) == (["SOFTWARE_TOKEN_MFA"], "SOFTWARE_TOKEN_MFA")


@pytest.mark.parametrize(
    ("member", "attribute", "factor"),
    [("SMSMfaSettings", "phone_number", "SMS_MFA"), ("EmailMfaSettings", "email", "EMAIL_OTP")],
)
def test_a_factor_needs_its_address(
    anonymous_idp: Any, alice: User, token: str, member: str, attribute: str, factor: str
) -> None:
    User.objects.update(**{attribute: ""})
    assert refusal.of(lambda: anonymous_idp.set_user_mfa_preference(AccessToken=token, **{member: ON})) == (
        "InvalidParameterException",
        f"User does not have delivery config set to turn on {factor}",
    )
    assert stored(alice) == ([], "")


def test_a_factor_that_the_pool_has_not_got_is_not_turned_on(anonymous_idp: Any) -> None:  # checklist 48
    pool = factors.pool("OPTIONAL", "SMS_MFA", name="by phone")
    people.confirmed(pool, "alice", phone_number=PHONE)
    token = sign_in.access_token(anonymous_idp, make_client(pool), "alice")
    code, _ = refusal.of(lambda: anonymous_idp.set_user_mfa_preference(AccessToken=token, EmailMfaSettings=ON))
    assert code == "InvalidParameterException"


@pytest.mark.parametrize(
    "given",
    [
        {"SMSMfaSettings": PREFERRED, "EmailMfaSettings": PREFERRED},
        {"SMSMfaSettings": {"PreferredMfa": True}},
        {"SMSMfaSettings": {"Enabled": False, "PreferredMfa": True}},
    ],
)
def test_a_preference_must_make_sense(
    anonymous_idp: Any, alice: User, token: str, given: dict[str, dict[str, bool]]
) -> None:
    code, _ = refusal.of(lambda: anonymous_idp.set_user_mfa_preference(AccessToken=token, **given))
    assert code == "InvalidParameterException"
    assert stored(alice) == ([], "")


@pytest.fixture
def strict(db: None) -> User:
    """Somebody with one factor, in a pool that demands one."""
    user = people.confirmed(factors.pool("ON", *ALL, name="strict"), "stella", phone_number=PHONE)
    factors.prefer(user, "SMS_MFA")
    return user


def test_the_last_factor_stays_on_where_one_is_demanded(anonymous_idp: Any, strict: User) -> None:  # checklist 45
    client = make_client(strict.pool)
    asked = sign_in.by_password(anonymous_idp, client, "stella")
    code = people.last_code(PHONE)
    answer = sign_in.answer(anonymous_idp, client, asked, "stella", SMS_MFA_CODE=code)
    settings = {"AccessToken": answer["AuthenticationResult"]["AccessToken"], "SMSMfaSettings": OFF}
    assert refusal.of(lambda: anonymous_idp.set_user_mfa_preference(**settings))[0] == "InvalidParameterException"
    assert stored(strict) == (["SMS_MFA"], "")


def test_an_administrator_may_turn_the_last_one_off(cognito_idp: Any, strict: User) -> None:
    cognito_idp.admin_set_user_mfa_preference(UserPoolId=strict.pool_id, Username="stella", SMSMfaSettings=OFF)
    assert stored(strict) == ([], "")


def test_an_administrator_sets_preferences(cognito_idp: Any, pool: UserPool, alice: User) -> None:
    cognito_idp.admin_set_user_mfa_preference(UserPoolId=pool.id, Username="alice", EmailMfaSettings=PREFERRED)
    assert stored(alice) == (["EMAIL_OTP"], "EMAIL_OTP")


def test_nobody_has_no_preferences(cognito_idp: Any, pool: UserPool) -> None:
    call = {"UserPoolId": pool.id, "Username": "nobody", "EmailMfaSettings": ON}
    assert refusal.of(lambda: cognito_idp.admin_set_user_mfa_preference(**call))[0] == "UserNotFoundException"


def test_a_passkey_is_mfa_beside_another_factor(cognito_idp: Any, db: None) -> None:
    pool = factors.pool("OPTIONAL", *ALL, name="passkeys", passkeys=PASSKEYS)
    user = people.confirmed(pool, "alice", phone_number=PHONE)
    call = {"UserPoolId": pool.id, "Username": "alice", "WebAuthnMfaSettings": ON}
    assert refusal.of(lambda: cognito_idp.admin_set_user_mfa_preference(**call))[0] == "InvalidParameterException"
    cognito_idp.admin_set_user_mfa_preference(**call, SMSMfaSettings=ON)
    user.refresh_from_db()
    assert (user.passkey_mfa, user.mfa_factors) == (True, ["SMS_MFA"])


def test_the_factor_beside_a_passkey_stays_on(cognito_idp: Any, db: None) -> None:
    pool = factors.pool("OPTIONAL", *ALL, name="passkeys", passkeys=PASSKEYS)
    people.confirmed(pool, "alice", phone_number=PHONE)
    call = {"UserPoolId": pool.id, "Username": "alice"}
    cognito_idp.admin_set_user_mfa_preference(**call, WebAuthnMfaSettings=ON, SMSMfaSettings=ON)
    assert refusal.of(lambda: cognito_idp.admin_set_user_mfa_preference(**call, SMSMfaSettings=OFF))[0] == (
        "InvalidParameterException"
    )
    cognito_idp.admin_set_user_mfa_preference(**call, WebAuthnMfaSettings=OFF, SMSMfaSettings=OFF)
    assert not User.objects.get(username="alice").passkey_mfa


def test_a_passkey_is_no_mfa_where_the_pool_does_not_say_so(anonymous_idp: Any, token: str) -> None:
    call = {"AccessToken": token, "WebAuthnMfaSettings": ON, "SMSMfaSettings": ON}
    assert refusal.of(lambda: anonymous_idp.set_user_mfa_preference(**call))[0] == "InvalidParameterException"


def test_get_user_tells_of_factors(anonymous_idp: Any, cognito_idp: Any, alice: User, token: str) -> None:
    factors.prefer(alice, "SMS_MFA", "EMAIL_OTP", preferred="EMAIL_OTP")
    expected = {
        "UserMFASettingList": ["SMS_MFA", "EMAIL_OTP"],
        "PreferredMfaSetting": "EMAIL_OTP",
        "MFAOptions": BY_SMS,
    }
    assert told(anonymous_idp.get_user(AccessToken=token)) == expected
    assert told(cognito_idp.admin_get_user(UserPoolId=alice.pool_id, Username="alice")) == expected


def test_where_nothing_is_on_nothing_is_told(anonymous_idp: Any, cognito_idp: Any, alice: User, token: str) -> None:
    assert told(anonymous_idp.get_user(AccessToken=token)) == {}
    assert told(cognito_idp.admin_get_user(UserPoolId=alice.pool_id, Username="alice")) == {}


def test_lists_tell_of_sms_only(cognito_idp: Any, alice: User) -> None:
    people.confirmed(alice.pool, "erin")
    factors.prefer(alice, "SMS_MFA", "EMAIL_OTP")
    factors.prefer(User.objects.get(username="erin"), "EMAIL_OTP")
    rows = cognito_idp.list_users(UserPoolId=alice.pool_id)["Users"]
    assert {row["Username"]: told(row) for row in rows} == {"alice": {"MFAOptions": BY_SMS}, "erin": {}}


def test_the_obsolete_settings_turn_sms_on_and_off(anonymous_idp: Any, alice: User, token: str) -> None:
    anonymous_idp.set_user_settings(AccessToken=token, MFAOptions=BY_SMS)
    assert stored(alice) == (["SMS_MFA"], "")
    anonymous_idp.set_user_settings(AccessToken=token, MFAOptions=[])
    assert stored(alice) == ([], "")


def test_the_obsolete_settings_keep_a_preference(cognito_idp: Any, alice: User) -> None:
    factors.prefer(alice, "SMS_MFA", "EMAIL_OTP", preferred="SMS_MFA")
    cognito_idp.admin_set_user_settings(UserPoolId=alice.pool_id, Username="alice", MFAOptions=BY_SMS)
    assert stored(alice) == (["SMS_MFA", "EMAIL_OTP"], "SMS_MFA")


@pytest.mark.parametrize(
    "option",
    [
        {"DeliveryMedium": "EMAIL", "AttributeName": "email"},
        {"DeliveryMedium": "SMS", "AttributeName": "email"},
        {},
    ],
)
def test_the_obsolete_settings_know_sms_only(
    anonymous_idp: Any, alice: User, token: str, option: dict[str, str]
) -> None:
    code, _ = refusal.of(lambda: anonymous_idp.set_user_settings(AccessToken=token, MFAOptions=[option]))
    assert code == "InvalidParameterException"
    assert stored(alice) == ([], "")
