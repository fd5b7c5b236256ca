"""What is done at which risk: SetRiskConfiguration and DescribeRiskConfiguration."""

from __future__ import annotations

from typing import Any

import pytest

from pools import threat_protection
from pools.models import AppClient, RiskConfiguration, UserPool
from pools.threat_protection import Action
from tests.accounts.api.test_auth import error_of
from tests.accounts.conftest import make_client, make_pool

pytestmark = pytest.mark.django_db

COMPROMISED = {"EventFilter": ["SIGN_IN"], "Actions": {"EventAction": "BLOCK"}}
SILENT = {"Notify": False, "EventAction": "BLOCK"}
LOUD = {"Notify": True, "EventAction": "MFA_REQUIRED"}
SOURCE = "arn:aws:ses:us-east-1:123456789012:identity/no-reply@example.com"
MAILS = {"SourceArn": SOURCE, "BlockEmail": {"Subject": "Blocked", "TextBody": "It was blocked."}}


def protected_pool(mode: str = "ENFORCED", **more: Any) -> UserPool:
    return make_pool("guarded", UserPoolAddOns={"AdvancedSecurityMode": mode, **more})


@pytest.fixture
def pool(db: None) -> UserPool:
    return protected_pool()


@pytest.fixture
def client(pool: UserPool) -> AppClient:
    return make_client(pool)


def configure(idp: Any, pool: UserPool, **parts: Any) -> Any:
    return idp.set_risk_configuration(UserPoolId=pool.id, **parts)["RiskConfiguration"]


def described(idp: Any, pool: UserPool, **more: Any) -> Any:
    return idp.describe_risk_configuration(UserPoolId=pool.id, **more)["RiskConfiguration"]


def test_what_was_set_is_described(cognito_idp: Any, pool: UserPool) -> None:
    parts = {
        "CompromisedCredentialsRiskConfiguration": COMPROMISED,
        "AccountTakeoverRiskConfiguration": {"NotifyConfiguration": MAILS, "Actions": {"HighAction": LOUD}},
        "RiskExceptionConfiguration": {"BlockedIPRangeList": ["192.0.2.0/24"], "SkippedIPRangeList": ["2001:db8::/32"]},
    }

    answer = configure(cognito_idp, pool, **parts)

    assert {name: answer[name] for name in parts} == parts
    assert described(cognito_idp, pool) == answer
    assert answer["UserPoolId"] == pool.id
    assert "ClientId" not in answer


def test_a_client_has_what_the_pool_has_until_it_has_its_own(
    cognito_idp: Any, pool: UserPool, client: AppClient
) -> None:
    configure(cognito_idp, pool, CompromisedCredentialsRiskConfiguration=COMPROMISED)
    inherited = described(cognito_idp, pool, ClientId=client.id)

    ranges = {"SkippedIPRangeList": ["192.0.2.0/24"]}
    configure(cognito_idp, pool, ClientId=client.id, RiskExceptionConfiguration=ranges)
    own = described(cognito_idp, pool, ClientId=client.id)

    assert inherited["CompromisedCredentialsRiskConfiguration"] == COMPROMISED
    assert inherited["ClientId"] == own["ClientId"] == client.id
    assert "CompromisedCredentialsRiskConfiguration" not in own
    assert described(cognito_idp, pool)["CompromisedCredentialsRiskConfiguration"] == COMPROMISED


def test_setting_nothing_takes_a_configuration_away(cognito_idp: Any, pool: UserPool, client: AppClient) -> None:
    configure(cognito_idp, pool, CompromisedCredentialsRiskConfiguration=COMPROMISED)
    configure(cognito_idp, pool, ClientId=client.id, RiskExceptionConfiguration={"BlockedIPRangeList": []})

    configure(cognito_idp, pool, ClientId=client.id)

    assert RiskConfiguration.objects.count() == 1
    assert "RiskExceptionConfiguration" not in described(cognito_idp, pool, ClientId=client.id)


def test_another_configuration_replaces_the_whole_of_the_one_before(cognito_idp: Any, pool: UserPool) -> None:
    configure(cognito_idp, pool, CompromisedCredentialsRiskConfiguration=COMPROMISED)

    configure(cognito_idp, pool, RiskExceptionConfiguration={"BlockedIPRangeList": ["192.0.2.1"]})

    assert "CompromisedCredentialsRiskConfiguration" not in described(cognito_idp, pool)
    assert RiskConfiguration.objects.count() == 1


def test_a_pool_without_threat_protection_has_none_to_configure(cognito_idp: Any, other_pool: UserPool) -> None:
    wanted = ("UserPoolAddOnNotEnabledException", "Threat protection is not enabled for the user pool.")

    assert error_of(lambda: configure(cognito_idp, other_pool)) == wanted
    assert error_of(lambda: described(cognito_idp, other_pool)) == wanted


@pytest.mark.parametrize("member", ["BlockedIPRangeList", "SkippedIPRangeList"])
@pytest.mark.parametrize("text", ["somewhere", "192.0.2.0/33", "192.0.2", "", "::/129", "0.0.0.0/0; DROP TABLE"])
def test_a_range_that_is_no_cidr_is_refused(cognito_idp: Any, pool: UserPool, member: str, text: str) -> None:
    code, message = error_of(lambda: configure(cognito_idp, pool, RiskExceptionConfiguration={member: [text]}))

    assert (code, member in message) == ("InvalidParameterException", True)
    assert not RiskConfiguration.objects.exists()


def test_two_hundred_ranges_are_enough(cognito_idp: Any, pool: UserPool) -> None:
    ranges = [f"192.0.2.{number}/32" for number in range(200)]
    configure(cognito_idp, pool, RiskExceptionConfiguration={"BlockedIPRangeList": ranges})

    exceptions = {"BlockedIPRangeList": [*ranges, "192.0.2.200/32"]}
    code, _ = error_of(lambda: configure(cognito_idp, pool, RiskExceptionConfiguration=exceptions))

    assert code == "InvalidParameterException"


def test_who_wants_mails_says_who_sends_them(cognito_idp: Any, pool: UserPool) -> None:
    takeover = {"Actions": {"LowAction": SILENT, "HighAction": LOUD}}

    assert error_of(lambda: configure(cognito_idp, pool, AccountTakeoverRiskConfiguration=takeover)) == (
        "InvalidParameterException",
        "NotifyConfiguration is required when Notify is true for an action.",
    )


def test_a_mail_without_a_body_is_refused(cognito_idp: Any, pool: UserPool) -> None:
    notices = {"SourceArn": SOURCE, "MfaEmail": {"Subject": "A code was asked for"}}
    takeover = {"NotifyConfiguration": notices, "Actions": {"HighAction": LOUD}}

    assert error_of(lambda: configure(cognito_idp, pool, AccountTakeoverRiskConfiguration=takeover)) == (
        "InvalidParameterException",
        "MfaEmail must have an HtmlBody or a TextBody.",
    )


def test_a_client_of_another_pool_is_not_configured(cognito_idp: Any, pool: UserPool, other_pool: UserPool) -> None:
    foreign = make_client(other_pool)

    assert error_of(lambda: configure(cognito_idp, pool, ClientId=foreign.id))[0] == "ResourceNotFoundException"


def test_nothing_is_done_where_risks_are_only_noted(db: None) -> None:
    audited = protected_pool("AUDIT")
    threat_protection.configure(
        audited,
        settings={
            "CompromisedCredentialsRiskConfiguration": COMPROMISED,
            "AccountTakeoverRiskConfiguration": {"Actions": {"HighAction": SILENT}},
            "RiskExceptionConfiguration": {"BlockedIPRangeList": ["0.0.0.0/0"]},
        },
    )

    found = threat_protection.of(audited)

    assert found.looks_for_compromised("SIGN_IN")
    assert not found.blocks_compromised("SIGN_IN")
    assert found.at("High") == Action("NO_ACTION")
    assert not found.blocks("192.0.2.1")


def test_events_that_are_not_filtered_out_are_all_looked_at(pool: UserPool) -> None:
    settings = {"CompromisedCredentialsRiskConfiguration": {"Actions": {"EventAction": "NO_ACTION"}}}
    threat_protection.configure(pool, settings=settings)

    found = threat_protection.of(pool)

    assert all(found.looks_for_compromised(event) for event in ("SIGN_IN", "SIGN_UP", "PASSWORD_CHANGE"))
    assert not found.blocks_compromised("SIGN_UP")


@pytest.mark.parametrize(
    ("ip", "blocked", "skipped"),
    [
        ("192.0.2.7", True, False),
        ("192.0.3.7", False, False),
        ("2001:db8::1", False, True),
        ("not an address", True, False),
    ],
)
def test_ranges_are_looked_up(pool: UserPool, ip: str, *, blocked: bool, skipped: bool) -> None:
    # checklist 36
    ranges = {"BlockedIPRangeList": ["192.0.2.0/24"], "SkippedIPRangeList": ["2001:db8::/32"]}
    threat_protection.configure(pool, settings={"RiskExceptionConfiguration": ranges})

    found = threat_protection.of(pool)

    assert (found.blocks(ip), found.skips(ip)) == (blocked, skipped)


def test_custom_authentication_has_a_mode_of_its_own(pool: UserPool) -> None:
    audited = protected_pool(AdvancedSecurityAdditionalFlows={"CustomAuthMode": "AUDIT"})

    assert threat_protection.of(pool, flow="CUSTOM_AUTH").mode == "OFF"
    assert threat_protection.of(audited, flow="CUSTOM_AUTH").mode == "AUDIT"
    assert threat_protection.of(audited, flow="USER_SRP_AUTH").mode == "ENFORCED"
