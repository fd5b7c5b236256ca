"""grant_type=client_credentials: an application's own access token (RFC 6749, 4.4)."""

from accounts.models.auth_session import Context
from accounts.oauth.errors import InvalidGrant, InvalidRequest, InvalidScope, UnauthorizedClient
from accounts.oauth.parameters import Parameters
from accounts.tokens import machine
from accounts.tokens.machine import MachineToken
from pools.core.errors import CognitoError, ScopeDoesNotExistException, SerializationException
from pools.models import AppClient
from pools.wire import body


def redeem(client: AppClient, given: Parameters, _context: Context) -> MachineToken:
    """A token for the client itself, with the scopes that it asks for or with all of its own.

    Raises:
        UnauthorizedClient: the client may not use this grant, or has no secret that could prove it.
        InvalidRequest: aws_client_metadata is no JSON object of texts.
        InvalidScope: a scope that does not exist.
        InvalidGrant: a scope that is not the client's, or the pool's trigger refused.
    """
    if not client.has_secret or not client.oauth_enabled or "client_credentials" not in client.oauth_flows:
        raise UnauthorizedClient
    try:
        return machine.issue(client, scopes=given.get("scope").split(), client_metadata=_metadata(given))
    except ScopeDoesNotExistException as error:
        raise InvalidScope from error
    except CognitoError as error:
        raise InvalidGrant from error


def _metadata(given: Parameters) -> dict[str, str] | None:
    text = given.get("aws_client_metadata")
    if not text:
        return None
    try:
        found = body.decode(text.encode())
    except (SerializationException, UnicodeEncodeError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise InvalidRequest("aws_client_metadata must be a JSON object of texts")
    return found
