"""Queries compiled once: they find what the queryset finds, with its related rows, and bind their values."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User, UserAlias
from pools.core.prepared import Prepared
from pools.models import UserPool
from tests.accounts.conftest import make_pool
from tests.support import people

pytestmark = pytest.mark.django_db

BY_VALUE = Prepared(
    lambda pool_id, value: UserAlias.objects.select_related("user").filter(pool_id=pool_id, value=value), str, str
)


@pytest.fixture
def pool() -> UserPool:
    return make_pool("prepared")


def test_it_finds_the_row_with_its_related_one_in_a_single_query(
    pool: UserPool, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    alice = people.confirmed(pool, "alice")
    with django_assert_num_queries(1):
        found = BY_VALUE.first(pool.id, "alice")
        assert found is not None
        assert found.user == alice
        assert found.user.srp_verifier == alice.srp_verifier


def test_it_finds_nothing_where_there_is_nothing(pool: UserPool) -> None:
    assert BY_VALUE.first(pool.id, "nobody") is None


@pytest.mark.parametrize("value", ["' OR 1=1 --", "%", "\uf8ff1\uf8ff", '"', "\\"])
def test_values_are_bound_and_never_part_of_the_statement(pool: UserPool, value: str) -> None:  # checklist 69
    people.confirmed(pool, "alice")
    assert BY_VALUE.first(pool.id, value) is None


def test_each_use_has_its_own_values(pool: UserPool) -> None:
    names = [people.confirmed(pool, name).username for name in ("ann", "bert")]
    assert [alias.user.username for name in names if (alias := BY_VALUE.first(pool.id, name))] == names


def test_many_rows_come_in_the_querysets_order(pool: UserPool) -> None:
    for name in ("bert", "ann"):
        people.confirmed(pool, name)
    in_pool = Prepared(lambda pool_id: User.objects.filter(pool_id=pool_id).order_by("username"), str)
    assert [user.username for user in in_pool.rows(pool.id)] == ["ann", "bert"]


def test_a_value_that_the_query_does_not_use_is_a_mistake(pool: UserPool) -> None:
    careless = Prepared(lambda pool_id, _: User.objects.filter(pool_id=pool_id), str, str)
    with pytest.raises(LookupError, match="Not every value stands in the query"):
        careless.rows(pool.id, "x")
