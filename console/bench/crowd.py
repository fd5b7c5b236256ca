"""A pool of a great many users who have no more than their names: for what looks for some of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings

from accounts import schema_changes
from accounts.crypto import argon2
from accounts.models import User
from accounts.redefining import runner
from console.bench import filling, load
from pools import user_pools
from pools.definitions import Definition
from pools.models import UserPool

TEAM = "custom:team"
TEAMS = 1000


@dataclass(frozen=True)
class Crowd:
    """The pool, in which teams can be searched, and subs of some of its users."""

    pool: UserPool
    size: int
    subs: list[str]

    @classmethod
    def load(cls, size: int) -> Crowd:
        schema = [{"Name": TEAM.removeprefix("custom:"), "AttributeDataType": "String"}]
        pool = user_pools.create(region=settings.POOLHOUSE_REGION, name="bench crowd", settings={"Schema": schema})
        pool = searchable(pool)
        first = load.new_user(pool, 0, argon2.make(load.PASSWORD))
        first.save(force_insert=True)
        load.new_alias(first)
        if size > 1:
            filling.crowd(first, range(1, size), attribute=TEAM, kinds=TEAMS)
        # Of users here and there, so that pages of the table that were just read help no more than they do in life.
        step = max(1, size // load.KNOWN)
        subs = [user.sub for user in User.objects.filter(pool=pool, pk__in=range(first.pk, first.pk + size, step))]
        return cls(pool, size, subs)

    def forget_new(self) -> None:
        """Delete whom AdminCreateUser made."""
        User.objects.filter(pool=self.pool, username__startswith="new").delete()


def searchable(pool: UserPool) -> UserPool:
    """The pool after its workers have made teams searchable."""
    change = schema_changes.plan(pool, replace(Definition.of(pool), searchable_attributes=[TEAM]))
    runner.run(change.pk)
    schema_changes.apply(change)
    runner.run(change.pk)
    return user_pools.get(pool.id)
