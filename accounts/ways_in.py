"""What users give up of their ways to sign in, on pages of ours: never the last one."""

from django.db import transaction

from accounts import first_factors, linking, passkeys, security_notices, users
from accounts.models import Identity, User
from accounts.models.user import UserStatus
from pools.core.errors import InvalidParameterException, ResourceNotFoundException
from pools.models import IdentityProvider

LAST = "There would be no way left to sign in."


@transaction.atomic
def give_up_passkey(user: User, *, credential_id: str) -> None:
    """Take a passkey from the user.

    Raises:
        ResourceNotFoundException: the user has no such passkey.
        InvalidParameterException: there would be no way left to sign in.
    """
    users.lock(user)
    passkeys.delete(user, credential_id=credential_id)
    _require_one(user)
    security_notices.enqueue(user, security_notices.PASSKEY_REMOVED, hosted=True)


@transaction.atomic
def give_up_identity(user: User, *, identity_id: int) -> None:
    """Let one of the user's accounts elsewhere sign in nobody any more.

    Raises:
        ResourceNotFoundException: the user has no such account.
        InvalidParameterException: it made the user, or there would be no way left to sign in.
    """
    row = Identity.objects.filter(user=user, pk=identity_id).first()
    if row is None:
        raise ResourceNotFoundException("The user has no such identity.")
    if row.primary:
        raise InvalidParameterException(LAST)
    linking.drop(user, row)
    _require_one(user)
    security_notices.enqueue(user, security_notices.UNLINKED, hosted=True)


def _require_one(user: User) -> None:
    if not _has_own(user) and not _has_elsewhere(user):
        raise InvalidParameterException(LAST)


def _has_own(user: User) -> bool:
    if user.status == UserStatus.EXTERNAL_PROVIDER:
        return False
    return bool(set(first_factors.configured(user)) - {"SOFTWARE_TOKEN"})


def _has_elsewhere(user: User) -> bool:
    names = Identity.objects.filter(user=user).values("provider_name")
    return IdentityProvider.objects.filter(pool=user.pool, name__in=names).exists()
