"""Recovery codes: ten for whoever loses the second factor, each good once. Cognito has none."""

import re
import secrets

from django.db import transaction

from accounts import lock_out, security_notices, subjects, users
from accounts.models import RecoveryCode, User
from accounts.models.auth_session import AuthSession
from pools.core import clock, vault
from pools.core.errors import CodeMismatchException

_NUMBER = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are mistaken for one another
_HALF = 5
_SALT_BYTES = 16
# With its hyphen it is mistaken for no code of an app or a message.
_FORM = re.compile(f"[{_LETTERS}]{{{_HALF}}}-[{_LETTERS}]{{{_HALF}}}")
_WRONG = "Invalid code received for user"  # AWS: unverified


@transaction.atomic
def replace(user: User, *, hosted: bool = False) -> list[str]:
    """New codes, told this once; those from before are void. `hosted`: on a page, of which the user is told.

    Raises:
        UserNotFoundException: deleted since.
    """
    users.lock(user)  # of two at once the later ones count
    codes = [_new_code() for _ in range(_NUMBER)]
    delete_all(user)
    RecoveryCode.objects.bulk_create(_row(user, code) for code in codes)
    if hosted:
        security_notices.enqueue(user, security_notices.RECOVERY_CODES, hosted=True)
    return codes


def left(user: User) -> int:
    """How many the user has not used yet."""
    return RecoveryCode.objects.filter(user=user).count()


def delete_all(user: User) -> None:
    """Make every code void."""
    RecoveryCode.objects.filter(user=user).delete()


def answered(session: AuthSession, given: str) -> bool:
    """Whether a second factor was answered with a recovery code instead; it is used up then, and a proof.

    Raises:
        CodeMismatchException: it looks like one and is none of the user's; counted as other wrong codes are.
        NotAuthorizedException: too many wrong codes.
    """
    user, code = session.user, given.strip().lower()
    if user is None or not session.proved or not _FORM.fullmatch(code):
        return False
    subject = subjects.of(user.pool, user, "", guessing=subjects.SECOND_FACTOR)
    lock_out.guard(user.pool, subject, lambda: _use_up(user, code), wrong=CodeMismatchException(_WRONG))
    session.prove("otp")
    session.memory["recovered"] = True
    return True


def _use_up(user: User, code: str) -> bool:
    rows = RecoveryCode.objects.filter(user=user)
    right = [row.pk for row in rows if vault.code_matches(code, bytes(row.code_hash), salt=bytes(row.salt))]
    return bool(right) and rows.filter(pk__in=right).delete()[0] > 0


def _new_code() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_HALF)) for _ in range(2))


def _row(user: User, code: str) -> RecoveryCode:
    salt = secrets.token_bytes(_SALT_BYTES)
    return RecoveryCode(user=user, salt=salt, code_hash=vault.code_hash(code, salt=salt), created_at=clock.now())
