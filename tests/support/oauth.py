"""An application that signs people in: its authorization request, its callback, its calls to the token endpoint."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpResponse
from django.test import Client

from accounts.crypto import pkce
from pools.models import AppClient, UserPool

CALLBACK = "https://app.example.com/callback"
GOODBYE = "https://app.example.com/goodbye"
VERIFIER = "a-verifier-of-the-application_that-nobody.knows~"
SETTINGS: dict[str, Any] = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid", "email", "profile", "aws.cognito.signin.user.admin"],
    "CallbackURLs": [CALLBACK, "myapp://callback", "http://localhost:3000/cb?tenant=1"],
    "LogoutURLs": [GOODBYE],
    "SupportedIdentityProviders": ["COGNITO"],
    "PreventUserExistenceErrors": "ENABLED",
}


def address(pool: UserPool, page: str, query: str = "") -> str:
    """A page below the pool's issuer path."""
    return f"/{pool.id}/{page}{'?' if query else ''}{query}"


def request(client: AppClient, **changes: str | None) -> str:
    """The query of an authorization request with PKCE; None leaves a parameter out."""
    values: dict[str, str | None] = {
        "client_id": client.id,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid email",
        "state": "st4te",
        "code_challenge": pkce.challenge_of(VERIFIER),
        "code_challenge_method": "S256",
        **changes,
    }
    return urlencode({name: value for name, value in values.items() if value is not None})


def authorize(web: Client, client: AppClient, **changes: str | None) -> HttpResponse:
    return web.get(address(client.pool, "oauth2/authorize", request(client, **changes)))  # type: ignore[return-value]


def sign_in(web: Client, client: AppClient, username: str, password: str, **changes: str | None) -> HttpResponse:
    """Send the sign-in form."""
    page = address(client.pool, "login", request(client, **changes))
    return web.post(page, {"username": username, "password": password})  # type: ignore[return-value]


def answer(response: HttpResponse) -> dict[str, str]:
    """The parameters that the application is sent."""
    return dict(parse_qsl(urlsplit(response.headers["Location"]).query, keep_blank_values=True))


def code_for(web: Client, client: AppClient, username: str, password: str, **changes: str | None) -> str:
    return answer(sign_in(web, client, username, password, **changes))["code"]


def redeem(web: Client, client: AppClient, code: str, /, **changes: str | None) -> HttpResponse:
    """Hand a code in at the token endpoint."""
    values: dict[str, str | None] = {
        "grant_type": "authorization_code",
        "client_id": client.id,
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
        **changes,
    }
    return post_form(web, address(client.pool, "oauth2/token"), values)


def post_form(web: Client, url: str, values: dict[str, str | None], **headers: str) -> HttpResponse:
    body = urlencode({name: value for name, value in values.items() if value is not None})
    return web.post(url, body, content_type="application/x-www-form-urlencoded", headers=headers)  # type: ignore[return-value]
