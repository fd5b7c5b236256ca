"""Rows that have outlived their use are deleted, a batch at a time, so that no table grows without limit."""

from datetime import timedelta
from typing import Any

from django.db.models import Model, Q, QuerySet

from accounts.models import (
    AttemptCount,
    AuthEvent,
    AuthorizationCode,
    AuthSession,
    ConfirmationCode,
    Device,
    FederationRequest,
    HostedSession,
    LockOut,
    PasskeyRegistration,
    SetAsideValue,
    TakenAssertion,
    UserSession,
)
from pools.core import clock

_BATCH = 1000
_KEEP = timedelta(days=1)
# AWS: two years.
_KEEP_EVENTS = timedelta(days=730)
# So long a change that removed an attribute can be undone with everybody's values.
_KEEP_SET_ASIDE = timedelta(days=30)


def sweep() -> int:
    """Delete one batch of expired rows of each kind; the number deleted. Repeat while it is not zero."""
    old = clock.now() - _KEEP
    expired = Q(expires_at__lt=old)
    return sum(
        _delete(rows)
        for rows in (
            AuthSession.objects.filter(expired),
            ConfirmationCode.objects.filter(expired),
            AuthorizationCode.objects.filter(expired),
            HostedSession.objects.filter(expired),
            PasskeyRegistration.objects.filter(expired),
            UserSession.objects.filter(expired),
            FederationRequest.objects.filter(expired),
            TakenAssertion.objects.filter(expired),
            Device.objects.filter(confirmed_at=None, created_at__lt=old),
            Device.objects.filter(expires_at__lt=clock.now()),
            AttemptCount.objects.filter(window_start__lt=old),
            AuthEvent.objects.filter(created_at__lt=clock.now() - _KEEP_EVENTS),
            LockOut.objects.filter(last_failed_at__lt=old),
            SetAsideValue.objects.filter(change__applied_at__lt=clock.now() - _KEEP_SET_ASIDE),
        )
    )


def _delete(rows: QuerySet[Any]) -> int:
    model: type[Model] = rows.model
    keys = list(rows.order_by().values_list("pk", flat=True)[:_BATCH])
    return model._default_manager.filter(pk__in=keys).delete()[0] if keys else 0
