"""Users without a password: how they come to be, sign in, get one, and are like anybody to who guesses."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest

from accounts.crypto import argon2
from accounts.models import User, UserSession
from pools.models import AppClient, OutboxMessage
from tests.accounts.api.test_auth import password_auth
from tests.support import choosing, passkeys, people, refusal
from tests.support.choosing import answer, begin

pytestmark = pytest.mark.django_db

EMAIL = [{"Name": "email", "Value": "ann@example.com"}]
VERIFIED = [*EMAIL, {"Name": "email_verified", "Value": "true"}]
INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")
TOO_SHORT = ("InvalidPasswordException", "Password did not conform with policy: Password not long enough")


@pytest.fixture
def chooser(db: None) -> AppClient:
    return choosing.client(choosing.pool())


def sign_up(idp: Any, client: AppClient, **change: Any) -> Any:
    return idp.sign_up(**{"ClientId": client.id, "Username": "ann", "UserAttributes": EMAIL, **change})


def create(idp: Any, client: AppClient, **change: Any) -> Any:
    asked = {"UserPoolId": client.pool.id, "Username": "ann", "UserAttributes": VERIFIED}
    return idp.admin_create_user(**{**asked, **change})["User"]


def sign_in_by_code(idp: Any, client: AppClient) -> Any:
    asked = begin(idp, client, "ann", PREFERRED_CHALLENGE="EMAIL_OTP")
    code = people.last_code("ann@example.com")
    return answer(idp, client, "EMAIL_OTP", asked["Session"], "ann", EMAIL_OTP_CODE=code)["AuthenticationResult"]


def test_one_signs_up_without_a_password(anonymous_idp: Any, chooser: AppClient) -> None:
    answered = sign_up(anonymous_idp, chooser)
    assert (answered["UserConfirmed"], answered["CodeDeliveryDetails"]["Destination"]) == (False, "a***@e***")
    assert "AccessToken" in sign_in_by_code(anonymous_idp, chooser)
    assert User.objects.get().has_password is False


def test_one_is_signed_in_straight_after_that(anonymous_idp: Any, chooser: AppClient) -> None:
    string = sign_up(anonymous_idp, chooser)["Session"]
    code = people.last_code("ann@example.com")
    confirmed = anonymous_idp.confirm_sign_up(
        ClientId=chooser.id, Username="ann", ConfirmationCode=code, Session=string
    )
    assert "AccessToken" in begin(anonymous_idp, chooser, "ann", session=confirmed["Session"])["AuthenticationResult"]
    assert UserSession.objects.get().proved == ["email_otp"]


def test_a_pool_with_passkeys_takes_a_sign_up_without_a_password(anonymous_idp: Any) -> None:
    client = choosing.client(passkeys.pool())
    assert "Session" in sign_up(anonymous_idp, client)


def test_a_passkey_that_nobody_can_have_is_no_way_back(anonymous_idp: Any) -> None:
    client = choosing.client(choosing.pool(factors=["PASSWORD", "WEB_AUTHN"]))
    assert refusal.of(lambda: sign_up(anonymous_idp, client)) == TOO_SHORT


@pytest.mark.parametrize("factors", [["PASSWORD"], ["PASSWORD", "SMS_OTP"]], ids=str)
def test_who_could_not_come_back_needs_a_password(anonymous_idp: Any, factors: list[str]) -> None:
    client = choosing.client(choosing.pool(factors=factors))
    assert refusal.of(lambda: sign_up(anonymous_idp, client)) == TOO_SHORT
    assert not User.objects.exists()


def test_a_client_without_choice_needs_a_password(anonymous_idp: Any, chooser: AppClient) -> None:
    other = choosing.client(chooser.pool, "other", ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"])
    assert refusal.of(lambda: sign_up(anonymous_idp, other)) == TOO_SHORT


def test_where_a_second_factor_is_required_so_is_a_password(anonymous_idp: Any, chooser: AppClient) -> None:
    chooser.pool.mfa_configuration = "ON"
    chooser.pool.save()
    assert refusal.of(lambda: sign_up(anonymous_idp, chooser)) == TOO_SHORT


def test_a_password_that_is_given_must_keep_to_the_policy(anonymous_idp: Any, chooser: AppClient) -> None:
    assert refusal.of(lambda: sign_up(anonymous_idp, chooser, Password="short")) == TOO_SHORT


def test_an_administrator_creates_somebody_without_a_password(
    anonymous_idp: Any, cognito_idp: Any, chooser: AppClient
) -> None:
    assert create(cognito_idp, chooser)["UserStatus"] == "CONFIRMED"
    assert not OutboxMessage.objects.exists()
    assert "AccessToken" in sign_in_by_code(anonymous_idp, chooser)


def test_a_temporary_password_that_is_given_counts(cognito_idp: Any, chooser: AppClient) -> None:
    made = create(cognito_idp, chooser, TemporaryPassword="Temp-0rary!", DesiredDeliveryMediums=["EMAIL"])
    assert made["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert "Temp-0rary!" in people.last_message("ann@example.com")


@pytest.mark.parametrize("factors", [["PASSWORD"], ["PASSWORD", "SMS_OTP"], ["PASSWORD", "WEB_AUTHN"]], ids=str)
def test_who_could_not_get_in_is_given_a_temporary_password(cognito_idp: Any, factors: list[str]) -> None:
    client = choosing.client(choosing.pool(factors=factors))
    assert create(cognito_idp, client, DesiredDeliveryMediums=["EMAIL"])["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert "temporary password is" in people.last_message("ann@example.com")


def test_who_has_no_password_cannot_be_invited_again(cognito_idp: Any, chooser: AppClient) -> None:
    create(cognito_idp, chooser)
    assert refusal.of(lambda: create(cognito_idp, chooser, MessageAction="RESEND"))[0] == (
        "UnsupportedUserStateException"
    )


def test_a_first_password_needs_no_previous_one(anonymous_idp: Any, cognito_idp: Any, chooser: AppClient) -> None:
    create(cognito_idp, chooser)
    token = sign_in_by_code(anonymous_idp, chooser)["AccessToken"]
    anonymous_idp.change_password(AccessToken=token, ProposedPassword=people.PASSWORD)
    assert "AccessToken" in password_auth(anonymous_idp, chooser, "ann")["AuthenticationResult"]
    assert "AccessToken" in by_srp(anonymous_idp, chooser)["AuthenticationResult"]


def test_a_second_one_does(anonymous_idp: Any, cognito_idp: Any, chooser: AppClient) -> None:
    create(cognito_idp, chooser)
    token = sign_in_by_code(anonymous_idp, chooser)["AccessToken"]
    anonymous_idp.change_password(AccessToken=token, ProposedPassword=people.PASSWORD)
    refused = refusal.of(lambda: anonymous_idp.change_password(AccessToken=token, ProposedPassword="Brand-new-1!"))
    assert refused == INCORRECT


def test_a_first_password_must_keep_to_the_policy(anonymous_idp: Any, cognito_idp: Any, chooser: AppClient) -> None:
    create(cognito_idp, chooser)
    token = sign_in_by_code(anonymous_idp, chooser)["AccessToken"]
    refused = refusal.of(lambda: anonymous_idp.change_password(AccessToken=token, ProposedPassword="short"))
    assert refused == TOO_SHORT
    assert User.objects.get().has_password is False


def test_a_verified_address_can_be_sent_a_reset_code(anonymous_idp: Any, cognito_idp: Any, chooser: AppClient) -> None:
    create(cognito_idp, chooser)
    anonymous_idp.forgot_password(ClientId=chooser.id, Username="ann")
    anonymous_idp.confirm_forgot_password(
        ClientId=chooser.id,
        Username="ann",
        ConfirmationCode=people.last_code("ann@example.com"),
        Password=people.PASSWORD,
    )
    assert "AccessToken" in password_auth(anonymous_idp, chooser, "ann")["AuthenticationResult"]


def test_an_address_that_is_not_verified_cannot(anonymous_idp: Any, cognito_idp: Any, chooser: AppClient) -> None:
    create(cognito_idp, chooser, UserAttributes=EMAIL)
    refused = refusal.of(lambda: anonymous_idp.forgot_password(ClientId=chooser.id, Username="ann"))
    assert refused[0] == "InvalidParameterException"


@pytest.mark.parametrize("password", [people.PASSWORD, " ", "x"])
def test_any_password_is_wrong_for_who_has_none(
    anonymous_idp: Any, cognito_idp: Any, chooser: AppClient, password: str
) -> None:
    create(cognito_idp, chooser)
    assert refusal.of(lambda: password_auth(anonymous_idp, chooser, "ann", password)) == INCORRECT


def test_a_wrong_password_costs_a_hash_all_the_same(
    anonymous_idp: Any, cognito_idp: Any, chooser: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:  # checklist 29
    create(cognito_idp, chooser)
    hasher = Mock(wraps=argon2._hasher())
    monkeypatch.setattr(argon2, "_hasher", lambda: hasher)
    refusal.of(lambda: password_auth(anonymous_idp, chooser, "ann"))
    assert hasher.verify.call_count == 1


def test_no_proof_is_right_for_who_has_none(anonymous_idp: Any, cognito_idp: Any, chooser: AppClient) -> None:
    create(cognito_idp, chooser)
    assert refusal.of(lambda: by_srp(anonymous_idp, chooser)) == INCORRECT


def by_srp(idp: Any, client: AppClient) -> Any:
    attempt = choosing.srp(client, "ann")
    attempt.client = idp
    return attempt.authenticate_user()
