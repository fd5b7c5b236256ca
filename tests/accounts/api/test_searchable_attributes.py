"""ListUsers by attributes that a pool made searchable, which Cognito cannot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts import profile, schema_changes, users
from accounts.models import SearchValue
from accounts.redefining import runner
from pools import user_pools
from pools.definitions import Definition
from pools.models import UserPool
from tests.accounts.api.test_auth import error_of
from tests.support import builders, imports, people

pytestmark = pytest.mark.django_db

ODD = "custom:größe^="


def make_searchable(pool: UserPool, *names: str) -> UserPool:
    wished = replace(Definition.of(pool), searchable_attributes=list(names))
    change = schema_changes.plan(pool, wished)
    runner.run(change.pk)
    schema_changes.apply(change)
    runner.run(change.pk)
    return user_pools.get(pool.id)


@pytest.fixture
def crowd(db: None) -> UserPool:
    shapes = [{"Name": name, "AttributeDataType": "String"} for name in ("team", "größe^=")]
    pool = builders.pool("searched", Schema=shapes)
    for name, team in (("ann", "Blue"), ("bert", "blue-green"), ("carl", "Bluest"), ("dora", "")):
        people.confirmed(pool, name, **{"custom:team": team, "locale": "en-GB", ODD: name})
    return make_searchable(pool, "custom:team", "locale", ODD)


def names(idp: Any, pool: UserPool, text: str) -> list[str]:
    return [user["Username"] for user in idp.list_users(UserPoolId=pool.id, Filter=text)["Users"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('custom:team = "Blue"', ["ann"]),
        ('"custom:team" = "Blue"', ["ann"]),
        ('custom:team ^= "Blue"', ["ann", "carl"]),
        ('custom:team ^= "b"', ["bert"]),
        ('custom:team = ""', []),
        ('locale = "en-GB"', ["ann", "bert", "carl", "dora"]),
        ('"custom:größe^=" ^= "d"', ["dora"]),
    ],
)
def test_users_are_found_by_a_searchable_attribute(
    cognito_idp: Any, crowd: UserPool, text: str, expected: list[str]
) -> None:
    assert names(cognito_idp, crowd, text) == expected


def test_other_attributes_are_refused_as_at_aws(cognito_idp: Any, crowd: UserPool) -> None:
    assert error_of(lambda: names(cognito_idp, crowd, 'nickname = "x"')) == (
        "InvalidParameterException",
        "Invalid search attribute: nickname",
    )


def test_pages_follow_the_values_and_show_everybody_once(cognito_idp: Any, crowd: UserPool) -> None:
    asked = {"UserPoolId": crowd.id, "Filter": 'locale ^= "en"', "Limit": 3}
    first = cognito_idp.list_users(**asked)
    second = cognito_idp.list_users(**asked, PaginationToken=first["PaginationToken"])

    assert [user["Username"] for user in first["Users"] + second["Users"]] == ["ann", "bert", "carl", "dora"]
    assert "PaginationToken" not in second


def test_a_changed_value_is_found_and_the_old_one_no_more(cognito_idp: Any, crowd: UserPool) -> None:
    profile.update(users.get(crowd, "ann"), attributes={"custom:team": "Red"})
    profile.update(users.get(crowd, "carl"), attributes={"custom:team": ""})

    assert names(cognito_idp, crowd, 'custom:team ^= "Blue"') == []
    assert names(cognito_idp, crowd, 'custom:team = "Red"') == ["ann"]


def test_new_and_imported_users_are_found(cognito_idp: Any, crowd: UserPool) -> None:
    people.confirmed(crowd, "eve", **{"custom:team": "Green"})
    imports.done(crowd, imports.file_of(crowd, imports.line(crowd, "fred", **{"custom:team": "Green"})))

    assert names(cognito_idp, crowd, 'custom:team = "Green"') == ["eve", "fred"]


def test_a_deleted_user_is_found_no_more(cognito_idp: Any, crowd: UserPool) -> None:
    users.delete(users.get(crowd, "ann"))

    assert names(cognito_idp, crowd, 'custom:team = "Blue"') == []


def test_values_longer_than_any_filter_do_no_harm(cognito_idp: Any, crowd: UserPool) -> None:
    profile.update(users.get(crowd, "ann"), attributes={"custom:team": "ü" * 2048})

    assert names(cognito_idp, crowd, f'custom:team ^= "{"ü" * 50}"') == ["ann"]
    assert names(cognito_idp, crowd, f'custom:team = "{"ü" * 200}"') == []


def test_other_pools_are_not_searched(cognito_idp: Any, crowd: UserPool) -> None:
    other = make_searchable(
        builders.pool("other", Schema=[{"Name": "team", "AttributeDataType": "String"}]), "custom:team"
    )

    assert names(cognito_idp, other, 'custom:team ^= "B"') == []


def test_what_is_searchable_no_more_leaves_nothing_behind(cognito_idp: Any, crowd: UserPool) -> None:
    make_searchable(crowd, "custom:team")

    assert set(SearchValue.objects.values_list("attribute", flat=True)) == {"custom:team"}
    assert error_of(lambda: names(cognito_idp, crowd, 'locale = "en-GB"'))[0] == "InvalidParameterException"


def test_a_search_costs_the_same_however_many_are_found(
    cognito_idp: Any, crowd: UserPool, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(4):
        names(cognito_idp, crowd, 'locale ^= "en"')
