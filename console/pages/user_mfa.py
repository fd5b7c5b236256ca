"""A user's second factors; an operator helps somebody who lost one."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import mfa, recovery_codes, second_factors, software_tokens
from accounts.models import User
from console.forms.confirmations import ConfirmForm
from console.page import done, page
from console.pages import user_subject
from pools.models import UserPool

LABELS = {
    "SMS_MFA": "SMS message",
    "SOFTWARE_TOKEN_MFA": "Authenticator app",
    "EMAIL_OTP": "Email message",
}
MODES = {"OFF": "Off", "OPTIONAL": "Optional", "ON": "Required"}
_ON = ("success", "On")
_UNUSABLE = ("warning", "On, but can't be asked for")
_READY = ("info", "Registered, not on")
_OFF = ("stopped", "Off")


@dataclass(frozen=True)
class Row:
    """One factor. `state` is a status indicator; `reaches` is the app or address that has the codes."""

    label: str
    state: tuple[str, str]
    reaches: str
    is_preferred: bool
    in_pool: bool


@page
def index(request: HttpRequest, pool: UserPool, sub: UUID) -> HttpResponse:
    """What the user is asked for after the password."""
    user = user_subject.get(pool, sub)
    context = {
        **user_subject.context(user, tab="user_mfa"),
        "factors": [_row(user, name) for name in second_factors.ORDER],
        "mode": MODES[pool.mfa_configuration],
        "codes_left": recovery_codes.left(user),
    }
    return render(request, "console/users/mfa.html", context)


@page
def reset(request: HttpRequest, pool: UserPool, sub: UUID) -> HttpResponse:
    """Asks, then takes every factor from the user."""
    user = user_subject.get(pool, sub)
    form = ConfirmForm(request.POST or None)
    if form.run(lambda _: mfa.reset(user)):
        told = f"The factors of {user_subject.shown_name(user)} were reset."
        return done(request, told, "console:user_mfa", pool.id, user.sub)
    context = {**user_subject.context(user), "form": form, "mode": MODES[pool.mfa_configuration]}
    return render(request, "console/users/reset_factors.html", context)


@page
def create_recovery_codes(request: HttpRequest, pool: UserPool, sub: UUID) -> HttpResponse:
    """Asks, then makes codes, which this answer shows and no later one."""
    user = user_subject.get(pool, sub)
    form = ConfirmForm(request.POST or None)
    codes: list[str] = []
    if form.run(lambda _: codes.extend(recovery_codes.replace(user))):
        return render(request, "console/users/new_recovery_codes.html", {**user_subject.context(user), "codes": codes})
    return render(request, "console/users/recovery_codes.html", {**user_subject.context(user), "form": form})


def _row(user: User, factor: str) -> Row:
    usable, is_on = second_factors.can_turn_on(user, factor), factor in user.mfa_factors
    is_app = factor not in second_factors.CHANNELS
    if is_on:
        state = _ON if usable else _UNUSABLE
    else:
        state = _READY if is_app and software_tokens.is_verified(user) else _OFF
    return Row(
        label=LABELS[factor],
        state=state,
        reaches=software_tokens.name_of(user) if is_app else getattr(user, second_factors.CHANNELS[factor]),
        is_preferred=user.preferred_mfa == factor,
        in_pool=factor in user.pool.second_factors,
    )
