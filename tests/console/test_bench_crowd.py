"""The benchmark's crowd: a great many users among whom ListUsers looks by filter."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from accounts import users
from accounts.models import User
from console.bench import aims, operations, queries
from console.bench.crowd import Crowd
from console.bench.operation import Scene
from console.bench.queries import Queries
from console.bench.rows import Row, Tally


def row(alone: float) -> Row:
    return Row(operations.FIND_BY_TEAM.name, 1_000_000, Queries((3,), transactional=0), alone=Tally(latencies=[alone]))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the benchmark fills PostgreSQL only")
@pytest.mark.django_db
def test_a_crowd_is_as_many_as_asked_and_is_found_by_its_names_and_teams() -> None:
    crowd = Crowd.load(450)

    assert User.objects.filter(pool=crowd.pool).count() == 450
    assert len(users.list_page(crowd.pool, filter='email ^= "user00001"', limit=200).items) == 100
    assert len(users.list_page(crowd.pool, filter='custom:team ^= "team01"', limit=200).items) == 100
    assert len(set(crowd.subs)) > 200


def test_new_users_are_made_and_forgotten(scene: Scene) -> None:
    request = operations.ADMIN_CREATE_USER.requests(scene)[0]
    told = json.loads(queries.ask(request, operations.ADMIN_CREATE_USER.good))
    scene.crowd.forget_new()

    assert told["User"]["Username"] == "new0"
    assert not User.objects.filter(username="new0").exists()


@pytest.mark.once
def test_a_search_of_more_than_thirty_milliseconds_misses_the_aim() -> None:
    assert [aims.judge([row(0.029)])[0].held, aims.judge([row(0.031)])[0].held] == [True, False]
