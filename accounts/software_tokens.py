"""Users' authenticator apps: a seed is handed out, proved by a code of it, and each later code is taken once."""

from accounts import lock_out, security_notices, subjects
from accounts.crypto import totp
from accounts.models import SoftwareToken, User
from pools.core import clock
from pools.core.errors import (
    CodeMismatchException,
    EnableSoftwareTokenMFAException,
    ExpiredCodeException,
    InvalidParameterException,
    SoftwareTokenMFANotFoundException,
)
from pools.models import UserPool

WRONG = "Invalid code received for user"  # AWS: unverified
_MISMATCH = "Code mismatch"  # AWS: unverified
_USED = "Your software token has already been used once."
_LONGEST_NAME = 1024


def require_in(pool: UserPool) -> None:
    """Refuse where authenticator apps are no second factor.

    Raises:
        SoftwareTokenMFANotFoundException: the pool has not turned them on.
    """
    if "SOFTWARE_TOKEN_MFA" not in pool.second_factors:
        raise SoftwareTokenMFANotFoundException("Software Token MFA has not been enabled by the userPool")


def associate(user: User) -> str:
    """A new seed, as the app takes it. The user's present app works until a code of the new one was entered.

    Raises:
        SoftwareTokenMFANotFoundException: the pool has not turned authenticator apps on.
    """
    require_in(user.pool)
    pending = {"pending_seed": totp.new_seed()}
    SoftwareToken.objects.update_or_create(
        user=user, defaults=pending, create_defaults={**pending, "created_at": clock.now()}
    )
    return totp.secret_code(pending["pending_seed"])


def pending(user: User) -> str:
    """The new seed that waits to be proved, as `associate` gave it; empty without one."""
    row = SoftwareToken.objects.filter(user=user).exclude(pending_seed=None).first()
    return totp.secret_code(row.pending_seed) if row else ""


def verify(user: User, *, code: str, name: str = "", hosted: bool = False) -> None:
    """Take the new seed into use by a code of it; the code is used up. Whether MFA asks for it is a preference.

    Args:
        user: whose.
        code: of the seed.
        name: what the user calls the app.
        hosted: whether a page was used, so that the user is told (see `security_notices`).

    Raises:
        EnableSoftwareTokenMFAException: another code.
        InvalidParameterException: no seed is waiting.
        NotAuthorizedException: too many wrong codes.
        SoftwareTokenMFANotFoundException: the pool has not turned authenticator apps on.
    """
    require_in(user.pool)
    check_name(name)
    if not SoftwareToken.objects.filter(user=user).exclude(pending_seed=None).exists():
        raise nothing_waits()
    _guard_set_up(user, lambda: _take_pending(user, code, name))
    if hosted:
        security_notices.enqueue(user, security_notices.SECOND_STEP_ON, hosted=True)


def prove(user: User, seed: bytes, code: str) -> int:
    """The time step of a code of a seed that is not kept yet.

    Raises:
        EnableSoftwareTokenMFAException: another code.
        NotAuthorizedException: too many wrong codes.
    """
    step = totp.matching_step(seed, code, at=clock.now())
    _guard_set_up(user, lambda: step is not None)
    return step or 0


def keep(user: User, seed: bytes, *, step: int, name: str) -> None:
    """Keep a proved seed, whose code of this step is used up. Call inside the verb's transaction."""
    values = {"seed": seed, "pending_seed": None, "last_step": step, "name": name}
    SoftwareToken.objects.update_or_create(
        user=user, defaults=values, create_defaults={**values, "created_at": clock.now()}
    )


def use(user: User, code: str) -> None:
    """Take a code of the user's app: once, and none from before the last one that was taken (checklist 44).

    Raises:
        CodeMismatchException: not a code of now.
        ExpiredCodeException: it was taken before; that is no guess and not counted as one.
        NotAuthorizedException: too many wrong codes.
    """
    subject = subjects.of(user.pool, user, "", guessing=subjects.SECOND_FACTOR)
    lock_out.guard(user.pool, subject, lambda: _use_up(user, code), wrong=CodeMismatchException(WRONG))


def name_of(user: User) -> str:
    """What the user calls the app (FriendlyDeviceName), if anything."""
    return SoftwareToken.objects.filter(user=user).values_list("name", flat=True).first() or ""


def is_verified(user: User) -> bool:
    """Whether the user has an app whose codes are taken."""
    return SoftwareToken.objects.filter(user=user).exclude(seed=None).exists()


def check_name(name: str) -> None:
    """Bound what the user calls the app.

    Raises:
        InvalidParameterException: too long.
    """
    if len(name) > _LONGEST_NAME:
        raise InvalidParameterException(f"FriendlyDeviceName can have at most {_LONGEST_NAME} characters.")


def nothing_waits() -> InvalidParameterException:
    """What a code is answered for which there is no seed."""
    return InvalidParameterException("No software token waits to be verified. Call AssociateSoftwareToken first.")


def _guard_set_up(user: User, evaluate: lock_out.Evaluate) -> None:
    subject = subjects.of(user.pool, user, "", guessing=subjects.SET_UP)
    lock_out.guard(user.pool, subject, evaluate, wrong=EnableSoftwareTokenMFAException(_MISMATCH))


def _take_pending(user: User, code: str, name: str) -> bool:
    row = SoftwareToken.objects.select_for_update().filter(user=user).first()
    if row is None or row.pending_seed is None:
        return False
    step = totp.matching_step(row.pending_seed, code, at=clock.now())
    if step is None:
        return False
    keep(user, row.pending_seed, step=step, name=name)
    return True


def _use_up(user: User, code: str) -> bool:
    row = SoftwareToken.objects.filter(user=user).first()
    step = totp.matching_step(row.seed, code, at=clock.now()) if row and row.seed else None
    if row is None or step is None:
        return False
    if not SoftwareToken.objects.filter(pk=row.pk, last_step__lt=step).update(last_step=step):
        raise ExpiredCodeException(_USED)
    return True
