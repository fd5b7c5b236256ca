"""`/oauth2/register`: an application describes itself and becomes an app client (RFC 7591)."""

import hashlib
from typing import Any

from accounts import attempts, familiarity
from accounts.attempts import Limit
from accounts.oauth.errors import (
    InvalidClientMetadata,
    InvalidRedirectUri,
    InvalidToken,
    RegistrationOff,
    TooManyRequests,
)
from accounts.tokens import verify
from pools import app_clients, client_registration, redirect_urls, resource_servers
from pools.client_registration import Wanted
from pools.core.errors import CognitoError, LimitExceededException, SerializationException
from pools.models import AppClient, UserPool
from pools.wire import body

_GRANTS = {"authorization_code": "code", "implicit": "implicit", "client_credentials": "client_credentials"}
_RESPONSE_TYPES = {"code": "code", "implicit": "token"}
_METHODS = ("client_secret_basic", "client_secret_post", "none")
_MOST_URIS = 10
_LONGEST_NAME = 128
_NAME_MARKS = " +=,.@-"


def register(pool: UserPool, *, authorization: str, ip: str, content: bytes) -> dict[str, Any]:
    """Register a client and say what it is now.

    Raises:
        RegistrationOff: the pool does not have it.
        InvalidToken: a bearer token is needed, or the one that came is not good for this.
        TooManyRequests: over the hour's limits.
        InvalidRedirectUri, InvalidClientMetadata: what the client wants to be cannot be.
    """
    if not client_registration.is_on(pool):
        raise RegistrationOff("Dynamic client registration is not enabled.")
    authenticated = _authenticate(pool, authorization)
    _spend(pool, familiarity.place(ip), attempts.REGISTER_CLIENT)
    _spend(pool, "", attempts.REGISTER_CLIENTS_OF_POOL)
    given = _read(content)
    method = given.get("token_endpoint_auth_method", "client_secret_basic")
    if method not in _METHODS:
        raise InvalidClientMetadata("Unknown token_endpoint_auth_method")
    wanted = Wanted(_name(given), _redirect_uris(given), _grants(given), _scopes(given), method != "none")
    try:
        client = client_registration.register(pool, wanted, authenticated=authenticated)
    except LimitExceededException as error:
        raise TooManyRequests("No more clients can register.") from error
    except CognitoError as error:
        raise InvalidClientMetadata(error.message) from error
    return _told(client, method)


def _authenticate(pool: UserPool, authorization: str) -> bool:
    """Whether a good token came along; without any, the pool must be open to all."""
    if not authorization:
        if client_registration.is_open(pool):
            return False
        raise InvalidToken("An access token with the scope aws.cognito/dcr/register is needed.")
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise InvalidToken("Authorization must be Bearer")
    try:
        verify.require_scope(token.strip(), pool=pool, scope=resource_servers.REGISTRATION)
    except CognitoError as error:
        raise InvalidToken("The access token does not let register clients.") from error
    return True


def _spend(pool: UserPool, place: str, limit: Limit) -> None:
    try:
        attempts.spend(pool, hashlib.sha256(f"{pool.id}|place:{place}".encode()).digest(), limit)
    except LimitExceededException as error:
        raise TooManyRequests("Too many registrations. Try again in an hour.") from error


def _read(content: bytes) -> dict[str, Any]:
    try:
        given = body.decode(content)
    except SerializationException as error:
        raise InvalidClientMetadata("The body must be JSON") from error
    if not isinstance(given, dict):
        raise InvalidClientMetadata("The body must be a JSON object")
    return given


def _name(given: dict[str, Any]) -> str:
    """As it will be shown beside the warning that nobody checked it: letters, digits and a few marks."""
    name = given.get("client_name", "Registered application")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= _LONGEST_NAME:
        raise InvalidClientMetadata("client_name must have 1 to 128 characters")
    if not all(letter.isalnum() or letter in _NAME_MARKS or letter == "_" for letter in name):
        raise InvalidClientMetadata("client_name has characters that are not allowed")
    return name.strip()


def _redirect_uris(given: dict[str, Any]) -> list[str]:
    uris = _texts(given, "redirect_uris", default=[])
    if len(uris) > _MOST_URIS:
        raise InvalidRedirectUri(f"A client can register {_MOST_URIS} addresses at most")
    for uri in uris:
        try:
            redirect_urls.check(uri)
        except CognitoError as error:
            raise InvalidRedirectUri(error.message) from error
    return uris


def _grants(given: dict[str, Any]) -> list[str]:
    """AllowedOAuthFlows: each grant_type with the response_type that belongs to it."""
    types = _texts(given, "grant_types", default=["authorization_code"])
    grants = [_GRANTS[name] for name in types if name in _GRANTS]
    needed = {_RESPONSE_TYPES[grant] for grant in grants if grant in _RESPONSE_TYPES}
    unknown = set(types) - {*_GRANTS, "refresh_token"}
    if not grants or unknown or set(_texts(given, "response_types", default=sorted(needed))) != needed:
        raise InvalidClientMetadata("grant_types and response_types do not fit together")
    return list(dict.fromkeys(grants))


def _scopes(given: dict[str, Any]) -> list[str]:
    text = given.get("scope", "")
    if not isinstance(text, str):
        raise InvalidClientMetadata("scope must be a text")
    return list(dict.fromkeys(text.split()))


def _texts(given: dict[str, Any], name: str, *, default: list[str]) -> list[str]:
    values = given.get(name, default)
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise InvalidClientMetadata(f"{name} must be a list of texts")
    return values


def _told(client: AppClient, method: str) -> dict[str, Any]:
    names = {grant: name for name, grant in _GRANTS.items()}
    renewing = ["refresh_token"] if "code" in client.oauth_flows else []
    secrets = [{"client_secret": value, "client_secret_expires_at": 0} for value in app_clients.secrets(client)]
    return {
        "client_id": client.id,
        "client_id_issued_at": int(client.created_at.timestamp()),
        **(secrets[0] if secrets else {}),
        "client_name": client.name,
        "redirect_uris": client.callback_urls,
        "grant_types": [*(names[grant] for grant in client.oauth_flows), *renewing],
        "response_types": [_RESPONSE_TYPES[grant] for grant in client.oauth_flows if grant in _RESPONSE_TYPES],
        "token_endpoint_auth_method": method,
        "scope": " ".join(client.scopes),
    }
