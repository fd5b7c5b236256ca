"""Moves pools.core.clock ahead for a test, and the clock that boto3 signs with along with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import botocore.auth
import pytest

from pools.core import clock


class Clock:
    """The test's hand on the clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        monkeypatch.setattr(botocore.auth, "get_current_datetime", signing_time)

    def stop(self) -> None:
        """Let no time pass but by `advance`, however slow the machine is."""
        stopped = clock.now() - clock.OFFSET
        self._monkeypatch.setattr(clock, "now", lambda: stopped + clock.OFFSET)

    def advance(self, **length: Any) -> None:
        """`advance(minutes=5)`: it is five minutes later now."""
        self._monkeypatch.setattr(clock, "OFFSET", clock.OFFSET + timedelta(**length))


def signing_time(*, remove_tzinfo: bool = True) -> datetime:
    return clock.now().replace(tzinfo=None) if remove_tzinfo else clock.now()
