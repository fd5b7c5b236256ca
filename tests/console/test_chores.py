"""Rows that have outlived their use are deleted by the worker, so that no table grows without limit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from accounts.models import AttemptCount
from console import chores
from pools.core import clock
from pools.models import UserPool

pytestmark = pytest.mark.django_db


def test_expired_console_sessions_are_forgotten() -> None:
    now = clock.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))

    SessionStore.clear_expired()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_a_backlog_is_forgotten_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.housekeeping._BATCH", 2)
    old = clock.now() - timedelta(days=9)
    pool = UserPool.objects.create(id="us-east-1_a", region="us-east-1", name="a", created_at=old, updated_at=old)
    AttemptCount.objects.bulk_create(
        AttemptCount(pool=pool, subject=bytes([number]), kind="code", window_start=old) for number in range(5)
    )

    chores.forget_expired_rows()

    assert not AttemptCount.objects.exists()
