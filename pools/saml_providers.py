"""Metadata of a pool's SAML providers: the copy that sign-in works with, and how it stays fresh."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from pools import provider_details, saml_metadata
from pools.core import clock
from pools.core.errors import InvalidParameterException
from pools.models import IdentityProvider, SamlMetadataCopy, UserPool
from pools.saml_metadata import SamlMetadata

_EVERY = timedelta(hours=6)
"""AWS: metadata at an address is fetched again this often, or when it expires."""

_SOONEST = timedelta(minutes=10)
_AFTER_TROUBLE = timedelta(minutes=10)
_LOOK_AGAIN_AFTER = timedelta(minutes=1)
_MOST_AT_ONCE = 5
"""The thread that asks has other things to do, and each may take seconds."""

logger = logging.getLogger(__name__)


def metadata_of(provider: IdentityProvider) -> SamlMetadataCopy:
    """What the provider publishes, as last read; read now for one that has never been.

    Raises:
        InvalidParameterException: it has never been read and cannot be.
    """
    found = SamlMetadataCopy.objects.filter(provider=provider).first()
    return found or keep(provider, _read(provider))


def keep(provider: IdentityProvider, found: SamlMetadata) -> SamlMetadataCopy:
    """Have sign-ins work with this from now on."""
    now = clock.now()
    copy, _ = SamlMetadataCopy.objects.update_or_create(
        provider=provider,
        defaults={
            "entity_id": found.entity_id,
            "sign_on_url": found.sign_on_url,
            "log_out_url": found.log_out_url,
            "log_out_answer_url": found.log_out_answer_url,
            "certificates": list(found.certificates),
            "read_at": now,
            "refresh_at": _next(found, now) if "MetadataURL" in provider.details else None,
        },
    )
    return copy


def by_entity(pool: UserPool, entity_id: str) -> IdentityProvider | None:
    """The pool's provider that signs as this entity, if there is one."""
    rows = SamlMetadataCopy.objects.select_related("provider").filter(provider__pool=pool, entity_id=entity_id)
    copy = rows.order_by("provider__created_at", "provider_id").first()
    if copy is None:
        return None
    copy.provider.pool = pool
    return copy.provider


def refresh(provider: IdentityProvider) -> SamlMetadataCopy | None:
    """Fetch the metadata again, outside of any transaction; what cannot be had leaves the last good copy in place."""
    try:
        found = _read(provider)
    except InvalidParameterException as problem:
        logger.warning("Metadata of %s of %s stays as it was: %s", provider.name, provider.pool_id, problem.message)
        later = clock.now() + _AFTER_TROUBLE
        SamlMetadataCopy.objects.filter(provider=provider).update(refresh_at=later)
        return None
    with transaction.atomic():
        row = IdentityProvider.objects.select_for_update().filter(pk=provider.pk).first()
        if row is None or row.details.get("MetadataURL") != provider.details["MetadataURL"]:
            return None  # changed or deleted meanwhile
        row.details = {**row.details, **provider_details.saml_addresses(found)}
        row.save(update_fields=["details"])
        return keep(row, found)


def newer(provider: IdentityProvider, copy: SamlMetadataCopy) -> SamlMetadataCopy | None:
    """The metadata once more, as a certificate may be new; asked for at most once a minute.

    Nothing where there is none to be fetched, or nothing new in it.
    """
    now = clock.now()
    rows = SamlMetadataCopy.objects.filter(pk=copy.pk, read_at__lt=now - _LOOK_AGAIN_AFTER, refresh_at__isnull=False)
    if not rows.update(read_at=now):
        return None
    found = refresh(provider)
    return found if found and found.certificates != copy.certificates else None


def refresh_due() -> None:
    """Fetch again what is due; in each worker, a few at a time."""
    rows = SamlMetadataCopy.objects.select_related("provider").filter(refresh_at__lte=clock.now())
    for copy in rows.order_by("refresh_at")[:_MOST_AT_ONCE]:
        # Whoever moves the time on has it to do.
        mine = SamlMetadataCopy.objects.filter(pk=copy.pk, refresh_at=copy.refresh_at)
        if mine.update(refresh_at=clock.now() + _AFTER_TROUBLE):
            refresh(copy.provider)


def _read(provider: IdentityProvider) -> SamlMetadata:
    return saml_metadata.read(file=provider.details.get("MetadataFile"), url=provider.details.get("MetadataURL"))


def _next(found: SamlMetadata, now: datetime) -> datetime:
    wished = min(found.expires_at or now + _EVERY, now + _EVERY)
    return max(wished, now + _SOONEST)
