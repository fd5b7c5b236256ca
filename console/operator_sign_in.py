"""Signing an operator in: the password, and the growing wait after wrong ones (checklist 30)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest

from console.models import Operator, SignInThrottle
from pools.core import clock
from pools.core.errors import NotAuthorizedException, TooManyFailedAttemptsException

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """How many wrong attempts are free, and how long the wait may grow after that."""

    subject: str
    free: int
    longest: timedelta

    def wait(self, failures: int) -> timedelta:
        beyond = failures - self.free
        return timedelta() if beyond < 0 else min(timedelta(seconds=2 ** min(beyond, 20)), self.longest)


def limits(email: str, address: str) -> list[Limit]:
    """From one address to one operator it gets slow soon; an operator attacked from everywhere waits a minute at most."""
    return [
        Limit(subject("pair", email, address), free=5, longest=timedelta(minutes=15)),
        Limit(subject("address", address), free=30, longest=timedelta(minutes=15)),
        Limit(subject("email", email), free=50, longest=timedelta(minutes=1)),
    ]


def subject(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def check_password(request: HttpRequest, *, email: str, password: str) -> Operator:
    """The operator, or one and the same error whatever was wrong. An unknown name costs the same time."""
    email = email.strip().lower()
    watched = limits(email, request.META.get("REMOTE_ADDR", ""))
    # Counted before the password is looked at, so that parallel guesses cannot slip through together.
    for limit in watched:
        count_attempt(limit)
    operator = authenticate(request, username=email, password=password)
    if not isinstance(operator, Operator):
        raise NotAuthorizedException("The email address or the password is not right.")
    forgive(watched)
    return operator


def count_attempt(limit: Limit) -> None:
    with transaction.atomic():
        now = clock.now()
        SignInThrottle.objects.get_or_create(subject=limit.subject, defaults={"last_failed_at": now})
        row = SignInThrottle.objects.select_for_update().get(subject=limit.subject)
        if row.locked_until and row.locked_until > now:
            raise TooManyFailedAttemptsException(f"Too many attempts. Try again in {words(row.locked_until - now)}.")
        row.failures = 1 if now - row.last_failed_at > FORGOTTEN_AFTER else row.failures + 1
        row.last_failed_at = now
        wait = limit.wait(row.failures)
        row.locked_until = now + wait if wait else None
        row.save()


def forgive(watched: list[Limit]) -> None:
    """A right password clears its own count; of the wider ones it takes back only its own attempt."""
    pair, *wider = watched
    with transaction.atomic():
        SignInThrottle.objects.filter(subject=pair.subject).delete()
        for row in SignInThrottle.objects.select_for_update().filter(subject__in=[limit.subject for limit in wider]):
            row.failures = max(row.failures - 1, 0)
            row.locked_until = None
            row.save()


def words(wait: timedelta) -> str:
    seconds = int(wait.total_seconds()) + 1
    if seconds < 60:  # noqa: PLR2004
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    minutes = (seconds + 59) // 60
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
