"""What stands between a proved first factor and being signed in, in order. Read from the top."""

from collections.abc import Callable

from accounts import custom_auth, devices, second_factors, step_up
from accounts import risk as risks
from accounts.models.auth_session import AuthSession
from accounts.models.user import UserStatus
from accounts.signin import known_device
from pools.core import clock
from pools.core.errors import NotAuthorizedException


def temporary_password(session: AuthSession) -> str | None:
    """A temporary password must still be good, and is good for nothing but choosing a new one (checklist 35).

    Raises:
        NotAuthorizedException: it has expired.
    """
    user = session.user
    if user is None or user.status != UserStatus.FORCE_CHANGE_PASSWORD:
        return None
    if user.temporary_password_expires_at and user.temporary_password_expires_at <= clock.now():
        raise NotAuthorizedException(
            "Temporary password has expired and must be reset by an administrator."  # AWS: unverified
        )
    return "NEW_PASSWORD_REQUIRED"


def risk(session: AuthSession) -> str | None:
    """How unusual the sign-in is: it may be refused here, or made to pass a second factor; errors as `risk.judge`."""
    risks.judge(session)
    return None


def device_in_place_of_mfa(session: AuthSession) -> str | None:
    """A remembered device proves itself and spares its user the second factor, where the pool wants it so.

    A browser that is trusted on the pages has done so by its cookie.
    """
    known_device.recognize(session)
    known = known_device.waiting(session)
    return "DEVICE_SRP_AUTH" if known and devices.stands_for_mfa(known) else None


def level(session: AuthSession) -> str | None:
    """What the level of authentication that was asked for still needs; errors as `step_up`."""
    return step_up.next_challenge(session)


def mfa(session: AuthSession) -> str | None:
    """A second factor, where pool, user or threat protection ask for one; errors as `second_factors`."""
    return second_factors.next_challenge(session)


def device(session: AuthSession) -> str | None:
    """Any other known device proves itself as well, after the second factor."""
    return "DEVICE_SRP_AUTH" if known_device.waiting(session) else None


def define_auth_challenge(session: AuthSession) -> str | None:
    """What the pool's function wants asked, until it lets the user in; errors as `custom_auth.next_challenge`."""
    return None if "custom" in session.proved else custom_auth.next_challenge(session)


Gate = Callable[[AuthSession], str | None]

GATES: tuple[Gate, ...] = (risk, temporary_password, device_in_place_of_mfa, level, mfa, device)
"""Each gives the name of the challenge that must be passed first, or nothing."""

GATES_OF: dict[str, tuple[Gate, ...]] = {"CUSTOM_AUTH": (define_auth_challenge, risk, temporary_password, device)}
"""The flows that have other gates: a custom sign-in adds no MFA of Cognito's (auth-flows.md 9)."""


def next_challenge(session: AuthSession) -> str | None:
    """What a challenge announced, else the first challenge that a gate asks for."""
    announced: str | None = session.memory.pop("next", None)
    return announced or next((name for gate in GATES_OF.get(session.flow, GATES) if (name := gate(session))), None)
