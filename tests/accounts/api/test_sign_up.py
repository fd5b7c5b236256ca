"""SignUp, ConfirmSignUp, ResendConfirmationCode, AdminConfirmSignUp through boto3."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from accounts.models import ConfirmationCode, User
from pools import domains
from pools.models import AppClient, OutboxMessage, UserPool
from tests.support import people
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

EMAIL = [{"Name": "email", "Value": "ann@example.com"}]


def sign_up(idp: Any, client: AppClient, **change: Any) -> Any:
    asked = {"ClientId": client.id, "Username": "ann", "Password": people.PASSWORD, "UserAttributes": EMAIL}
    return idp.sign_up(**{**asked, **change})


def confirm(idp: Any, client: AppClient, code: str, **change: Any) -> Any:
    return idp.confirm_sign_up(**{"ClientId": client.id, "Username": "ann", "ConfirmationCode": code, **change})


def test_the_answer_names_the_sub_and_a_masked_destination(anonymous_idp: Any, client: AppClient) -> None:
    answer = sign_up(anonymous_idp, client)
    assert answer["UserConfirmed"] is False
    assert answer["UserSub"] == User.objects.get().sub
    assert answer["CodeDeliveryDetails"] == {
        "Destination": "a***@e***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    }


def test_the_code_in_the_mail_confirms(anonymous_idp: Any, client: AppClient) -> None:
    sign_up(anonymous_idp, client)
    confirm(anonymous_idp, client, people.last_code("ann@example.com"))
    user = User.objects.get()
    assert (user.status, user.email_verified) == ("CONFIRMED", True)


def test_a_wrong_code_is_refused_and_the_right_one_still_works(anonymous_idp: Any, client: AppClient) -> None:
    sign_up(anonymous_idp, client)
    code = people.last_code("ann@example.com")
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    with pytest.raises(anonymous_idp.exceptions.CodeMismatchException, match="Invalid verification code provided"):
        confirm(anonymous_idp, client, wrong)
    confirm(anonymous_idp, client, code)
    assert User.objects.get().status == "CONFIRMED"


def test_a_code_works_once(anonymous_idp: Any, client: AppClient) -> None:  # checklist 38
    sign_up(anonymous_idp, client)
    code = people.last_code("ann@example.com")
    confirm(anonymous_idp, client, code)
    with pytest.raises(anonymous_idp.exceptions.NotAuthorizedException, match="Current status is CONFIRMED"):
        confirm(anonymous_idp, client, code)


def test_a_code_expires_after_a_day(anonymous_idp: Any, client: AppClient, clock: Clock) -> None:
    sign_up(anonymous_idp, client)
    code = people.last_code("ann@example.com")
    clock.advance(hours=24, seconds=1)
    with pytest.raises(anonymous_idp.exceptions.ExpiredCodeException):
        confirm(anonymous_idp, client, code)


def test_a_sixteenth_guess_within_the_hour_is_not_evaluated(anonymous_idp: Any, client: AppClient) -> None:
    # checklist 37
    sign_up(anonymous_idp, client)
    code = people.last_code("ann@example.com")
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    guesses = [_error(lambda: confirm(anonymous_idp, client, wrong)) for _ in range(15)]
    assert set(guesses) == {"CodeMismatchException"}
    assert _error(lambda: confirm(anonymous_idp, client, code)) == "LimitExceededException"


def test_a_new_code_kills_the_old_one_and_does_not_reset_the_count(anonymous_idp: Any, client: AppClient) -> None:
    # checklist 37
    sign_up(anonymous_idp, client)
    old = people.last_code("ann@example.com")
    anonymous_idp.resend_confirmation_code(ClientId=client.id, Username="ann")
    new = people.last_code("ann@example.com")
    assert old == new or _error(lambda: confirm(anonymous_idp, client, old)) == "CodeMismatchException"
    confirm(anonymous_idp, client, new)


def test_a_sixth_code_within_the_hour_is_not_sent(anonymous_idp: Any, client: AppClient) -> None:  # checklist 40
    sign_up(anonymous_idp, client)
    for _ in range(5):
        anonymous_idp.resend_confirmation_code(ClientId=client.id, Username="ann")
    with pytest.raises(anonymous_idp.exceptions.LimitExceededException, match="Attempt limit exceeded"):
        anonymous_idp.resend_confirmation_code(ClientId=client.id, Username="ann")
    assert OutboxMessage.objects.count() == 6


def test_a_code_for_resetting_does_not_confirm(anonymous_idp: Any, client: AppClient) -> None:  # checklist 38
    people.confirmed(client.pool, "zoe")
    sign_up(anonymous_idp, client)
    anonymous_idp.forgot_password(ClientId=client.id, Username="zoe")
    code = people.last_code("zoe@example.com")
    ConfirmationCode.objects.filter(purpose="sign_up").delete()
    assert _error(lambda: confirm(anonymous_idp, client, code)) == "ExpiredCodeException"


def test_a_taken_name_is_refused(anonymous_idp: Any, client: AppClient) -> None:
    sign_up(anonymous_idp, client)
    with pytest.raises(anonymous_idp.exceptions.UsernameExistsException, match="User already exists"):
        sign_up(anonymous_idp, client)


def test_the_case_of_a_name_does_not_matter_in_a_case_insensitive_pool(anonymous_idp: Any, client: AppClient) -> None:
    UserPool.objects.filter(pk=client.pool.pk).update(case_sensitive=False)
    sign_up(anonymous_idp, client)
    assert _error(lambda: sign_up(anonymous_idp, client, Username="ANN")) == "UsernameExistsException"


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        ("Sh0rt!", "Password not long enough"),
        ("lowercase-0nly", "Password must have uppercase characters"),
        ("UPPERCASE-0NLY", "Password must have lowercase characters"),
        ("No-Numbers-Here", "Password must have numeric characters"),
        ("NoSymbols123", "Password must have symbol characters"),
    ],
)
def test_the_policy_says_what_is_missing(anonymous_idp: Any, client: AppClient, password: str, complaint: str) -> None:
    with pytest.raises(
        anonymous_idp.exceptions.InvalidPasswordException, match=f"Password did not conform with policy: {complaint}"
    ):
        sign_up(anonymous_idp, client, Password=password)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "password",
    ["Ünïcødé-Pässwörd-1", "Emoji-😀-Passw0rd", " Inner spaces are f1ne! ".strip(), "A1!" + "a" * 253],
)
def test_unusual_passwords_work_whole(anonymous_idp: Any, client: AppClient, password: str) -> None:  # checklist 31
    sign_up(anonymous_idp, client, Password=password)
    confirm(anonymous_idp, client, people.last_code("ann@example.com"))
    parameters = {"USERNAME": "ann", "PASSWORD": password}
    answer = anonymous_idp.initiate_auth(ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    assert "AuthenticationResult" in answer
    shortened = {"USERNAME": "ann", "PASSWORD": password[:-1]}
    with pytest.raises(anonymous_idp.exceptions.NotAuthorizedException):
        anonymous_idp.initiate_auth(ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=shortened)


def test_composed_and_decomposed_forms_are_one_password(anonymous_idp: Any, client: AppClient) -> None:
    # checklist 31
    sign_up(anonymous_idp, client, Password="Caf\u00e9-1234!")
    confirm(anonymous_idp, client, people.last_code("ann@example.com"))
    parameters = {"USERNAME": "ann", "PASSWORD": "Cafe\u0301-1234!"}
    answer = anonymous_idp.initiate_auth(ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    assert "AuthenticationResult" in answer


@pytest.mark.parametrize(
    ("name", "value"),
    [("sub", "x"), ("custom:unknown", "x"), ("email", "no address"), ("phone_number", "12345"), ("email", "a\0@b.c")],
)
def test_a_wrong_attribute_stores_nothing(anonymous_idp: Any, client: AppClient, name: str, value: str) -> None:
    error = _error(lambda: sign_up(anonymous_idp, client, UserAttributes=[{"Name": name, "Value": value}]))
    assert error in ("InvalidParameterException", "NotAuthorizedException", "SerializationException")
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["email_verified", "phone_number_verified"])
def test_nobody_verifies_their_own_address(anonymous_idp: Any, client: AppClient, name: str) -> None:  # checklist 68
    attributes = [*EMAIL, {"Name": name, "Value": "true"}]
    assert _error(lambda: sign_up(anonymous_idp, client, UserAttributes=attributes)) in (
        "NotAuthorizedException",
        "InvalidParameterException",
    )


def test_an_administrator_confirms_without_verifying_the_address(cognito_idp: Any, client: AppClient) -> None:
    people.unconfirmed(client, "bob")
    cognito_idp.admin_confirm_sign_up(UserPoolId=client.pool.id, Username="bob")
    user = User.objects.get()
    assert (user.status, user.email_verified) == ("CONFIRMED", False)


def test_an_unknown_client_is_told_so(anonymous_idp: Any) -> None:
    with pytest.raises(anonymous_idp.exceptions.ResourceNotFoundException, match="User pool client abc does not exist"):
        anonymous_idp.sign_up(ClientId="abc", Username="ann", Password=people.PASSWORD)


def test_resending_to_nobody_looks_like_resending_to_somebody(anonymous_idp: Any, hiding_client: AppClient) -> None:
    # checklist 29
    answer = anonymous_idp.resend_confirmation_code(ClientId=hiding_client.id, Username="nobody@example.com")
    assert answer["CodeDeliveryDetails"]["Destination"] == "n***@e***"
    assert not OutboxMessage.objects.exists()


def test_confirming_nobody_looks_like_a_wrong_code(anonymous_idp: Any, hiding_client: AppClient) -> None:
    # checklist 29
    with pytest.raises(anonymous_idp.exceptions.CodeMismatchException):
        confirm(anonymous_idp, hiding_client, "123456", Username="nobody")


def test_a_client_that_hides_nothing_says_who_is_unknown(anonymous_idp: Any, client: AppClient) -> None:
    with pytest.raises(anonymous_idp.exceptions.UserNotFoundException, match="combination not found"):
        anonymous_idp.resend_confirmation_code(ClientId=client.id, Username="nobody")


def _error(call: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call()
    return str(caught.value.response["Error"]["Code"])


def test_a_link_in_the_mail_leads_to_the_page_that_confirms(anonymous_idp: Any, client: AppClient) -> None:
    pool = client.pool
    pool.settings["VerificationMessageTemplate"] = {"DefaultEmailOption": "CONFIRM_WITH_LINK"}
    pool.save()
    sign_up(anonymous_idp, client)
    mail = json.loads(OutboxMessage.objects.get().content)["html"]
    assert (
        f"{domains.base_url(pool)}/confirmUser?client_id={client.id}&amp;user_name=ann&amp;confirmation_code=" in mail
    )
