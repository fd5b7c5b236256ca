"""What an identity provider is told at its creation: the keys of each type, and what is filled in (pool-rules.md 11)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pools import saml_metadata
from pools.core.errors import InvalidParameterException
from pools.models.identity_provider import ProviderType
from pools.saml_metadata import SamlMetadata

Details = dict[str, str]

OAUTH_KIND = "poolhouse_provider"
"""The key by which a provider of type OIDC is one that speaks OAuth 2.0 in its own way; Cognito has none of these."""

OAUTH_KINDS = ("github", "instagram", "linkedin", "microsoft", "twitter_oauth2")

_OIDC_KEYS = ("client_id", "client_secret", "attributes_request_method", "oidc_issuer", "authorize_scopes")
_ENDPOINTS = ("authorize_url", "token_url", "attributes_url", "jwks_uri")
_REQUIRED: Final[dict[str, tuple[str, ...]]] = {
    ProviderType.GOOGLE: ("client_id", "client_secret", "authorize_scopes"),
    ProviderType.FACEBOOK: ("client_id", "client_secret", "authorize_scopes"),
    ProviderType.LOGIN_WITH_AMAZON: ("client_id", "client_secret", "authorize_scopes"),
    ProviderType.SIGN_IN_WITH_APPLE: ("client_id", "team_id", "key_id", "authorize_scopes"),
    ProviderType.OIDC: ("client_id", "attributes_request_method", "oidc_issuer", "authorize_scopes"),
    ProviderType.SAML: (),
}
# AWS: added to what is answered, whatever was given.
_ADDED: Final[dict[str, Details]] = {
    ProviderType.GOOGLE: {
        "attributes_url": "https://people.googleapis.com/v1/people/me?personFields=",
        "attributes_url_add_attributes": "true",
        "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
        "oidc_issuer": "https://accounts.google.com",
        "token_request_method": "POST",
        "token_url": "https://www.googleapis.com/oauth2/v4/token",
    },
    ProviderType.FACEBOOK: {
        "attributes_url": "https://graph.facebook.com/{version}/me?fields=",
        "attributes_url_add_attributes": "true",
        "authorize_url": "https://www.facebook.com/{version}/dialog/oauth",
        "token_request_method": "GET",
        "token_url": "https://graph.facebook.com/{version}/oauth/access_token",
    },
    ProviderType.LOGIN_WITH_AMAZON: {
        "attributes_url": "https://api.amazon.com/user/profile",
        "attributes_url_add_attributes": "false",
        "authorize_url": "https://www.amazon.com/ap/oa",
        "token_request_method": "POST",
        "token_url": "https://api.amazon.com/auth/o2/token",
    },
    ProviderType.SIGN_IN_WITH_APPLE: {
        "attributes_url_add_attributes": "false",
        "authorize_url": "https://appleid.apple.com/auth/authorize",
        "oidc_issuer": "https://appleid.apple.com",
        "token_request_method": "POST",
        "token_url": "https://appleid.apple.com/auth/token",
    },
    ProviderType.OIDC: {"attributes_url_add_attributes": "false"},
    ProviderType.SAML: {},
}
_SAML_SWITCHES = ("IDPSignout", "IDPInit", "EncryptedResponses")
# Answered beside what was given; whoever sends back what was answered does not choose them.
_SAML_TOLD = ("SSORedirectBindingURI", "SLORedirectBindingURI", "ActiveEncryptionCertificate")
_DEFAULT_VERSION = "v17.0"
_METHODS = ("GET", "POST")


@dataclass(frozen=True)
class Accepted:
    """Details as they are kept and answered, and what a SAML provider publishes of itself."""

    details: Details
    metadata: SamlMetadata | None = None


def accept(provider_type: str, given: Details) -> Accepted:
    """The details as they are kept and answered.

    SAML metadata at an address is fetched here, so never call this inside a transaction.

    Raises:
        InvalidParameterException: a key is missing, or a value cannot be.
    """
    kept = {key: value for key, value in given.items() if value}
    if kept.get(OAUTH_KIND):
        return Accepted(_oauth(provider_type, kept))
    missing = [key for key in _REQUIRED[provider_type] if key not in kept]
    if missing:
        raise InvalidParameterException(f"The following required keys are missing in ProviderDetails: {missing[0]}")
    return _saml(kept) if provider_type == ProviderType.SAML else Accepted(_COMPLETED[provider_type](kept))


def _oauth(provider_type: str, kept: Details) -> Details:
    if provider_type != ProviderType.OIDC or kept[OAUTH_KIND] not in OAUTH_KINDS:
        raise InvalidParameterException(
            f"{OAUTH_KIND} must be one of {', '.join(OAUTH_KINDS)}, in a provider of type OIDC."
        )
    missing = [key for key in ("client_id", "client_secret") if key not in kept]
    if missing:
        raise InvalidParameterException(f"The following required keys are missing in ProviderDetails: {missing[0]}")
    return kept


def _social(provider_type: str) -> Callable[[Details], Details]:
    def complete(kept: Details) -> Details:
        return {**_ADDED[provider_type], **kept}

    return complete


def _facebook(kept: Details) -> Details:
    version = kept.setdefault("api_version", _DEFAULT_VERSION)
    added = {key: value.replace("{version}", version) for key, value in _ADDED[ProviderType.FACEBOOK].items()}
    return {**added, **kept}


def _apple(kept: Details) -> Details:
    # An update may leave the key out, since it is never shown: the verb puts the present one back.
    if "private_key" not in kept:
        raise InvalidParameterException("The following required keys are missing in ProviderDetails: private_key")
    return {**_ADDED[ProviderType.SIGN_IN_WITH_APPLE], **kept}


def _oidc(kept: Details) -> Details:
    if kept["attributes_request_method"] not in _METHODS:
        raise InvalidParameterException("attributes_request_method must be GET or POST.")
    for key in ("oidc_issuer", *(name for name in _ENDPOINTS if name in kept)):
        if not kept[key].startswith(("https://", "http://")):
            raise InvalidParameterException(f"{key} must be a web address.")
    if "openid" not in kept["authorize_scopes"].split():
        raise InvalidParameterException("authorize_scopes must contain openid.")
    return {**_ADDED[ProviderType.OIDC], **kept}


def _saml(kept: Details) -> Accepted:
    if ("MetadataURL" in kept) == ("MetadataFile" in kept):
        raise InvalidParameterException("Either MetadataURL or MetadataFile must be given in ProviderDetails.")
    if kept.get("RequestSigningAlgorithm", "rsa-sha256") != "rsa-sha256":
        raise InvalidParameterException("RequestSigningAlgorithm must be rsa-sha256.")
    for key in _SAML_SWITCHES:
        if kept.get(key, "false").lower() not in ("true", "false"):
            raise InvalidParameterException(f"{key} must be true or false.")
    metadata = saml_metadata.read(file=kept.get("MetadataFile"), url=kept.get("MetadataURL"))
    told = {key: value for key, value in kept.items() if key not in _SAML_TOLD}
    return Accepted({**told, **saml_addresses(metadata)}, metadata)


def saml_addresses(found: SamlMetadata) -> Details:
    """What is shown of a SAML provider's metadata."""
    shown = {"SSORedirectBindingURI": found.sign_on_url, "SLORedirectBindingURI": found.log_out_url}
    return {key: value for key, value in shown.items() if value}


_COMPLETED: Final[dict[str, Callable[[Details], Details]]] = {
    ProviderType.GOOGLE: _social(ProviderType.GOOGLE),
    ProviderType.FACEBOOK: _facebook,
    ProviderType.LOGIN_WITH_AMAZON: _social(ProviderType.LOGIN_WITH_AMAZON),
    ProviderType.SIGN_IN_WITH_APPLE: _apple,
    ProviderType.OIDC: _oidc,
}
