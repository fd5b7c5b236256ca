"""Trips to external providers: what we remember while the browser is away, under a random state that is good once."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from accounts.federation.errors import StrayAnswer
from accounts.models import FederationRequest
from pools.core import clock, ids, vault
from pools.models import IdentityProvider, UserPool

LIFE = timedelta(minutes=10)
_BYTES = 32


@dataclass(frozen=True)
class Trip:
    """A trip that has come to its end, with whatever was to be remembered."""

    provider: IdentityProvider
    memory: dict[str, Any]


def new_secret() -> str:
    """A string that nobody guesses: a state, a nonce, a browser's proof."""
    return ids.opaque(_BYTES)


def keep(provider: IdentityProvider, *, state: str, browser: str, memory: dict[str, Any]) -> None:
    """Remember a trip that begins.

    Args:
        provider: where it leads, with its pool.
        state: comes back with the answer.
        browser: what only the browser that began knows.
        memory: sealed in the database.
    """
    now = clock.now()
    FederationRequest.objects.create(
        state_hash=vault.token_hash(state),
        pool=provider.pool,
        provider=provider,
        browser_hash=vault.token_hash(browser),
        memory=memory,
        created_at=now,
        expires_at=now + LIFE,
    )


def note(pool: UserPool, *, state: str, **more: Any) -> None:
    """Remember more of a trip, before it is known which browser brings it; a stray one changes nothing."""
    rows = FederationRequest.objects.filter(pool=pool, state_hash=vault.token_hash(state))
    for row in rows:
        rows.update(memory={**row.memory, **more})


def take(pool: UserPool, *, state: str, browser: str) -> Trip:
    """End a trip; of any number of answers at once, one gets it.

    Args:
        pool: at which the answer came in.
        state: as it came.
        browser: as its cookie says.

    Raises:
        StrayAnswer: no trip of this pool, browser and hour (checklist 17, 59).
    """
    rows = FederationRequest.objects.filter(
        pool=pool, state_hash=vault.token_hash(state), browser_hash=vault.token_hash(browser)
    )
    row = rows.select_related("provider").first()
    if row is None or not FederationRequest.objects.filter(pk=row.pk).delete()[0]:
        raise StrayAnswer("unknown, used, or another browser's")
    if row.expires_at <= clock.now():
        raise StrayAnswer("too late")
    row.provider.pool = pool
    return Trip(row.provider, row.memory)
