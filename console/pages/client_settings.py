"""What an app client's forms show and send: its AWS settings, whole, with only the edited members changed."""

from typing import Any
from urllib.parse import urlsplit

from pools import app_clients
from pools.models import AppClient, UserPool

CONSOLE_FLOWS = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
LOCAL_RETURN_URLS = {
    "web": "http://localhost:8080/callback",
    "spa": "http://localhost:5173/callback",
    "mobile": "myapp://callback",
}
# Cognito's default number, and the unit of a number that was stored without one.
_DEFAULT_LIFETIMES = {"RefreshToken": (30, "days"), "AccessToken": (60, "hours"), "IdToken": (60, "hours")}


def create(pool: UserPool, data: dict[str, Any]) -> AppClient:
    """A new app client with the console's defaults for its kind."""
    kind = data["application_type"]
    settings = new_client(kind, return_url=data["return_url"])
    return app_clients.create(pool, name=data["name"], settings=settings, generate_secret=has_secret(kind))


def has_secret(application_type: str) -> bool:
    """Only an application on a server can keep one."""
    return application_type == "web"


def new_client(application_type: str, *, return_url: str) -> dict[str, Any]:
    """The console's defaults for a new app client of a kind."""
    callback = return_url or LOCAL_RETURN_URLS[application_type]
    return {
        "ExplicitAuthFlows": CONSOLE_FLOWS,
        "RefreshTokenValidity": 5,
        "AccessTokenValidity": 60,
        "IdTokenValidity": 60,
        "TokenValidityUnits": {"RefreshToken": "days", "AccessToken": "minutes", "IdToken": "minutes"},
        "EnableTokenRevocation": True,
        "PreventUserExistenceErrors": "ENABLED",
        "SupportedIdentityProviders": ["COGNITO"],
        "CallbackURLs": [callback],
        "LogoutURLs": [home_of(callback)],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "email", "phone"],
    }


def home_of(url: str) -> str:
    """Where an application that is called back there begins; an app with a scheme of its own begins right there."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/" if parts.scheme in ("http", "https") else url


def information(client: AppClient) -> dict[str, Any]:
    """Initial values of the App client information form."""
    refresh, refresh_unit = lifetime(client, "RefreshToken")
    access, access_unit = lifetime(client, "AccessToken")
    identity, id_unit = lifetime(client, "IdToken")
    return {
        "name": client.name,
        "flows": sorted(client.flows),
        "auth_session_minutes": client.auth_session_validity.seconds // 60,
        "refresh_number": refresh,
        "refresh_unit": refresh_unit,
        "access_number": access,
        "access_unit": access_unit,
        "id_number": identity,
        "id_unit": id_unit,
        "token_revocation": client.revocation_enabled,
        "hides_existence": client.hides_existence,
    }


def with_information(client: AppClient, data: dict[str, Any], *, shown_flows: set[str]) -> dict[str, Any]:
    """The client's settings after the App client information form; flows it does not show are kept."""
    kept = client.flows - shown_flows
    return {
        **client.settings,
        "ExplicitAuthFlows": sorted({*data["flows"], *kept}),
        "AuthSessionValidity": data["auth_session_minutes"],
        "RefreshTokenValidity": data["refresh_number"],
        "AccessTokenValidity": data["access_number"],
        "IdTokenValidity": data["id_number"],
        "TokenValidityUnits": {
            "RefreshToken": data["refresh_unit"],
            "AccessToken": data["access_unit"],
            "IdToken": data["id_unit"],
        },
        "EnableTokenRevocation": data["token_revocation"],
        "PreventUserExistenceErrors": "ENABLED" if data["hides_existence"] else "LEGACY",
    }


def login_pages(client: AppClient) -> dict[str, Any]:
    """Initial values of the login pages form."""
    return {
        "callback_urls": client.callback_urls,
        "default_redirect_url": client.settings.get("DefaultRedirectURI", ""),
        "logout_urls": client.logout_urls,
        "grants": client.oauth_flows if client.oauth_enabled else [],
        "scopes": client.scopes,
    }


def with_login_pages(client: AppClient, data: dict[str, Any], *, grants: set[str], scopes: set[str]) -> dict[str, Any]:
    """The client's settings after the login pages form; grants and scopes it does not show are kept."""
    all_grants = [*data["grants"], *(grant for grant in client.oauth_flows if grant not in grants)]
    settings = {
        **client.settings,
        "CallbackURLs": data["callback_urls"],
        "LogoutURLs": data["logout_urls"],
        "AllowedOAuthFlows": all_grants,
        "AllowedOAuthFlowsUserPoolClient": bool(all_grants),
        "AllowedOAuthScopes": [*data["scopes"], *(scope for scope in client.scopes if scope not in scopes)],
        "SupportedIdentityProviders": client.settings.get("SupportedIdentityProviders") or ["COGNITO"],
        "DefaultRedirectURI": data["default_redirect_url"],
    }
    return {name: value for name, value in settings.items() if value not in ("", [])}


def with_permissions(client: AppClient, readable: list[str], writable: list[str]) -> dict[str, Any]:
    """The client's settings after the attribute permissions form."""
    permissions = {"ReadAttributes": readable, "WriteAttributes": writable}
    return {**client.settings, **permissions}


def lifetime(client: AppClient, token: str) -> tuple[int, str]:
    """A token's lifetime as number and unit, the way it was set; Cognito's default when it was not."""
    number = client.settings.get(f"{token}Validity")
    default, unit = _DEFAULT_LIFETIMES[token]
    if not number:
        return default, "days" if token == "RefreshToken" else "minutes"  # noqa: S105  a kind of token
    units = client.settings.get("TokenValidityUnits") or {}
    return int(number), units.get(token, unit)
