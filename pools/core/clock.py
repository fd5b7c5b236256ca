"""The only clock."""

from datetime import UTC, datetime, timedelta

# How far ahead of the machine's clock we are; only tests move it (tests/support/clock.py).
OFFSET = timedelta()


def now() -> datetime:
    return datetime.now(UTC) + OFFSET


def timestamp() -> int:
    """Whole seconds since 1970, as tokens count them."""
    return int(now().timestamp())
