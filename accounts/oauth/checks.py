"""What is checked of an authorization request once the way back to the application is proved, in this order."""

from collections.abc import Callable

from accounts.crypto import pkce
from accounts.oauth import demands
from accounts.oauth.errors import (
    InvalidRequest,
    InvalidScope,
    RequestNotSupported,
    RequestUriNotSupported,
    UnauthorizedClient,
)
from accounts.oauth.parameters import Parameters
from pools import redirect_urls
from pools.core.errors import CognitoError
from pools.models import AppClient

_LONGEST_NONCE = 2048
_GRANT_OF = {"code": "code", "token": "implicit"}
"""By response_type, which of the client's AllowedOAuthFlows it needs."""

_RESPONSE_MODE = {"code": "query", "token": "fragment"}
_PROMPTS = frozenset({"none", "login", "select_account", "consent"})


def _well_formed(_client: AppClient, given: Parameters) -> None:
    given.check()
    if len(given.get("nonce")) > _LONGEST_NONCE:
        raise InvalidRequest("Parameter nonce is too long")


def _response_type(client: AppClient, given: Parameters) -> None:
    response_type = given.require("response_type")
    if response_type not in _GRANT_OF:
        raise InvalidRequest("Unknown response_type")
    if not client.oauth_enabled or _GRANT_OF[response_type] not in client.oauth_flows:
        raise UnauthorizedClient
    if given.get("response_mode") not in ("", _RESPONSE_MODE[response_type]):
        raise InvalidRequest("response_mode is not supported")


def _request_object(_client: AppClient, given: Parameters) -> None:
    """Whatever stands in a request object would be passed over (OIDC Core, 6)."""
    if given.get("request"):
        raise RequestNotSupported
    if given.get("request_uri"):
        raise RequestUriNotSupported


def _scope(client: AppClient, given: Parameters) -> None:
    if not set(given.get("scope").split()) <= set(client.scopes):
        raise InvalidScope


def _pkce(_client: AppClient, given: Parameters) -> None:
    challenge, method = given.get("code_challenge"), given.get("code_challenge_method")
    if not challenge and not method:
        return
    if method != "S256":
        raise InvalidRequest("code_challenge_method must be S256")
    if not pkce.is_challenge(challenge):
        raise InvalidRequest("code_challenge must be a SHA-256 hash in base64url")


def _resource(_client: AppClient, given: Parameters) -> None:
    """RFC 8707: an absolute address without fragment."""
    if not given.get("resource"):
        return
    try:
        redirect_urls.check(given.get("resource"))
    except CognitoError:
        raise InvalidRequest("resource must be an absolute URI without fragment") from None


def _prompt(_client: AppClient, given: Parameters) -> None:
    prompts = set(given.get("prompt").split())
    if prompts - _PROMPTS or ("none" in prompts and len(prompts) > 1):
        raise InvalidRequest("Unknown prompt, or none beside another one")


CHECKS: tuple[Callable[[AppClient, Parameters], None], ...] = (
    _well_formed,
    _response_type,
    _request_object,
    _scope,
    _pkce,
    _resource,
    _prompt,
    demands.check,
)
"""What is checked once the way back to the application is proved, in this order."""
