"""A user's own account through boto3: GetUser, UpdateUserAttributes, ChangePassword, ForgotPassword, DeleteUser."""

from typing import Any

import pytest

from accounts.models import User
from pools import app_clients
from pools.models import AppClient, OutboxMessage, UserPool
from tests.accounts.api.test_auth import error_of, password_auth
from tests.support import people
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(anonymous_idp: Any, client: AppClient, alice: User) -> str:
    return str(password_auth(anonymous_idp, client)["AuthenticationResult"]["AccessToken"])


def attributes_of(answer: Any) -> dict[str, str]:
    return {row["Name"]: row["Value"] for row in answer["UserAttributes"]}


def update(idp: Any, token: str, **values: str) -> Any:
    given = [{"Name": name.replace("__", ":"), "Value": value} for name, value in values.items()]
    return idp.update_user_attributes(AccessToken=token, UserAttributes=given)


def test_one_sees_oneself_sub_first(anonymous_idp: Any, alice: User, token: str) -> None:
    answer = anonymous_idp.get_user(AccessToken=token)
    assert answer["UserAttributes"][0] == {"Name": "sub", "Value": alice.sub}
    assert attributes_of(answer)["email"] == "alice@example.com"
    assert "UserStatus" not in answer


def test_a_client_shows_only_what_it_may_read(anonymous_idp: Any, pool: UserPool, alice: User) -> None:
    settings = {"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "ReadAttributes": ["nickname"]}
    narrow = app_clients.create(pool, name="narrow", settings=settings)
    token = password_auth(anonymous_idp, narrow)["AuthenticationResult"]["AccessToken"]
    assert set(attributes_of(anonymous_idp.get_user(AccessToken=token))) == {"sub"}


def test_a_client_writes_only_what_it_may(anonymous_idp: Any, pool: UserPool, alice: User) -> None:  # checklist 68
    settings = {"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "WriteAttributes": ["nickname"]}
    narrow = app_clients.create(pool, name="narrow", settings=settings)
    token = password_auth(anonymous_idp, narrow)["AuthenticationResult"]["AccessToken"]
    update(anonymous_idp, token, nickname="Al")
    assert error_of(lambda: update(anonymous_idp, token, name="Alice")) == (
        "NotAuthorizedException",
        "A client attempted to write unauthorized attribute",
    )


@pytest.mark.parametrize("name", ["sub", "email_verified", "identities", "cognito:user_status", "dev:custom:role"])
def test_nobody_writes_what_is_not_theirs(anonymous_idp: Any, token: str, name: str) -> None:  # checklist 68
    given = [{"Name": name, "Value": "true"}]
    code, _ = error_of(lambda: anonymous_idp.update_user_attributes(AccessToken=token, UserAttributes=given))
    assert code in ("NotAuthorizedException", "InvalidParameterException")


def test_a_new_address_is_unverified_and_gets_a_code(anonymous_idp: Any, token: str) -> None:
    answer = update(anonymous_idp, token, email="new@example.com")
    assert answer["CodeDeliveryDetailsList"][0]["Destination"] == "n***@e***"
    assert attributes_of(anonymous_idp.get_user(AccessToken=token))["email_verified"] == "false"
    assert people.last_code("new@example.com")


def test_where_verification_comes_first_the_old_address_stays(anonymous_idp: Any, pool: UserPool, token: str) -> None:
    # checklist 68
    setting = {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    pool.settings["UserAttributeUpdateSettings"] = setting
    pool.save()
    update(anonymous_idp, token, email="new@example.com")
    values = attributes_of(anonymous_idp.get_user(AccessToken=token))
    assert (values["email"], values["email_verified"]) == ("alice@example.com", "true")


def test_a_changed_password_works_and_the_old_one_does_not(anonymous_idp: Any, client: AppClient, token: str) -> None:
    anonymous_idp.change_password(AccessToken=token, PreviousPassword=people.PASSWORD, ProposedPassword="Brand-new-1!")
    assert "AuthenticationResult" in password_auth(anonymous_idp, client, password="Brand-new-1!")
    assert error_of(lambda: password_auth(anonymous_idp, client))[0] == "NotAuthorizedException"


def test_changing_needs_the_previous_password(anonymous_idp: Any, token: str) -> None:
    assert error_of(
        lambda: anonymous_idp.change_password(
            AccessToken=token, PreviousPassword="Wrong-1234!", ProposedPassword="Brand-new-1!"
        )
    ) == ("NotAuthorizedException", "Incorrect username or password.")


def test_the_sixth_change_within_an_hour_is_refused(anonymous_idp: Any, token: str) -> None:
    change = {"AccessToken": token, "PreviousPassword": people.PASSWORD, "ProposedPassword": people.PASSWORD}
    for _ in range(5):
        anonymous_idp.change_password(**change)
    assert error_of(lambda: anonymous_idp.change_password(**change))[0] == "LimitExceededException"


def test_a_forgotten_password_is_replaced_by_the_code_in_the_mail(
    anonymous_idp: Any, client: AppClient, token: str
) -> None:
    details = anonymous_idp.forgot_password(ClientId=client.id, Username="alice")["CodeDeliveryDetails"]
    assert details == {"Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}
    reset(anonymous_idp, client, people.last_code("alice@example.com"))
    assert "AuthenticationResult" in password_auth(anonymous_idp, client, password="Brand-new-1!")


def test_a_reset_ends_the_sessions(anonymous_idp: Any, client: AppClient, token: str) -> None:  # checklist 7
    anonymous_idp.forgot_password(ClientId=client.id, Username="alice")
    reset(anonymous_idp, client, people.last_code("alice@example.com"))
    assert error_of(lambda: anonymous_idp.get_user(AccessToken=token))[0] == "NotAuthorizedException"


def test_a_weak_password_leaves_the_code_usable(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    anonymous_idp.forgot_password(ClientId=client.id, Username="alice")
    code = people.last_code("alice@example.com")
    assert error_of(lambda: reset(anonymous_idp, client, code, "weak"))[0] == "InvalidPasswordException"
    reset(anonymous_idp, client, code)


def test_a_reset_code_works_once(anonymous_idp: Any, client: AppClient, alice: User) -> None:  # checklist 38
    anonymous_idp.forgot_password(ClientId=client.id, Username="alice")
    code = people.last_code("alice@example.com")
    reset(anonymous_idp, client, code)
    assert error_of(lambda: reset(anonymous_idp, client, code))[0] == "ExpiredCodeException"


def test_a_reset_code_dies_after_an_hour(anonymous_idp: Any, client: AppClient, alice: User, clock: Clock) -> None:
    anonymous_idp.forgot_password(ClientId=client.id, Username="alice")
    clock.advance(hours=1, seconds=1)
    assert error_of(lambda: reset(anonymous_idp, client, people.last_code("alice@example.com")))[0] == (
        "ExpiredCodeException"
    )


def test_without_a_verified_address_nothing_is_sent(anonymous_idp: Any, client: AppClient) -> None:
    people.confirmed(client.pool, "erin", email_verified="false")
    assert error_of(lambda: anonymous_idp.forgot_password(ClientId=client.id, Username="erin")) == (
        "InvalidParameterException",
        "Cannot reset password for the user as there is no registered/verified email or phone_number",
    )


def test_a_temporary_password_cannot_be_forgotten(anonymous_idp: Any, client: AppClient) -> None:
    people.invited(client.pool)
    assert error_of(lambda: anonymous_idp.forgot_password(ClientId=client.id, Username="ivy")) == (
        "NotAuthorizedException",
        "User password cannot be reset in the current state.",
    )


def test_where_only_administrators_reset_the_user_is_told(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    pool = client.pool
    pool.settings["AccountRecoverySetting"] = {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]}
    pool.save()
    assert error_of(lambda: anonymous_idp.forgot_password(ClientId=client.id, Username="alice")) == (
        "NotAuthorizedException",
        "Contact administrator to reset password.",
    )


def test_a_forgotten_password_of_nobody_looks_like_one_of_somebody(
    anonymous_idp: Any, hiding_client: AppClient
) -> None:
    # checklist 29
    asked = {"ClientId": hiding_client.id, "Username": "nobody"}
    first, second = anonymous_idp.forgot_password(**asked), anonymous_idp.forgot_password(**asked)
    assert first["CodeDeliveryDetails"] == second["CodeDeliveryDetails"]
    assert not OutboxMessage.objects.exists()


def test_one_deletes_oneself(anonymous_idp: Any, token: str) -> None:
    anonymous_idp.delete_user(AccessToken=token)
    assert not User.objects.exists()


def test_a_removed_address_is_not_called_verified(anonymous_idp: Any, token: str) -> None:
    update(anonymous_idp, token, email="")
    assert set(attributes_of(anonymous_idp.get_user(AccessToken=token))) == {"sub"}


def test_a_code_to_an_address_that_was_changed_is_dead(
    anonymous_idp: Any, cognito_idp: Any, client: AppClient, alice: User
) -> None:  # checklist 38
    anonymous_idp.forgot_password(ClientId=client.id, Username="alice")
    code = people.last_code("alice@example.com")
    given = [{"Name": "email", "Value": "safe@example.com"}, {"Name": "email_verified", "Value": "true"}]
    cognito_idp.admin_update_user_attributes(UserPoolId=client.pool.id, Username="alice", UserAttributes=given)
    assert error_of(lambda: reset(anonymous_idp, client, code))[0] == "ExpiredCodeException"


def test_an_administrators_reset_shuts_out_until_the_code_is_entered(
    anonymous_idp: Any, cognito_idp: Any, client: AppClient, token: str
) -> None:  # checklist 7
    cognito_idp.admin_reset_user_password(UserPoolId=client.pool.id, Username="alice")
    assert User.objects.get().status == "RESET_REQUIRED"
    assert error_of(lambda: password_auth(anonymous_idp, client)) == (
        "PasswordResetRequiredException",
        "Password reset required for the user",
    )
    assert error_of(lambda: anonymous_idp.get_user(AccessToken=token))[0] == "NotAuthorizedException"
    reset(anonymous_idp, client, people.last_code("alice@example.com"))
    assert "AuthenticationResult" in password_auth(anonymous_idp, client, password="Brand-new-1!")


def test_who_never_confirmed_is_not_reset(cognito_idp: Any, client: AppClient) -> None:
    people.unconfirmed(client)
    User.objects.update(email_verified=True)
    asked = {"UserPoolId": client.pool.id, "Username": "bob"}
    assert error_of(lambda: cognito_idp.admin_reset_user_password(**asked)) == (
        "NotAuthorizedException",
        "User password cannot be reset in the current state.",
    )


def test_a_temporary_password_ends_what_was_open(
    anonymous_idp: Any, cognito_idp: Any, client: AppClient, token: str
) -> None:  # checklist 35
    cognito_idp.admin_set_user_password(UserPoolId=client.pool.id, Username="alice", Password="Temp-0rary!")
    change = {"AccessToken": token, "PreviousPassword": "Temp-0rary!", "ProposedPassword": "Brand-new-1!"}
    assert error_of(lambda: anonymous_idp.change_password(**change))[0] == "NotAuthorizedException"


def reset(idp: Any, client: AppClient, code: str, password: str = "Brand-new-1!") -> None:
    idp.confirm_forgot_password(ClientId=client.id, Username="alice", ConfirmationCode=code, Password=password)
