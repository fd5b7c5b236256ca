"""grant_type=client_credentials: an application's own access token (RFC 6749, 4.4)."""

from accounts.models.auth_session import Context
from accounts.oauth.errors import InvalidGrant, InvalidScope, UnauthorizedClient
from accounts.oauth.parameters import Parameters
from accounts.tokens import machine
from accounts.tokens.machine import MachineToken
from pools.core.errors import CognitoError, ScopeDoesNotExistException
from pools.models import AppClient


def redeem(client: AppClient, given: Parameters, _context: Context) -> MachineToken:
    """A token for the client itself, with the scopes that it asks for or with all of its own.

    Raises:
        UnauthorizedClient: the client may not use this grant, or has no secret that could prove it.
        InvalidScope: a scope that does not exist.
        InvalidGrant: a scope that is not the client's.
    """
    if not client.has_secret or not client.oauth_enabled or "client_credentials" not in client.oauth_flows:
        raise UnauthorizedClient
    try:
        return machine.issue(client, scopes=given.get("scope").split())
    except ScopeDoesNotExistException as error:
        raise InvalidScope from error
    except CognitoError as error:
        raise InvalidGrant from error
