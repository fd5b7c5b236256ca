"""A user's second factors: which are turned on, which is preferred, and an operator's reset of lost ones."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from accounts import (
    aliases,
    devices,
    recovery_codes,
    second_factors,
    security_notices,
    sessions,
    software_tokens,
    users,
)
from accounts.models import SoftwareToken, User
from pools.core import clock
from pools.core.errors import InvalidParameterException, NotAuthorizedException

LAST = "The user pool requires MFA: the last factor can't be turned off."
_FIELDS = ("mfa_factors", "preferred_mfa", "passkey_mfa", "updated_at")


@dataclass(frozen=True)
class Preference:
    """What is wanted of one factor (AWS SMSMfaSettingsType and its like)."""

    enabled: bool
    preferred: bool = False


@transaction.atomic
def set_preferences(
    user: User,
    wanted: dict[str, Preference],
    *,
    passkey: bool | None = None,
    by_administrator: bool = False,
    hosted: bool = False,
) -> None:
    """Turn factors on and off and prefer one; those that are not named stay (AWS: SetUserMFAPreference).

    Args:
        user: whose.
        wanted: by factor: SMS_MFA, SOFTWARE_TOKEN_MFA, EMAIL_OTP.
        passkey: whether signing in by a passkey alone is enough; unchanged when not given.
        by_administrator: who may turn off the last factor although the pool demands one.
        hosted: whether a page was used, so that the user is told (see `security_notices`).

    Raises:
        InvalidParameterException: the user lacks what a factor needs, the pool has not got it, two are preferred or
            one that is off, or none would be left where one is needed.
    """
    chosen = _preferred(wanted)
    users.lock(user)
    before = user.mfa_factors
    for name, preference in wanted.items():
        if preference.enabled and not second_factors.can_turn_on(user, name):
            raise InvalidParameterException(f"User does not have delivery config set to turn on {name}")
    user.mfa_factors = [
        name for name in second_factors.ORDER if (wanted[name].enabled if name in wanted else name in before)
    ]
    if chosen or user.preferred_mfa in wanted:
        user.preferred_mfa = chosen
    if user.pool.mfa_configuration == "ON" and before and not user.mfa_factors and not by_administrator:
        raise InvalidParameterException(LAST)
    _set_passkey(user, passkey)
    _save(user)
    if not by_administrator:
        _tell(user, before, hosted=hosted)


@transaction.atomic
def turn_off(user: User, factor: str, *, hosted: bool) -> None:
    """Turn a factor of one's own off; an authenticator app is forgotten besides.

    Raises:
        InvalidParameterException: the pool demands a factor, and no other one is left that can be asked for.
    """
    set_preferences(user, {factor: Preference(enabled=False)}, hosted=hosted)
    if factor == "SOFTWARE_TOKEN_MFA":
        SoftwareToken.objects.filter(user=user).delete()
    if user.pool.mfa_configuration == "ON" and not second_factors.usable(user):
        raise InvalidParameterException(LAST)


def set_options(user: User, options: list[dict[str, str]], *, by_administrator: bool = False) -> None:
    """Turn SMS on by naming it, off by naming nothing (AWS: the obsolete SetUserSettings).

    Raises:
        InvalidParameterException: anything but SMS to the phone number; and as `set_preferences`.
    """
    if any((one.get("DeliveryMedium"), one.get("AttributeName")) != ("SMS", "phone_number") for one in options):
        raise InvalidParameterException("Only SMS to the phone_number can be set here.")
    preference = Preference(enabled=bool(options), preferred=bool(options) and user.preferred_mfa == "SMS_MFA")
    set_preferences(user, {"SMS_MFA": preference}, by_administrator=by_administrator)


@transaction.atomic
def set_up_software_token(user: User, seed: bytes, *, step: int, name: str, proved: Collection[str]) -> None:
    """Give a user without any second factor an authenticator app during a sign-in; it is turned on at once.

    Args:
        user: who signs in.
        seed: of the app.
        step: the time step of the code that proved it.
        name: what the user calls it.
        proved: what the sign-in has proved so far.

    Raises:
        NotAuthorizedException: the user has got a factor meanwhile, which this must not replace.
    """
    _lock_without_factor(user, proved)
    software_tokens.keep(user, seed, step=step, name=name)
    _turn_on(user, "SOFTWARE_TOKEN_MFA")


@transaction.atomic
def set_up_email(user: User, address: str, *, proved: Collection[str]) -> None:
    """Give a user without any second factor an e-mail address, proved during a sign-in; it is turned on at once.

    Args:
        user: who signs in.
        address: that got the code.
        proved: what the sign-in has proved so far.

    Raises:
        AliasExistsException: the address signs another user in.
        NotAuthorizedException: the user has got a factor or an address meanwhile.
    """
    _lock_without_factor(user, proved)
    if user.email:
        raise _too_late()
    user.email, user.email_verified = address, True
    _turn_on(user, "EMAIL_OTP", "email", "email_verified")
    aliases.refresh(user, "email")


@transaction.atomic
def delete_software_token(user: User) -> None:
    """Forget the user's authenticator app; without one nothing changes."""
    users.lock(user)
    SoftwareToken.objects.filter(user=user).delete()
    _turn_off(user, "SOFTWARE_TOKEN_MFA")


@transaction.atomic
def reset(user: User) -> None:
    """Forget what somebody lost: authenticator app, preferences, recovery codes, trusted browsers; end every session."""
    users.lock(user)
    SoftwareToken.objects.filter(user=user).delete()
    recovery_codes.delete_all(user)
    devices.forget_browsers(user)
    user.passkey_mfa = None
    _turn_off(user, *second_factors.ORDER)
    sessions.sign_out_everywhere(user)


def _tell(user: User, before: list[str], *, hosted: bool) -> None:
    if set(user.mfa_factors) - set(before):
        security_notices.enqueue(user, security_notices.SECOND_STEP_ON, hosted=hosted)
    if set(before) - set(user.mfa_factors):
        security_notices.enqueue(user, security_notices.SECOND_STEP_OFF, hosted=hosted)


def _preferred(wanted: dict[str, Preference]) -> str:
    names = [name for name, preference in wanted.items() if preference.preferred]
    if len(names) > 1:
        raise InvalidParameterException("Only one MFA method can be preferred.")
    if names and not wanted[names[0]].enabled:
        raise InvalidParameterException(f"{names[0]} must be enabled to be preferred.")
    return names[0] if names else ""


def _set_passkey(user: User, wanted: bool | None) -> None:  # noqa: FBT001 - as the caller got it
    if wanted and user.pool.web_authn.get("FactorConfiguration") != "MULTI_FACTOR_WITH_USER_VERIFICATION":
        raise InvalidParameterException("The user pool does not accept a passkey as MFA.")
    user.passkey_mfa = user.passkey_mfa if wanted is None else wanted
    if user.passkey_mfa and not user.mfa_factors:
        raise InvalidParameterException("Another MFA method must be on as long as a passkey is.")


def _turn_off(user: User, *names: str) -> None:
    user.mfa_factors = [name for name in user.mfa_factors if name not in names]
    if user.preferred_mfa in names:
        user.preferred_mfa = ""
    _save(user)


def _turn_on(user: User, name: str, *fields: str) -> None:
    user.mfa_factors = [each for each in second_factors.ORDER if each == name or each in user.mfa_factors]
    _save(user, *fields)


def _lock_without_factor(user: User, proved: Collection[str]) -> None:
    """Who knows no more than the first factor could otherwise put their own second one in the owner's place."""
    users.lock_with_names(user)
    if second_factors.asked(user, second_factors.usable(user), beyond=True, without=proved):
        raise _too_late()


def _save(user: User, *more: str) -> None:
    user.updated_at = clock.now()
    user.save(update_fields=[*_FIELDS, *more])


def _too_late() -> NotAuthorizedException:
    return NotAuthorizedException("Invalid session for the user.")
