"""Tokens of applications for themselves, machine to machine: no user, no session, nothing to refresh or to end."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.tokens import claims, overrides, signature
from pools import resource_servers
from pools.core import clock
from pools.core.errors import NotAuthorizedException, ScopeDoesNotExistException
from pools.models import AppClient
from pools.triggers import pre_token_generation


@dataclass(frozen=True)
class MachineToken:
    """What the application gets; `expires_in` is the token's life in seconds."""

    access_token: str
    expires_in: int
    id_token: None = None
    refresh_token: None = None


def issue(
    client: AppClient, *, scopes: Sequence[str] = (), client_metadata: dict[str, str] | None = None
) -> MachineToken:
    """An access token that says which application calls. The caller has proved to be that application.

    Args:
        client: the application.
        scopes: what it wants of its scopes; none means all.
        client_metadata: for the pre token generation trigger.

    Raises:
        ScopeDoesNotExistException: a scope that neither the client nor any resource server has.
        NotAuthorizedException: a scope that the client was not given.
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: the trigger refused.
    """
    granted = _granted(client, list(dict.fromkeys(scopes)))
    changes = pre_token_generation.run_for_machine(
        client.pool, client_id=client.id, scopes=granted, client_metadata=client_metadata
    )
    content = claims.machine(client, overrides.scopes(granted, changes), issued_at=clock.timestamp())
    token = signature.sign(client.pool, "access", overrides.access(content, changes.access))
    overrides.require_usable(changes, token)
    return MachineToken(token, int(client.access_token_validity.total_seconds()))


def _granted(client: AppClient, wanted: list[str]) -> list[str]:
    """The scopes of resource servers among those wanted (checklist 10)."""
    known = resource_servers.existing(client.pool, wanted or client.scopes)
    for scope in wanted:
        if scope in client.scopes:  # AWS: what it lists and no resource server has any more is left out in silence.
            continue
        if scope in known:
            raise NotAuthorizedException(f"The client is not allowed to request the scope {scope}")
        raise ScopeDoesNotExistException(f"Invalid scope requested: {scope}")
    return known
