"""AdminLinkProviderForUser and AdminDisableProviderForUser: one user, several providers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from accounts import users
from accounts.models import HostedSession, Identity, User
from pools.core import clock
from pools.core.errors import UsernameExistsException
from pools.models import AppClient, IdentityProvider, UserPool
from tests.accounts.conftest import make_client
from tests.support import federation, people, refusal
from tests.support.federation import arrive

pytestmark = pytest.mark.django_db

SUBJECT = "Cognito_Subject"
ANN = {"email": "ann@example.com", "name": "Ann"}


@pytest.fixture
def provider(pool: UserPool) -> IdentityProvider:
    return federation.oidc(pool)


@pytest.fixture
def directory(pool: UserPool) -> IdentityProvider:
    return federation.saml(pool, mapping={"email": "mail", "name": "displayName"})


@pytest.fixture
def app(pool: UserPool, provider: IdentityProvider, directory: IdentityProvider) -> AppClient:
    return make_client(pool, "app", **federation.offering("COGNITO", provider.name, directory.name))


def named(provider: str, value: str | None, attribute: str = SUBJECT) -> dict[str, Any]:
    shape = {"ProviderName": provider, "ProviderAttributeName": attribute, "ProviderAttributeValue": value}
    return {member: text for member, text in shape.items() if text is not None}


def link(idp: Any, pool: UserPool, destination: dict[str, Any], source: dict[str, Any]) -> Any:
    return idp.admin_link_provider_for_user(UserPoolId=pool.id, DestinationUser=destination, SourceUser=source)


def link_alice(idp: Any, pool: UserPool, value: str = "u-1", provider: str = "Corporate") -> Any:
    return link(idp, pool, named("Cognito", "alice"), named(provider, value))


def unlink(idp: Any, pool: UserPool, user: dict[str, Any]) -> Any:
    return idp.admin_disable_provider_for_user(UserPoolId=pool.id, User=user)


def listed(idp: Any, pool: UserPool, username: str) -> list[dict[str, Any]]:
    told = idp.admin_get_user(UserPoolId=pool.id, Username=username)["UserAttributes"]
    attributes = {member["Name"]: member["Value"] for member in told}
    return list(json.loads(attributes.get("identities", "[]")))


def test_a_linked_account_signs_the_user_in(
    cognito_idp: Any, app: AppClient, provider: IdentityProvider, alice: User
) -> None:
    link_alice(cognito_idp, app.pool)
    assert arrive(app, provider, "u-1", name="Alice").user == alice
    assert User.objects.get().name == "Alice"
    assert User.objects.get().status == "CONFIRMED"


def test_a_link_is_listed(cognito_idp: Any, app: AppClient, alice: User) -> None:
    link_alice(cognito_idp, app.pool)
    (told,) = listed(cognito_idp, app.pool, "alice")
    assert told.pop("dateCreated") > 0
    assert told == {
        "userId": "u-1",
        "providerName": "Corporate",
        "providerType": "OIDC",
        "issuer": None,
        "primary": False,
    }


def test_list_users_shows_identities_and_can_be_asked_for_them_alone(
    cognito_idp: Any, app: AppClient, provider: IdentityProvider
) -> None:
    arrive(app, provider, "u-1", **ANN)
    answer = cognito_idp.list_users(UserPoolId=app.pool.id, AttributesToGet=["identities"])
    ((attribute,),) = [user["Attributes"] for user in answer["Users"]]
    assert json.loads(attribute["Value"])[0]["primary"] is True


def test_nobody_writes_identities_by_hand(cognito_idp: Any, app: AppClient, alice: User) -> None:
    # checklist 68
    forged = [{"Name": "identities", "Value": "[]"}]
    call = cognito_idp.admin_update_user_attributes
    code, _ = refusal.of(lambda: call(UserPoolId=app.pool.id, Username="alice", UserAttributes=forged))
    assert code == "InvalidParameterException"


def test_the_users_own_account_keeps_its_password(
    cognito_idp: Any, anonymous_idp: Any, app: AppClient, alice: User
) -> None:
    link_alice(cognito_idp, app.pool)
    answer = anonymous_idp.initiate_auth(
        ClientId=app.id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": people.PASSWORD},
    )
    assert "AuthenticationResult" in answer


def test_a_saml_account_may_be_linked_by_a_mapped_attribute(
    cognito_idp: Any, app: AppClient, directory: IdentityProvider, alice: User
) -> None:
    link(cognito_idp, app.pool, named("Cognito", "alice"), named("Directory", "al@corp.example", "mail"))
    assert arrive(app, directory, "G-17", mail="al@corp.example").user == alice
    assert listed(cognito_idp, app.pool, "alice")[0]["userId"] == "G-17"


def test_a_saml_account_may_be_linked_by_the_name_of_the_pools_attribute(
    cognito_idp: Any, app: AppClient, directory: IdentityProvider, alice: User
) -> None:
    link(cognito_idp, app.pool, named("Cognito", "alice"), named("Directory", "al@corp.example", "email"))
    assert arrive(app, directory, "G-17", mail="al@corp.example").user == alice


def test_a_link_by_attribute_is_used_up_by_the_first_account_that_comes(
    cognito_idp: Any, app: AppClient, directory: IdentityProvider, alice: User
) -> None:
    link(cognito_idp, app.pool, named("Cognito", "alice"), named("Directory", "al@corp.example", "mail"))
    arrive(app, directory, "G-17", mail="al@corp.example")
    assert arrive(app, directory, "G-18", mail="al@corp.example").user != alice


def test_a_claim_of_an_oidc_provider_links_nobody(cognito_idp: Any, app: AppClient, alice: User) -> None:
    code, _ = refusal.of(
        lambda: link(cognito_idp, app.pool, named("Cognito", "alice"), named("Corporate", "a@example.com", "email"))
    )
    assert code == "InvalidParameterException"


def test_a_saml_attribute_that_is_not_mapped_links_nobody(cognito_idp: Any, app: AppClient, alice: User) -> None:
    code, _ = refusal.of(
        lambda: link(cognito_idp, app.pool, named("Cognito", "alice"), named("Directory", "7", "employee"))
    )
    assert code == "InvalidParameterException"


def test_a_federated_user_can_be_linked_to_by_the_providers_id(
    cognito_idp: Any, app: AppClient, provider: IdentityProvider, directory: IdentityProvider
) -> None:
    user = arrive(app, provider, "u-1", **ANN).user
    link(cognito_idp, app.pool, named("Corporate", "u-1"), named("Directory", "G-17"))
    assert arrive(app, directory, "G-17").user == user
    assert [told["primary"] for told in listed(cognito_idp, app.pool, "Corporate_u-1")] == [True, False]


def test_a_federated_user_can_be_linked_to_by_name(
    cognito_idp: Any, app: AppClient, provider: IdentityProvider, directory: IdentityProvider
) -> None:
    user = arrive(app, provider, "u-1", **ANN).user
    link(cognito_idp, app.pool, named("Corporate", "Corporate_u-1"), named("Directory", "G-17"))
    assert arrive(app, directory, "G-17").user == user


def test_an_account_that_has_signed_in_by_itself_cannot_be_linked(
    cognito_idp: Any, app: AppClient, provider: IdentityProvider, alice: User
) -> None:
    arrive(app, provider, "u-1", **ANN)
    assert refusal.of(lambda: link_alice(cognito_idp, app.pool)) == (
        "InvalidParameterException",
        "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link",
    )


def test_after_that_user_is_deleted_it_can(
    cognito_idp: Any, app: AppClient, provider: IdentityProvider, alice: User
) -> None:
    users.delete(arrive(app, provider, "u-1", **ANN).user)
    link_alice(cognito_idp, app.pool)
    assert arrive(app, provider, "u-1").user == alice


def test_an_account_is_linked_to_one_user_only(cognito_idp: Any, app: AppClient, alice: User) -> None:
    people.confirmed(app.pool, "bob")
    link_alice(cognito_idp, app.pool)
    code, _ = refusal.of(lambda: link(cognito_idp, app.pool, named("Cognito", "bob"), named("Corporate", "u-1")))
    assert code == "AliasExistsException"
    assert listed(cognito_idp, app.pool, "bob") == []


def test_a_link_is_made_once(cognito_idp: Any, app: AppClient, alice: User) -> None:
    link_alice(cognito_idp, app.pool)
    assert refusal.of(lambda: link_alice(cognito_idp, app.pool)) == (
        "InvalidParameterException",
        "SourceUser is already linked to DestinationUser",
    )


def test_five_accounts_are_the_most(cognito_idp: Any, app: AppClient, alice: User) -> None:
    [link_alice(cognito_idp, app.pool, f"u-{number}") for number in range(5)]
    code, _ = refusal.of(lambda: link_alice(cognito_idp, app.pool, "u-5"))
    assert code == "LimitExceededException"
    assert len(listed(cognito_idp, app.pool, "alice")) == 5


@pytest.mark.parametrize(
    ("destination", "source", "code"),
    [
        (named("Cognito", "nobody"), named("Corporate", "u-1"), "UserNotFoundException"),
        (named("Corporate", "u-9"), named("Directory", "G-1"), "UserNotFoundException"),
        (named("Corporate", "alice"), named("Directory", "G-1"), "UserNotFoundException"),
        (named("Unknown", "u-1"), named("Corporate", "u-1"), "ResourceNotFoundException"),
        (named("Cognito", "alice"), named("Unknown", "u-1"), "ResourceNotFoundException"),
        (named("Cognito", "alice"), named("Cognito", "bob"), "InvalidParameterException"),
        (named("Cognito", "alice"), named("Corporate", ""), "InvalidParameterException"),
        (named("Cognito", "alice"), named("Corporate", None), "InvalidParameterException"),
        (named("Cognito", "alice"), named("Corporate", "a\nb"), "InvalidParameterException"),
        (named("Cognito", "alice"), named("Corporate", "é" * 600), "InvalidParameterException"),
        (named("Cognito", None), named("Corporate", "u-1"), "UserNotFoundException"),
    ],
)
def test_what_cannot_be_linked_is_refused(
    cognito_idp: Any, app: AppClient, alice: User, destination: dict[str, Any], source: dict[str, Any], code: str
) -> None:
    assert refusal.of(lambda: link(cognito_idp, app.pool, destination, source))[0] == code
    assert not Identity.objects.exists()


def test_another_pools_provider_and_users_are_out_of_reach(
    cognito_idp: Any, app: AppClient, other_pool: UserPool, alice: User
) -> None:
    code, _ = refusal.of(lambda: link(cognito_idp, other_pool, named("Cognito", "alice"), named("Corporate", "u-1")))
    assert code == "ResourceNotFoundException"


def test_an_unlinked_account_is_somebody_new(
    cognito_idp: Any, app: AppClient, provider: IdentityProvider, alice: User
) -> None:
    link_alice(cognito_idp, app.pool)
    arrive(app, provider, "u-1")
    unlink(cognito_idp, app.pool, named("Corporate", "u-1"))
    assert listed(cognito_idp, app.pool, "alice") == []
    assert arrive(app, provider, "u-1", **ANN).user.username == "Corporate_u-1"


def test_unlinking_ends_the_browsers_sessions_of_that_provider(cognito_idp: Any, app: AppClient, alice: User) -> None:
    link_alice(cognito_idp, app.pool)
    now = clock.now()
    kept = {"pool": app.pool, "user": alice, "auth_time": now, "created_at": now, "expires_at": now}
    HostedSession.objects.create(token_hash=b"1", provider_name="Corporate", **kept)
    HostedSession.objects.create(token_hash=b"2", **kept)
    unlink(cognito_idp, app.pool, named("Corporate", "u-1"))
    assert HostedSession.objects.get(ended_at=None).provider_name == ""


def test_an_account_that_was_unlinked_from_its_own_user_signs_nobody_in(
    cognito_idp: Any, app: AppClient, provider: IdentityProvider
) -> None:
    arrive(app, provider, "u-1", **ANN)
    unlink(cognito_idp, app.pool, named("Corporate", "u-1"))
    with pytest.raises(UsernameExistsException):
        arrive(app, provider, "u-1", **ANN)


def test_before_its_first_use_a_link_by_attribute_is_unlinked_by_the_attribute(
    cognito_idp: Any, app: AppClient, alice: User
) -> None:
    link(cognito_idp, app.pool, named("Cognito", "alice"), named("Directory", "al@corp.example", "mail"))
    unlink(cognito_idp, app.pool, named("Directory", "al@corp.example", "mail"))
    assert not Identity.objects.exists()


def test_after_its_first_use_it_is_unlinked_by_the_subject_only(
    cognito_idp: Any, app: AppClient, directory: IdentityProvider, alice: User
) -> None:
    link(cognito_idp, app.pool, named("Cognito", "alice"), named("Directory", "al@corp.example", "mail"))
    arrive(app, directory, "G-17", mail="al@corp.example")
    code, _ = refusal.of(lambda: unlink(cognito_idp, app.pool, named("Directory", "al@corp.example", "mail")))
    unlink(cognito_idp, app.pool, named("Directory", "G-17"))
    assert code == "UserNotFoundException"
    assert not Identity.objects.exists()


def test_a_link_of_a_provider_that_is_gone_can_be_unlinked(
    cognito_idp: Any, app: AppClient, provider: IdentityProvider, alice: User
) -> None:
    link_alice(cognito_idp, app.pool)
    cognito_idp.delete_identity_provider(UserPoolId=app.pool.id, ProviderName="Corporate")
    unlink(cognito_idp, app.pool, named("Corporate", "u-1"))
    assert not Identity.objects.exists()


def test_a_local_user_is_left_without_the_password(
    cognito_idp: Any, anonymous_idp: Any, app: AppClient, alice: User
) -> None:
    unlink(cognito_idp, app.pool, named("Cognito", "alice"))
    answer = {"USERNAME": "alice", "PASSWORD": people.PASSWORD}
    call = anonymous_idp.initiate_auth
    refused = refusal.of(lambda: call(ClientId=app.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=answer))
    assert refused == ("NotAuthorizedException", "Incorrect username or password.")


@pytest.mark.parametrize(
    ("user", "code"),
    [
        (named("Corporate", "u-9"), "UserNotFoundException"),
        (named("Unknown", "u-1"), "ResourceNotFoundException"),
        (named("Cognito", "nobody"), "UserNotFoundException"),
        (named("Cognito", "alice", "username"), "InvalidParameterException"),
    ],
)
def test_what_is_not_linked_cannot_be_unlinked(
    cognito_idp: Any, app: AppClient, alice: User, user: dict[str, Any], code: str
) -> None:
    assert refusal.of(lambda: unlink(cognito_idp, app.pool, user))[0] == code
