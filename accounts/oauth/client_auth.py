"""How a client proves itself at the machines' endpoints: HTTP Basic or the body, never both (RFC 6749, 2.3.1)."""

import base64
import binascii
from dataclasses import dataclass

from accounts import client_proof
from accounts.oauth.errors import InvalidClient, InvalidRequest
from accounts.oauth.parameters import Parameters
from pools import app_clients
from pools.core.errors import ResourceNotFoundException
from pools.models import AppClient, UserPool


@dataclass(frozen=True)
class ProvedClient:
    """A client of the pool, and the secret that proved it; a public client has none."""

    client: AppClient
    secret: str | None


def authenticate(pool: UserPool, *, authorization: str, given: Parameters) -> ProvedClient:
    """The client that calls.

    Raises:
        InvalidRequest: no client, two credentials, or Basic that cannot be read.
        InvalidClient: unknown, of another pool, or its secret is missing or wrong.
    """
    client_id, secret = _credentials(authorization, given)
    try:
        client = app_clients.get(pool, client_id)
    except ResourceNotFoundException:
        raise InvalidClient from None
    if not client_proof.has_secret(client, secret):
        raise InvalidClient
    return ProvedClient(client, secret)


def _credentials(authorization: str, given: Parameters) -> tuple[str, str | None]:
    if not authorization:
        return given.require("client_id"), given.get("client_secret") or None
    client_id, secret = _basic(authorization)
    if given.get("client_secret") or given.get("client_id") not in ("", client_id):
        raise InvalidRequest("Two client credentials at once")
    return client_id, secret


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise InvalidRequest("Authorization must be Basic")
    try:
        client_id, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise InvalidRequest("Authorization cannot be read") from None
    if not client_id.isprintable() or not colon or not secret:
        raise InvalidRequest("Authorization cannot be read")
    return client_id, secret
