"""User administration through boto3: create, read, list, change, delete."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from pools.models import AppClient, OutboxMessage, UserPool
from tests.accounts.api.test_auth import error_of, password_auth
from tests.support import people

pytestmark = pytest.mark.django_db


def create(idp: Any, pool: UserPool, username: str = "dora", **more: Any) -> Any:
    attributes = [{"Name": "email", "Value": f"{username}@example.com"}]
    return idp.admin_create_user(**{"UserPoolId": pool.id, "Username": username, "UserAttributes": attributes, **more})


def attributes_of(user: dict[str, Any], member: str = "Attributes") -> dict[str, str]:
    return {row["Name"]: row["Value"] for row in user[member]}


def test_a_new_user_must_change_the_password(cognito_idp: Any, pool: UserPool) -> None:
    user = create(cognito_idp, pool)["User"]
    assert (user["Username"], user["UserStatus"], user["Enabled"]) == ("dora", "FORCE_CHANGE_PASSWORD", True)
    assert attributes_of(user)["email"] == "dora@example.com"


def test_the_invitation_holds_a_password_that_works(cognito_idp: Any, client: AppClient) -> None:
    create(cognito_idp, client.pool, DesiredDeliveryMediums=["EMAIL"])
    text = people.last_message("dora@example.com")
    password = text.split("temporary password is ")[1].rstrip(". \n")
    assert password_auth(cognito_idp, client, "dora", password)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_no_invitation_goes_out_when_suppressed(cognito_idp: Any, pool: UserPool) -> None:
    create(cognito_idp, pool, MessageAction="SUPPRESS", DesiredDeliveryMediums=["EMAIL"])
    assert not OutboxMessage.objects.exists()


def test_inviting_again_replaces_the_password(cognito_idp: Any, client: AppClient) -> None:
    create(cognito_idp, client.pool, TemporaryPassword="First-1234!", DesiredDeliveryMediums=["EMAIL"])
    create(
        cognito_idp,
        client.pool,
        TemporaryPassword="Second-1234!",
        MessageAction="RESEND",
        DesiredDeliveryMediums=["EMAIL"],
    )
    assert error_of(lambda: password_auth(cognito_idp, client, "dora", "First-1234!"))[0] == "NotAuthorizedException"
    assert "Session" in password_auth(cognito_idp, client, "dora", "Second-1234!")


def test_only_the_invited_are_invited_again(cognito_idp: Any, pool: UserPool, alice: User) -> None:
    assert (
        error_of(lambda: create(cognito_idp, pool, "alice", MessageAction="RESEND"))[0]
        == "UnsupportedUserStateException"
    )


def test_a_taken_name_is_refused(cognito_idp: Any, pool: UserPool, alice: User) -> None:
    assert error_of(lambda: create(cognito_idp, pool, "alice")) == (
        "UsernameExistsException",
        "User account already exists",
    )


def test_everything_about_a_user_is_told(cognito_idp: Any, pool: UserPool, alice: User) -> None:
    answer = cognito_idp.admin_get_user(UserPoolId=pool.id, Username="alice")
    assert (answer["Username"], answer["UserStatus"], answer["Enabled"]) == ("alice", "CONFIRMED", True)
    assert attributes_of(answer, "UserAttributes") == {
        "sub": alice.sub,
        "email": "alice@example.com",
        "email_verified": "true",
    }


@pytest.mark.parametrize(
    "operation", ["admin_get_user", "admin_delete_user", "admin_disable_user", "admin_reset_user_password"]
)
def test_nobody_is_reported_as_such(cognito_idp: Any, pool: UserPool, operation: str) -> None:
    call = getattr(cognito_idp, operation)
    assert error_of(lambda: call(UserPoolId=pool.id, Username="nobody")) == (
        "UserNotFoundException",
        "User does not exist.",
    )


def test_a_user_is_found_by_sub(cognito_idp: Any, pool: UserPool, alice: User) -> None:
    assert cognito_idp.admin_get_user(UserPoolId=pool.id, Username=alice.sub)["Username"] == "alice"


def test_a_user_of_another_pool_is_not_found(cognito_idp: Any, other_pool: UserPool, alice: User) -> None:
    assert (
        error_of(lambda: cognito_idp.admin_get_user(UserPoolId=other_pool.id, Username=alice.sub))[0]
        == "UserNotFoundException"
    )


def test_a_pool_of_another_region_is_not_found(cognito_idp: Any, foreign_pool: UserPool) -> None:
    assert error_of(lambda: cognito_idp.admin_get_user(UserPoolId=foreign_pool.id, Username="x")) == (
        "ResourceNotFoundException",
        f"User pool {foreign_pool.id} does not exist.",
    )


def test_an_administrator_verifies_an_address(cognito_idp: Any, pool: UserPool) -> None:
    create(cognito_idp, pool)
    given = [{"Name": "email", "Value": "new@example.com"}, {"Name": "email_verified", "Value": "true"}]
    cognito_idp.admin_update_user_attributes(UserPoolId=pool.id, Username="dora", UserAttributes=given)
    values = attributes_of(cognito_idp.admin_get_user(UserPoolId=pool.id, Username="dora"), "UserAttributes")
    assert (values["email"], values["email_verified"]) == ("new@example.com", "true")


def test_a_changed_address_is_unverified_and_gets_a_code(cognito_idp: Any, pool: UserPool, alice: User) -> None:
    given = [{"Name": "email", "Value": "new@example.com"}]
    cognito_idp.admin_update_user_attributes(UserPoolId=pool.id, Username="alice", UserAttributes=given)
    values = attributes_of(cognito_idp.admin_get_user(UserPoolId=pool.id, Username="alice"), "UserAttributes")
    assert values["email_verified"] == "false"
    assert people.last_code("new@example.com")


@pytest.mark.parametrize(
    ("name", "value"), [("sub", "x"), ("custom:nothing", "x"), ("name", "x" * 2049), ("email", "no address")]
)
def test_a_wrong_value_is_refused_and_changes_nothing(
    cognito_idp: Any, pool: UserPool, alice: User, name: str, value: str
) -> None:
    before = User.objects.get(pk=alice.pk).attributes
    given = [{"Name": "nickname", "Value": "Al"}, {"Name": name, "Value": value}]
    code, _ = error_of(
        lambda: cognito_idp.admin_update_user_attributes(UserPoolId=pool.id, Username="alice", UserAttributes=given)
    )
    assert code == "InvalidParameterException"
    assert User.objects.get(pk=alice.pk).attributes == before


def test_attributes_are_deleted(cognito_idp: Any, pool: UserPool) -> None:
    people.confirmed(pool, "erin", nickname="E", name="Erin")
    cognito_idp.admin_delete_user_attributes(
        UserPoolId=pool.id, Username="erin", UserAttributeNames=["nickname", "name"]
    )
    values = attributes_of(cognito_idp.admin_get_user(UserPoolId=pool.id, Username="erin"), "UserAttributes")
    assert "nickname" not in values
    assert "name" not in values


def test_a_permanent_password_confirms(cognito_idp: Any, client: AppClient) -> None:
    create(cognito_idp, client.pool)
    cognito_idp.admin_set_user_password(
        UserPoolId=client.pool.id, Username="dora", Password=people.PASSWORD, Permanent=True
    )
    assert "AuthenticationResult" in password_auth(cognito_idp, client, "dora")


def test_a_password_that_is_not_permanent_must_be_changed(cognito_idp: Any, client: AppClient, alice: User) -> None:
    cognito_idp.admin_set_user_password(UserPoolId=client.pool.id, Username="alice", Password="Other-1234!")
    assert password_auth(cognito_idp, client, "alice", "Other-1234!")["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_a_reset_password_leads_to_a_code_by_mail(
    anonymous_idp: Any, cognito_idp: Any, client: AppClient, alice: User
) -> None:
    cognito_idp.admin_reset_user_password(UserPoolId=client.pool.id, Username="alice")
    assert error_of(lambda: password_auth(anonymous_idp, client))[0] == "PasswordResetRequiredException"
    anonymous_idp.confirm_forgot_password(
        ClientId=client.id,
        Username="alice",
        ConfirmationCode=people.last_code("alice@example.com"),
        Password="Brand-new-1!",
    )
    assert "AuthenticationResult" in password_auth(anonymous_idp, client, password="Brand-new-1!")


def test_enabling_lets_in_again(anonymous_idp: Any, cognito_idp: Any, client: AppClient, alice: User) -> None:
    cognito_idp.admin_disable_user(UserPoolId=client.pool.id, Username="alice")
    cognito_idp.admin_enable_user(UserPoolId=client.pool.id, Username="alice")
    assert "AuthenticationResult" in password_auth(anonymous_idp, client)


def test_a_deleted_name_can_be_taken_by_a_stranger_to_the_old_one(
    cognito_idp: Any, pool: UserPool, alice: User
) -> None:
    # checklist 70
    cognito_idp.admin_delete_user(UserPoolId=pool.id, Username="alice")
    user = create(cognito_idp, pool, "alice")["User"]
    assert attributes_of(user)["sub"] != alice.sub


@pytest.fixture
def crowd(pool: UserPool) -> UserPool:
    for name, first in (("ann", "Ann"), ("bert", "Bert"), ("anna", "Anna"), ("carl", "An_a")):
        people.confirmed(pool, name, given_name=first)
    return pool


def names(answer: Any) -> list[str]:
    return [user["Username"] for user in answer["Users"]]


@pytest.mark.parametrize(
    ("filter_text", "expected"),
    [
        ('username = "ann"', ["ann"]),
        ('username ^= "ann"', ["ann", "anna"]),
        ('email = "bert@example.com"', ["bert"]),
        ('given_name ^= "An"', ["carl", "ann", "anna"]),
        ('given_name ^= "An_"', ["carl"]),
        ('given_name ^= "%"', []),
        ('given_name = "Bert\\""', []),
        ('cognito:user_status = "confirmed"', ["ann", "bert", "anna", "carl"]),
        ('status = "Disabled"', []),
        ('status = "Enabled"', ["ann", "bert", "anna", "carl"]),
        ("", ["ann", "bert", "anna", "carl"]),
    ],
)
def test_filters_select(cognito_idp: Any, crowd: UserPool, filter_text: str, expected: list[str]) -> None:
    assert sorted(names(cognito_idp.list_users(UserPoolId=crowd.id, Filter=filter_text))) == sorted(expected)


@pytest.mark.parametrize(
    "filter_text",
    [
        "email",
        "email = ann",
        'email LIKE "x"',
        'email = "a" OR email = "b"',
        'email = "a";--',
        'email = "\\"',
        "x" * 257,
    ],
)
def test_what_is_no_filter_is_refused(cognito_idp: Any, crowd: UserPool, filter_text: str) -> None:  # checklist 69
    assert (
        error_of(lambda: cognito_idp.list_users(UserPoolId=crowd.id, Filter=filter_text))[0]
        == "InvalidParameterException"
    )


def test_an_attribute_that_is_not_searched_is_named(cognito_idp: Any, crowd: UserPool) -> None:
    assert error_of(lambda: cognito_idp.list_users(UserPoolId=crowd.id, Filter='custom:x = "1"')) == (
        "InvalidParameterException",
        "Invalid search attribute: custom:x",
    )


@pytest.mark.parametrize("filter_text", ["", 'given_name ^= "A"'])
def test_pages_show_everybody_once(cognito_idp: Any, crowd: UserPool, filter_text: str) -> None:
    asked = {"UserPoolId": crowd.id, "Filter": filter_text, "Limit": 2}
    first = cognito_idp.list_users(**asked)
    second = cognito_idp.list_users(**asked, PaginationToken=first["PaginationToken"])
    together = names(first) + names(second)
    assert sorted(together) == sorted(names(cognito_idp.list_users(UserPoolId=crowd.id, Filter=filter_text)))
    assert "PaginationToken" not in second


def test_a_token_is_good_for_its_own_request_only(cognito_idp: Any, crowd: UserPool) -> None:  # checklist 69
    token = cognito_idp.list_users(UserPoolId=crowd.id, Limit=2)["PaginationToken"]
    code, _ = error_of(
        lambda: cognito_idp.list_users(UserPoolId=crowd.id, Limit=2, Filter='email ^= "a"', PaginationToken=token)
    )
    assert code == "InvalidParameterException"


def test_only_the_attributes_asked_for_are_listed(cognito_idp: Any, crowd: UserPool) -> None:
    answer = cognito_idp.list_users(UserPoolId=crowd.id, AttributesToGet=["given_name"], Limit=1)
    assert set(attributes_of(answer["Users"][0])) == {"given_name"}


def test_a_list_costs_the_same_however_many_users(
    cognito_idp: Any, crowd: UserPool, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(4):
        cognito_idp.list_users(UserPoolId=crowd.id)
