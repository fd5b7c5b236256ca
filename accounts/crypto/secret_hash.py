"""SECRET_HASH: the proof that a caller knows its app client's secret."""

import base64
import hmac


def make(secret: str, username: str, client_id: str) -> str:
    """Base64 HMAC-SHA256 over username and client id, keyed by the secret."""
    return base64.b64encode(hmac.digest(secret.encode(), f"{username}{client_id}".encode(), "sha256")).decode()


def matches(given: str, *, secrets: list[str], usernames: list[str], client_id: str) -> bool:
    """Whether the hash was made with any of the secrets over any of the names; compares all in constant time."""
    found = False
    for secret in secrets:
        for username in usernames:
            found |= hmac.compare_digest(make(secret, username, client_id).encode(), given.encode())
    return found
