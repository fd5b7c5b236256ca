"""Dynamic client registration: applications that make app clients of themselves, in pools that let them.

Off by default. A registered client has the grants and scopes that the pool lists and no others, signs people in on the
hosted pages only, and is vouched for by nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pools import app_clients, resource_servers
from pools.core.errors import InvalidParameterException, OperationNotEnabledException
from pools.models import AppClient, IdentityProvider, UserPool

_DEFAULT_GRANTS = ("code",)  # AWS: unverified, as the default scopes.
_DEFAULT_SCOPES = ("openid", "email", "phone", "profile")


@dataclass(frozen=True)
class Wanted:
    """What an application wants to be. No scopes mean all that the pool gives registered clients."""

    name: str
    callback_urls: Sequence[str]
    grants: Sequence[str]
    scopes: Sequence[str]
    confidential: bool


def is_on(pool: UserPool) -> bool:
    """Whether clients may register in the pool at all. AWS: not in the feature plan LITE."""
    return _configuration(pool).get("EnableStatus") == "Enabled" and pool.tier != "LITE"


def is_open(pool: UserPool) -> bool:
    """Whether anybody may, without an access token."""
    return is_on(pool) and bool(_configuration(pool).get("OpenDcrEnabled"))


def grants(pool: UserPool, *, authenticated: bool) -> list[str]:
    """The AllowedOAuthFlows that a registered client may have."""
    member = "AuthenticatedGrantTypes" if authenticated else "OpenDcrGrantTypes"
    return list(_configuration(pool).get(member) or _DEFAULT_GRANTS)


def scopes(pool: UserPool) -> list[str]:
    """The scopes that a registered client may have; letting others register is never one of them."""
    listed = _configuration(pool).get("AllowedScopes") or _DEFAULT_SCOPES
    return [scope for scope in listed if scope != resource_servers.REGISTRATION]


def register(pool: UserPool, wanted: Wanted, *, authenticated: bool) -> AppClient:
    """Make a client of an application.

    Args:
        pool: where.
        wanted: what it is to be.
        authenticated: whether an access token with the scope to register came along.

    Raises:
        OperationNotEnabledException: the pool does not let clients register, or not without a token.
        InvalidParameterException: a grant or scope that registered clients do not get here.
        InvalidOAuthFlowException, ScopeDoesNotExistException: see `client_settings`.
        LimitExceededException: a thousand clients registered already.
    """
    if not (is_on(pool) if authenticated else is_open(pool)):
        raise OperationNotEnabledException("Dynamic client registration is not enabled.")
    if not set(wanted.grants) <= set(grants(pool, authenticated=authenticated)):
        raise InvalidParameterException("A grant type is not available to registered clients.")
    if not set(wanted.scopes) <= set(scopes(pool)):
        raise InvalidParameterException("A scope is not available to registered clients.")
    return app_clients.create(
        pool,
        name=wanted.name,
        settings=_settings(pool, wanted),
        generate_secret=wanted.confidential,
        registered=True,
    )


def _settings(pool: UserPool, wanted: Wanted) -> dict[str, Any]:
    providers = IdentityProvider.objects.filter(pool=pool).order_by("name").values_list("name", flat=True)
    return {
        # No flow of the API: it would give its user's own operations, whatever the scopes are.
        "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": list(wanted.grants),
        "AllowedOAuthScopes": list(wanted.scopes) or _fitting(pool, wanted.grants),
        "CallbackURLs": list(wanted.callback_urls),
        "SupportedIdentityProviders": ["COGNITO", *providers],
        "PreventUserExistenceErrors": "ENABLED",
    }


def _fitting(pool: UserPool, wanted: Sequence[str]) -> list[str]:
    """All scopes that these grants may have: an application for itself has none of the people's."""
    if "client_credentials" not in wanted:
        return scopes(pool)
    return resource_servers.existing(pool, scopes(pool))


def _configuration(pool: UserPool) -> dict[str, Any]:
    return pool.settings.get("DcrConfiguration") or {}
