"""Setting up a second factor, because the pool demands one or because it is offered."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client

from accounts import recovery_codes
from accounts.models import User
from tests.accounts.hosted.test_mfa_setup import shown_app
from tests.support import factors, people
from tests.support.hosted_desk import HostedDesk
from tests.support.hosted_states.challenges import PHONE
from tests.support.hosted_states.table import desk_of, state


def _demanded(web: Client) -> HostedDesk:
    """Frank, of whom a second factor is demanded and who has neither app nor address."""
    desk = desk_of(web, factors.pool("ON", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", name="Northwind"))
    people.confirmed(desk.app.pool, "frank", email="", email_verified="")
    desk.sign_in("frank")
    return desk


def _offered(web: Client) -> tuple[HostedDesk, User]:
    """Bea, to whom one is offered."""
    desk = desk_of(web, factors.pool("OPTIONAL", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", "SMS_MFA", name="Northwind"))
    bea = people.confirmed(desk.app.pool, "bea", phone_number=PHONE, phone_number_verified="true")
    desk.sign_in("bea")
    return desk, bea


def _set_up(desk: HostedDesk) -> HttpResponse:
    desk.send("setupMfa", answer="SOFTWARE_TOKEN_MFA")
    app = shown_app(desk.look("setupMfa", "&with=app"))
    desk.send("setupMfa", "&with=app", code=app.code())
    return desk.open("recoveryCodes")


@state
def mfa_setup(web: Client) -> HttpResponse:
    return _demanded(web).open()


@state
def mfa_setup_with_a_wrong_code(web: Client) -> HttpResponse:
    return _demanded(web).send(code="000000")


@state
def mfa_setup_email(web: Client) -> HttpResponse:
    return _demanded(web).open(more="&with=email")


@state
def mfa_setup_email_left_empty(web: Client) -> HttpResponse:
    return _demanded(web).send(more="&with=email", email="")


@state
def set_up_mfa(web: Client) -> HttpResponse:
    desk, _ = _offered(web)
    return desk.open("setupMfa")


@state
def set_up_app(web: Client) -> HttpResponse:
    desk, _ = _offered(web)
    desk.send("setupMfa", answer="SOFTWARE_TOKEN_MFA")
    return desk.open("setupMfa", "&with=app")


@state
def set_up_app_left_empty(web: Client) -> HttpResponse:
    desk, _ = _offered(web)
    desk.send("setupMfa", answer="SOFTWARE_TOKEN_MFA")
    return desk.send("setupMfa", "&with=app", code="")


@state
def new_recovery_codes(web: Client) -> HttpResponse:
    desk, _ = _offered(web)
    return _set_up(desk)


@state
def recovery_codes_from_before(web: Client) -> HttpResponse:
    desk, bea = _offered(web)
    recovery_codes.replace(bea)
    return _set_up(desk)
