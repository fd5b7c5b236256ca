"""`/account/security` and its parts: second steps, an authenticator app, recovery codes."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts import mfa, recovery_codes, second_factors, security_notices, software_tokens
from accounts.hosted import authenticator, offers, words
from accounts.hosted.account import told
from accounts.hosted.account.page import NOT_HERE, PAGES, Account, changing, guarded
from accounts.hosted.forms.factors import AppForm
from accounts.mfa import Preference
from accounts.models import User
from pools.core.errors import CognitoError

_HERE = PAGES["security"]
_APP = "SOFTWARE_TOKEN_MFA"


@dataclass(frozen=True)
class Step:
    """A second factor of the pool, and what the user can do about it.

    Attributes:
        name: SMS_MFA, SOFTWARE_TOKEN_MFA or EMAIL_OTP.
        detail: the masked address, or what the app is called.
        has_address: whether there is a verified one; an app needs none.
        can_turn_off: whether another one is left, where the pool demands one.
    """

    name: str
    detail: str
    has_address: bool
    is_on: bool
    is_preferred: bool
    can_prefer: bool
    can_turn_on: bool
    can_turn_off: bool


@changing
def security(request: HttpRequest, account: Account) -> HttpResponse:
    """List second steps and turn them on and off."""
    user = account.user
    if user.pool.mfa_configuration == "OFF":
        return account.go(request, problem=NOT_HERE)
    steps = _steps(user)
    if request.method == "POST":
        return _change(request, account, steps)
    removed = next((step for step in steps if step.name == request.GET.get("remove") and step.can_turn_off), None)
    content = {
        "steps": steps,
        "removed": removed,
        "codes_left": recovery_codes.left(user),
        "has_any": any(step.is_on for step in steps),
        "is_demanded": user.pool.mfa_configuration == "ON",
    }
    return account.show(request, "turn_off" if removed else "security", content)


@guarded
def app(request: HttpRequest, account: Account) -> HttpResponse:
    """Give the new seed to an authenticator app, and take its first code."""
    user = account.user
    seed = software_tokens.pending(user)
    if not seed:
        return account.go(request, _HERE)
    form = AppForm(request.POST or None)
    if form.is_valid():
        try:
            software_tokens.verify(user, code=form.cleaned_data["code"], name=form.cleaned_data["name"], hosted=True)
            mfa.set_preferences(user, {_APP: Preference(enabled=True, preferred=user.preferred_mfa == _APP)})
        except CognitoError as error:
            form.refuse(words.say(error), field="code")
        else:
            codes = offers.new_codes(user)
            return account.go(request, PAGES["codes"] if codes else _HERE, notice=_("Your app is set up."), codes=codes)
    form.focus_on_arrival()
    details = authenticator.details(account.visit, seed, name=account.name)
    return account.show(request, "app", {"form": form, **details})


@changing
def codes(request: HttpRequest, account: Account) -> HttpResponse:
    """Show new recovery codes, until they are put aside."""
    user = account.user
    if not second_factors.usable(user):
        return account.go(request, problem=NOT_HERE)
    match request.POST.get("answer"):
        case "new":
            try:
                made = recovery_codes.replace(user, hosted=True)
            except CognitoError as error:
                return account.go(request, _HERE, problem=words.say(error))
            return account.go(request, PAGES["codes"], codes=offers.sealed(user, made))
        case "done":
            response = account.go(request, _HERE)
            told.clear(response, account.visit.here)
            return response
    shown = offers.opened(user, account.told.codes)
    return account.show(request, "codes", {"codes": shown, "codes_left": recovery_codes.left(user)})


def _change(request: HttpRequest, account: Account, steps: list[Step]) -> HttpResponse:
    act = _ACTS.get(request.POST.get("answer", ""))
    step = next((step for step in steps if step.name == request.POST.get("step")), None)
    if act is None or step is None:
        return account.go(request, _HERE)
    try:
        return act(request, account, step)
    except CognitoError as error:
        return account.go(request, _HERE, problem=words.say(error))


def _set_up(request: HttpRequest, account: Account, step: Step) -> HttpResponse:
    if step.name != _APP:
        return account.go(request, _HERE)
    software_tokens.associate(account.user)
    return account.go(request, PAGES["app"])


def _turn_on(request: HttpRequest, account: Account, step: Step) -> HttpResponse:
    """With the first second step come recovery codes."""
    if not step.can_turn_on:
        return account.go(request, _HERE)
    mfa.set_preferences(account.user, {step.name: Preference(enabled=True)}, hosted=True)
    codes = offers.new_codes(account.user)
    page = PAGES["codes"] if codes else _HERE
    return account.go(request, page, notice=security_notices.SECOND_STEP_ON.subject, codes=codes)


def _prefer(request: HttpRequest, account: Account, step: Step) -> HttpResponse:
    if not step.can_prefer:
        return account.go(request, _HERE)
    mfa.set_preferences(account.user, {step.name: Preference(enabled=True, preferred=True)}, hosted=True)
    return account.go(request, _HERE, notice=_("Your change was saved."))


def _turn_off(request: HttpRequest, account: Account, step: Step) -> HttpResponse:
    """A second press finds it turned off already: that is what was wanted."""
    if not step.is_on:
        return account.go(request, _HERE)
    mfa.turn_off(account.user, step.name, hosted=True)
    return account.go(request, _HERE, notice=security_notices.SECOND_STEP_OFF.subject)


def _steps(user: User) -> list[Step]:
    usable, offered = second_factors.usable(user), second_factors.offered(user)
    return [
        Step(
            name=name,
            detail=software_tokens.name_of(user) if name == _APP else second_factors.address_of(user, name),
            has_address=_has_address(user, name),
            is_on=name in usable,
            is_preferred=name == user.preferred_mfa and len(usable) > 1,
            can_prefer=name in usable and name != user.preferred_mfa and len(usable) > 1,
            can_turn_on=name in offered and name not in usable and name != _APP,
            can_turn_off=name in usable and (user.pool.mfa_configuration != "ON" or len(usable) > 1),
        )
        for name in second_factors.ORDER
        if name in user.pool.second_factors
    ]


def _has_address(user: User, name: str) -> bool:
    channel = second_factors.CHANNELS.get(name)
    return channel is None or bool(getattr(user, channel) and getattr(user, f"{channel}_verified"))


_ACTS = {"set-up": _set_up, "on": _turn_on, "prefer": _prefer, "off": _turn_off}
