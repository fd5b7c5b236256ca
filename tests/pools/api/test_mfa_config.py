"""SetUserPoolMfaConfig, GetUserPoolMfaConfig, and MFA in CreateUserPool and UpdateUserPool."""

from __future__ import annotations

from typing import Any

import pytest

from pools.models import UserPool
from tests.support import refusal
from tests.support.factors import OWN_SENDER, ROLE

pytestmark = pytest.mark.django_db

APP: dict[str, Any] = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
SMS: dict[str, Any] = {"SmsMfaConfiguration": {"SmsAuthenticationMessage": "Yours: {####}", "SmsConfiguration": ROLE}}
MAIL: dict[str, Any] = {"EmailMfaConfiguration": {"Message": "Yours: {####}", "Subject": "Code"}}
PASSKEYS: dict[str, Any] = {
    "WebAuthnConfiguration": {
        "RelyingPartyId": "login.example.com",
        "UserVerification": "required",
        "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
    }
}
MAIL_ONLY: dict[str, Any] = {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]}
NO_METHOD = (
    "InvalidParameterException",
    "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.",
)
TOGETHER = (
    "InvalidParameterException",
    "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
)


def made(idp: Any, **settings: Any) -> str:
    return str(idp.create_user_pool(PoolName="people", **settings)["UserPool"]["Id"])


def configure(idp: Any, pool_id: str, mode: str = "OPTIONAL", **settings: Any) -> dict[str, Any]:
    answer = idp.set_user_pool_mfa_config(UserPoolId=pool_id, MfaConfiguration=mode, **settings)
    return without_metadata(answer)


def configured(idp: Any, pool_id: str) -> dict[str, Any]:
    return without_metadata(idp.get_user_pool_mfa_config(UserPoolId=pool_id))


def without_metadata(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def refused(idp: Any, pool_id: str, mode: str = "OPTIONAL", **settings: Any) -> tuple[str, str]:
    return refusal.of(lambda: configure(idp, pool_id, mode, **settings))


def test_a_new_pool_asks_for_nothing(cognito_idp: Any) -> None:
    assert configured(cognito_idp, made(cognito_idp)) == {"MfaConfiguration": "OFF"}


@pytest.mark.parametrize("mode", ["ON", "OPTIONAL"])
def test_everything_that_was_set_is_given_back(cognito_idp: Any, mode: str) -> None:
    pool_id = made(cognito_idp, EmailConfiguration=OWN_SENDER)
    expected = {"MfaConfiguration": mode, **APP, **SMS, **MAIL, **PASSKEYS}
    assert configure(cognito_idp, pool_id, mode, **APP, **SMS, **MAIL, **PASSKEYS) == expected
    assert configured(cognito_idp, pool_id) == expected
    pool = cognito_idp.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    assert (pool["MfaConfiguration"], pool["SmsConfiguration"], pool["SmsAuthenticationMessage"]) == (
        mode,
        ROLE,
        "Yours: {####}",
    )


def test_what_is_left_out_is_turned_off(cognito_idp: Any) -> None:
    pool_id = made(cognito_idp, EmailConfiguration=OWN_SENDER)
    configure(cognito_idp, pool_id, **APP, **MAIL, **PASSKEYS)
    assert configure(cognito_idp, pool_id, **APP) == {"MfaConfiguration": "OPTIONAL", **APP}


def test_without_a_mode_mfa_is_turned_off(cognito_idp: Any) -> None:
    pool_id = made(cognito_idp)
    configure(cognito_idp, pool_id, **APP)
    cognito_idp.set_user_pool_mfa_config(UserPoolId=pool_id)
    assert configured(cognito_idp, pool_id) == {"MfaConfiguration": "OFF"}


@pytest.mark.parametrize("settings", [{}, {"SoftwareTokenMfaConfiguration": {"Enabled": False}}, PASSKEYS])
@pytest.mark.parametrize("mode", ["ON", "OPTIONAL"])
def test_mfa_needs_a_method(cognito_idp: Any, mode: str, settings: dict[str, Any]) -> None:
    pool_id = made(cognito_idp)
    assert refused(cognito_idp, pool_id, mode, **settings) == NO_METHOD
    assert configured(cognito_idp, pool_id) == {"MfaConfiguration": "OFF"}


@pytest.mark.parametrize("settings", [APP, SMS, MAIL])
def test_a_method_needs_mfa(cognito_idp: Any, settings: dict[str, Any]) -> None:
    pool_id = made(cognito_idp, EmailConfiguration=OWN_SENDER)
    assert refused(cognito_idp, pool_id, "OFF", **settings) == TOGETHER


def test_passkeys_need_no_mfa(cognito_idp: Any) -> None:
    pool_id = made(cognito_idp)
    assert configure(cognito_idp, pool_id, "OFF", **PASSKEYS) == {"MfaConfiguration": "OFF", **PASSKEYS}


def test_sms_needs_to_know_how_it_is_sent(cognito_idp: Any) -> None:
    code, message = refused(cognito_idp, made(cognito_idp), SmsMfaConfiguration={})
    assert (code, message) == ("InvalidParameterException", "SmsConfiguration is required to turn SMS MFA on.")


def test_sms_is_sent_as_the_pool_sends_it_already(cognito_idp: Any) -> None:
    pool_id = made(cognito_idp, SmsConfiguration=ROLE)
    answer = configure(cognito_idp, pool_id, SmsMfaConfiguration={})
    assert answer["SmsMfaConfiguration"] == {"SmsConfiguration": ROLE}


def test_sms_must_be_sent_in_one_way(cognito_idp: Any) -> None:
    both = {**ROLE, "EumsSms": {"CallerArn": "arn:aws:iam::000000000000:role/sms"}}
    code, _ = refused(cognito_idp, made(cognito_idp), SmsMfaConfiguration={"SmsConfiguration": both})
    assert code == "InvalidParameterException"


def test_sms_cannot_be_taken_away_alone(cognito_idp: Any) -> None:
    pool_id = made(cognito_idp)
    configure(cognito_idp, pool_id, **SMS, **APP)
    assert refused(cognito_idp, pool_id, **APP) == (
        "InvalidParameterException",
        "Can't turn off SMS_MFA when SMS configuration is set for the user pool",
    )
    configure(cognito_idp, pool_id, "OFF")
    assert configure(cognito_idp, pool_id, **APP) == {"MfaConfiguration": "OPTIONAL", **APP}


def test_mail_needs_a_sender_of_ones_own(cognito_idp: Any) -> None:
    code, message = refused(cognito_idp, made(cognito_idp), **MAIL)
    assert (code, "DEVELOPER" in message) == ("InvalidParameterException", True)


def test_mail_is_not_in_every_plan(cognito_idp: Any) -> None:
    pool_id = made(cognito_idp, EmailConfiguration=OWN_SENDER, UserPoolTier="LITE")
    assert refused(cognito_idp, pool_id, **MAIL)[0] == "FeatureUnavailableInTierException"


def test_mail_does_not_both_reset_and_guard(cognito_idp: Any) -> None:  # checklist 48
    pool_id = made(cognito_idp, EmailConfiguration=OWN_SENDER, AccountRecoverySetting=MAIL_ONLY)
    assert refused(cognito_idp, pool_id, **MAIL)[0] == "InvalidParameterException"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"EmailConfiguration": OWN_SENDER, "AccountRecoverySetting": MAIL_ONLY}, "InvalidParameterException"),
        ({}, "InvalidParameterException"),
        ({"EmailConfiguration": OWN_SENDER, "UserPoolTier": "LITE"}, "FeatureUnavailableInTierException"),
    ],
)
def test_an_update_does_not_take_away_what_mail_needs(cognito_idp: Any, change: dict[str, Any], code: str) -> None:
    # checklist 48
    pool_id = made(cognito_idp, EmailConfiguration=OWN_SENDER)
    configure(cognito_idp, pool_id, **MAIL)
    update = {"UserPoolId": pool_id, "MfaConfiguration": "OPTIONAL", **change}
    assert refusal.of(lambda: cognito_idp.update_user_pool(**update))[0] == code


@pytest.mark.parametrize("domain", ["com", "co m.example", "https://example.com", "example.com:443", "127.0.0.1", ".a"])
def test_a_relying_party_is_a_domain(cognito_idp: Any, domain: str) -> None:
    code, _ = refused(cognito_idp, made(cognito_idp), "OFF", WebAuthnConfiguration={"RelyingPartyId": domain})
    assert code == "InvalidParameterException"


@pytest.mark.parametrize("domain", ["localhost", "example.com", "my-login.auth.example.co"])
def test_a_relying_party_may_be_local(cognito_idp: Any, domain: str) -> None:
    answer = configure(cognito_idp, made(cognito_idp), "OFF", WebAuthnConfiguration={"RelyingPartyId": domain})
    assert answer["WebAuthnConfiguration"] == {"RelyingPartyId": domain}


def test_passkeys_as_mfa_are_not_in_every_plan(cognito_idp: Any) -> None:
    assert refused(cognito_idp, made(cognito_idp, UserPoolTier="LITE"), "OFF", **PASSKEYS)[0] == (
        "FeatureUnavailableInTierException"
    )


def test_a_pool_made_with_sms_and_mfa_asks_for_sms(cognito_idp: Any) -> None:
    pool_id = made(cognito_idp, MfaConfiguration="ON", SmsConfiguration=ROLE)
    expected = {"MfaConfiguration": "ON", "SmsMfaConfiguration": {"SmsConfiguration": ROLE}}
    assert configured(cognito_idp, pool_id) == expected


def test_sms_without_mfa_is_no_factor(cognito_idp: Any) -> None:
    pool_id = made(cognito_idp, SmsConfiguration=ROLE)
    assert configured(cognito_idp, pool_id) == {"MfaConfiguration": "OFF"}


def test_an_update_keeps_the_factors(cognito_idp: Any) -> None:
    pool_id = made(cognito_idp)
    configure(cognito_idp, pool_id, "ON", **APP, **SMS, **PASSKEYS)
    cognito_idp.update_user_pool(
        UserPoolId=pool_id, MfaConfiguration="ON", SmsAuthenticationMessage="Yours: {####}", PoolName="renamed"
    )
    assert configured(cognito_idp, pool_id) == {"MfaConfiguration": "ON", **APP, **SMS, **PASSKEYS}


def test_an_update_turns_mfa_on_by_a_factor_that_there_is(cognito_idp: Any) -> None:
    pool_id = made(cognito_idp)
    configure(cognito_idp, pool_id, **APP)
    cognito_idp.update_user_pool(UserPoolId=pool_id, MfaConfiguration="ON")
    assert configured(cognito_idp, pool_id) == {"MfaConfiguration": "ON", **APP}


def test_an_update_adds_no_weaker_factor(cognito_idp: Any) -> None:  # checklist 48
    pool_id = made(cognito_idp)
    configure(cognito_idp, pool_id, **APP)
    cognito_idp.update_user_pool(UserPoolId=pool_id, MfaConfiguration="ON", SmsConfiguration=ROLE)
    assert configured(cognito_idp, pool_id) == {"MfaConfiguration": "ON", **APP}


def test_an_update_turns_mfa_on_by_sms(cognito_idp: Any) -> None:
    pool_id = made(cognito_idp)
    cognito_idp.update_user_pool(UserPoolId=pool_id, MfaConfiguration="OPTIONAL", SmsConfiguration=ROLE)
    assert configured(cognito_idp, pool_id)["SmsMfaConfiguration"] == {"SmsConfiguration": ROLE}


def test_an_update_without_mfa_takes_sms_away(cognito_idp: Any) -> None:
    pool_id = made(cognito_idp, MfaConfiguration="ON", SmsConfiguration=ROLE)
    cognito_idp.update_user_pool(UserPoolId=pool_id)
    assert configured(cognito_idp, pool_id) == {"MfaConfiguration": "OFF"}


def test_a_pool_elsewhere_is_not_found(cognito_idp: Any, other_pool: UserPool) -> None:
    UserPool.objects.filter(pk=other_pool.pk).update(region="eu-west-1")
    assert refused(cognito_idp, other_pool.id, **APP)[0] == "ResourceNotFoundException"
    assert refusal.of(lambda: configured(cognito_idp, other_pool.id))[0] == "ResourceNotFoundException"


def test_turning_a_factor_on_keeps_the_pools_other_settings(cognito_idp: Any) -> None:
    pool_id = made(cognito_idp, AutoVerifiedAttributes=["email"], Policies={"PasswordPolicy": {"MinimumLength": 20}})
    configure(cognito_idp, pool_id, **APP)
    pool = cognito_idp.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    assert pool["AutoVerifiedAttributes"] == ["email"]
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 20
