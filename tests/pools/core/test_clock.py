"""The only clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pools.core import clock as core_clock
from tests.support.clock import Clock


def test_now_is_in_utc_and_is_now() -> None:
    now = core_clock.now()

    assert now.utcoffset() == timedelta()
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)
    assert abs(core_clock.timestamp() - now.timestamp()) <= 1


def test_tests_may_move_it(clock: Clock) -> None:
    before = core_clock.now()

    clock.advance(days=1)

    assert core_clock.now() - before >= timedelta(days=1)
