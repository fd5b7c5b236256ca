"""The device that a sign-in says it comes from: noted when its key arrives, proved by challenges of its own."""

from accounts import devices
from accounts.models import Device
from accounts.models.auth_session import AuthSession
from accounts.signin import store
from pools.core.errors import ResourceNotFoundException

_DEVICELESS = ("ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH", *store.ON_PAGES)
"""Flows in which devices mean nothing."""


def note(session: AuthSession, key: str | None, *, early: bool = False) -> None:
    """Keep the key in the session's memory. The first one counts; nobody changes devices on the way (checklist 47).

    Args:
        session: with its user.
        key: as the client sent it, if it did.
        early: nothing is proved yet. A key that means nothing is passed over then: clients send it again with their
            proof, and only there they understand that the device is unknown, and try without.

    Raises:
        ResourceNotFoundException: no confirmed device of this user, or another one than before.
    """
    if not key or not _is_tracked(session):
        return
    noted = session.memory.get("device_key")
    if key != noted and (noted or devices.find(session.user, key) is None):
        if early:
            return
        raise ResourceNotFoundException(devices.UNKNOWN)
    session.memory["device_key"] = key


def recognize(session: AuthSession) -> None:
    """Note a browser that its user trusts, once something was proved: it never stands for that (checklist 47)."""
    user, secrets = session.user, session.context.browser
    if user is None or not secrets or not session.proved or session.memory.get("device"):
        return
    device = devices.of_browser(user, secrets) if devices.can_trust_browsers(session.pool) else None
    if device:
        session.memory["device"] = device.key


def waiting(session: AuthSession) -> Device | None:
    """The device that has yet to prove itself, once its user has."""
    key = session.memory.get("device_key")
    if not key or not session.proved or session.memory.get("device") or not _is_tracked(session):
        return None
    return devices.find(session.user, key)


def asked(session: AuthSession) -> Device:
    """The device that a challenge is about.

    Raises:
        ResourceNotFoundException: it was forgotten meanwhile.
    """
    device = devices.find(session.user, session.memory["device_key"])
    if device is None:
        raise ResourceNotFoundException(devices.UNKNOWN)
    return device


def prove(session: AuthSession) -> None:
    """Note that the device proved itself."""
    session.memory["device"] = session.memory["device_key"]


def is_new(session: AuthSession) -> bool:
    """Whether this is a sign-in from a device that the pool would track but does not know."""
    return _is_tracked(session) and not session.memory.get("device")


def _is_tracked(session: AuthSession) -> bool:
    return session.pool.device_configuration is not None and session.flow not in _DEVICELESS
