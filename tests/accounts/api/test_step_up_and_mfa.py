"""Stepping up never lets anybody round the second factor that is asked of them (auth-flows.md 5.1, 6)."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import recovery_codes
from accounts.models import User, UserSession
from accounts.tokens import derive
from accounts.tokens.claims import ADMIN_SCOPE
from accounts.tokens.derive import Given, Wanted
from pools.models import AppClient, UserPool
from tests.accounts.api.test_step_up import token_of
from tests.support import builders, choosing, factors, people
from tests.support.choosing import answer, begin

pytestmark = pytest.mark.django_db

LOA_3 = "urn:cognito:loa:3"
PHONE = "+15555550123"


def chooser(mode: str, *second: str) -> AppClient:
    """Of a pool whose first factors include codes, and whose password resets go to the mailbox first."""
    channels = ["verified_email", "verified_phone_number"]
    recovery = {"RecoveryMechanisms": [{"Priority": rank, "Name": name} for rank, name in enumerate(channels, 1)]}
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": choosing.FACTORS}}
    return choosing.client(factors.pool(mode, *second, Policies=policies, AccountRecoverySetting=recovery))


def person(pool: UserPool) -> User:
    return people.confirmed(pool, "alice", phone_number=PHONE, phone_number_verified="true")


def by_mail(idp: Any, client: AppClient) -> Any:
    """Password, then a code to the mailbox: two factors, and level 3."""
    asked = begin(idp, client, TARGET_ACR_VALUES=LOA_3, PREFERRED_CHALLENGE="PASSWORD", PASSWORD=people.PASSWORD)
    chosen = answer(idp, client, "SELECT_CHALLENGE", asked["Session"], ANSWER="EMAIL_OTP")
    code = people.last_code("alice@example.com")
    return answer(idp, client, "EMAIL_OTP", chosen["Session"], EMAIL_OTP_CODE=code)


@pytest.mark.parametrize("mode", ["ON", "OPTIONAL"])
def test_a_code_to_the_mailbox_is_no_way_round_the_app(anonymous_idp: Any, db: None, mode: str) -> None:
    # checklist 48
    client = chooser(mode, "SOFTWARE_TOKEN_MFA")
    app = factors.with_app(person(client.pool))
    asked = by_mail(anonymous_idp, client)
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert not UserSession.objects.exists()
    ended = answer(anonymous_idp, client, "SOFTWARE_TOKEN_MFA", asked["Session"], SOFTWARE_TOKEN_MFA_CODE=app.code())
    assert "AuthenticationResult" in ended


@pytest.mark.parametrize("mode", ["ON", "OPTIONAL"])
def test_a_code_to_the_mailbox_is_no_way_round_a_preferred_factor(anonymous_idp: Any, db: None, mode: str) -> None:
    # checklist 48
    client = chooser(mode, "SMS_MFA", "EMAIL_OTP")
    factors.prefer(person(client.pool), "SMS_MFA", "EMAIL_OTP", preferred="SMS_MFA")
    assert by_mail(anonymous_idp, client)["ChallengeName"] == "SMS_MFA"


def test_a_code_to_the_mailbox_is_no_way_round_what_is_at_hand(anonymous_idp: Any, db: None) -> None:
    # checklist 48
    client = chooser("ON", "SMS_MFA", "EMAIL_OTP")
    person(client.pool)
    assert by_mail(anonymous_idp, client)["ChallengeName"] == "SMS_MFA"


def test_a_code_to_the_mailbox_is_no_way_round_setting_a_factor_up(anonymous_idp: Any, db: None) -> None:
    client = chooser("ON", "SOFTWARE_TOKEN_MFA")
    person(client.pool)
    assert by_mail(anonymous_idp, client)["ChallengeName"] == "MFA_SETUP"


def test_a_code_to_the_mailbox_is_enough_where_nobody_asks_for_more(anonymous_idp: Any, db: None) -> None:
    client = chooser("OPTIONAL", "EMAIL_OTP")
    person(client.pool)
    assert "AuthenticationResult" in by_mail(anonymous_idp, client)


def test_a_recovery_code_stands_for_the_factor_that_is_lost(anonymous_idp: Any, db: None) -> None:
    client = chooser("ON", "SMS_MFA")
    alice = person(client.pool)
    factors.prefer(alice, "SMS_MFA")
    code = recovery_codes.replace(alice)[0]
    asked = begin(anonymous_idp, client, PREFERRED_CHALLENGE="PASSWORD", PASSWORD=people.PASSWORD)
    assert asked["ChallengeName"] == "SMS_MFA"
    ended = answer(anonymous_idp, client, "SMS_MFA", asked["Session"], SMS_MFA_CODE=code)
    assert "AuthenticationResult" in ended


def test_whoever_acts_for_a_user_does_not_step_up_to_that_user(anonymous_idp: Any, db: None) -> None:
    # checklist 43
    client = choosing.client(
        factors.pool("OPTIONAL", "SOFTWARE_TOKEN_MFA"),
        ExplicitAuthFlows=["ALLOW_USER_AUTH", "ALLOW_TOKEN_EXCHANGE_DELEGATION"],
        AllowedOAuthScopes=[ADMIN_SCOPE],
        AllowedOAuthFlows=["code"],
        CallbackURLs=[builders.CALLBACK],
    )
    alice, bob = person(client.pool), people.confirmed(client.pool, "bob")
    factors.register_app(alice)
    hers, his = (Given(token_of(user, client), "access") for user in (alice, bob))
    token = derive.derive(client, subject=hers, actor=his, wanted=Wanted()).token
    with pytest.raises(anonymous_idp.exceptions.NotAuthorizedException, match="Invalid Access Token"):
        begin(anonymous_idp, client, TARGET_ACR_VALUES="urn:cognito:loa:4", ACCESS_TOKEN=token)
