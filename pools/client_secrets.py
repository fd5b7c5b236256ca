"""The secrets of an app client: two at most, so that one can take over from the other without a gap."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from pools.core import clock, ids
from pools.core.errors import InvalidParameterException, LimitExceededException, ResourceNotFoundException
from pools.models import AppClient

_FIELDS = ("secret", "secret_id", "secret_created_at")


@dataclass(frozen=True)
class ClientSecret:
    """One secret of a client."""

    id: str
    value: str
    created_at: datetime


def of(client: AppClient) -> list[ClientSecret]:
    """The client's secrets, the older one first."""
    found = []
    if client.secret is not None:
        # A secret from before secrets had ids goes by the client's own.
        created_at = client.secret_created_at or client.created_at
        found.append(ClientSecret(client.secret_id or client.id, bytes(client.secret).decode(), created_at))
    if client.second_secret is not None:
        created_at = client.second_secret_created_at or client.created_at
        found.append(ClientSecret(client.second_secret_id, bytes(client.second_secret).decode(), created_at))
    return found


@transaction.atomic
def add(client: AppClient, *, value: str | None = None) -> ClientSecret:
    """Give the client a second secret, of its own choice or a random one; both are good from now on.

    Raises:
        InvalidParameterException: the client is a public one, or has this very secret.
        LimitExceededException: it has two.
    """
    _lock(client)
    present = [secret.value for secret in of(client)]
    if not present:
        raise InvalidParameterException("The client was created without a secret.")
    if len(present) > 1:
        raise LimitExceededException("The client has the maximum number of secrets.")
    if value in present:
        raise InvalidParameterException("The client has this secret already.")
    client.second_secret = (value or ids.client_secret()).encode()
    client.second_secret_id = new_id()
    client.second_secret_created_at = clock.now()
    _save(client)
    return of(client)[-1]


@transaction.atomic
def delete(client: AppClient, secret_id: str) -> None:
    """Take a secret away; it stops to work at once.

    Raises:
        ResourceNotFoundException: the client has no such secret.
        InvalidParameterException: it is the last one.
    """
    _lock(client)
    present = of(client)
    if secret_id not in [secret.id for secret in present]:
        raise ResourceNotFoundException("Client secret does not exist.")
    if len(present) == 1:
        raise InvalidParameterException("The last secret of a client can not be deleted.")
    if present[0].id == secret_id:
        for name in _FIELDS:
            setattr(client, name, getattr(client, f"second_{name}"))
    client.second_secret, client.second_secret_id, client.second_secret_created_at = None, "", None
    _save(client)


def new_id() -> str:
    """An id for a secret."""
    return str(uuid.uuid4())


def _lock(client: AppClient) -> None:
    pool = client.pool
    try:
        client.refresh_from_db(from_queryset=AppClient.objects.select_for_update())
    except AppClient.DoesNotExist:
        raise ResourceNotFoundException(f"User pool client {client.id} does not exist.") from None  # AWS: unverified
    client.pool = pool


def _save(client: AppClient) -> None:
    client.updated_at = clock.now()
    client.save(update_fields=[*_FIELDS, *(f"second_{name}" for name in _FIELDS), "updated_at"])
