"""Where a pool's sign-in pages are served: prefix domains below our own host, and custom host names."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction

from pools.core import clock
from pools.core.errors import FeatureUnavailableInTierException, InvalidParameterException, ResourceNotFoundException
from pools.models import Domain, UserPool

_PREFIX = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_RESERVED = ("aws", "amazon", "cognito")
# 1 is the classic hosted UI, 2 is managed login.
_MANAGED_LOGIN = 2
_VERSIONS = (1, _MANAGED_LOGIN)


def create(
    pool: UserPool,
    *,
    domain: str,
    custom: dict[str, Any] | None = None,
    managed_login_version: int | None = None,
    routing: dict[str, Any] | None = None,
) -> Domain:
    """Give the pool a prefix domain, or with a CustomDomainConfig a host name of its own.

    Raises:
        InvalidParameterException: ill-formed, reserved, taken, or the pool has one of the kind.
    """
    _check_name(domain, is_custom=custom is not None)
    _check_version(pool, managed_login_version)
    if Domain.objects.filter(pool=pool, custom=custom is not None).exists():
        raise InvalidParameterException("The user pool already has a domain configured.")
    try:
        with transaction.atomic():
            return Domain.objects.create(
                name=domain,
                pool=pool,
                custom=custom is not None,
                certificate_arn=(custom or {}).get("CertificateArn", ""),
                security_policy=(custom or {}).get("SecurityPolicy", ""),
                routing=routing,
                managed_login_version=managed_login_version or 1,
                version=clock.now().strftime("%Y%m%d%H%M%S"),
                created_at=clock.now(),
            )
    except IntegrityError:
        raise InvalidParameterException("Domain already associated with another user pool.") from None


def describe(domain: str) -> Domain | None:
    """The domain of this name, if there is one."""
    return Domain.objects.select_related("pool").filter(name=domain).first()


def update(
    pool: UserPool,
    *,
    domain: str,
    custom: dict[str, Any] | None = None,
    managed_login_version: int | None = None,
    routing: dict[str, Any] | None = None,
) -> Domain:
    """Change a custom domain's certificate, or either kind's managed login version; what is left out stays.

    Raises:
        ResourceNotFoundException: the pool has no such domain.
        InvalidParameterException: a certificate for a prefix domain, or another version than 1 and 2.
        FeatureUnavailableInTierException: managed login in a pool of the LITE plan.
    """
    found = Domain.objects.filter(pool=pool, name=domain).first()
    if found is None:
        raise ResourceNotFoundException("Domain does not exist.")
    if custom is not None and not found.custom:
        raise InvalidParameterException("Only a custom domain has a certificate.")
    _check_version(pool, managed_login_version)
    if custom is not None:
        found.certificate_arn = custom["CertificateArn"]
        found.security_policy = custom.get("SecurityPolicy") or found.security_policy
    found.managed_login_version = managed_login_version or found.managed_login_version
    found.routing = routing if routing is not None else found.routing
    found.version = clock.now().strftime("%Y%m%d%H%M%S")
    found.save()
    return found


def delete(pool: UserPool, *, domain: str) -> None:
    """Take the domain from the pool.

    Raises:
        ResourceNotFoundException: the pool has no such domain.
    """
    deleted, _ = Domain.objects.filter(pool=pool, name=domain).delete()
    if not deleted:
        raise ResourceNotFoundException("Domain does not exist.")


def of_pool(pool: UserPool) -> list[Domain]:
    """The pool's domains, the custom one first."""
    return list(Domain.objects.filter(pool=pool).order_by("-custom"))


def pool_for_host(host: str) -> UserPool | None:
    """The pool whose pages this host (without port) serves, if any."""
    host = host.lower()
    suffix = f".auth.{_base_host_name()}"
    name = host.removesuffix(suffix)
    is_prefix = host.endswith(suffix) and "." not in name
    found = Domain.objects.select_related("pool").filter(name=name if is_prefix else host, custom=not is_prefix)
    domain = found.first()
    return domain.pool if domain else None


def host_of(domain: Domain) -> str:
    """The host, with our port where we have one, at which the domain is served."""
    port = urlsplit(settings.POOLHOUSE_URL).port
    name = domain.name if domain.custom else f"{domain.name}.auth.{_base_host_name()}"
    return f"{name}:{port}" if port else name


def base_url(pool: UserPool) -> str:
    """Where the pool's sign-in pages are: its custom domain, else its prefix domain, else below the issuer path."""
    domains = of_pool(pool)
    return url_of(domains[0]) if domains else issuer_path_url(pool)


def url_of(domain: Domain) -> str:
    """The domain's address, with the scheme that Poolhouse itself is served by."""
    return f"{settings.POOLHOUSE_URL.partition('://')[0]}://{host_of(domain)}"


def issuer_path_url(pool: UserPool) -> str:
    """The address below our own host that works without any DNS entry."""
    return f"{settings.POOLHOUSE_URL}/{pool.id}"


def _check_version(pool: UserPool, version: int | None) -> None:
    if version is not None and version not in _VERSIONS:
        raise InvalidParameterException("ManagedLoginVersion must be 1 or 2.")
    if version == _MANAGED_LOGIN and pool.settings.get("UserPoolTier") == "LITE":
        raise FeatureUnavailableInTierException("Managed login is not available in the LITE feature plan.")


def _base_host_name() -> str:
    return urlsplit(settings.POOLHOUSE_URL).hostname or ""


def _check_name(domain: str, *, is_custom: bool) -> None:
    if is_custom:
        host = _base_host_name()
        if not _HOST.fullmatch(domain) or domain == host or domain.endswith(f".auth.{host}"):
            raise InvalidParameterException("Custom domain is not a valid subdomain.")
        return
    if not _PREFIX.fullmatch(domain):
        raise InvalidParameterException(
            "Domain prefix can hold lowercase letters, numbers and hyphens, and neither starts nor ends with a hyphen."
        )
    for word in _RESERVED:
        if word in domain:
            raise InvalidParameterException(f"Domain cannot contain reserved word: {word}")
