"""Passwords that others know already: common ones, by a list that needs no network, and those of breaches elsewhere."""

import hashlib
import logging
from functools import cache

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator

from accounts.models import User
from accounts.models.auth_session import AuthSession
from accounts.models.user import UserStatus
from pools import threat_protection
from pools.core import clock, outbound
from pools.core.errors import InvalidPasswordException, PasswordResetRequiredException
from pools.models import AppClient, UserPool

logger = logging.getLogger(__name__)

_PREFIX = 5
_SECONDS = 1.0


def refuse_at_sign_in(session: AuthSession, password: str) -> None:
    """Look at a password that was right. SRP sends none, so nothing is looked at there, as in Cognito.

    Raises:
        PasswordResetRequiredException: the pool blocks compromised passwords; the user must choose another.
    """
    user = session.user
    protection = threat_protection.of(session.pool, session.client, flow=session.flow)
    # A temporary password is about to be replaced anyway.
    if user is None or user.status == UserStatus.FORCE_CHANGE_PASSWORD:
        return
    if not protection.looks_for_compromised("SIGN_IN") or not is_known(password):
        return
    session.memory["compromised"] = True
    if protection.blocks_compromised("SIGN_IN"):
        # AWS: the user's status becomes RESET_REQUIRED.
        User.objects.filter(pk=user.pk).update(status=UserStatus.RESET_REQUIRED, updated_at=clock.now())
        session.memory["risk"] = {"decision": "Block"}
        raise PasswordResetRequiredException("Password reset required for the user due to security reasons")


def refuse_new(pool: UserPool, client: AppClient | None, event: str, password: str) -> None:
    """Look at a password that is to be.

    Args:
        pool: whose.
        client: through which it is chosen.
        event: SIGN_UP or PASSWORD_CHANGE.
        password: as chosen.

    Raises:
        InvalidPasswordException: the pool blocks compromised passwords.
    """
    if threat_protection.of(pool, client).blocks_compromised(event) and is_known(password):
        raise InvalidPasswordException("Provided password cannot be used for security reasons.")  # AWS: unverified


def is_known(password: str) -> bool:
    """Whether others know the password."""
    return password.strip().lower() in _common() or _was_breached(password)


@cache
def _common() -> frozenset[str]:
    """Twenty thousand passwords that people choose; they come with Django."""
    return frozenset(CommonPasswordValidator().passwords)


def _was_breached(password: str) -> bool:
    """Ask a service of k-anonymity: it learns five digits of a hash that hundreds of passwords share.

    Who cannot be reached in time is taken to say no: a sign-in does not hang on somebody else's server.
    """
    if not settings.POOLHOUSE_BREACHES_URL:
        return False
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    url = f"{settings.POOLHOUSE_BREACHES_URL}{digest[:_PREFIX]}"
    try:
        answer = outbound.get(url, headers={"Add-Padding": "true", "User-Agent": "Poolhouse"}, timeout=_SECONDS)
    except outbound.OutboundError as problem:
        logger.warning("Breached passwords could not be looked up: %s", problem)
        return False
    if answer.status != 200:  # noqa: PLR2004  OK
        logger.warning("Breached passwords could not be looked up: status %s", answer.status)
        return False
    counts = dict(line.partition(":")[::2] for line in answer.body.decode("ascii", "replace").split())
    return counts.get(digest[_PREFIX:], "0") != "0"
