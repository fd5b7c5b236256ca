"""What an app client may be set to: AWS's members with their defaults, and which cannot stand together."""

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from pools import pool_schema, redirect_urls
from pools.core.errors import (
    FeatureUnavailableInTierException,
    InvalidOAuthFlowException,
    InvalidParameterException,
    ScopeDoesNotExistException,
)
from pools.models import IdentityProvider, UserPool
from pools.models.app_client import DEFAULT_FLOWS

MEMBERS = (
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
)
_DEFAULTS: dict[str, Any] = {
    "RefreshTokenValidity": 30,
    "TokenValidityUnits": {},
    "AuthSessionValidity": 3,
    "EnableTokenRevocation": True,
    "EnablePropagateAdditionalUserContextData": False,
    "AllowedOAuthFlowsUserPoolClient": False,
}
_MACHINE_FLOW = "ALLOW_CLIENT_TOKEN_AUTH"
_EXCHANGE_FLOWS = frozenset({"ALLOW_TOKEN_EXCHANGE_IMPERSONATION", "ALLOW_TOKEN_EXCHANGE_DELEGATION"})
_LEGACY_FLOWS = frozenset({"ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH"})
_OWN_SCOPES = frozenset({"openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"})
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
_HOUR = 3600
# Of each token: the unit of a bare number, the shortest and the longest life in seconds.
_LIFETIMES = {
    "AccessToken": ("hours", 300, 86_400),
    "IdToken": ("hours", 300, 86_400),
    "RefreshToken": ("days", _HOUR, 315_360_000),
}
_MOST_URLS = 100
_MOST_SCOPES = 50


@dataclass(frozen=True)
class Draft:
    """Settings about to be stored, and what they are judged by."""

    pool: UserPool
    kept: dict[str, Any]
    custom_scopes: frozenset[str]
    has_secret: bool
    doing: str

    def listed(self, member: str) -> list[str]:
        return list(self.kept.get(member) or [])


def accept(
    pool: UserPool, given: dict[str, Any], *, custom_scopes: Iterable[str], has_secret: bool, creating: bool
) -> dict[str, Any]:
    """The settings as they are kept: what was given, defaults for the rest.

    Args:
        pool: whose client it is.
        given: members of AWS CreateUserPoolClient; others are passed over.
        custom_scopes: those of the given scopes that resource servers of the pool have.
        has_secret: whether the client has one.
        creating: for the words of errors.

    Raises:
        InvalidParameterException: values that contradict each other or the pool.
        InvalidOAuthFlowException: grants that cannot stand together.
        FeatureUnavailableInTierException: flows that the pool's feature plan does not have.
        ScopeDoesNotExistException: a scope that no resource server has.
    """
    chosen = {name: given[name] for name in MEMBERS if given.get(name) is not None}
    kept: dict[str, Any] = copy.deepcopy({**_DEFAULTS, **chosen})
    if not given.get("RefreshTokenValidity"):
        # AWS: 0 means thirty days whatever the unit; so does nothing.
        kept["RefreshTokenValidity"] = _DEFAULTS["RefreshTokenValidity"]
        kept["TokenValidityUnits"].pop("RefreshToken", None)
    draft = Draft(pool, kept, frozenset(custom_scopes), has_secret, "creating" if creating else "updating")
    for rule in _RULES:
        rule(draft)
    return kept


def _flows(draft: Draft) -> None:
    flows = set(draft.listed("ExplicitAuthFlows"))
    if flows & _LEGACY_FLOWS and flows - _LEGACY_FLOWS:
        raise InvalidParameterException(
            f"{', '.join(sorted(_LEGACY_FLOWS))} can not be used together with flows that start with ALLOW_."
        )
    rotation = draft.kept.get("RefreshTokenRotation") or {}
    if rotation.get("Feature") == "ENABLED" and "ALLOW_REFRESH_TOKEN_AUTH" in (flows or DEFAULT_FLOWS):
        raise InvalidParameterException(
            "Refresh token rotation can not be enabled while ALLOW_REFRESH_TOKEN_AUTH is among ExplicitAuthFlows."
        )


def _machine_flow(draft: Draft) -> None:
    """AWS: the flow of GetClientToken stands alone and is of confidential clients (texts unverified)."""
    flows = set(draft.listed("ExplicitAuthFlows"))
    if _MACHINE_FLOW not in flows:
        return
    if len(flows) > 1:
        raise InvalidParameterException(f"{_MACHINE_FLOW} can not be used together with other flows.")
    if not draft.has_secret:
        raise InvalidParameterException(f"{_MACHINE_FLOW} can only be enabled for clients with a client secret.")


def _exchange_flows(draft: Draft) -> None:
    if _EXCHANGE_FLOWS & set(draft.listed("ExplicitAuthFlows")) and draft.pool.tier == "LITE":
        raise FeatureUnavailableInTierException("Token exchange is not available in the LITE feature plan.")


def _lifetimes(draft: Draft) -> None:
    lives = {token: _seconds(draft.kept, token) for token in _LIFETIMES}
    for token, (_, shortest, longest) in _LIFETIMES.items():
        if not shortest <= lives[token] <= longest:
            raise InvalidParameterException("Invalid range for token validity.")
    if lives["RefreshToken"] < max(lives.values()):
        raise InvalidParameterException(
            "Invalid range for token validity. Refresh tokens must live as long as ID and access tokens at least."
        )


def _seconds(kept: dict[str, Any], token: str) -> int:
    number = kept.get(f"{token}Validity")
    unit = kept["TokenValidityUnits"].get(token, _LIFETIMES[token][0])
    return _HOUR if number is None else number * _SECONDS[unit]


def _grants(draft: Draft) -> None:
    grants, scopes = draft.listed("AllowedOAuthFlows"), draft.listed("AllowedOAuthScopes")
    if draft.kept["AllowedOAuthFlowsUserPoolClient"] and not (grants and scopes):
        raise InvalidParameterException(
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows."
        )
    if {"code", "implicit"} & set(grants) and not draft.listed("CallbackURLs"):
        raise InvalidParameterException("CallbackURLs can not be empty when code or implicit flow is selected.")
    if "client_credentials" in grants:
        _client_credentials(draft, grants, scopes)


def _client_credentials(draft: Draft, grants: list[str], scopes: list[str]) -> None:
    refused = "client_credentials flow can not be selected"
    if set(grants) != {"client_credentials"}:
        raise InvalidOAuthFlowException(f"{refused} along with code flow or implicit flow.")
    if not draft.has_secret:
        raise InvalidOAuthFlowException(f"{refused} if client does not have a client secret.")
    if _OWN_SCOPES & set(scopes):
        raise InvalidOAuthFlowException(f"{refused} with scopes other than those of resource servers.")


def _context(draft: Draft) -> None:
    if draft.kept["EnablePropagateAdditionalUserContextData"] and not draft.has_secret:
        raise InvalidParameterException(
            "EnablePropagateAdditionalUserContextData can only be enabled for clients with a client secret."
        )


def _scopes(draft: Draft) -> None:
    scopes = draft.listed("AllowedOAuthScopes")
    for scope in scopes:
        if scope not in _OWN_SCOPES | draft.custom_scopes:
            raise ScopeDoesNotExistException(f"Invalid scope requested: {scope}")
    if {"email", "phone", "profile"} & set(scopes) and "openid" not in scopes:
        raise InvalidParameterException("The scopes email, phone and profile can only be selected along with openid.")
    if len(scopes) > _MOST_SCOPES:
        raise InvalidParameterException(f"A client can have at most {_MOST_SCOPES} scopes.")


def _urls(draft: Draft) -> None:
    for member in ("CallbackURLs", "LogoutURLs"):
        urls = draft.listed(member)
        if len(urls) > _MOST_URLS:
            raise InvalidParameterException(f"{member} can have at most {_MOST_URLS} members.")
        for url in urls:
            redirect_urls.check(url)
    default = draft.kept.get("DefaultRedirectURI")
    if default and default not in draft.listed("CallbackURLs"):
        raise InvalidParameterException("DefaultRedirectURI must be in the list of CallbackURLs.")


def _providers(draft: Draft) -> None:
    names = [name for name in draft.listed("SupportedIdentityProviders") if name != "COGNITO"]
    if not names:
        return
    known = set(IdentityProvider.objects.filter(pool=draft.pool, name__in=names).values_list("name", flat=True))
    for name in names:
        if name not in known:
            raise InvalidParameterException(
                f"The provider {name} does not exist for User Pool {draft.pool.id}."  # AWS: unverified
            )


def _read_attributes(draft: Draft) -> None:
    known = set(draft.pool.schema_attributes)
    if not _opened(draft, "ReadAttributes") <= known:
        raise InvalidParameterException(f"Invalid read attributes specified while {draft.doing} a client")


def _write_attributes(draft: Draft) -> None:
    if not draft.listed("WriteAttributes"):
        return
    names, schema = _opened(draft, "WriteAttributes"), draft.pool.schema_attributes
    required = {name for name, attribute in schema.items() if attribute.required} - {"sub"}
    writable = {name for name, attribute in schema.items() if not attribute.developer_only} - {
        "sub",
        *pool_schema.VERIFIED,
    }
    # A scope's shorthand brings verified flags along, which nobody asked to write.
    asked = names - (set(pool_schema.VERIFIED) - set(draft.listed("WriteAttributes")))
    if not asked <= writable or not required <= names:
        raise InvalidParameterException(f"Invalid write attributes specified while {draft.doing} a client")


def _opened(draft: Draft, member: str) -> set[str]:
    return {name for listed in draft.listed(member) for name in pool_schema.opened_by(listed)}


_RULES: Final[tuple[Callable[[Draft], None], ...]] = (
    _flows,
    _machine_flow,
    _exchange_flows,
    _lifetimes,
    _grants,
    _context,
    _scopes,
    _urls,
    _providers,
    _read_attributes,
    _write_attributes,
)
