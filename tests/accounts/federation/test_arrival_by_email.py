"""Linking by an address that both sides have verified: off unless the provider is trusted."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import users
from accounts.models import Identity, User
from pools.core.errors import NotAuthorizedException
from pools.models import AppClient, IdentityProvider, UserPool
from tests.accounts.conftest import make_client
from tests.support import federation, people
from tests.support.federation import arrive

pytestmark = pytest.mark.django_db

ALICES = {"email": "alice@example.com", "email_verified": True}


@pytest.fixture
def trusted(pool: UserPool) -> IdentityProvider:
    return federation.oidc(pool, "Trusted", trusts_email=True)


@pytest.fixture
def trusting(pool: UserPool, trusted: IdentityProvider) -> AppClient:
    return make_client(pool, "trusting", **federation.offering("COGNITO", trusted.name))


def test_a_trusted_provider_signs_the_local_user_in(
    trusting: AppClient, trusted: IdentityProvider, alice: User
) -> None:
    signed_in = arrive(trusting, trusted, "u-1", **ALICES)
    assert signed_in.user == alice
    assert not Identity.objects.get().primary
    assert User.objects.count() == 1


def test_the_link_stays_when_the_address_changes(trusting: AppClient, trusted: IdentityProvider, alice: User) -> None:
    arrive(trusting, trusted, "u-1", **ALICES)
    signed_in = arrive(trusting, trusted, "u-1", email="other@example.com", email_verified=True)
    assert signed_in.user == alice


def test_no_other_provider_links_by_address(app: AppClient, provider: IdentityProvider, alice: User) -> None:
    # checklist 59
    assert arrive(app, provider, "u-1", **ALICES).user != alice


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email_verified": "no"}, {"email_verified": None}])
def test_an_address_that_the_provider_has_not_verified_links_nobody(
    trusting: AppClient, trusted: IdentityProvider, alice: User, claims: dict[str, Any]
) -> None:
    # checklist 59
    assert arrive(trusting, trusted, "u-1", **{**ALICES, **claims}).user != alice


def test_an_address_that_is_not_verified_here_links_nobody(trusting: AppClient, trusted: IdentityProvider) -> None:
    squatter = people.confirmed(trusting.pool, "alice", email_verified="false")
    assert arrive(trusting, trusted, "u-1", **ALICES).user != squatter


def test_an_address_that_two_users_have_verified_links_nobody(
    trusting: AppClient, trusted: IdentityProvider, alice: User
) -> None:
    bob = people.confirmed(trusting.pool, "bob", email="alice@example.com")
    assert arrive(trusting, trusted, "u-1", **ALICES).user not in (alice, bob)


def test_a_user_of_another_provider_is_never_linked_to(trusting: AppClient, trusted: IdentityProvider) -> None:
    mapping = {"email": "email", "email_verified": "email_verified"}
    other = federation.oidc(trusting.pool, "Partner", mapping=mapping)
    theirs = arrive(trusting, other, "u-1", **ALICES).user
    assert arrive(trusting, trusted, "u-1", **ALICES).user != theirs


def test_a_user_of_another_pool_is_never_linked_to(
    trusting: AppClient, trusted: IdentityProvider, other_pool: UserPool
) -> None:
    people.confirmed(other_pool, "alice")
    assert arrive(trusting, trusted, "u-1", **ALICES).user.pool == trusting.pool


def test_a_disabled_user_is_refused_and_not_linked(trusting: AppClient, trusted: IdentityProvider, alice: User) -> None:
    # checklist 60
    users.disable(alice)
    with pytest.raises(NotAuthorizedException):
        arrive(trusting, trusted, "u-1", **ALICES)
    assert not Identity.objects.exists()


def test_a_user_with_five_links_gets_no_sixth(trusting: AppClient, trusted: IdentityProvider, alice: User) -> None:
    federation.link_five(alice, trusted)
    assert arrive(trusting, trusted, "u-1", **ALICES).user != alice
