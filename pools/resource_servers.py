"""Resource servers of a pool and their custom scopes: create, read, list, change, delete; which scopes there are."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction

from pools.core import clock
from pools.core.errors import InvalidParameterException, LimitExceededException, ResourceNotFoundException
from pools.core.pagination import Page
from pools.core.prepared import Prepared
from pools.models import ResourceServer, UserPool

_MOST = 25
_OF_POOL = Prepared(lambda pool_id: ResourceServer.objects.filter(pool_id=pool_id), str)
# Scopes that begin so are Cognito's own: `aws.cognito.signin.user.admin`, `aws.cognito/dcr/register`.
_RESERVED = "aws.cognito"
REGISTRATION = "aws.cognito/dcr/register"
"""The scope that lets an access token register app clients; it is there without a resource server."""


def create(pool: UserPool, *, identifier: str, name: str, scopes: list[dict[str, Any]]) -> ResourceServer:
    """Create a resource server.

    Args:
        pool: whose.
        identifier: often the address of the API; it begins each of the scopes.
        name: for people.
        scopes: AWS ResourceServerScopeType, a hundred at most.

    Raises:
        InvalidParameterException: the identifier is taken or reserved, or a scope's name stands twice.
        LimitExceededException: twenty-five resource servers.
    """
    if identifier.startswith(_RESERVED):
        raise InvalidParameterException(f"The identifier of a resource server can not begin with {_RESERVED}.")
    _check_scopes(scopes)
    if ResourceServer.objects.filter(pool=pool).count() >= _MOST:
        raise LimitExceededException("The user pool has the maximum number of resource servers.")
    try:
        with transaction.atomic():
            return ResourceServer.objects.create(
                pool=pool, identifier=identifier, name=name, scopes=scopes, created_at=clock.now()
            )
    except IntegrityError:
        raise InvalidParameterException(f"{identifier} already exists in user pool {pool.id}.") from None


def get(pool: UserPool, identifier: str) -> ResourceServer:
    """The resource server of this identifier.

    Raises:
        ResourceNotFoundException: there is none.
    """
    server = ResourceServer.objects.filter(pool=pool, identifier=identifier).first()
    if server is None:
        raise ResourceNotFoundException(f"Resource server {identifier} does not exist.")
    return server


def list_page(pool: UserPool, *, limit: int, after: str | None = None) -> Page[ResourceServer]:
    """A page of the pool's resource servers by identifier."""
    rows = ResourceServer.objects.filter(pool=pool)
    if after:
        rows = rows.filter(identifier__gt=after)
    found = list(rows.order_by("identifier")[: limit + 1])
    return Page(found[:limit], found[limit - 1].identifier if len(found) > limit else None)


def update(server: ResourceServer, *, name: str, scopes: list[dict[str, Any]]) -> ResourceServer:
    """Give it another name and other scopes in place of those it has.

    Raises:
        InvalidParameterException: a scope's name stands twice.
    """
    _check_scopes(scopes)
    server.name, server.scopes = name, scopes
    server.save(update_fields=["name", "scopes"])
    return server


def delete(server: ResourceServer) -> None:
    """Delete it. App clients keep its scopes on their lists, but tokens have them no more (AWS)."""
    server.delete()


def existing(pool: UserPool, scopes: Iterable[str]) -> list[str]:
    """Those of the scopes that a resource server of the pool has, or Cognito for all pools, in their order."""
    wanted = list(scopes)
    # No scope's name has a slash, so that the last one ends the identifier.
    identifiers = {scope.rpartition("/")[0] for scope in wanted if "/" in scope}
    if not identifiers:
        return []
    servers = [server for server in _OF_POOL.rows(pool.id) if server.identifier in identifiers]
    known = {REGISTRATION, *(name for server in servers for name in server.scope_names)}
    return [scope for scope in wanted if scope in known]


def without_gone(pool: UserPool, scopes: Iterable[str]) -> list[str]:
    """The scopes but for custom ones that no resource server has any more."""
    granted = list(scopes)
    custom = {scope for scope in granted if "/" in scope and not scope.startswith(_RESERVED)}
    gone = custom - set(existing(pool, custom))
    return [scope for scope in granted if scope not in gone]


def _check_scopes(scopes: list[dict[str, Any]]) -> None:
    counts = Counter(scope["ScopeName"] for scope in scopes)
    twice = [name for name, count in counts.items() if count > 1]
    if twice:
        raise InvalidParameterException(f"Duplicate scope name found: {twice[0]}")
