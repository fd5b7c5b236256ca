"""`/oauth2/authorize`: checks in order. Nothing is sent anywhere before client and redirect_uri are proved."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.crypto import pkce
from accounts.models import HostedSession
from accounts.oauth import codes, parameters
from accounts.oauth.codes import Grant
from accounts.oauth.errors import (
    InvalidRequest,
    InvalidScope,
    OAuthError,
    PageError,
    Refused,
    UnauthorizedClient,
)
from accounts.oauth.parameters import Parameters
from pools import app_clients, user_pools
from pools.core.errors import ResourceNotFoundException
from pools.models import AppClient, UserPool

NAMES = (
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "identity_provider",
    "login_hint",
    "prompt",
)
"""The parameters that every page of a sign-in carries along."""

LOCAL_PROVIDER = "COGNITO"
_LONGEST_NONCE = 2048
_PROMPTS = frozenset({"none", "login", "select_account", "consent"})


@dataclass(frozen=True)
class AuthorizationRequest:
    """A request whose every parameter was checked against the client as it is set up now."""

    grant: Grant
    parameters: Parameters

    @property
    def client(self) -> AppClient:
        return self.grant.client

    @property
    def query(self) -> str:
        """The request as a query string, to carry along."""
        return self.parameters.only(NAMES)

    @property
    def login_hint(self) -> str:
        return self.parameters.get("login_hint")

    @property
    def prompts(self) -> frozenset[str]:
        return frozenset(self.parameters.get("prompt").split())


def client_of(pool: UserPool, given: Parameters) -> AppClient:
    """The client that the request names.

    Raises:
        PageError: none of this pool.
    """
    client_id = given.once("client_id")
    try:
        return app_clients.get(pool, client_id if client_id.isprintable() else "")
    except ResourceNotFoundException:
        raise PageError("invalid_client") from None


def read(pool: UserPool, given: Parameters) -> AuthorizationRequest:
    """Check a request.

    Raises:
        PageError: client or redirect_uri is not proved; the browser stays with us.
        Refused: anything else is wrong; the application is told.
    """
    client = client_of(pool, given)
    redirect_uri = _proved_redirect(client, given)
    try:
        for check in CHECKS:
            check(client, given)
    except OAuthError as error:
        raise refusal(client, redirect_uri, given, error) from error
    scopes = tuple(dict.fromkeys(given.get("scope").split())) or tuple(client.scopes)
    grant = Grant(client, redirect_uri, scopes, given.get("code_challenge"), given.get("nonce"))
    return AuthorizationRequest(grant, given)


def accept(request: AuthorizationRequest, session: HostedSession) -> str:
    """The callback address with a new code for the user who is signed in in this browser."""
    code = codes.mint(request.grant, session)
    return _callback(request.client, request.grant.redirect_uri, request.parameters, {"code": code})


def refusal(client: AppClient, redirect_uri: str, given: Parameters, error: OAuthError) -> Refused:
    """The error as the application is told it."""
    return Refused(_callback(client, redirect_uri, given, error.fields))


def _callback(client: AppClient, redirect_uri: str, given: Parameters, answer: dict[str, str]) -> str:
    state = {"state": given.get("state")} if given.get("state") else {}
    values = {**answer, **state, "iss": user_pools.issuer(client.pool)}  # RFC 9207
    return parameters.extend(redirect_uri, values, fragment=given.get("response_type") == "token")


def _proved_redirect(client: AppClient, given: Parameters) -> str:
    """The redirect_uri, equal to a registered one to the letter (checklist 13)."""
    redirect_uri = given.once("redirect_uri")
    if not redirect_uri and "redirect_uri" not in given.repeated:
        redirect_uri = client.settings.get("DefaultRedirectURI") or ""
    if redirect_uri not in client.callback_urls:
        raise PageError("redirect_mismatch", client_id=client.id)
    return redirect_uri


def _well_formed(_client: AppClient, given: Parameters) -> None:
    given.check()
    if len(given.get("nonce")) > _LONGEST_NONCE:
        raise InvalidRequest("Parameter nonce is too long")


def _response_type(client: AppClient, given: Parameters) -> None:
    match given.require("response_type"):
        case "code":
            allowed = client.oauth_enabled and "code" in client.oauth_flows
        case "token":
            allowed = False
        case _:
            raise InvalidRequest("Unknown response_type")
    if not allowed:
        raise UnauthorizedClient


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


def _prompt(_client: AppClient, given: Parameters) -> None:
    prompts = set(given.get("prompt").split())
    if prompts - _PROMPTS or ("none" in prompts and len(prompts) > 1):
        raise InvalidRequest("Unknown prompt, or none beside another one")


def _provider(client: AppClient, given: Parameters) -> None:
    """The identity provider asked for, or else some one, must be enabled for the client (checklist 22)."""
    providers = client.settings.get("SupportedIdentityProviders") or []
    if (given.get("identity_provider") or LOCAL_PROVIDER) not in providers:
        raise UnauthorizedClient("The identity provider is not enabled for the client")


CHECKS: tuple[Callable[[AppClient, Parameters], None], ...] = (
    _well_formed,
    _response_type,
    _scope,
    _pkce,
    _prompt,
    _provider,
)
"""What is checked once the way back to the application is proved, in this order."""
