"""Code that connects an application to a pool, with the real values of one app client in it."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from pools import domains
from pools.models import AppClient

PLACEHOLDER_URL = "http://localhost:8080/"


@dataclass(frozen=True)
class Sample:
    """One way to connect."""

    key: str
    label: str
    language: str
    description: str


SAMPLES = (
    Sample("authlib", "Python · Authlib", "python", "A Flask application that signs people in on the login pages."),
    Sample("oidc_client", "JavaScript · oidc-client-ts", "javascript", "A browser application with code and PKCE."),
    Sample("amplify", "JavaScript · AWS Amplify", "javascript", "Amplify 6 with a sign-in form of your own."),
    Sample("boto3", "Python · boto3", "python", "Signs a user in through the API, without the login pages."),
)
_LOGIN_PAGES = frozenset({"authlib", "oidc_client"})
_PUBLIC_ONLY = frozenset({"oidc_client", "amplify"})


@dataclass(frozen=True)
class Rendered:
    """A sample with its code, or with the reason why this client cannot use it."""

    sample: Sample
    code: str
    missing: str


def render(client: AppClient, key: str) -> Rendered:
    """The sample asked for; without a wish, the one that suits the client."""
    suggested = "authlib" if client.has_secret else "oidc_client"
    chosen = next((sample for sample in SAMPLES if sample.key == (key or suggested)), SAMPLES[0])
    missing = _missing(client, chosen.key)
    code = "" if missing else render_to_string(f"console/app_clients/code/{chosen.key}.txt", _values(client))
    return Rendered(chosen, code.strip(), missing)


def login_url(client: AppClient) -> str:
    """The client's sign-in page; empty while it has no grant or nowhere to return to."""
    if not (client.oauth_enabled and "code" in client.oauth_flows and client.callback_urls):
        return ""
    query = {
        "client_id": client.id,
        "response_type": "code",
        "scope": " ".join(client.scopes),
        "redirect_uri": _callback(client),
    }
    return f"{domains.base_url(client.pool)}/login?{urlencode(query)}"


def _missing(client: AppClient, key: str) -> str:
    """What the client lacks for a sample, in words; empty when it works."""
    if key in _PUBLIC_ONLY and client.has_secret:
        return "This app client has a secret, which a browser can't keep. Create an app client of type Single-page application."
    if key in _LOGIN_PAGES and not login_url(client):
        return "Allow the authorization code grant and a callback URL on the Login pages tab first."
    if key not in _LOGIN_PAGES and not {"ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH"} & client.flows:
        return "Allow sign-in with a password or SRP under App client information first."
    return ""


def _values(client: AppClient) -> dict[str, Any]:
    """Strings as literals, which read the same in Python and JavaScript."""
    login = domains.base_url(client.pool)
    served = domains.issuer_path_url(client.pool)
    callback = _callback(client)
    texts = {
        "pool_id": client.pool_id,
        "client_id": client.id,
        "region": client.pool.region,
        "api_endpoint": settings.POOLHOUSE_URL,
        "issuer_path_url": served,
        "discovery_url": f"{served}/.well-known/openid-configuration",
        "login_host": urlsplit(login).netloc,
        "logout_endpoint": f"{served}/logout",
        "callback_url": callback,
        "callback_path": urlsplit(callback).path or "/",
        "logout_url": next(iter(client.logout_urls), callback),
        "scope": " ".join(client.scopes),
    }
    return {name: json.dumps(text) for name, text in texts.items()} | {
        "scopes": json.dumps(client.scopes),
        "has_secret": client.has_secret,
        "has_logout_url": bool(client.logout_urls),
        "oauth_enabled": client.oauth_enabled and bool(client.callback_urls),
        "serves_https": login.startswith("https://"),
        "srp": "ALLOW_USER_SRP_AUTH" in client.flows,
        "password_flow": "ALLOW_USER_PASSWORD_AUTH" in client.flows,
    }


def _callback(client: AppClient) -> str:
    return client.settings.get("DefaultRedirectURI") or next(iter(client.callback_urls), PLACEHOLDER_URL)
