"""Assertions and requests of SAML providers that were taken: each is good once (checklist 58)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.federation.errors import ProviderLied
from accounts.models import TakenAssertion
from pools.core import vault
from pools.models import UserPool


def take(pool: UserPool, *, issuer: str, message_id: str, expires_at: datetime) -> None:
    """Take it; of any number of takers at once, one gets it.

    Args:
        pool: at which it came in.
        issuer: who wrote it.
        message_id: the issuer's own.
        expires_at: from when on it would be refused anyway.

    Raises:
        ProviderLied: it was taken before.
    """
    try:
        with transaction.atomic():
            TakenAssertion.objects.create(
                pool=pool, id_hash=vault.token_hash(f"{issuer}\n{message_id}"), expires_at=expires_at
            )
    except IntegrityError:
        raise ProviderLied("it was taken before") from None
