"""Which second factor is asked for: the pool's mode, the user's choice, what is at hand (auth-flows.md 6)."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import second_factors
from accounts.models import AuthSession, Device, User
from accounts.models.device import DeviceStatus
from accounts.signin import gates
from pools import mfa_configuration, user_pools
from pools.core import clock
from pools.core.errors import CognitoError, NotAuthorizedException
from pools.models import UserPool
from tests.accounts.conftest import make_client
from tests.accounts.signin.conftest import PHONE
from tests.support import factors, people, refusal, sign_in
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

ALL = ("SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP")
NOTHING_FITS = "The user has no MFA method that the user pool accepts, and can't set one up."
ADMINISTRATOR_RESETS: dict[str, Any] = {
    "AccountRecoverySetting": {"RecoveryMechanisms": [{"Priority": 1, "Name": "admin_only"}]}
}
TRACKED: dict[str, Any] = {"DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True}}


def first_step(idp: Any, pool: UserPool, username: str = "carol") -> Any:
    return sign_in.by_password(idp, make_client(pool), username)


def session_of(user: User, *proved: str, **memory: Any) -> AuthSession:
    """A sign-in that has come so far."""
    client = make_client(user.pool)
    return AuthSession(
        pool=user.pool, client=client, user=user, flow="USER_AUTH", memory={"proved": list(proved), **memory}
    )


def test_a_pool_without_mfa_asks_for_nothing(anonymous_idp: Any, stopped: Clock) -> None:
    pool = factors.pool("OPTIONAL", "SOFTWARE_TOKEN_MFA")
    factors.with_app(people.confirmed(pool, "carol"))
    mfa_configuration.replace(pool, settings={"MfaConfiguration": "OFF"})
    assert "AuthenticationResult" in first_step(anonymous_idp, pool)


def test_an_optional_pool_asks_nothing_of_who_turned_nothing_on(anonymous_idp: Any, stopped: Clock) -> None:
    pool = factors.pool("OPTIONAL", *ALL)
    factors.register_app(people.confirmed(pool, "carol", phone_number=PHONE))
    assert "AuthenticationResult" in first_step(anonymous_idp, pool)


@pytest.mark.parametrize("mode", ["ON", "OPTIONAL"])
@pytest.mark.parametrize("factor", ["SMS_MFA", "EMAIL_OTP"])
def test_the_one_factor_that_is_on_is_asked_for(anonymous_idp: Any, mode: str, factor: str) -> None:
    pool = factors.pool(mode, *ALL)
    factors.prefer(people.confirmed(pool, "carol", phone_number=PHONE), factor)
    assert first_step(anonymous_idp, pool)["ChallengeName"] == factor


@pytest.mark.parametrize("mode", ["ON", "OPTIONAL"])
def test_of_several_the_preferred_one_is_asked_for(anonymous_idp: Any, mode: str) -> None:
    pool = factors.pool(mode, *ALL)
    user = people.confirmed(pool, "carol", phone_number=PHONE)
    factors.prefer(user, "SMS_MFA", "EMAIL_OTP", preferred="EMAIL_OTP")
    assert first_step(anonymous_idp, pool)["ChallengeName"] == "EMAIL_OTP"


@pytest.mark.parametrize("mode", ["ON", "OPTIONAL"])
def test_of_several_without_preference_one_is_chosen(anonymous_idp: Any, mode: str) -> None:
    pool = factors.pool(mode, *ALL)
    factors.prefer(people.confirmed(pool, "carol", phone_number=PHONE), "SMS_MFA", "EMAIL_OTP")
    asked = first_step(anonymous_idp, pool)
    assert asked["ChallengeName"] == "SELECT_MFA_TYPE"
    assert sign_in.listed(asked, "MFAS_CAN_CHOOSE") == ["SMS_MFA", "EMAIL_OTP"]


def test_a_factor_that_the_pool_gave_up_is_not_offered(anonymous_idp: Any) -> None:  # checklist 48
    pool = factors.pool("OPTIONAL", "SMS_MFA", "EMAIL_OTP")
    user = people.confirmed(pool, "carol", phone_number=PHONE)
    factors.prefer(user, "SMS_MFA", "EMAIL_OTP", preferred="EMAIL_OTP")
    mfa_configuration.replace(pool, settings={"MfaConfiguration": "ON", **factors.TURNED_ON["SMS_MFA"]})
    assert first_step(anonymous_idp, pool)["ChallengeName"] == "SMS_MFA"


def test_a_factor_whose_address_is_gone_is_not_offered(anonymous_idp: Any) -> None:  # checklist 48
    pool = factors.pool("OPTIONAL", *ALL)
    user = people.confirmed(pool, "carol", phone_number=PHONE)
    factors.prefer(user, "SMS_MFA", "EMAIL_OTP", preferred="SMS_MFA")
    User.objects.filter(pk=user.pk).update(phone_number="")
    assert first_step(anonymous_idp, pool)["ChallengeName"] == "EMAIL_OTP"


def test_a_verified_app_counts_where_mfa_is_demanded(anonymous_idp: Any, stopped: Clock) -> None:
    pool = factors.pool("ON", *ALL)
    factors.register_app(people.confirmed(pool, "carol", phone_number=PHONE))
    assert first_step(anonymous_idp, pool)["ChallengeName"] == "SOFTWARE_TOKEN_MFA"


def test_an_address_is_used_where_mfa_is_demanded(anonymous_idp: Any) -> None:
    pool = factors.pool("ON", "SMS_MFA", "SOFTWARE_TOKEN_MFA")
    people.confirmed(pool, "carol", phone_number=PHONE)
    asked = first_step(anonymous_idp, pool)
    assert asked["ChallengeName"] == "SMS_MFA"
    assert asked["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"] == "+*******0001"


def test_two_addresses_are_chosen_from(anonymous_idp: Any) -> None:
    pool = factors.pool("ON", *ALL, **ADMINISTRATOR_RESETS)
    people.confirmed(pool, "carol", phone_number=PHONE)
    assert sign_in.listed(first_step(anonymous_idp, pool), "MFAS_CAN_CHOOSE") == ["SMS_MFA", "EMAIL_OTP"]


def test_the_address_that_resets_the_password_is_no_second_factor(anonymous_idp: Any) -> None:  # checklist 48
    order = [{"Priority": 2, "Name": "verified_phone_number"}, {"Priority": 1, "Name": "verified_email"}]
    pool = factors.pool("ON", *ALL, AccountRecoverySetting={"RecoveryMechanisms": order})
    people.confirmed(pool, "carol", phone_number=PHONE)
    assert first_step(anonymous_idp, pool)["ChallengeName"] == "SMS_MFA"


def test_who_has_nothing_sets_something_up(anonymous_idp: Any) -> None:
    pool = factors.pool("ON", *ALL)
    people.confirmed(pool, "carol", email="", email_verified="")
    asked = first_step(anonymous_idp, pool)
    assert asked["ChallengeName"] == "MFA_SETUP"
    assert sign_in.listed(asked, "MFAS_CAN_SETUP") == list(ALL)


def test_an_address_that_resets_the_password_is_not_set_up(anonymous_idp: Any) -> None:  # checklist 48
    order = [{"Priority": 1, "Name": "verified_email"}, {"Priority": 2, "Name": "verified_phone_number"}]
    pool = factors.pool("ON", *ALL, AccountRecoverySetting={"RecoveryMechanisms": order})
    people.confirmed(pool, "carol", email="", email_verified="")
    asked = first_step(anonymous_idp, pool)
    assert sign_in.listed(asked, "MFAS_CAN_SETUP") == ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]


def test_who_can_set_nothing_up_is_refused(anonymous_idp: Any) -> None:
    pool = factors.pool("ON", "SMS_MFA")
    people.confirmed(pool, "carol")
    assert refusal.of(lambda: first_step(anonymous_idp, pool)) == ("InvalidParameterException", NOTHING_FITS)


def test_a_wrong_password_never_gets_that_far(anonymous_idp: Any) -> None:
    pool = factors.pool("ON", "SMS_MFA")
    people.confirmed(pool, "carol")
    assert refusal.of(
        lambda: sign_in.by_password(anonymous_idp, make_client(pool), "carol", password="Wrong-1234!")
    ) == ("NotAuthorizedException", "Incorrect username or password.")


def test_a_first_factor_by_mail_is_no_second_one_too() -> None:
    pool = factors.pool("OPTIONAL", *ALL)
    user = people.confirmed(pool, "carol", phone_number=PHONE)
    factors.prefer(user, "SMS_MFA", "EMAIL_OTP", preferred="EMAIL_OTP")
    assert second_factors.next_challenge(session_of(user, "email_otp")) == "SMS_MFA"


def test_a_factor_that_is_on_is_never_left_out() -> None:
    user = people.confirmed(factors.pool("OPTIONAL", *ALL), "carol")
    factors.prefer(user, "EMAIL_OTP")
    with pytest.raises(CognitoError, match="no MFA method"):
        second_factors.next_challenge(session_of(user, "email_otp"))


@pytest.mark.parametrize("proof", ["swk", "hwk"])
def test_a_passkey_is_two_factors_where_the_pool_says_so(proof: str) -> None:
    pool = factors.pool("ON", "SOFTWARE_TOKEN_MFA", passkeys="MULTI_FACTOR_WITH_USER_VERIFICATION")
    session = session_of(people.confirmed(pool, "carol"), proof, user_verified=True)
    assert second_factors.next_challenge(session) is None


def test_who_turned_passkeys_off_as_mfa_is_asked_for_another_factor(stopped: Clock) -> None:
    pool = factors.pool("ON", "SOFTWARE_TOKEN_MFA", passkeys="MULTI_FACTOR_WITH_USER_VERIFICATION")
    user = people.confirmed(pool, "carol")
    factors.with_app(user)
    user.passkey_mfa = False
    assert second_factors.next_challenge(session_of(user, "swk", user_verified=True)) == "SOFTWARE_TOKEN_MFA"


def test_a_passkey_that_did_not_look_at_its_user_is_one_factor(stopped: Clock) -> None:
    pool = factors.pool("ON", "SOFTWARE_TOKEN_MFA", passkeys="MULTI_FACTOR_WITH_USER_VERIFICATION")
    user = people.confirmed(pool, "carol")
    factors.with_app(user)
    assert second_factors.next_challenge(session_of(user, "swk", user_verified=False)) == "SOFTWARE_TOKEN_MFA"


def test_whom_an_external_provider_signs_in_is_asked_for_no_more() -> None:
    pool = factors.pool("ON", *ALL)
    assert second_factors.next_challenge(session_of(people.confirmed(pool, "carol"), "fed", "email_otp")) is None


def test_a_passkey_is_one_factor_elsewhere(stopped: Clock) -> None:
    pool = factors.pool("ON", "SOFTWARE_TOKEN_MFA", passkeys="SINGLE_FACTOR")
    user = people.confirmed(pool, "carol")
    factors.with_app(user)
    assert second_factors.next_challenge(session_of(user, "swk", user_verified=True)) == "SOFTWARE_TOKEN_MFA"


def test_custom_authentication_asks_for_no_more(stopped: Clock) -> None:
    user = people.confirmed(factors.pool("ON", "SOFTWARE_TOKEN_MFA"), "carol")
    factors.with_app(user)
    session = session_of(user, "custom")
    session.flow = "CUSTOM_AUTH"
    assert gates.next_challenge(session) is None


def device_of(user: User, status: str) -> Device:
    now = clock.now()
    return Device.objects.create(
        pool=user.pool,
        user=user,
        key=f"us-east-1_{user.sub}",
        status=status,
        created_at=now,
        updated_at=now,
        confirmed_at=now,
        last_authenticated_at=now,
    )


def test_a_remembered_device_stands_in() -> None:
    user = people.confirmed(factors.pool("ON", "SOFTWARE_TOKEN_MFA", **TRACKED), "carol")
    device = device_of(user, DeviceStatus.REMEMBERED)
    assert second_factors.next_challenge(session_of(user, "pwd", device=device.key)) is None


@pytest.mark.parametrize(("status", "tracking"), [(DeviceStatus.NOT_REMEMBERED, TRACKED), ("remembered", {})])
def test_another_device_does_not(status: str, tracking: dict[str, Any]) -> None:  # checklist 47
    user = people.confirmed(factors.pool("ON", "SOFTWARE_TOKEN_MFA", **tracking), "carol")
    device = device_of(user, status)
    assert second_factors.next_challenge(session_of(user, "pwd", device=device.key)) == "MFA_SETUP"


def test_a_device_of_somebody_else_does_not() -> None:  # checklist 47
    pool = factors.pool("ON", "SOFTWARE_TOKEN_MFA", **TRACKED)
    device = device_of(people.confirmed(pool, "mallory"), DeviceStatus.REMEMBERED)
    user = people.confirmed(pool, "carol")
    assert second_factors.next_challenge(session_of(user, "pwd", device=device.key)) == "MFA_SETUP"


def test_a_risk_asks_although_the_pool_does_not() -> None:
    pool = factors.pool("OPTIONAL", "SMS_MFA")
    user = people.confirmed(pool, "carol", phone_number=PHONE)
    pool.mfa_configuration = "OFF"
    assert second_factors.next_challenge(session_of(user, "pwd", require_mfa="IF_CONFIGURED")) == "SMS_MFA"


def test_a_risk_asks_although_the_device_is_remembered() -> None:
    user = people.confirmed(factors.pool("ON", "SMS_MFA", **TRACKED), "carol", phone_number=PHONE)
    device = device_of(user, DeviceStatus.REMEMBERED)
    session = session_of(user, "pwd", device=device.key, require_mfa="IF_CONFIGURED")
    assert second_factors.next_challenge(session) == "SMS_MFA"


def test_a_small_risk_lets_in_who_can_be_asked_nothing() -> None:
    user = people.confirmed(factors.pool("OPTIONAL", "SMS_MFA"), "carol")
    assert second_factors.next_challenge(session_of(user, "pwd", require_mfa="IF_CONFIGURED")) is None


@pytest.mark.parametrize("mode", ["ON", "OPTIONAL"])
def test_a_great_risk_does_not(mode: str) -> None:
    user = people.confirmed(factors.pool(mode, "SOFTWARE_TOKEN_MFA"), "carol")
    with pytest.raises(NotAuthorizedException, match="security reasons"):
        second_factors.next_challenge(session_of(user, "pwd", require_mfa="REQUIRED"))


def test_an_address_that_gets_codes_does_not_reset_the_password(anonymous_idp: Any) -> None:  # checklist 48
    pool = factors.pool("OPTIONAL", *ALL)
    user = people.confirmed(pool, "carol", phone_number=PHONE, phone_number_verified="true")
    factors.prefer(user, "SMS_MFA")
    answer = anonymous_idp.forgot_password(ClientId=make_client(pool).id, Username="carol")
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"


def test_who_has_no_other_address_cannot_reset_the_password(anonymous_idp: Any) -> None:  # checklist 48
    pool = factors.pool("OPTIONAL", *ALL)
    factors.prefer(people.confirmed(pool, "carol"), "EMAIL_OTP")
    client = make_client(pool)
    assert refusal.of(lambda: anonymous_idp.forgot_password(ClientId=client.id, Username="carol"))[0] == (
        "InvalidParameterException"
    )


def test_a_factor_that_is_not_asked_for_leaves_its_address_to_resets(anonymous_idp: Any, stopped: Clock) -> None:
    pool = factors.pool("OPTIONAL", *ALL)
    user = people.confirmed(pool, "carol")
    factors.register_app(user)
    factors.prefer(user, "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", preferred="SOFTWARE_TOKEN_MFA")
    answer = anonymous_idp.forgot_password(ClientId=make_client(pool).id, Username="carol")
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"


def test_sign_in_to_a_pool_without_mfa_costs_no_query_more(django_assert_num_queries: Any) -> None:
    pool = user_pools.create(region="us-east-1", name="plain", settings={})
    session = session_of(people.confirmed(pool, "carol"), "pwd")
    with django_assert_num_queries(0):
        second_factors.next_challenge(session)
