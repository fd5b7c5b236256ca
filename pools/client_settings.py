"""What an app client may be set to: AWS's members checked against each other, with its defaults."""

from typing import Any
from urllib.parse import urlsplit

from pools.core.errors import InvalidOAuthFlowException, InvalidParameterException, ScopeDoesNotExistException
from pools.models import UserPool

MEMBERS = [
    "RefreshTokenValidity",
    "AccessTokenValidity",
    "IdTokenValidity",
    "TokenValidityUnits",
    "ReadAttributes",
    "WriteAttributes",
    "ExplicitAuthFlows",
    "SupportedIdentityProviders",
    "CallbackURLs",
    "LogoutURLs",
    "DefaultRedirectURI",
    "AllowedOAuthFlows",
    "AllowedOAuthScopes",
    "AllowedOAuthFlowsUserPoolClient",
    "AnalyticsConfiguration",
    "PreventUserExistenceErrors",
    "EnableTokenRevocation",
    "EnablePropagateAdditionalUserContextData",
    "AuthSessionValidity",
    "RefreshTokenRotation",
]
_DEFAULTS: dict[str, Any] = {
    "RefreshTokenValidity": 30,
    "AuthSessionValidity": 3,
    "EnableTokenRevocation": True,
    "EnablePropagateAdditionalUserContextData": False,
    "AllowedOAuthFlowsUserPoolClient": False,
    "PreventUserExistenceErrors": "LEGACY",
}
_LEGACY_FLOWS = {"ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH"}
_SCOPES = {"openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"}
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
_LIFETIMES = {
    "AccessToken": ("hours", 300, 86_400),
    "IdToken": ("hours", 300, 86_400),
    "RefreshToken": ("days", 3600, 315_360_000),
}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_UNSAFE_SCHEMES = ("javascript", "data", "vbscript", "file", "blob", "about")
_LONGEST_URL = 1024
_MOST_URLS = 100


def accept(pool: UserPool, given: dict[str, Any], *, has_secret: bool) -> dict[str, Any]:
    """The settings as they are kept: what was given, defaults for the rest.

    Raises:
        InvalidParameterException: values that contradict each other or the pool.
        InvalidOAuthFlowException: grants that cannot stand together.
        ScopeDoesNotExistException: a scope that no resource server has.
    """
    kept = {**_DEFAULTS, **{name: given[name] for name in MEMBERS if given.get(name) is not None}}
    kept["RefreshTokenValidity"] = kept["RefreshTokenValidity"] or _DEFAULTS["RefreshTokenValidity"]
    _check_flows(kept)
    _check_lifetimes(kept)
    _check_oauth(kept, has_secret=has_secret)
    _check_urls(kept)
    _check_scopes(kept)
    _check_providers(pool, kept)
    _check_attributes(pool, kept)
    return kept


def _check_flows(kept: dict[str, Any]) -> None:
    flows = set(kept.get("ExplicitAuthFlows") or [])
    if flows & _LEGACY_FLOWS and any(flow.startswith("ALLOW_") for flow in flows):
        raise InvalidParameterException("ExplicitAuthFlows cannot mix legacy values with ALLOW_ values.")
    rotation = kept.get("RefreshTokenRotation") or {}
    if rotation.get("Feature") == "ENABLED" and "ALLOW_REFRESH_TOKEN_AUTH" in flows:
        raise InvalidParameterException(
            "Refresh token rotation cannot be enabled together with ALLOW_REFRESH_TOKEN_AUTH."
        )


def _check_lifetimes(kept: dict[str, Any]) -> None:
    units = kept.get("TokenValidityUnits") or {}
    lives = {}
    for token, (unit, shortest, longest) in _LIFETIMES.items():
        number = kept.get(f"{token}Validity")
        if number is None:
            lives[token] = 3600
            continue
        lives[token] = number * _SECONDS[units.get(token, unit)]
        if not shortest <= lives[token] <= longest:
            raise InvalidParameterException("Invalid range for token validity.")
    if lives["RefreshToken"] < max(lives["AccessToken"], lives["IdToken"]):
        raise InvalidParameterException("Invalid range for token validity: refresh token expires before other tokens.")


def _check_oauth(kept: dict[str, Any], *, has_secret: bool) -> None:
    flows = kept.get("AllowedOAuthFlows") or []
    if "client_credentials" in flows:
        if len(flows) > 1:
            raise InvalidOAuthFlowException(
                "client_credentials flow can not be selected along with code flow or implicit flow."
            )
        if not has_secret:
            raise InvalidOAuthFlowException(
                "client_credentials flow can not be selected if client does not have a client secret."
            )
    if {"code", "implicit"} & set(flows) and not kept.get("CallbackURLs"):
        raise InvalidParameterException("CallbackURLs are required for the code and implicit flows.")
    if kept["AllowedOAuthFlowsUserPoolClient"] and not (flows and kept.get("AllowedOAuthScopes")):
        raise InvalidParameterException(
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows."
        )
    if kept["EnablePropagateAdditionalUserContextData"] and not has_secret:
        raise InvalidParameterException("Additional user context data needs a client with a secret.")


def _check_urls(kept: dict[str, Any]) -> None:
    for member in ("CallbackURLs", "LogoutURLs"):
        urls = kept.get(member) or []
        if len(urls) > _MOST_URLS:
            raise InvalidParameterException(f"{member} can hold at most {_MOST_URLS} URLs.")
        for url in urls:
            check_url(url)
    default = kept.get("DefaultRedirectURI")
    if default and default not in (kept.get("CallbackURLs") or []):
        raise InvalidParameterException("DefaultRedirectURI must be in the list of CallbackURLs.")


def check_url(url: str) -> None:
    """Refuse what may not be a callback or sign-out URL (checklist 13).

    Raises:
        InvalidParameterException: not absolute, plain http outside this machine, with fragment, or a dangerous scheme.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise InvalidParameterException(f"{url} is not a URL.") from None
    if len(url) > _LONGEST_URL or any(character.isspace() or not character.isprintable() for character in url):
        raise InvalidParameterException(f"{url[:80]} is not a URL.")
    if not parts.scheme or parts.scheme.lower() in _UNSAFE_SCHEMES:
        raise InvalidParameterException(f"{url} is not an absolute URL with a scheme that is allowed.")
    if "#" in url:
        raise InvalidParameterException(f"{url} must not contain a fragment.")
    if parts.scheme in ("http", "https") and not host:
        raise InvalidParameterException(f"{url} is not an absolute URL.")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise InvalidParameterException(f"cannot use the HTTP protocol for {url}: http works only for localhost.")


def _check_scopes(kept: dict[str, Any]) -> None:
    scopes = kept.get("AllowedOAuthScopes") or []
    for scope in scopes:
        if scope not in _SCOPES:
            raise ScopeDoesNotExistException(f"Scope does not exist: {scope}")
    if {"email", "phone", "profile"} & set(scopes) and "openid" not in scopes:
        raise InvalidParameterException("Scopes email, phone and profile need the scope openid.")


def _check_providers(pool: UserPool, kept: dict[str, Any]) -> None:
    for name in kept.get("SupportedIdentityProviders") or []:
        if name != "COGNITO":
            raise InvalidParameterException(f"The provider {name} does not exist for User Pool {pool.id}.")


def _check_attributes(pool: UserPool, kept: dict[str, Any]) -> None:
    for member in ("ReadAttributes", "WriteAttributes"):
        for name in kept.get(member) or []:
            if name.removeprefix("oidc:") not in pool.schema_attributes:
                raise InvalidParameterException(f"Invalid {member} specified while creating a client: {name}")
    written = kept.get("WriteAttributes")
    if not written:
        return
    if {"sub", "email_verified", "phone_number_verified"} & set(written):
        raise InvalidParameterException("Invalid write attributes specified while creating a client")
    for name, attribute in pool.schema_attributes.items():
        if attribute.required and name != "sub" and name not in written:
            raise InvalidParameterException(
                f"Invalid write attributes specified while creating a client: required attribute {name} is missing"
            )
