"""Access keys: what programs sign their API calls with, in an operator's name."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from console.models import AccessKey, Operator
from pools.core import ids
from pools.core.errors import (
    InvalidParameterException,
    LimitExceededException,
    ResourceNotFoundException,
    UnrecognizedClientException,
)
from pools.core.prepared import Prepared

MOST = 20
USE_NOTED_EVERY = timedelta(minutes=15)
_USABLE = Prepared(
    lambda key_id: AccessKey.objects.filter(access_key_id=key_id, status="Active", operator__is_active=True), str
)


def create(operator: Operator, *, description: str = "", access_key_id: str = "", secret: str = "") -> AccessKey:
    """A new key; its id and secret may be given by who already carries one."""
    if operator.access_keys.count() >= MOST:
        raise LimitExceededException(f"An operator may have {MOST} access keys. Delete one that is not used.")
    try:
        with transaction.atomic():
            return AccessKey.objects.create(
                operator=operator,
                access_key_id=access_key_id or ids.access_key_id(),
                secret=(secret or ids.access_key_secret()).encode(),
                description=description,
            )
    except IntegrityError:
        raise InvalidParameterException(f"There is an access key {access_key_id} already.") from None


def visible_to(operator: Operator) -> QuerySet[AccessKey]:
    """Newest first."""
    keys = AccessKey.objects.select_related("operator").defer("secret").order_by("-created_at", "-id")
    return keys if operator.is_superuser else keys.filter(operator=operator)


def get(access_key_id: str, *, operator: Operator) -> AccessKey:
    """A key of this operator's; one who may do everything finds everybody's."""
    try:
        return visible_to(operator).get(access_key_id=access_key_id)
    except AccessKey.DoesNotExist:
        raise ResourceNotFoundException(f"Access key {access_key_id} does not exist.") from None


def set_active(key: AccessKey, *, active: bool) -> None:
    key.status = "Active" if active else "Inactive"
    key.save(update_fields=["status"])


def delete(key: AccessKey) -> None:
    key.delete()


def secret_of(key: AccessKey) -> str:
    return bytes(key.secret).decode()


def usable(access_key_id: str) -> AccessKey:
    """The key a request is signed with; disabled keys and keys of disabled operators are as good as none."""
    key = _USABLE.first(access_key_id)
    if key is None:
        raise UnrecognizedClientException("The security token included in the request is invalid.")
    return key


def note_use(key: AccessKey, *, now: datetime) -> None:
    """Kept to the quarter of an hour, so that not every call writes."""
    if key.last_used_at is None or now - key.last_used_at > USE_NOTED_EVERY:
        AccessKey.objects.filter(pk=key.pk).update(last_used_at=now)
