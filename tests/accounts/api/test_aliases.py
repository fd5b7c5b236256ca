"""Sign-in names through boto3: alias pools, pools that sign in by address, case, and names that are somebody's."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from accounts.models import User
from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import error_of, password_auth
from tests.accounts.conftest import make_client, make_pool
from tests.support import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def alias_client(db: None) -> AppClient:
    return make_client(make_pool("aliases", AliasAttributes=["email", "phone_number", "preferred_username"]))


def sign_up(idp: Any, client: AppClient, username: str, **attributes: str) -> Any:
    given = [{"Name": name, "Value": value} for name, value in attributes.items()]
    return idp.sign_up(ClientId=client.id, Username=username, Password=people.PASSWORD, UserAttributes=given)


def confirm(idp: Any, client: AppClient, username: str, address: str, *, force: bool = False) -> None:
    code = people.last_code(address)
    idp.confirm_sign_up(ClientId=client.id, Username=username, ConfirmationCode=code, ForceAliasCreation=force)


def flags(username: str) -> bool | None:
    return User.objects.get(username=username).email_verified


def test_a_taken_address_is_told_only_to_who_has_its_code(anonymous_idp: Any, alias_client: AppClient) -> None:
    people.confirmed(alias_client.pool, "first", email="shared@example.com")
    sign_up(anonymous_idp, alias_client, "second", email="shared@example.com")
    assert error_of(lambda: confirm(anonymous_idp, alias_client, "second", "shared@example.com")) == (
        "AliasExistsException",
        "An account with the email already exists.",
    )
    assert User.objects.get(username="second").status == "UNCONFIRMED"


def test_the_refused_code_moves_the_address_when_forced(anonymous_idp: Any, alias_client: AppClient) -> None:
    people.confirmed(alias_client.pool, "first", email="shared@example.com")
    sign_up(anonymous_idp, alias_client, "second", email="shared@example.com")
    error_of(lambda: confirm(anonymous_idp, alias_client, "second", "shared@example.com"))
    confirm(anonymous_idp, alias_client, "second", "shared@example.com", force=True)
    assert (flags("first"), flags("second")) == (False, True)
    assert "AuthenticationResult" in password_auth(anonymous_idp, alias_client, "shared@example.com")


def test_who_lost_the_address_does_not_get_in_by_an_older_reset_code(
    anonymous_idp: Any, alias_client: AppClient
) -> None:  # checklist 38
    people.confirmed(alias_client.pool, "first", email="shared@example.com")
    anonymous_idp.forgot_password(ClientId=alias_client.id, Username="first")
    code = people.last_code("shared@example.com")
    sign_up(anonymous_idp, alias_client, "second", email="shared@example.com")
    confirm(anonymous_idp, alias_client, "second", "shared@example.com", force=True)
    reset = {"ClientId": alias_client.id, "Username": "first", "ConfirmationCode": code, "Password": "Brand-new-1!"}
    assert error_of(lambda: anonymous_idp.confirm_forgot_password(**reset))[0] == "ExpiredCodeException"


def test_an_unverified_address_is_no_name(anonymous_idp: Any, alias_client: AppClient) -> None:
    people.confirmed(alias_client.pool, "first", email="later@example.com", email_verified="false")
    assert error_of(lambda: password_auth(anonymous_idp, alias_client, "later@example.com"))[0] == (
        "UserNotFoundException"
    )


def test_a_username_that_looks_like_an_alias_is_refused(anonymous_idp: Any, alias_client: AppClient) -> None:
    assert error_of(lambda: sign_up(anonymous_idp, alias_client, "ann@example.com", email="ann@example.com")) == (
        "InvalidParameterException",
        "Username cannot be of email format, since user pool is configured for email alias.",
    )


def test_a_preferred_username_waits_for_the_confirmation(anonymous_idp: Any, alias_client: AppClient) -> None:
    asked = {"email": "ann@example.com", "preferred_username": "annie"}
    assert error_of(lambda: sign_up(anonymous_idp, alias_client, "ann", **asked))[0] == "InvalidParameterException"


def create(idp: Any, pool: UserPool, username: str, *, force: bool = False, **attributes: str) -> Any:
    given = [{"Name": name, "Value": value} for name, value in attributes.items()]
    asked = {"UserPoolId": pool.id, "Username": username, "UserAttributes": given, "ForceAliasCreation": force}
    return idp.admin_create_user(MessageAction="SUPPRESS", **asked)


def test_an_administrator_is_told_of_a_taken_address(cognito_idp: Any, alias_client: AppClient) -> None:
    people.confirmed(alias_client.pool, "first", email="shared@example.com")
    call = partial(create, cognito_idp, alias_client.pool, "second", email="shared@example.com", email_verified="true")
    assert error_of(call) == (
        "UsernameExistsException",
        "An account with the given email already exists.",
    )
    assert User.objects.count() == 1


def test_an_administrator_moves_an_address_by_force(cognito_idp: Any, alias_client: AppClient) -> None:
    people.confirmed(alias_client.pool, "first", email="shared@example.com")
    pool = alias_client.pool
    create(cognito_idp, pool, "second", force=True, email="shared@example.com", email_verified="true")
    assert (flags("first"), flags("second")) == (False, True)


def test_no_force_takes_a_preferred_username(cognito_idp: Any, alias_client: AppClient) -> None:
    people.confirmed(alias_client.pool, "first", preferred_username="star")
    call = partial(create, cognito_idp, alias_client.pool, "second", force=True, preferred_username="star")
    assert error_of(call)[0] == "UsernameExistsException"


def test_an_administrators_change_to_a_taken_address_is_refused(cognito_idp: Any, alias_client: AppClient) -> None:
    people.confirmed(alias_client.pool, "first", email="shared@example.com")
    people.confirmed(alias_client.pool, "second")
    given = [{"Name": "email", "Value": "shared@example.com"}, {"Name": "email_verified", "Value": "true"}]
    asked = {"UserPoolId": alias_client.pool.id, "Username": "second", "UserAttributes": given}
    assert error_of(lambda: cognito_idp.admin_update_user_attributes(**asked)) == (
        "AliasExistsException",
        "An account with the given email already exists.",
    )


@pytest.mark.parametrize(
    ("names", "typed", "complaint"),
    [
        (["email"], "+15550100123", "Username should be an email."),
        (["phone_number"], "ann@example.com", "Username should be a phone number."),
        (["email", "phone_number"], "ann", "Username should be either an email or a phone number."),
    ],
)
def test_a_name_of_another_form_than_the_pools_is_refused(
    anonymous_idp: Any, names: list[str], typed: str, complaint: str
) -> None:
    client = make_client(make_pool("by address", UsernameAttributes=names))
    assert error_of(lambda: sign_up(anonymous_idp, client, typed)) == ("InvalidParameterException", complaint)


def test_an_address_as_username_is_taken_before_it_is_verified(anonymous_idp: Any, email_client: AppClient) -> None:
    sign_up(anonymous_idp, email_client, "Ann@Example.com")
    user = User.objects.get()
    assert (user.username, user.email) == (user.sub, "ann@example.com")
    assert error_of(lambda: sign_up(anonymous_idp, email_client, "ann@example.COM"))[0] == "UsernameExistsException"


def test_case_matters_where_the_pool_says_nothing(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    assert error_of(lambda: password_auth(anonymous_idp, client, "ALICE"))[0] == "UserNotFoundException"


def test_a_phone_gets_its_code_and_signs_in(anonymous_idp: Any) -> None:
    pool = make_pool("by phone", UsernameAttributes=["phone_number"], AutoVerifiedAttributes=["phone_number"])
    client = make_client(pool)
    details = sign_up(anonymous_idp, client, "+15550100123")["CodeDeliveryDetails"]
    assert details == {"Destination": "+*******0123", "DeliveryMedium": "SMS", "AttributeName": "phone_number"}
    confirm(anonymous_idp, client, "+15550100123", "+15550100123")
    assert "AuthenticationResult" in password_auth(anonymous_idp, client, "+15550100123")


def test_the_phone_wins_where_both_are_verified(anonymous_idp: Any) -> None:
    client = make_client(make_pool("both", AutoVerifiedAttributes=["email", "phone_number"]))
    answer = sign_up(anonymous_idp, client, "ann", email="ann@example.com", phone_number="+15550100123")
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "SMS"


def test_nobody_is_called_by_anothers_sub(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    assert error_of(lambda: sign_up(anonymous_idp, client, alice.sub, email="eve@example.com")) == (
        "UsernameExistsException",
        "User already exists",
    )


def test_a_sub_finds_its_owner_whoever_prefers_it(cognito_idp: Any, alias_client: AppClient) -> None:
    victim = people.confirmed(alias_client.pool, "victim")
    people.confirmed(alias_client.pool, "eve", preferred_username=victim.sub)
    asked = {"UserPoolId": alias_client.pool.id, "Username": victim.sub}
    assert cognito_idp.admin_get_user(**asked)["Username"] == "victim"


def test_a_name_that_grows_when_it_is_folded_is_refused(anonymous_idp: Any) -> None:
    client = make_client(make_pool("folded", UsernameConfiguration={"CaseSensitive": False}))
    assert error_of(lambda: sign_up(anonymous_idp, client, "\u0130" * 100))[0] == "InvalidParameterException"


def test_a_name_longer_than_any_is_refused(anonymous_idp: Any, hiding_client: AppClient) -> None:
    parameters = {"USERNAME": "x" * 5000, "SRP_A": "ab"}
    asked = {"ClientId": hiding_client.id, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters}
    assert error_of(lambda: anonymous_idp.initiate_auth(**asked))[0] == "InvalidParameterException"


def test_a_value_too_long_to_be_searched_is_refused(anonymous_idp: Any, client: AppClient) -> None:
    name = "".join(chr(0x4E00 + number) for number in range(2000))
    assert error_of(lambda: sign_up(anonymous_idp, client, "ann", email="ann@example.com", name=name))[0] == (
        "InvalidParameterException"
    )
