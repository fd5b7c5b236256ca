"""GetUserAttributeVerificationCode, VerifyUserAttribute, DeleteUserAttributes through boto3."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import users
from accounts.models import User
from pools import app_clients
from pools.models import AppClient, OutboxMessage, UserPool
from tests.accounts.api.test_auth import password_auth
from tests.accounts.conftest import make_client, make_pool
from tests.support import people, refusal
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

NEW = "alice.new@example.com"
FIRST: dict[str, Any] = {"UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}}


@pytest.fixture
def token(anonymous_idp: Any, client: AppClient, alice: User) -> str:
    return access_token(anonymous_idp, client)


@pytest.fixture
def pending(anonymous_idp: Any, db: None) -> tuple[UserPool, str]:
    """A pool where a new address waits for its code, and alice's token there, with a change under way."""
    pool = make_pool("careful", **FIRST)
    people.confirmed(pool, "alice")
    token = access_token(anonymous_idp, make_client(pool))
    update(anonymous_idp, token, NEW)
    return pool, token


def access_token(idp: Any, client: AppClient) -> str:
    return str(password_auth(idp, client)["AuthenticationResult"]["AccessToken"])


def update(idp: Any, token: str, email: str) -> None:
    idp.update_user_attributes(AccessToken=token, UserAttributes=[{"Name": "email", "Value": email}])


def send(idp: Any, token: str, attribute: str = "email") -> dict[str, str]:
    answer = idp.get_user_attribute_verification_code(AccessToken=token, AttributeName=attribute)
    return dict(answer["CodeDeliveryDetails"])


def verify(idp: Any, token: str, code: str, attribute: str = "email") -> None:
    idp.verify_user_attribute(AccessToken=token, AttributeName=attribute, Code=code)


def profile(idp: Any, token: str) -> dict[str, str]:
    return {row["Name"]: row["Value"] for row in idp.get_user(AccessToken=token)["UserAttributes"]}


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_changed_address_is_verified_by_its_code(anonymous_idp: Any, token: str) -> None:
    update(anonymous_idp, token, NEW)
    before = profile(anonymous_idp, token)["email_verified"]
    verify(anonymous_idp, token, people.last_code(NEW))
    assert (before, profile(anonymous_idp, token)["email_verified"]) == ("false", "true")


def test_a_code_can_be_asked_for_again_and_the_old_one_dies(anonymous_idp: Any, token: str) -> None:  # checklist 37
    update(anonymous_idp, token, NEW)
    old = people.last_code(NEW)
    assert send(anonymous_idp, token) == {
        "Destination": "a***@e***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    }
    new = people.last_code(NEW)
    assert old == new or refusal.of(lambda: verify(anonymous_idp, token, old))[0] == "CodeMismatchException"
    verify(anonymous_idp, token, new)


def test_who_is_verified_already_is_sent_a_code_all_the_same(anonymous_idp: Any, token: str) -> None:
    send(anonymous_idp, token)
    verify(anonymous_idp, token, people.last_code("alice@example.com"))
    assert profile(anonymous_idp, token)["email_verified"] == "true"


def test_a_wrong_code_changes_nothing(anonymous_idp: Any, token: str) -> None:
    update(anonymous_idp, token, NEW)
    wrong = other_than(people.last_code(NEW))
    assert refusal.of(lambda: verify(anonymous_idp, token, wrong)) == (
        "CodeMismatchException",
        "Invalid verification code provided, please try again.",
    )
    assert profile(anonymous_idp, token)["email_verified"] == "false"


def test_a_code_is_good_once(anonymous_idp: Any, token: str) -> None:  # checklist 38
    update(anonymous_idp, token, NEW)
    code = people.last_code(NEW)
    verify(anonymous_idp, token, code)
    assert refusal.of(lambda: verify(anonymous_idp, token, code))[0] == "ExpiredCodeException"


def test_a_code_is_good_for_a_day(anonymous_idp: Any, client: AppClient, alice: User, clock: Clock) -> None:
    update(anonymous_idp, access_token(anonymous_idp, client), NEW)
    code = people.last_code(NEW)
    clock.advance(hours=24, seconds=1)
    fresh = access_token(anonymous_idp, client)
    assert refusal.of(lambda: verify(anonymous_idp, fresh, code))[0] == "ExpiredCodeException"


def test_a_code_for_the_old_address_proves_nothing_about_the_new_one(
    anonymous_idp: Any, cognito_idp: Any, pool: UserPool, token: str
) -> None:
    # checklist 38
    send(anonymous_idp, token)
    old = people.last_code("alice@example.com")
    values = [{"Name": "email", "Value": NEW}, {"Name": "email_verified", "Value": "false"}]
    cognito_idp.admin_update_user_attributes(UserPoolId=pool.id, Username="alice", UserAttributes=values)
    assert refusal.of(lambda: verify(anonymous_idp, token, old))[0] in (
        "ExpiredCodeException",
        "CodeMismatchException",
    )
    assert profile(anonymous_idp, token)["email_verified"] == "false"


def test_an_e_mail_code_is_no_code_for_a_telephone(anonymous_idp: Any, token: str) -> None:  # checklist 38
    send(anonymous_idp, token)
    code = people.last_code("alice@example.com")
    assert refusal.of(lambda: verify(anonymous_idp, token, code, "phone_number"))[0] == "ExpiredCodeException"


def test_fifteen_wrong_codes_within_an_hour_are_the_limit(anonymous_idp: Any, token: str) -> None:  # checklist 37
    send(anonymous_idp, token)
    right = people.last_code("alice@example.com")
    wrong = other_than(right)
    refused = [refusal.of(lambda: verify(anonymous_idp, token, wrong))[0] for _ in range(15)]
    assert set(refused) == {"CodeMismatchException"}
    assert refusal.of(lambda: verify(anonymous_idp, token, right)) == (
        "LimitExceededException",
        "Attempt limit exceeded, please try after some time.",
    )


def test_a_sixth_code_within_an_hour_is_not_sent(anonymous_idp: Any, token: str) -> None:  # checklist 40
    sent = [send(anonymous_idp, token) for _ in range(5)]
    assert len(sent) == 5
    assert refusal.of(lambda: send(anonymous_idp, token))[0] == "LimitExceededException"
    assert OutboxMessage.objects.count() == 5


@pytest.mark.parametrize("attribute", ["name", "sub", "nothing"])
def test_only_addresses_are_verified(anonymous_idp: Any, token: str, attribute: str) -> None:
    assert refusal.of(lambda: send(anonymous_idp, token, attribute))[0] == "InvalidParameterException"
    assert refusal.of(lambda: verify(anonymous_idp, token, "123456", attribute))[0] == "InvalidParameterException"


def test_no_code_is_sent_to_nowhere(anonymous_idp: Any, token: str) -> None:
    assert refusal.of(lambda: send(anonymous_idp, token, "phone_number"))[0] == "InvalidParameterException"


def test_a_client_that_may_not_read_an_address_sends_nothing_to_it(
    anonymous_idp: Any, pool: UserPool, alice: User
) -> None:
    settings = {"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "ReadAttributes": ["nickname"]}
    narrow = access_token(anonymous_idp, app_clients.create(pool, name="narrow", settings=settings))
    assert refusal.of(lambda: send(anonymous_idp, narrow))[0] == "NotAuthorizedException"


def test_a_pending_address_becomes_the_users_with_its_code(
    anonymous_idp: Any, pending: tuple[UserPool, str]
) -> None:  # checklist 68
    _, token = pending
    before = profile(anonymous_idp, token)
    verify(anonymous_idp, token, people.last_code(NEW))
    after = profile(anonymous_idp, token)
    assert (before["email"], before["email_verified"]) == ("alice@example.com", "true")
    assert (after["email"], after["email_verified"]) == (NEW, "true")


def test_another_code_for_a_pending_address_goes_there(anonymous_idp: Any, pending: tuple[UserPool, str]) -> None:
    _, token = pending
    send(anonymous_idp, token)
    verify(anonymous_idp, token, people.last_code(NEW))
    assert profile(anonymous_idp, token)["email"] == NEW


def test_who_proves_an_alias_takes_it_over(anonymous_idp: Any) -> None:
    pool = make_pool("by alias", AliasAttributes=["email"])
    bob = people.confirmed(pool, "bob", email=NEW)
    people.confirmed(pool, "alice")
    token = access_token(anonymous_idp, make_client(pool))
    update(anonymous_idp, token, NEW)
    verify(anonymous_idp, token, people.last_code(NEW))
    bob.refresh_from_db()
    found = users.get(pool, NEW)
    assert (found.username, bob.email_verified) == ("alice", False)


def test_attributes_are_deleted_by_their_owner(anonymous_idp: Any, token: str) -> None:
    anonymous_idp.update_user_attributes(AccessToken=token, UserAttributes=[{"Name": "name", "Value": "Alice"}])
    anonymous_idp.delete_user_attributes(AccessToken=token, UserAttributeNames=["name"])
    assert "name" not in profile(anonymous_idp, token)


def test_a_required_attribute_is_not_deleted(anonymous_idp: Any, naming_client: AppClient) -> None:
    people.confirmed(naming_client.pool, "alice", name="Alice")
    token = access_token(anonymous_idp, naming_client)
    call = {"AccessToken": token, "UserAttributeNames": ["name"]}
    assert refusal.of(lambda: anonymous_idp.delete_user_attributes(**call))[0] == "InvalidParameterException"
    assert profile(anonymous_idp, token)["name"] == "Alice"


def test_an_attribute_that_the_client_may_not_write_is_not_deleted(
    anonymous_idp: Any, pool: UserPool, alice: User
) -> None:  # checklist 68
    settings = {"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "WriteAttributes": ["nickname"]}
    narrow = access_token(anonymous_idp, app_clients.create(pool, name="narrow", settings=settings))
    call = {"AccessToken": narrow, "UserAttributeNames": ["email"]}
    assert refusal.of(lambda: anonymous_idp.delete_user_attributes(**call))[0] == "NotAuthorizedException"
