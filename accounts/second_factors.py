"""Which second factor a sign-in asks for: the user's choice, the pool's rule, and what can be set up on the way."""

from collections.abc import Collection

from accounts import confirmation, devices, software_tokens
from accounts.models import User
from accounts.models.auth_session import AuthSession
from pools.core.errors import InvalidParameterException, NotAuthorizedException
from pools.models import UserPool

ORDER = ("SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP")
CHANNELS = {"SMS_MFA": "phone_number", "EMAIL_OTP": "email"}
"""The attribute that a factor's codes are sent to."""

_PROVES = {"SMS_MFA": "sms", "SOFTWARE_TOKEN_MFA": "otp", "EMAIL_OTP": "email_otp"}
_PASSKEYS = ("swk", "hwk")
_TWO = 2


def next_challenge(session: AuthSession) -> str | None:
    """The challenge that stands between what was proved and being signed in, if any (auth-flows.md 6).

    What can be chosen or set up by it is put into the session's memory as `mfas`. Threat protection makes a sign-in
    pass a second factor by the memory's `require_mfa`: REQUIRED, or IF_CONFIGURED.

    Raises:
        InvalidParameterException: the pool demands a factor that this user has not and cannot set up here.
        NotAuthorizedException: threat protection does.
    """
    user, risk = session.user, session.memory.get("require_mfa", "")
    mode = session.pool.mfa_configuration
    if user is None or (mode == "OFF" and not risk) or "fed" in session.proved:
        return None  # AWS: whom an external provider signs in, it asks for a second factor, or nobody does.
    if _is_passkey_enough(session, user) or (not risk and _device_stands_in(session, user)):
        return None
    turned_on, beyond = usable(user), mode == "ON" or bool(risk)
    if _is_passed(session, user, turned_on, beyond=beyond):
        return None
    factors = asked(user, turned_on, beyond=beyond, without=session.proved)
    if len(factors) == 1:
        return factors[0]
    if factors:
        session.memory["mfas"] = factors
        return "SELECT_MFA_TYPE"
    return _nothing_to_ask(session, user, turned_on, risk)


def usable(user: User) -> list[str]:
    """The factors that the user has turned on, the pool has, and a code can be asked of."""
    return [name for name in ORDER if name in user.mfa_factors and can_turn_on(user, name)]


def can_turn_on(user: User, factor: str) -> bool:
    """Whether the pool has the factor, and the user what it needs."""
    if factor not in user.pool.second_factors:
        return False
    return bool(getattr(user, CHANNELS[factor])) if factor in CHANNELS else software_tokens.is_verified(user)


def asked(user: User, turned_on: list[str], *, without: Collection[str] = (), beyond: bool) -> list[str]:
    """The factor that a sign-in asks for, or those it lets choose from.

    Args:
        user: whose.
        turned_on: see `usable`.
        without: methods that were proved already, and prove nothing more.
        beyond: whether a user who has turned nothing on is asked as well.
    """
    factors = _choices(user, turned_on, without=without, beyond=beyond)
    return [user.preferred_mfa] if user.preferred_mfa in factors else factors


def alternatives(session: AuthSession) -> list[str]:
    """Every factor that the user can answer this sign-in with, whichever is preferred."""
    user = session.user
    if user is None or not session.proved:
        return []
    beyond = session.pool.mfa_configuration == "ON" or bool(session.memory.get("require_mfa"))
    accepted = _accepted(user, usable(user), beyond=beyond)
    return [name for name in ORDER if name in accepted and _PROVES[name] not in session.proved]


def offered(user: User) -> list[str]:
    """What a user without any second factor may turn on. Codes go to proved addresses only, and to none that is the
    last one by which the password can be reset: from then on it could not be.
    """
    return [
        name for name in ORDER if name in user.pool.second_factors and (name not in CHANNELS or _can_spare(user, name))
    ]


def address_of(user: User, factor: str) -> str:
    """The masked address that the factor's codes are sent to; an app has none."""
    return confirmation.mask(getattr(user, CHANNELS[factor])) if factor in CHANNELS else ""


def _can_spare(user: User, factor: str) -> bool:
    channel = CHANNELS[factor]
    if not getattr(user, channel) or not getattr(user, f"{channel}_verified"):
        return False
    others = [name for other, name in CHANNELS.items() if other != factor and _can_reset_password(user.pool, other)]
    return not _can_reset_password(user.pool, factor) or any(getattr(user, f"{name}_verified") for name in others)


def channels(user: User) -> set[str]:
    """The addresses that second-factor codes go to: none of them may reset the password as well (checklist 48)."""
    if user.pool.mfa_configuration == "OFF":
        return set()
    factors = asked(user, usable(user), beyond=user.pool.mfa_configuration == "ON")
    return {CHANNELS[name] for name in factors if name in CHANNELS}


def _is_passkey_enough(session: AuthSession, user: User) -> bool:
    """Whether a passkey made sure of its user, where that counts as two factors.

    AWS: unverified whether users must turn it on first, as its API reference has it; here they may turn it off.
    """
    return (
        user.passkey_mfa is not False
        and session.pool.web_authn.get("FactorConfiguration") == "MULTI_FACTOR_WITH_USER_VERIFICATION"
        and bool(session.memory.get("user_verified"))
        and not set(session.proved).isdisjoint(_PASSKEYS)
    )


def _is_passed(session: AuthSession, user: User, turned_on: list[str], *, beyond: bool) -> bool:
    """Whether two different factors were proved, of which one is what this user is asked for.

    Who steps up chooses what to prove, and must not get round the app by a code to the mailbox that also resets the
    password (checklist 48).
    """
    proved = set(session.proved)
    if len(proved) < _TWO:
        return False
    accepted = _accepted(user, turned_on, beyond=beyond)
    return bool(session.memory.get("recovered")) or any(_PROVES[name] in proved for name in accepted)


def _accepted(user: User, turned_on: list[str], *, beyond: bool) -> set[str]:
    """What the user is asked for, or has turned on and cannot reset the password by, as the app (checklist 48)."""
    also = {name for name in turned_on if not _can_reset_password(user.pool, name)}
    return {*asked(user, turned_on, beyond=beyond), *also}


def _can_reset_password(pool: UserPool, factor: str) -> bool:
    mechanisms = pool.recovery_mechanisms or ["verified_phone_number", "verified_email"]
    return factor in CHANNELS and f"verified_{CHANNELS[factor]}" in mechanisms


def _device_stands_in(session: AuthSession, user: User) -> bool:
    """Whether the device that was proved spares its user the second factor."""
    device = devices.find(user, session.memory["device"]) if "device" in session.memory else None
    return device is not None and devices.stands_for_mfa(device)


def _choices(user: User, turned_on: list[str], *, without: Collection[str], beyond: bool) -> list[str]:
    factors = turned_on or (_at_hand(user) if beyond else [])
    return [name for name in factors if _PROVES[name] not in without]


def _at_hand(user: User) -> list[str]:
    """What a user who turned nothing on can be asked: an app that was verified, else an address."""
    if can_turn_on(user, "SOFTWARE_TOKEN_MFA"):
        return ["SOFTWARE_TOKEN_MFA"]
    return [name for name in CHANNELS if can_turn_on(user, name) and not _resets_password(user.pool, name)]


def _resets_password(pool: UserPool, factor: str) -> bool:
    """Whether password resets go to the factor's address first, where the pool says so at all."""
    return pool.recovery_mechanisms[:1] == [f"verified_{CHANNELS[factor]}"]


def _nothing_to_ask(session: AuthSession, user: User, turned_on: list[str], risk: str) -> str | None:
    if risk == "REQUIRED":
        raise NotAuthorizedException("Unable to login because of security reasons.")  # AWS: unverified
    if session.pool.mfa_configuration != "ON" and not turned_on:
        return None
    can_set_up = [] if turned_on else _can_set_up(user)
    if not set(can_set_up) - {"SMS_MFA"}:
        raise InvalidParameterException("The user has no MFA method that the user pool accepts, and can't set one up.")
    session.memory["mfas"] = can_set_up
    return "MFA_SETUP"


def _can_set_up(user: User) -> list[str]:
    """AWS: SMS is listed, but only an administrator's phone_number sets it up."""
    return [
        name
        for name in ORDER
        if name in user.pool.second_factors
        and (name not in CHANNELS or not (getattr(user, CHANNELS[name]) or _resets_password(user.pool, name)))
    ]
