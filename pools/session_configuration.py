"""How users' sessions are tracked in a pool, and how long its app clients reuse a browser's sign-in."""

from datetime import timedelta

from django.db import transaction

from pools.core.errors import FeatureUnavailableInTierException, OperationNotEnabledException
from pools.models import AppClient, UserPool
from pools.models.app_client import DEFAULT_VALIDITY_MINUTES

NOT_TRACKED = "Session tracking is not enabled for the user pool."  # AWS: unverified text.


@transaction.atomic
def set_for_pool(pool: UserPool, *, tracking: bool, max_per_user: int) -> None:
    """Turn tracking on or off. Sessions that are too many stay until their user signs in the next time.

    Args:
        pool: whose users.
        tracking: whether sessions can be listed, revoked one by one, and are limited in number.
        max_per_user: token sessions that a user has at once.

    Raises:
        FeatureUnavailableInTierException: not in the pool's feature plan.
    """
    # Whoever changes the feature plan waits for this lock, and finds the feature in use then.
    locked = UserPool.objects.select_for_update().filter(pk=pool.pk).first()
    _require_tier(locked or pool)
    pool.session_settings = {
        "UserSessionTracking": "ENABLED" if tracking else "DISABLED",
        "TokenSession": {"MaxPerUser": max_per_user},
    }
    UserPool.objects.filter(pk=pool.pk).update(session_settings=pool.session_settings)


def set_for_client(client: AppClient, *, max_validity_minutes: int) -> None:
    """Say for how long after a fresh sign-in on the hosted pages the client takes it again without asking.

    Raises:
        FeatureUnavailableInTierException: not in the pool's feature plan.
        OperationNotEnabledException: the pool does not track sessions.
    """
    _require_tier(client.pool)
    require_tracking(client.pool)
    client.session_settings = {"SSOSession": {"MaxValidityMinutes": max_validity_minutes}}
    AppClient.objects.filter(pk=client.pk).update(session_settings=client.session_settings)


def require_tracking(pool: UserPool) -> None:
    """Refuse what only pools that track sessions have.

    Raises:
        OperationNotEnabledException: this one does not. AWS: unverified; no page says which error it is.
    """
    if not pool.tracks_sessions:
        raise OperationNotEnabledException(NOT_TRACKED)


def longest_reuse(pool: UserPool) -> timedelta:
    """How long some client of the pool may reuse a browser's sign-in: so long must the browser's session live."""
    minutes = [DEFAULT_VALIDITY_MINUTES]
    if pool.tracks_sessions:
        clients = AppClient.objects.filter(pool=pool).exclude(session_settings={}).only("session_settings")
        minutes += [client.max_validity_minutes for client in clients]
    return timedelta(minutes=max(minutes))


def _require_tier(pool: UserPool) -> None:
    if pool.tier == "LITE":
        raise FeatureUnavailableInTierException("Session management is not available in the LITE feature plan.")
