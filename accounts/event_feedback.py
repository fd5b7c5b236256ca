"""Whether a sign-in was its user's own: said by an administrator, or by the user with a token out of a mail."""

import base64
import binascii
import json
import uuid
from datetime import timedelta

from accounts.models import AuthEvent, User
from pools import threat_protection
from pools.core import clock, vault
from pools.core.errors import NotAuthorizedException, ResourceNotFoundException
from pools.models import UserPool

_LIFE = timedelta(days=7)
_PURPOSE = "auth event feedback"


def token(user: User, event_id: uuid.UUID) -> str:
    """What lets whoever reads the user's mail give feedback on this one event, for a week."""
    expires = clock.timestamp() + int(_LIFE.total_seconds())
    content = json.dumps([user.pool_id, user.username, str(event_id), expires]).encode()
    return base64.urlsafe_b64encode(vault.seal(content, purpose=_PURPOSE)).decode().rstrip("=")


def give(user: User, event_id: str, value: str, *, provider: str = "Admin") -> None:
    """Note whether an event was the user's own; what was said last counts.

    Args:
        user: whose event it is.
        event_id: of the event.
        value: Valid or Invalid.
        provider: who says it.

    Raises:
        ResourceNotFoundException: the user has no such event.
        UserPoolAddOnNotEnabledException: threat protection is off.
    """
    threat_protection.require_on(user.pool)
    said = {"FeedbackValue": value, "Provider": provider, "FeedbackDate": clock.timestamp()}
    rows = AuthEvent.objects.filter(user=user, event_id=_uuid(event_id))
    if not rows.update(feedback=said):
        raise ResourceNotFoundException("Auth event does not exist.")


def give_by_token(pool: UserPool, username: str, event_id: str, value: str, *, given: str) -> None:
    """As `give`, by who has the token of a mail.

    Raises:
        NotAuthorizedException: the token is none of ours, of another event, or too old; or the user is gone.
        ResourceNotFoundException: the event is gone.
        UserPoolAddOnNotEnabledException: threat protection is off.
    """
    threat_protection.require_on(pool)
    if not _is_good(given, pool, username, event_id):
        raise NotAuthorizedException("Invalid feedback token.")
    user = User.objects.filter(pool=pool, username=username).first()
    if user is None:
        raise NotAuthorizedException("Invalid feedback token.")
    user.pool = pool
    give(user, event_id, value, provider="User")


def _is_good(given: str, pool: UserPool, username: str, event_id: str) -> bool:
    try:
        sealed = base64.b64decode(given + "=" * (-len(given) % 4), altchars=b"-_", validate=True)
        *about, expires = json.loads(vault.unseal(sealed, purpose=_PURPOSE))
    except (vault.VaultError, binascii.Error, ValueError):
        return False
    return bool(about == [pool.id, username, event_id] and expires > clock.timestamp())


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise ResourceNotFoundException("Auth event does not exist.") from None
