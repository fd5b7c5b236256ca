"""Proof that a caller is the app client it names: SECRET_HASH, or the plain secret where AWS asks for that."""

import hmac

from accounts import users
from accounts.crypto import secret_hash
from pools import app_clients
from pools.core.errors import NotAuthorizedException
from pools.models import AppClient


def check(client: AppClient, given: str | None, *, username: str) -> None:
    """Demand SECRET_HASH where the client has a secret.

    Raises:
        NotAuthorizedException: missing or wrong.
    """
    secrets = _required(client, given)
    if given and not _made_over(client, given, secrets, username):
        raise _wrong(client)


def check_names(client: AppClient, given: str | None, *, usernames: list[str]) -> None:
    """As `check`, where the call names no user: the hash may be over any of these names."""
    secrets = _required(client, given)
    if given and not secret_hash.matches(given, secrets=secrets, usernames=usernames, client_id=client.id):
        raise _wrong(client)


def has_secret(client: AppClient, given: str | None) -> bool:
    """Whether the plain secret is right; a client without one must send none."""
    secrets = app_clients.secrets(client)
    if not secrets:
        return not given
    matches = [hmac.compare_digest(secret.encode(), (given or "").encode()) for secret in secrets]
    return any(matches)


def _required(client: AppClient, given: str | None) -> list[str]:
    secrets = app_clients.secrets(client)
    if secrets and not given:
        raise NotAuthorizedException(
            f"Client {client.id} is configured with secret but SECRET_HASH was not received"  # AWS: unverified
        )
    return secrets


def _wrong(client: AppClient) -> NotAuthorizedException:
    return NotAuthorizedException(f"Unable to verify secret hash for client {client.id}")  # AWS: unverified


def _made_over(client: AppClient, given: str, secrets: list[str], username: str) -> bool:
    if secret_hash.matches(given, secrets=secrets, usernames=[username], client_id=client.id):
        return True
    # AWS: a hash over the user's own username or sub is accepted as well, when an alias was sent.
    user = users.find(client.pool, username) if secrets else None
    names = [user.username, user.sub] if user else []
    return secret_hash.matches(given, secrets=secrets, usernames=names, client_id=client.id)
