"""External identity providers of a pool: create, get, list, change, delete; the names by which one is chosen."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from pools import provider_details, saml_certificates, saml_providers
from pools.core import clock
from pools.core.errors import (
    DuplicateProviderException,
    InvalidParameterException,
    LimitExceededException,
    ResourceNotFoundException,
)
from pools.core.pagination import Page
from pools.models import AppClient, IdentityProvider, IdpIdentifier, UserPool
from pools.models.identity_provider import ProviderType
from pools.saml_metadata import SamlMetadata

_MOST = 300
_MOST_IDENTIFIERS = 50
_SHORTEST_NAME = 3
_FREELY_NAMED = (ProviderType.OIDC, ProviderType.SAML)
_RESERVED = ("COGNITO", *(kind for kind in ProviderType.values if kind not in _FREELY_NAMED))
# AWS: `username` holds the provider's own id of the user, by a claim that depends on the type and cannot be chosen.
_USERNAME_CLAIMS = {
    ProviderType.GOOGLE: "sub",
    ProviderType.FACEBOOK: "id",
    ProviderType.LOGIN_WITH_AMAZON: "user_id",
    ProviderType.SIGN_IN_WITH_APPLE: "sub",
    ProviderType.OIDC: "sub",
}
TRUST_KEY = "poolhouse_trusts_email"
"""ProviderDetails: `true` links somebody with a verified e-mail address to the user who has it verified here."""


def create(
    pool: UserPool,
    *,
    name: str,
    provider_type: str,
    details: dict[str, str],
    attribute_mapping: dict[str, str] | None = None,
    identifiers: list[str] | None = None,
) -> IdentityProvider:
    """Add a provider. SAML metadata is fetched before anything is stored.

    Raises:
        DuplicateProviderException: the pool has one of that name, or an identifier is another's.
        InvalidParameterException: name, details or mapping cannot be.
        LimitExceededException: three hundred providers.
    """
    _check_name(name, provider_type)
    if IdentityProvider.objects.filter(pool=pool).count() >= _MOST:
        raise LimitExceededException("The user pool has the maximum number of identity providers.")
    mapping = _mapping(pool, provider_type, attribute_mapping or {})
    accepted = provider_details.accept(provider_type, details)
    kept = _with_certificate(pool, accepted.details)
    now = clock.now()
    provider = IdentityProvider(
        pool=pool,
        name=name,
        type=provider_type,
        details=kept,
        attribute_mapping=mapping,
        trusts_email=kept.get(TRUST_KEY) == "true",
        created_at=now,
        updated_at=now,
    )
    with transaction.atomic():
        _insert(provider)
        _keep_metadata(provider, accepted.metadata)
        _replace_identifiers(provider, identifiers or [])
    return provider


def get(pool: UserPool, name: str) -> IdentityProvider:
    """The pool's provider of this name.

    Raises:
        ResourceNotFoundException: there is none.
    """
    provider = find(pool, name)
    if provider is None:
        raise ResourceNotFoundException(f"Identity provider {name} does not exist.")
    return provider


def find(pool: UserPool, name: str) -> IdentityProvider | None:
    """As `get`; nothing when there is none."""
    provider = IdentityProvider.objects.filter(pool=pool, name=name).first()
    if provider:
        provider.pool = pool
    return provider


def by_identifier(pool: UserPool, identifier: str) -> IdentityProvider:
    """The pool's provider that goes by this identifier, such as a mail domain.

    Raises:
        ResourceNotFoundException: there is none.
    """
    row = IdpIdentifier.objects.select_related("provider").filter(pool=pool, value=identifier).first()
    if row is None:
        raise ResourceNotFoundException(f"Identity provider {identifier} does not exist.")
    row.provider.pool = pool
    return row.provider


def of_client(client: AppClient) -> list[IdentityProvider]:
    """The providers that the client offers, by name."""
    return named(client.pool, client.identity_providers)


def named(pool: UserPool, names: Collection[str]) -> list[IdentityProvider]:
    """The pool's providers of these names, in their order; names that it does not know are passed over."""
    rows = list(IdentityProvider.objects.filter(pool=pool, name__in=names).order_by("name"))
    for provider in rows:
        provider.pool = pool
    return rows


def identifiers_of_client(client: AppClient) -> list[str]:
    """The other names of the providers that the client offers."""
    rows = IdpIdentifier.objects.filter(pool=client.pool, provider__name__in=client.identity_providers)
    return list(rows.order_by("id").values_list("value", flat=True))


def identifiers_of(provider: IdentityProvider) -> list[str]:
    """The provider's other names."""
    return list(provider.identifiers.order_by("id").values_list("value", flat=True))


def list_page(pool: UserPool, *, limit: int, after: list[Any] | None = None) -> Page[IdentityProvider]:
    """A page of the pool's providers, oldest first."""
    rows = IdentityProvider.objects.filter(pool=pool).defer("details")
    if after:
        moment = datetime.fromisoformat(after[0])
        rows = rows.filter(Q(created_at__gt=moment) | Q(created_at=moment, id__gt=after[1]))
    found = list(rows.order_by("created_at", "id")[: limit + 1])
    if len(found) <= limit:
        return Page(found)
    last = found[limit - 1]
    return Page(found[:limit], [last.created_at.isoformat(), last.id])


def update(
    provider: IdentityProvider,
    *,
    details: dict[str, str] | None = None,
    attribute_mapping: dict[str, str] | None = None,
    identifiers: list[str] | None = None,
) -> IdentityProvider:
    """Change a provider: each member that is given replaces the one there was.

    Raises:
        DuplicateProviderException: an identifier is another provider's.
        InvalidParameterException: see `create`.
    """
    metadata = None
    if details is not None:
        accepted = provider_details.accept(provider.type, _with_hidden(provider, details))
        provider.details, metadata = _with_certificate(provider.pool, accepted.details), accepted.metadata
        provider.trusts_email = provider.details.get(TRUST_KEY) == "true"
    if attribute_mapping is not None:
        provider.attribute_mapping = _mapping(provider.pool, provider.type, attribute_mapping)
    provider.updated_at = clock.now()
    with transaction.atomic():
        provider.save()
        _keep_metadata(provider, metadata)
        if identifiers is not None:
            _replace_identifiers(provider, identifiers)
    return provider


@transaction.atomic
def delete(provider: IdentityProvider) -> None:
    """Remove a provider; its users stay and cannot sign in. App clients no longer offer it."""
    for client in AppClient.objects.select_for_update().filter(pool=provider.pool):
        names = client.settings.get("SupportedIdentityProviders") or []
        if provider.name in names:
            client.settings["SupportedIdentityProviders"] = [name for name in names if name != provider.name]
            client.updated_at = clock.now()
            client.save(update_fields=["settings", "updated_at"])
    provider.delete()


def _with_hidden(provider: IdentityProvider, details: dict[str, str]) -> dict[str, str]:
    # AWS: Apple's key is never answered, so whoever sends back what was answered leaves it out.
    if provider.type == ProviderType.SIGN_IN_WITH_APPLE and not details.get("private_key"):
        return {**details, "private_key": provider.details["private_key"]}
    return details


def _with_certificate(pool: UserPool, details: dict[str, str]) -> dict[str, str]:
    """AWS: the certificate to encrypt for is answered where encrypted assertions are demanded."""
    if details.get("EncryptedResponses", "").lower() != "true":
        return details
    return {**details, "ActiveEncryptionCertificate": saml_certificates.body(saml_certificates.of(pool))}


def _keep_metadata(provider: IdentityProvider, metadata: SamlMetadata | None) -> None:
    if metadata:
        saml_providers.keep(provider, metadata)


def _check_name(name: str, provider_type: str) -> None:
    if provider_type not in _FREELY_NAMED and name != provider_type:
        raise InvalidParameterException(f"The provider of type {provider_type} must be named {provider_type}.")
    if provider_type in _FREELY_NAMED and name in _RESERVED:
        raise InvalidParameterException(f"ProviderName can not be {name}.")
    if len(name) < _SHORTEST_NAME or name.startswith(("_", " ")) or "_" in name[1:]:
        raise InvalidParameterException("ProviderName has three characters at least, and no underscore.")


def _mapping(pool: UserPool, provider_type: str, given: dict[str, str]) -> dict[str, str]:
    unknown = [name for name in given if name != "username" and name not in pool.schema_attributes]
    if unknown:
        raise InvalidParameterException(f"Invalid attribute name {unknown[0]} in AttributeMapping.")
    claim = _USERNAME_CLAIMS.get(ProviderType(provider_type))
    if claim is None:
        return dict(given)
    if given.get("username", claim) != claim:
        raise InvalidParameterException(f"The attribute username can only be mapped to {claim}.")
    return {**given, "username": claim}


def _insert(provider: IdentityProvider) -> None:
    try:
        with transaction.atomic():
            provider.save(force_insert=True)
    except IntegrityError:
        raise DuplicateProviderException(
            f"A provider with the name {provider.name} already exists in this user pool."
        ) from None


def _replace_identifiers(provider: IdentityProvider, values: list[str]) -> None:
    if len(values) > _MOST_IDENTIFIERS:
        raise InvalidParameterException(f"A provider can have at most {_MOST_IDENTIFIERS} IdpIdentifiers.")
    provider.identifiers.all().delete()
    rows = [IdpIdentifier(pool=provider.pool, provider=provider, value=value) for value in dict.fromkeys(values)]
    try:
        with transaction.atomic():
            IdpIdentifier.objects.bulk_create(rows)
    except IntegrityError:
        raise DuplicateProviderException("An IdpIdentifier is already in use by another provider.") from None
