"""Users found by how a value begins: by bytes, so that capitals count, whatever the database and its collation."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import prefixes, users
from pools.models import UserPool
from tests.support import people

NAMES = ["Zoe", "adam", "ada\U0010ffff", "adá", "ada_", "adb", "Ada", "ad"]


@pytest.fixture
def named(pool: UserPool) -> UserPool:
    for number, name in enumerate(NAMES):
        people.confirmed(pool, f"user{number}", given_name=name)
    return pool


def found(pool: UserPool, text: str) -> list[str]:
    """Page by page, two at a time."""
    page = users.list_page(pool, filter=text, limit=2)
    names = [user.given_name for user in page.items]
    while page.marker:
        page = users.list_page(pool, filter=text, limit=2, after=page.marker)
        names += [user.given_name for user in page.items]
    return names


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("ada", ["ada_", "adam", "ada\U0010ffff"]),
        ("ad", ["ad", "ada_", "adam", "ada\U0010ffff", "adb", "adá"]),
        ("A", ["Ada"]),
        ("ada\U0010ffff", ["ada\U0010ffff"]),
        ("\U0010ffff", []),
        ("%", []),
        ("", NAMES),
    ],
)
def test_capitals_and_signs_count_and_the_order_is_that_of_bytes(
    named: UserPool, prefix: str, expected: list[str]
) -> None:
    assert found(named, f'given_name ^= "{prefix}"') == expected


@pytest.mark.django_db
def test_a_status_is_found_by_how_it_begins(named: UserPool) -> None:
    assert len(found(named, 'cognito:user_status ^= "conf"')) == len(NAMES)
    assert found(named, 'cognito:user_status ^= "UNC"') == []
    assert len(found(named, 'status ^= "En"')) == len(NAMES)


@pytest.mark.once
@pytest.mark.parametrize(
    ("prefix", "conditions"),
    [("ab", 2), ("\ud7ff", 2), ("\U0010ffff", 1), ("", 1)],
    ids=["letters", "before the surrogates", "the last sign", "nothing"],
)
def test_a_prefix_ends_before_the_next_text_if_there_is_one(prefix: str, conditions: int) -> None:
    made = prefixes.starting("email", prefix)

    assert len(made) == conditions
    assert all("\ud800" not in condition.rhs.value for condition in made)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a table of eight from one end to the other")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "index"),
    [
        ('email ^= "a"', "user_with_email (pool_id=? AND email>? AND email<?)"),
        ('email = "a@example.com"', "user_with_email (pool_id=? AND email=?)"),
        ('username ^= "a"', "user_pool_username (pool_id=? AND username>? AND username<?)"),
        ('sub = "x"', "sqlite_autoindex_accounts_user_1 (sub=?)"),
        ('status = "Disabled"', "user_pool_disabled (pool_id>? AND pool_id<?)"),
    ],
)
def test_sqlite_looks_into_the_index_that_is_meant_for_it(named: UserPool, text: str, index: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        users.list_page(named, filter=text)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked.captured_queries[0]['sql']}")
        plan = " ".join(str(row[3]) for row in cursor.fetchall())

    assert f"INDEX {index}" in plan
    assert "TEMP B-TREE" not in plan
