"""App clients and their secrets."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from accounts.models import UserSession
from pools import app_clients
from pools.core import dependents
from pools.core.errors import InvalidParameterException, ResourceNotFoundException
from pools.models import AppClient, UserPool
from tests.support import builders, people

STRANGE = ["0" * 26, "", "\0", "' OR 1=1 --", "a" * 129, "\u0661"]


def test_a_client_without_a_secret_is_public(client: AppClient) -> None:
    assert app_clients.secrets(client) == []


def test_a_generated_secret_is_long_and_random(pool: UserPool) -> None:
    secrets = {app_clients.secrets(builders.client(pool, generate_secret=True))[0] for _ in range(3)}
    assert len(secrets) == 3
    assert all(re.fullmatch(r"[a-z0-9]{52}", secret) for secret in secrets)


def test_a_given_secret_is_kept(pool: UserPool) -> None:
    client = app_clients.create(pool, name="imported", settings={}, secret="s" * 40)
    assert app_clients.secrets(app_clients.find(client.id)) == ["s" * 40]


def test_a_secret_is_either_given_or_generated(pool: UserPool) -> None:
    with pytest.raises(InvalidParameterException):
        app_clients.create(pool, name="both", settings={}, secret="s" * 40, generate_secret=True)


def test_the_database_alone_gives_no_secret(pool: UserPool) -> None:  # checklist 9
    client = builders.client(pool, generate_secret=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM pools_appclient")
        stored = bytes(cursor.fetchone()[0])
    assert app_clients.secrets(client)[0].encode() not in stored


def test_a_client_is_found_with_its_pool_by_one_query(
    client: AppClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert app_clients.find(client.id).pool.name == "people"


@pytest.mark.parametrize("client_id", STRANGE)
def test_an_unknown_client_is_not_found(db: None, client_id: str) -> None:
    with pytest.raises(ResourceNotFoundException, match=r"^User pool client "):
        app_clients.find(client_id)


@pytest.mark.parametrize("client_id", STRANGE)
def test_an_unknown_client_is_not_found_in_a_pool(pool: UserPool, client_id: str) -> None:
    with pytest.raises(ResourceNotFoundException, match=r"^User pool client "):
        app_clients.get(pool, client_id)


def test_another_pools_client_is_not_found(client: AppClient, other_pool: UserPool) -> None:
    with pytest.raises(ResourceNotFoundException):
        app_clients.get(other_pool, client.id)


def test_clients_come_in_pages_oldest_first(pool: UserPool, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    made = [builders.client(pool, f"client {number}").id for number in range(3)]
    with django_assert_num_queries(1):
        first = app_clients.list_page(pool, limit=2)
    second = app_clients.list_page(pool, limit=2, after=first.marker)
    assert [client.id for client in [*first.items, *second.items]] == made
    assert second.marker is None


def test_a_deleted_client_takes_its_sessions_along_in_batches(
    client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, other = people.confirmed(client.pool), builders.client(client.pool)
    now = client.created_at
    UserSession.objects.bulk_create(
        UserSession(pool=client.pool, client=owner, user=alice, auth_time=now, expires_at=now, last_used_at=now)
        for owner in [client] * 5 + [other]
    )
    monkeypatch.setattr(dependents, "BATCH", 2)
    app_clients.delete(client)
    assert UserSession.objects.get().client == other
