"""User pools: their issuer, their life and what goes with them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ObjectDoesNotExist
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts import membership
from accounts.models import Membership, User, UserAlias
from pools import domains, groups, user_pools
from pools.core import dependents
from pools.core.errors import InvalidParameterException, LimitExceededException, ResourceNotFoundException
from pools.models import AppClient, Group, SigningKey, UserPool
from tests.support import builders, people

TAG = user_pools.ISSUER_TAG


def served(pool: UserPool) -> str:
    return f"http://localhost:8000/{pool.id}"


def amazons(pool: UserPool) -> str:
    return f"https://cognito-idp.us-east-1.amazonaws.com/{pool.id}"


@pytest.fixture(autouse=True)
def _served_at_localhost(settings: Settings) -> None:
    settings.POOLHOUSE_URL = "http://localhost:8000"


def test_tokens_name_the_address_that_is_served(pool: UserPool) -> None:
    assert user_pools.issuer(pool) == served(pool)


def test_an_operator_chooses_amazons_address_as_issuer(pool: UserPool) -> None:
    user_pools.set_issuer_mode(pool, mode="aws")
    assert user_pools.issuer(user_pools.get(pool.id)) == amazons(pool)


def test_a_tag_chooses_the_issuer(db: None) -> None:
    pool = builders.pool(UserPoolTags={TAG: "aws"})
    assert user_pools.issuer(pool) == amazons(pool)
    user_pools.update(pool, settings={"UserPoolTags": {TAG: "served"}})
    assert user_pools.issuer(user_pools.get(pool.id)) == served(pool)


def test_the_operators_choice_stands_in_the_tag_too(db: None) -> None:
    pool = builders.pool(UserPoolTags={TAG: "aws", "team": "blue"})
    user_pools.set_issuer_mode(pool, mode="served")
    assert user_pools.get(pool.id).tags == {TAG: "served", "team": "blue"}


def test_an_update_without_the_tag_leaves_the_issuer(pool: UserPool) -> None:
    user_pools.set_issuer_mode(pool, mode="aws")
    user_pools.update(pool, settings={"UserPoolTags": {"team": "blue"}})
    assert user_pools.issuer(user_pools.get(pool.id)) == amazons(pool)


def test_an_unknown_issuer_is_refused(pool: UserPool) -> None:
    with pytest.raises(InvalidParameterException):
        user_pools.set_issuer_mode(pool, mode="mine")
    with pytest.raises(InvalidParameterException):
        builders.pool(UserPoolTags={TAG: "mine"})


@pytest.mark.parametrize(
    "pool_id", ["us-east-1_000000000", "", "us-east-1", "us-east-1_\0", "us-east-1_\u00e9", "' OR 1=1"]
)
def test_an_unknown_pool_is_not_found(db: None, pool_id: str) -> None:
    with pytest.raises(ResourceNotFoundException, match=r"does not exist\.$"):
        user_pools.get(pool_id)


def test_a_pool_is_found_in_its_own_region_only(pool: UserPool) -> None:
    assert user_pools.get(pool.id, region="us-east-1") == pool
    with pytest.raises(ResourceNotFoundException):
        user_pools.get(pool.id, region="eu-west-1")


def test_pools_come_in_pages_oldest_first(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    made = [builders.pool(f"pool {number}").id for number in range(3)]
    builders.pool("far away", region="eu-west-1")
    with django_assert_num_queries(1):
        first = user_pools.list_page(region="us-east-1", limit=2)
    second = user_pools.list_page(region="us-east-1", limit=2, after=first.marker)
    assert [pool.id for pool in [*first.items, *second.items]] == made
    assert second.marker is None


def test_a_region_has_at_most_a_thousand_pools(pool: UserPool) -> None:
    rows = [UserPool(id=f"us-east-1_{number}", region="us-east-1", created_at=pool.created_at) for number in range(999)]
    for row in rows:
        row.updated_at = pool.updated_at
    UserPool.objects.bulk_create(rows)
    with pytest.raises(LimitExceededException):
        builders.pool("one too many")


def test_renaming_changes_nothing_else(db: None) -> None:
    pool = builders.pool("old", AutoVerifiedAttributes=["email"])
    user_pools.rename(pool, name="new")
    stored = user_pools.get(pool.id)
    assert (stored.name, stored.auto_verified_attributes) == ("new", ["email"])


def test_a_deleted_pool_takes_everything_along(pool: UserPool, client: AppClient) -> None:
    membership.add(people.confirmed(pool), groups.create(pool, name="admins"))
    user_pools.delete(pool)
    for model in (UserPool, AppClient, Group, SigningKey, User, UserAlias, Membership):
        assert not model._default_manager.exists()


def test_another_pool_is_left_alone(pool: UserPool, other_pool: UserPool) -> None:
    alice = people.confirmed(other_pool)
    user_pools.delete(pool)
    alice.refresh_from_db()
    assert user_pools.get(other_pool.id)


def test_users_are_deleted_in_batches(
    pool: UserPool, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    now = pool.created_at
    User.objects.bulk_create(
        User(pool=pool, sub=f"sub-{number}", username=f"user-{number}", created_at=now, updated_at=now)
        for number in range(250)
    )
    monkeypatch.setattr(dependents, "BATCH", 100)
    with django_assert_max_num_queries(160):
        user_pools.delete(pool)
    assert not User.objects.exists()


def test_a_protected_pool_is_not_deleted(db: None) -> None:
    pool = builders.pool(DeletionProtection="ACTIVE")
    with pytest.raises(InvalidParameterException, match="deletion protection"):
        user_pools.delete(pool)


def test_a_pool_with_a_domain_is_not_deleted(pool: UserPool) -> None:
    domains.create(pool, domain="people")
    with pytest.raises(InvalidParameterException, match=r"It has a domain configured that should be deleted first\.$"):
        user_pools.delete(pool)


def test_whoever_comes_late_finds_no_pool(pool: UserPool) -> None:
    late = user_pools.get(pool.id)
    user_pools.delete(pool)
    with pytest.raises(ResourceNotFoundException):
        user_pools.update(late, settings={})
    with pytest.raises(ObjectDoesNotExist):
        late.refresh_from_db()


def test_users_are_counted(pool: UserPool) -> None:
    people.confirmed(pool)
    assert user_pools.estimated_number_of_users(pool) == 1


def test_many_users_are_never_estimated_to_be_few(pool: UserPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(user_pools, "_COUNTED", 1)
    people.confirmed(pool, "alice")
    people.confirmed(pool, "bob")
    assert user_pools.estimated_number_of_users(pool) >= 2
