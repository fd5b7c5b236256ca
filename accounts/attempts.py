"""Limits per user and hour on entering and requesting codes, shared by all processes."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import AttemptCount
from pools.core import clock
from pools.core.errors import LimitExceededException
from pools.models import UserPool

_WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class Limit:
    """How often one kind of thing may be tried in an hour (Cognito's own figures)."""

    kind: str
    per_hour: int


CONFIRM_SIGN_UP = Limit("confirm_sign_up", 15)
VERIFY_ATTRIBUTE = Limit("verify_attribute", 15)
SEND_VERIFICATION = Limit("send_verification", 5)
RESEND = Limit("resend", 5)
FORGOT_PASSWORD = Limit("forgot_password", 5)
CONFIRM_FORGOT_PASSWORD = Limit("confirm_forgot_password", 15)
CHANGE_PASSWORD = Limit("change_password", 5)
FAILED_EVENT = Limit("failed_event", 60)
REGISTER_CLIENT = Limit("register_client", 10)
REGISTER_CLIENTS_OF_POOL = Limit("register_clients", 100)


def spend(pool: UserPool, subject: bytes, limit: Limit) -> None:
    """Count one try before it is made, so that parallel tries cannot pass the limit together (checklist 37).

    Raises:
        LimitExceededException: the hour's tries are used up.
    """
    now = clock.now()
    rows = AttemptCount.objects.filter(pool=pool, subject=subject, kind=limit.kind)
    if rows.filter(window_start__gt=now - _WINDOW, count__lt=limit.per_hour).update(count=F("count") + 1):
        return
    row = rows.first()
    if row is None and _first(pool, subject, limit):
        return
    if row and rows.filter(window_start__lte=now - _WINDOW).update(window_start=now, count=1):
        return
    if rows.filter(window_start__gt=now - _WINDOW, count__lt=limit.per_hour).update(count=F("count") + 1):
        return
    raise LimitExceededException("Attempt limit exceeded, please try after some time.")


def is_over(pool: UserPool, subject: bytes, limit: Limit) -> bool:
    """Whether the hour that began with a first try is over; of what was never tried it is not."""
    rows = AttemptCount.objects.filter(pool=pool, subject=subject, kind=limit.kind)
    return rows.filter(window_start__lte=clock.now() - _WINDOW).exists()


def _first(pool: UserPool, subject: bytes, limit: Limit) -> bool:
    try:
        with transaction.atomic():
            AttemptCount.objects.create(pool=pool, subject=subject, kind=limit.kind, window_start=clock.now(), count=1)
    except IntegrityError:  # another request was first
        return False
    return True
