"""`/oauth2/authorize`: checks in order. Nothing is sent anywhere before client and redirect_uri are proved."""

from dataclasses import dataclass

from accounts.models import HostedSession
from accounts.oauth import checks, codes, implicit, parameters, provider_choice
from accounts.oauth.codes import Grant
from accounts.oauth.errors import (
    OAuthError,
    PageError,
    Refused,
)
from accounts.oauth.parameters import Parameters
from accounts.oauth.provider_choice import LOCAL_PROVIDER
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
    "idp_identifier",
    "login_hint",
    "prompt",
    "lang",
    "ui_locales",
    "resource",
    "acr_values",
    "max_age",
)
"""The parameters that every page of a sign-in carries along."""


@dataclass(frozen=True)
class AuthorizationRequest:
    """A request whose every parameter was checked against the client as it is set up now.

    `provider` is the one that the request names or the client's only one; empty where people choose.
    """

    grant: Grant
    parameters: Parameters
    provider: str = ""

    @property
    def is_local(self) -> bool:
        """Whether the pool's own users may sign in by it."""
        return self.admits(LOCAL_PROVIDER)

    def admits(self, provider_name: str) -> bool:
        """Whether somebody may sign in by it who comes from this provider (checklist 22)."""
        return provider_name in ([self.provider] if self.provider else self.client.identity_providers)

    def admits_session(self, session: HostedSession) -> bool:
        """Whether a browser's session came by a provider of which that holds."""
        return self.admits(session.provider_name or LOCAL_PROVIDER)

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
    redirect_uri = proved_redirect(client, given)
    try:
        for check in checks.CHECKS:
            check(client, given)
        provider = provider_choice.chosen(client, given)
    except OAuthError as error:
        raise refusal(client, redirect_uri, given, error) from error
    scopes = tuple(dict.fromkeys(given.get("scope").split())) or tuple(client.scopes)
    grant = Grant(client, redirect_uri, scopes, given.get("code_challenge"), given.get("nonce"), given.get("resource"))
    return AuthorizationRequest(grant, given, provider)


def accept(request: AuthorizationRequest, session: HostedSession) -> str:
    """The callback address for the user who is signed in in this browser: with a new code, or with tokens.

    In the implicit flow it may instead say why there are none.
    """
    try:
        answer = _answer(request, session)
    except OAuthError as error:
        answer = error.fields
    return _callback(request.client, request.grant.redirect_uri, request.parameters, answer)


def refusal(client: AppClient, redirect_uri: str, given: Parameters, error: OAuthError) -> Refused:
    """The error as the application is told it."""
    return Refused(_callback(client, redirect_uri, given, error.fields))


def _answer(request: AuthorizationRequest, session: HostedSession) -> dict[str, str]:
    if request.parameters.get("response_type") == "code":
        return {"code": codes.mint(request.grant, session)}
    return implicit.tokens(request.grant, session)


def _callback(client: AppClient, redirect_uri: str, given: Parameters, answer: dict[str, str]) -> str:
    state = {"state": given.get("state")} if given.get("state") else {}
    values = {**answer, **state, "iss": user_pools.issuer(client.pool)}  # RFC 9207
    return parameters.extend(redirect_uri, values, fragment=given.get("response_type") == "token")


def proved_redirect(client: AppClient, given: Parameters) -> str:
    """The redirect_uri, equal to a registered one to the letter (checklist 13).

    Raises:
        PageError: it is none of the client's.
    """
    redirect_uri = given.once("redirect_uri")
    if not redirect_uri and "redirect_uri" not in given.repeated:
        redirect_uri = client.settings.get("DefaultRedirectURI") or ""
    if redirect_uri not in client.callback_urls:
        raise PageError("redirect_mismatch", client_id=client.id)
    return redirect_uri
