"""Stepping up: which further challenges bring a sign-in to the level that was asked for (auth-flows.md 5.1)."""

import re
from collections.abc import Collection
from datetime import timedelta
from itertools import combinations

from accounts import assurance, passkeys, second_factors, sessions, users
from accounts.models import HostedSession, User, UserSession
from accounts.models.auth_session import AuthSession, Earlier
from pools.core import clock
from pools.core.errors import InvalidParameterException, NotAuthorizedException
from pools.models import UserPool
from pools.models.user_pool import ACR_VALUES

_MOST_STEPS = 2
_SECONDS = re.compile(r"[0-9]{1,9}")


def ask(session: AuthSession, parameters: dict[str, str]) -> None:
    """Keep in the session's memory what level is asked for, before anybody is looked for.

    Raises:
        InvalidParameterException: TARGET_ACR_VALUES names no level of the pool, or is missing beside an access token;
            MAX_AGE is no number of seconds.
        NotAuthorizedException: the access token is another user's.
    """
    wanted, earlier = parameters.get("TARGET_ACR_VALUES", ""), session.context.earlier
    max_age = parameters.get("MAX_AGE", "")
    if max_age and not _SECONDS.fullmatch(max_age):
        raise InvalidParameterException("MAX_AGE must be a number of seconds.")
    if wanted:
        session.memory["targets"] = levels(session.pool, wanted)
    if earlier is None:
        return
    if not wanted:
        raise InvalidParameterException("Missing required parameter TARGET_ACR_VALUES")
    found = users.find(session.pool, parameters["USERNAME"])
    if found is None or found.pk != earlier.user_id:
        raise NotAuthorizedException("Access Token does not belong to the user.")
    session.memory["max_age"] = max_age


def is_met(user: User, proved: Collection[str], targets: Collection[int]) -> bool:
    """Whether a sign-in reached the first of the levels that this user can reach.

    Raises:
        InvalidParameterException: it reached none of them, nor can the user.
    """
    for target in targets:
        if assurance.level(proved) >= target:
            return True
        if _ways_on(user, proved, target):
            return False
    raise _out_of_reach()


def build_on(session: AuthSession, browser: HostedSession, targets: Collection[int]) -> None:
    """Let count what a browser's sign-in has proved, while that lives; the gates ask for what is missing."""
    session.memory |= {
        "browser": bytes(browser.pk).hex(),
        "provider": browser.provider_name,
        "targets": list(targets),
    }
    for method in browser.proved:
        session.prove(method)


def carry_over(session: AuthSession) -> bool:
    """Let count what the access token that came along has proved, unless that is too long ago.

    Returns:
        Whether it counts. If so the gates ask for what is missing; if not the sign-in begins from scratch.

    Raises:
        InvalidParameterException: the level is reached already, or this user cannot reach it.
    """
    earlier, max_age = session.context.earlier, session.memory.pop("max_age", "")
    if earlier is None or session.user is None or _is_too_old(earlier, max_age):
        return False
    session.memory["earlier"] = str(earlier.session_id)
    for method in earlier.proved:
        session.prove(method)
    for target in session.memory["targets"]:
        if assurance.level(session.proved) >= target:
            raise InvalidParameterException("The level of authentication that was asked for is reached already.")
        if _ways_on(session.user, session.proved, target):
            session.memory["targets"] = [target]  # nothing less will do: something has to be proved now
            return True
    raise _out_of_reach()


def next_challenge(session: AuthSession) -> str | None:
    """The challenge that the level asked for still needs, if any; of several the user chooses.

    Raises:
        NotAuthorizedException: the sign-in that this one builds on has been revoked.
        InvalidParameterException: this user cannot reach any level that was asked for; no tokens.
    """
    targets = session.memory.get("targets")
    if not targets or session.user is None:
        return None
    _require_alive(session)
    for target in targets:
        if assurance.level(session.proved) >= target:
            return None
        if ways := _ways_on(session.user, session.proved, target):
            session.memory["choices"] = ways
            return ways[0] if len(ways) == 1 else "SELECT_CHALLENGE"
    raise _out_of_reach()


def choices(session: AuthSession) -> tuple[str, ...]:
    """The challenges by one of which the way goes on, where the user was asked to choose."""
    return tuple(session.memory.get("choices") or ())


def levels(pool: UserPool, wanted: str) -> list[int]:
    """The levels that are named, in the order of preference; names that the pool does not know are passed over.

    Raises:
        InvalidParameterException: it knows none of them.
    """
    known = {name: level for names in (ACR_VALUES, pool.acr_values) for level, name in enumerate(names, 1)}
    found = [known[name] for name in wanted.split() if name in known]
    if not found:
        raise InvalidParameterException("TARGET_ACR_VALUES has no value that the user pool knows.")
    return found


def _ways_on(user: User, proved: Collection[str], target: int) -> list[str]:
    """The challenges by one of which the shortest way to the level goes on."""
    ways = {method: challenges for method, challenges in _ways(user).items() if method not in proved}
    for steps in range(1, _MOST_STEPS + 1):
        enough = [more for more in combinations(ways, steps) if assurance.level({*proved, *more}) >= target]
        if enough:
            # A password goes before the code that makes it two factors.
            following = {"pwd" if "pwd" in more else more[0] for more in enough}
            return [challenge for method in ways if method in following for challenge in ways[method]]
    return []


def _ways(user: User) -> dict[str, tuple[str, ...]]:
    """By method, the challenges by which this user can prove something. Codes go to proved addresses only."""
    pool = user.pool
    by_sms = "SMS_MFA" if second_factors.can_turn_on(user, "SMS_MFA") else "SMS_OTP"
    by_email = second_factors.can_turn_on(user, "EMAIL_OTP") or "EMAIL_OTP" in pool.first_factors
    usable = {
        "pwd": user.has_password,
        "swk": "WEB_AUTHN" in pool.first_factors and passkeys.usable(pool, user.id),
        "otp": second_factors.can_turn_on(user, "SOFTWARE_TOKEN_MFA"),
        "sms": bool(user.phone_number_verified) and (by_sms == "SMS_MFA" or by_sms in pool.first_factors),
        "email_otp": bool(user.email_verified) and by_email,
    }
    challenges = {
        "pwd": ("PASSWORD", "PASSWORD_SRP"),
        "swk": ("WEB_AUTHN",),
        "otp": ("SOFTWARE_TOKEN_MFA",),
        "sms": (by_sms,),
        "email_otp": ("EMAIL_OTP",),
    }
    return {method: challenges[method] for method, is_usable in usable.items() if is_usable}


def _require_alive(session: AuthSession) -> None:
    earlier = session.memory.get("earlier")
    if earlier and not UserSession.objects.filter(pk=earlier, revoked_at=None).exists():
        raise NotAuthorizedException("Access Token has been revoked")
    browser = session.memory.get("browser")
    if browser and not sessions.living_browsers().filter(pk=bytes.fromhex(browser)).exists():
        raise NotAuthorizedException("Invalid session for the user.")


def _is_too_old(earlier: Earlier, max_age: str) -> bool:
    return bool(max_age) and clock.now() - earlier.auth_time > timedelta(seconds=int(max_age))


def _out_of_reach() -> InvalidParameterException:
    # AWS: unverified text, as all of these.
    return InvalidParameterException("The level of authentication that was asked for cannot be reached.")
