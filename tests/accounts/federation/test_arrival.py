"""Who comes from a provider becomes a user of the pool, and is kept up to date."""

from __future__ import annotations

import json

import pytest

from accounts import linking, sign_up, users
from accounts.models import Identity, Membership, User, UserAlias
from accounts.models.user import UserStatus
from pools import identity_providers
from pools.core.errors import (
    InvalidParameterException,
    NotAuthorizedException,
    UsernameExistsException,
    UserNotConfirmedException,
)
from pools.models import AppClient, IdentityProvider, UserPool
from tests.accounts.conftest import make_client, make_pool
from tests.support import federation, people
from tests.support.federation import arrive

pytestmark = pytest.mark.django_db

ANN = {"email": "ann@example.com", "name": "Ann"}


def remap(provider: IdentityProvider, **mapping: str) -> None:
    identity_providers.update(provider, attribute_mapping=mapping)


def test_a_first_sign_in_makes_a_user(app: AppClient, provider: IdentityProvider) -> None:
    signed_in = arrive(app, provider, "u-1", **ANN)
    user = User.objects.get()
    assert user == signed_in.user
    assert user.username == "Corporate_u-1"
    assert user.status == UserStatus.EXTERNAL_PROVIDER
    assert (user.email, user.name, user.email_verified) == ("ann@example.com", "Ann", False)
    assert signed_in.proved == ("fed",)
    assert signed_in.provider_name == "Corporate"


def test_the_user_is_in_the_providers_group(app: AppClient, provider: IdentityProvider) -> None:
    arrive(app, provider, "u-1", **ANN)
    arrive(app, provider, "u-2", **ANN)
    groups = Membership.objects.values_list("group__name", flat=True)
    assert list(groups) == [f"{app.pool.id}_Corporate"] * 2


def test_the_identity_is_told_as_an_attribute(app: AppClient, provider: IdentityProvider) -> None:
    user = arrive(app, provider, "u-1", **ANN).user
    (told,) = json.loads(user.attributes["identities"])
    assert told.pop("dateCreated") == int(user.identities.get().created_at.timestamp() * 1000)
    assert told == {
        "userId": "u-1",
        "providerName": "Corporate",
        "providerType": "OIDC",
        "issuer": None,
        "primary": True,
    }


def test_a_second_sign_in_brings_the_same_user_up_to_date(app: AppClient, provider: IdentityProvider) -> None:
    first = arrive(app, provider, "u-1", **ANN).user
    second = arrive(app, provider, "u-1", name="Ann Smith").user
    assert second.pk == first.pk
    assert User.objects.get().name == "Ann Smith"


def test_a_claim_that_is_missing_or_empty_clears_nothing(app: AppClient, provider: IdentityProvider) -> None:
    arrive(app, provider, "u-1", **ANN)
    arrive(app, provider, "u-1", email="")
    assert User.objects.get().email == "ann@example.com"
    assert User.objects.get().name == "Ann"


def test_nothing_new_is_not_written(app: AppClient, provider: IdentityProvider) -> None:
    before = arrive(app, provider, "u-1", **ANN).user.updated_at
    arrive(app, provider, "u-1", **ANN)
    assert User.objects.get().updated_at == before


def test_an_address_is_verified_when_the_mapped_claim_says_so(app: AppClient, provider: IdentityProvider) -> None:
    remap(provider, email="email", email_verified="email_verified")
    arrive(app, provider, "u-1", email="ann@example.com", email_verified=True)
    assert User.objects.get().email_verified is True


def test_a_changed_address_is_unverified_without_the_providers_word(app: AppClient, provider: IdentityProvider) -> None:
    remap(provider, email="email", email_verified="email_verified")
    arrive(app, provider, "u-1", email="ann@example.com", email_verified=True)
    arrive(app, provider, "u-1", email="ann@example.org")
    assert User.objects.get().email == "ann@example.org"
    assert User.objects.get().email_verified is False


def test_two_providers_users_of_one_address_are_two_users(app: AppClient, provider: IdentityProvider) -> None:
    # checklist 59
    other = federation.oidc(app.pool, "Partner")
    arrive(app, provider, "u-1", **ANN)
    arrive(app, other, "u-1", **ANN)
    assert set(User.objects.values_list("username", flat=True)) == {"Corporate_u-1", "Partner_u-1"}


def test_one_account_is_another_user_in_another_pool(
    app: AppClient, provider: IdentityProvider, other_pool: UserPool
) -> None:
    theirs = federation.oidc(other_pool)
    other_app = make_client(other_pool, **federation.offering(theirs.name))
    here = arrive(app, provider, "u-1", **ANN).user
    there = arrive(other_app, theirs, "u-1", **ANN).user
    assert here.sub != there.sub


def test_a_case_insensitive_pool_has_the_name_in_small_letters_and_the_identity_as_it_is() -> None:
    pool = make_pool("small", UsernameConfiguration={"CaseSensitive": False})
    provider = federation.oidc(pool)
    app = make_client(pool, **federation.offering(provider.name))
    user = arrive(app, provider, "U-1", email="Ann@Example.com").user
    assert user.username == "corporate_u-1"
    assert user.email == "ann@example.com"
    assert Identity.objects.get().value == "U-1"


def test_accounts_that_differ_in_case_only_are_never_one_user() -> None:
    pool = make_pool("small", UsernameConfiguration={"CaseSensitive": False})
    provider = federation.oidc(pool)
    app = make_client(pool, **federation.offering(provider.name))
    arrive(app, provider, "abc", **ANN)
    with pytest.raises(UsernameExistsException):
        arrive(app, provider, "ABC", **ANN)
    assert User.objects.count() == Identity.objects.count() == 1


def test_a_providers_address_takes_no_sign_in_name_from_anybody(email_client: AppClient) -> None:
    pool = email_client.pool
    provider = federation.oidc(pool, mapping={"email": "email", "email_verified": "email_verified"})
    local = people.confirmed(pool, "ann")
    federated = arrive(email_client, provider, "u-1", email="ann@example.com", email_verified=True).user
    assert users.get(pool, "ann@example.com") == local
    assert list(UserAlias.objects.filter(user=federated).values_list("attribute", flat=True)) == ["username"]


def test_what_the_pool_requires_must_be_stated(naming_client: AppClient) -> None:
    provider = federation.oidc(naming_client.pool)
    with pytest.raises(InvalidParameterException, match=r"attributes required: \[name\]"):
        arrive(naming_client, provider, "u-1", email="ann@example.com")
    assert not User.objects.exists()


def test_what_is_required_may_be_missing_later(naming_client: AppClient) -> None:
    provider = federation.oidc(naming_client.pool)
    arrive(naming_client, provider, "u-1", **ANN)
    arrive(naming_client, provider, "u-1", email="ann@example.com")
    assert User.objects.get().name == "Ann"


def test_an_immutable_attribute_that_is_mapped_stops_the_second_sign_in() -> None:
    pool = make_pool("fixed", Schema=[{"Name": "staff", "AttributeDataType": "String", "Mutable": False}])
    provider = federation.oidc(pool, mapping={"custom:staff": "staff"})
    app = make_client(pool, **federation.offering(provider.name))
    arrive(app, provider, "u-1", staff="1")
    with pytest.raises(InvalidParameterException, match="Attribute cannot be updated"):
        arrive(app, provider, "u-1", staff="1")


def test_what_is_mapped_must_be_the_clients_to_write(pool: UserPool, provider: IdentityProvider) -> None:
    app = make_client(pool, WriteAttributes=["email"], **federation.offering(provider.name))
    with pytest.raises(NotAuthorizedException, match="unauthorized attribute"):
        arrive(app, provider, "u-1", **ANN)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "claims",
    [{"email": "nobody"}, {"name": "x" * 2049}, {"email": f"{'x' * 2700}@example.com"}, {"name": "a\0b"}],
)
def test_a_value_that_cannot_be_makes_no_user(
    app: AppClient, provider: IdentityProvider, claims: dict[str, str]
) -> None:
    with pytest.raises(InvalidParameterException):
        arrive(app, provider, "u-1", **claims)
    assert not User.objects.exists()


def test_a_value_of_2048_characters_is_taken(app: AppClient, provider: IdentityProvider) -> None:
    arrive(app, provider, "u-1", name="x" * 2048)
    assert len(User.objects.get().name) == 2048


@pytest.mark.parametrize("subject", ["", "x" * 120, "a b", "a\0", "a\n", "\ud800", "\u202eabc"])
def test_an_id_that_cannot_be_part_of_a_name_is_refused(
    app: AppClient, provider: IdentityProvider, subject: str
) -> None:
    with pytest.raises(InvalidParameterException):
        arrive(app, provider, subject, **ANN)
    assert not User.objects.exists()


def test_a_disabled_user_is_refused(app: AppClient, provider: IdentityProvider) -> None:
    # checklist 60
    users.disable(arrive(app, provider, "u-1", **ANN).user)
    with pytest.raises(NotAuthorizedException, match="User is disabled"):
        arrive(app, provider, "u-1", name="Somebody else")
    assert User.objects.get().name == "Ann"


def test_a_linked_user_who_is_unconfirmed_is_refused(app: AppClient, provider: IdentityProvider) -> None:
    # checklist 60
    user = people.unconfirmed(app, "bob")
    linking.add(user, provider, "u-1")
    with pytest.raises(UserNotConfirmedException):
        arrive(app, provider, "u-1")


def test_a_deleted_user_comes_back_as_somebody_new(app: AppClient, provider: IdentityProvider) -> None:
    # checklist 60
    old = arrive(app, provider, "u-1", **ANN).user
    users.delete(User.objects.get())
    new = arrive(app, provider, "u-1", **ANN).user
    assert new.sub != old.sub
    assert Identity.objects.count() == 1


def test_a_name_that_a_local_user_has_is_not_taken_over(app: AppClient, provider: IdentityProvider) -> None:
    sign_up.sign_up(app, username="Corporate_u-1", password=people.PASSWORD, attributes={"email": "x@example.com"})
    with pytest.raises(UsernameExistsException):
        arrive(app, provider, "u-1", **ANN)
    assert not Identity.objects.exists()
