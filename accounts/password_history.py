"""Passwords that a user had: a pool may refuse them a second time. Kept as hashes, and no more than it takes."""

from accounts import credentials
from accounts.crypto import argon2
from accounts.models import PastPassword, User
from pools import password_policy
from pools.core import clock
from pools.core.errors import PasswordHistoryPolicyViolationException


def check(user: User, password: str) -> None:
    """Refuse the present password and the ones before it, as many as the pool's history is long.

    Raises:
        PasswordHistoryPolicyViolationException: the user has had it.
        TooManyRequestsException: too many passwords are being hashed.
    """
    size = password_policy.history_size(user.pool)
    if not size:
        return
    newest = PastPassword.objects.filter(user=user).order_by("-id").values_list("password", flat=True)
    former = [user.password, *newest[: size - 1]]
    with argon2.slot():
        if any(encoded and credentials.matches(password, encoded) for encoded in former):
            raise PasswordHistoryPolicyViolationException("Password has previously been used")  # AWS: unverified


def remember(user: User, former: str) -> None:
    """Keep the hash that is being replaced, and forget those that the history is too short for.

    Call inside the transaction that stores the new one, with the user's row locked.
    """
    # AWS: unverified: the present password is one of those counted.
    kept = max(password_policy.history_size(user.pool) - 1, 0)
    if kept and former:
        PastPassword.objects.create(user=user, password=former, created_at=clock.now())
    past = PastPassword.objects.filter(user=user)
    past.exclude(pk__in=list(past.order_by("-id").values_list("pk", flat=True)[:kept])).delete()
