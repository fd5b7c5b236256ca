"""App clients: create, find, list, change, delete; their secrets."""

import re
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from pools import client_secrets, client_settings, fixed_ids, resource_servers
from pools.core import clock, dependents, ids
from pools.core.errors import InvalidParameterException, LimitExceededException, ResourceNotFoundException
from pools.core.pagination import Page
from pools.core.prepared import Prepared
from pools.models import AppClient, UserPool

_OF_POOL = Prepared(lambda pool_id, client_id: AppClient.objects.filter(pool_id=pool_id, id=client_id), str, str)
_BY_ID = Prepared(lambda client_id: AppClient.objects.select_related("pool").filter(id=client_id), str)
_ID = re.compile(r"[A-Za-z0-9_+]{1,128}")
_MOST = 1000


def create(
    pool: UserPool,
    *,
    name: str,
    settings: dict[str, Any],
    generate_secret: bool = False,
    secret: str | None = None,
    registered: bool = False,
) -> AppClient:
    """Create an app client, with an id and a secret by chance unless the pool's tags fixed them (`fixed_ids`).

    Args:
        pool: whose.
        name: 1-128 characters.
        settings: members of AWS CreateUserPoolClient.
        generate_secret: give it a random secret.
        secret: or this one.
        registered: it comes by itself. Such clients never take the place of others.

    Raises:
        InvalidParameterException, InvalidOAuthFlowException, ScopeDoesNotExistException,
        FeatureUnavailableInTierException: see `client_settings`.
        InvalidParameterException: besides, a fixed id that is taken.
        LimitExceededException: a thousand clients of the kind.
    """
    if generate_secret and secret:
        raise InvalidParameterException("GenerateSecret and ClientSecret cannot be given together.")
    if AppClient.objects.filter(pool=pool, registered=registered).count() >= _MOST:
        raise LimitExceededException("The user pool has the maximum number of app clients.")
    fixed = fixed_ids.NOTHING if registered else fixed_ids.of_client(pool, name)
    chosen = secret or ((fixed.secret or ids.client_secret()) if generate_secret else None)
    kept = _accept(pool, settings, has_secret=chosen is not None, creating=True)
    now = clock.now()
    client = AppClient(
        id=fixed.client_id or ids.client_id(),
        pool=pool,
        name=name,
        secret=chosen.encode() if chosen else None,
        secret_id=client_secrets.new_id() if chosen else "",
        secret_created_at=now if chosen else None,
        settings=kept,
        registered=registered,
        created_at=now,
        updated_at=now,
    )
    return _inserted(client, is_fixed=bool(fixed.client_id))


def _inserted(client: AppClient, *, is_fixed: bool) -> AppClient:
    try:
        with transaction.atomic():
            client.save(force_insert=True)
    except IntegrityError:
        if not is_fixed:
            raise
        raise InvalidParameterException(f"User pool client {client.id} exists already.") from None  # AWS: unverified
    return client


def get(pool: UserPool, client_id: str) -> AppClient:
    """The pool's client of this id.

    Raises:
        ResourceNotFoundException: the pool has none such.
    """
    client = _OF_POOL.first(pool.id, client_id) if _ID.fullmatch(client_id) else None
    if client is None:
        raise _not_found(client_id)
    client.pool = pool
    return client


def find(client_id: str) -> AppClient:
    """The client of this id, with its pool, for callers who name no pool.

    Raises:
        ResourceNotFoundException: there is none.
    """
    client = _BY_ID.first(client_id) if _ID.fullmatch(client_id) else None
    if client is None:
        raise _not_found(client_id)
    return client


def list_page(
    pool: UserPool, *, limit: int, after: list[str] | None = None, registered: bool | None = None
) -> Page[AppClient]:
    """A page of the pool's clients, oldest first: all, those that registered themselves, or the others."""
    rows = AppClient.objects.filter(pool=pool).defer("secret", "second_secret")
    if registered is not None:
        rows = rows.filter(registered=registered)
    if after:
        moment, last_id = datetime.fromisoformat(after[0]), after[1]
        rows = rows.filter(Q(created_at__gt=moment) | Q(created_at=moment, id__gt=last_id))
    found = list(rows.order_by("created_at", "id")[: limit + 1])
    for client in found:
        client.pool = pool
    if len(found) <= limit:
        return Page(found)
    return Page(found[:limit], [found[limit - 1].created_at.isoformat(), found[limit - 1].id])


def oldest_with_pages(pool: UserPool) -> AppClient | None:
    """The first client of the pool through which people sign in on the hosted pages; none that registered itself."""
    rows = AppClient.objects.filter(pool=pool, registered=False, settings__AllowedOAuthFlowsUserPoolClient=True)
    for client in rows.defer("secret", "second_secret").order_by("created_at", "id"):
        if client.has_pages:
            client.pool = pool
            return client
    return None


def update(client: AppClient, *, settings: dict[str, Any], name: str | None = None) -> AppClient:
    """Replace the settings: what is left out goes back to its default, as in AWS. The secret stays.

    Raises:
        InvalidParameterException, InvalidOAuthFlowException, ScopeDoesNotExistException,
        FeatureUnavailableInTierException: see `client_settings`.
    """
    client.settings = _accept(client.pool, settings, has_secret=client.has_secret, creating=False)
    client.name = name or client.name
    client.updated_at = clock.now()
    client.save(update_fields=["settings", "name", "updated_at"])
    return client


@transaction.atomic
def delete(client: AppClient) -> None:
    """Delete the client; its tokens die with it."""
    dependents.delete(client)
    client.delete()


def secrets(client: AppClient) -> list[str]:
    """The secrets that prove to be this client; none for a public client."""
    return [secret.value for secret in client_secrets.of(client)]


def _accept(pool: UserPool, settings: dict[str, Any], *, has_secret: bool, creating: bool) -> dict[str, Any]:
    custom = resource_servers.existing(pool, settings.get("AllowedOAuthScopes") or [])
    return client_settings.accept(pool, settings, custom_scopes=custom, has_secret=has_secret, creating=creating)


def _not_found(client_id: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"User pool client {client_id} does not exist.")  # AWS: unverified
